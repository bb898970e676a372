import { isIP } from "node:net";
import * as v from "valibot";
import type { OidcSettings, RoleRule } from "../desk/access/oidc.ts";
import { ROLES } from "../desk/access/roles.ts";

const TRUE_WORDS = ["1", "true", "yes", "on"];
const FALSE_WORDS = ["0", "false", "no", "off", ""];

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, "must be a port number, for example 8080"),
  v.transform(Number),
  v.maxValue(65535, "must be a port number up to 65535, for example 8080"),
);
const days = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, "must be a number of days, for example 30"),
  v.transform(Number),
  v.minValue(1, "must be at least 1 day, for example 30"),
);
const flag = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.picklist([...TRUE_WORDS, ...FALSE_WORDS], "must be yes or no, for example yes"),
  v.transform((word) => TRUE_WORDS.includes(word)),
);
const httpUrl = v.pipe(
  v.string(),
  v.url("must be an address, for example https://tokeru.example.jp"),
  v.regex(/^https?:\/\//, "must begin with https:// or http://, for example https://tokeru.example.jp"),
  v.transform((url) => url.replace(/\/+$/, "")),
);
/** Links and cookies begin at the root. */
const publicUrl = v.pipe(
  httpUrl,
  v.check(
    (url) => new URL(url).href === `${new URL(url).origin}/`,
    "must end with the host or port, for example https://tokeru.example.jp: a path is not supported",
  ),
);
const proxies = v.pipe(
  v.string(),
  v.transform((text) => text.split(",").map((part) => part.trim())),
  v.check(
    (parts) => parts.every(isAddressOrNetwork),
    "must be addresses or networks with commas between, for example 10.0.0.5 or 10.0.0.0/24,2001:db8::/32",
  ),
);
/** Tokens must not travel in the open; a provider on this very machine is for trying things out. */
const issuerUrl = v.pipe(
  v.string(),
  v.url("must be the address of a provider, for example https://login.example.jp/realms/city"),
  v.regex(
    /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$))/,
    "must begin with https://, for example https://login.example.jp/realms/city",
  ),
);
const ROLES_EXAMPLE = '{"groups": {"desk-leads": "lead", "desk-agents": "agent"}}';
const roleRules = v.pipe(
  v.string(),
  v.parseJson(
    undefined,
    `must be JSON: claims, their values, and the role that each gives, for example ${ROLES_EXAMPLE}`,
  ),
  v.record(
    v.string(),
    v.record(
      v.string(),
      v.picklist(ROLES, `must give one of the roles ${ROLES.join(", ")}, for example ${ROLES_EXAMPLE}`),
      `must name values of each claim, for example ${ROLES_EXAMPLE}`,
    ),
    `must name claims, for example ${ROLES_EXAMPLE}`,
  ),
  v.transform((claims): readonly RoleRule[] =>
    Object.entries(claims).flatMap(([claim, values]) =>
      Object.entries(values).map(([value, role]) => ({ claim, value, role })),
    ),
  ),
  v.minLength(1, `must give somebody a role, for example ${ROLES_EXAMPLE}`),
);
const postgresUrl = v.pipe(
  v.string(),
  v.regex(
    /^postgres(ql)?:\/\//,
    "must be a PostgreSQL address, for example postgres://tokeru@db.example.jp/tokeru",
  ),
);
/** It stands in a header, which takes nothing else. */
const secret = v.pipe(
  v.string(),
  v.regex(
    /^[!-~]{8,}$/,
    "must be at least 8 characters without spaces, letters and signs of ASCII alone, as LINE's console shows it, for example 0123456789abcdef0123456789abcdef",
  ),
);

/** `10.0.0.5`, or a network `10.0.0.0/24`. Nobody trusts everybody, so /0 is none. */
function isAddressOrNetwork(text: string): boolean {
  const [, address = "", prefix] = /^([\da-f.:]+)(?:\/([1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(prefix ?? 1) <= (version === 4 ? 32 : 128);
}

/** Every setting, from the environment. Left out or empty means the default. */
const ConfigSchema = v.object({
  TOKERU_HOST: v.optional(v.pipe(v.string(), v.minLength(1)), "127.0.0.1"),
  TOKERU_PORT: v.optional(port, "8080"),
  TOKERU_PUBLIC_URL: v.optional(publicUrl),
  TOKERU_DATA: v.optional(v.pipe(v.string(), v.minLength(1)), "data"),
  TOKERU_DATABASE_URL: v.optional(postgresUrl),
  TOKERU_CITY: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/, "must be the code of a file in cities/, for example default")),
    "default",
  ),
  TOKERU_RETENTION_DAYS: v.optional(days, "30"),
  TOKERU_TRUST_PROXY: v.optional(proxies),
  TOKERU_DEMO: v.optional(flag),
  TOKERU_LOG_LEVEL: v.optional(
    v.picklist(
      ["fatal", "error", "warn", "info", "debug", "silent"],
      "must be one of fatal, error, warn, info, debug, silent",
    ),
    "info",
  ),
  TOKERU_OIDC_ISSUER: v.optional(issuerUrl),
  TOKERU_OIDC_CLIENT_ID: v.optional(v.string()),
  TOKERU_OIDC_CLIENT_SECRET: v.optional(v.string()),
  TOKERU_OIDC_SCOPE: v.optional(
    v.pipe(v.string(), v.regex(/(^| )openid( |$)/, "must name openid, for example openid profile groups")),
    "openid profile",
  ),
  TOKERU_OIDC_ROLES: v.optional(roleRules),
  LINE_CHANNEL_SECRET: v.optional(secret),
  LINE_CHANNEL_ACCESS_TOKEN: v.optional(secret),
  TOKERU_LINE_API: v.optional(httpUrl),
  TOKERU_LINE_OFF: v.optional(flag, "no"),
  TOKERU_LIFF_ID: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{5,15}-\w{4,20}$/, "must be as LINE's console shows it, for example 1234567890-AbcdEfgh"),
    ),
  ),
});

/** The official account on LINE that this server speaks for. */
export interface LineConfig {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** Base address of the Messaging API; left out: LINE's own. */
  readonly api: string | undefined;
  /** Residents who write are told whom to call instead. */
  readonly off: boolean;
}

/** The settings, read and checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where residents reach the server, without a slash at the end; undefined: only this machine. */
  readonly publicUrl: string | undefined;
  /** Folder of the embedded database and of keys made at the first start. */
  readonly data: string;
  readonly databaseUrl: string | undefined;
  readonly city: string;
  readonly retentionDays: number;
  /** Addresses or networks of the proxies in front; only they are believed when they say who is behind. */
  readonly trustProxy: string[] | undefined;
  /** Whether the made-up city's page is served; left out: where residents cannot reach the server. */
  readonly demo: boolean;
  readonly logLevel: string;
  readonly line: LineConfig | undefined;
  /** The LIFF app whose page is `/liff`; undefined: the page works without LINE's part. */
  readonly liffId: string | undefined;
  /** Where those of the desk sign in, besides accounts of our own. */
  readonly oidc: OidcSettings | undefined;
}

/** A setting that cannot be used: its name, what is wrong, and an example. */
export class ConfigError extends Error {
  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = "ConfigError";
  }
}

/**
 * Reads the settings.
 * @throws {ConfigError} naming the setting that is wrong, and how it should look.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = v.safeParse(ConfigSchema, given);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(v.getDotPath(issue)?.split(".")[0] ?? "The environment", issue.message);
  }
  const settings = parsed.output;
  return {
    host: settings.TOKERU_HOST,
    port: settings.TOKERU_PORT,
    publicUrl: settings.TOKERU_PUBLIC_URL,
    data: settings.TOKERU_DATA,
    databaseUrl: settings.TOKERU_DATABASE_URL,
    city: settings.TOKERU_CITY,
    retentionDays: settings.TOKERU_RETENTION_DAYS,
    trustProxy: settings.TOKERU_TRUST_PROXY,
    demo: settings.TOKERU_DEMO ?? settings.TOKERU_PUBLIC_URL === undefined,
    logLevel: settings.TOKERU_LOG_LEVEL,
    line: lineConfig(settings),
    liffId: settings.TOKERU_LIFF_ID,
    oidc: oidcConfig(settings),
  };
}

function lineConfig(settings: v.InferOutput<typeof ConfigSchema>): LineConfig | undefined {
  const { LINE_CHANNEL_SECRET: channelSecret, LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken } = settings;
  if (!channelSecret && !channelAccessToken) return undefined;
  if (!channelSecret) {
    throw new ConfigError(
      "LINE_CHANNEL_SECRET",
      "is missing: LINE needs it beside LINE_CHANNEL_ACCESS_TOKEN, for example 0123456789abcdef0123456789abcdef",
    );
  }
  if (!channelAccessToken) {
    throw new ConfigError(
      "LINE_CHANNEL_ACCESS_TOKEN",
      "is missing: LINE needs it beside LINE_CHANNEL_SECRET; issue one in LINE's console, for example 0123456789abcdef",
    );
  }
  const { TOKERU_LINE_API: api, TOKERU_LINE_OFF: off } = settings;
  return { channelSecret, channelAccessToken, api, off };
}

/** All of it, or nothing. */
function oidcConfig(settings: v.InferOutput<typeof ConfigSchema>): OidcSettings | undefined {
  const { TOKERU_OIDC_ISSUER: issuer, TOKERU_OIDC_CLIENT_ID: clientId, TOKERU_OIDC_ROLES: roles } = settings;
  const { TOKERU_OIDC_CLIENT_SECRET: clientSecret, TOKERU_OIDC_SCOPE: scope } = settings;
  if (!issuer && !clientId && !clientSecret && !roles) return undefined;
  const needs = (setting: string, example: string): never => {
    throw new ConfigError(
      setting,
      `is missing: signing in by OpenID Connect needs it, for example ${example}`,
    );
  };
  if (!settings.TOKERU_PUBLIC_URL) return needs("TOKERU_PUBLIC_URL", "https://tokeru.example.jp");
  if (!issuer) return needs("TOKERU_OIDC_ISSUER", "https://login.example.jp/realms/city");
  if (!clientId) return needs("TOKERU_OIDC_CLIENT_ID", "tokeru");
  if (!roles) return needs("TOKERU_OIDC_ROLES", ROLES_EXAMPLE);
  return { issuer, clientId, clientSecret, scope, roles };
}
