import { hash, randomBytes } from "node:crypto";
import type { ClientAuth, Configuration, IDToken } from "openid-client";
import type { Role } from "./roles.ts";

/** A provider of OpenID Connect that says who somebody is. */
export interface OidcSettings {
  /** Its address, as its own documents name it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Left out: this is a public client, held by PKCE alone. */
  readonly clientSecret?: string | undefined;
  readonly scope: string;
  /** Which value of which claim gives which role; the first that somebody has, counts. */
  readonly roles: readonly RoleRule[];
}

/** `claim` is a name, or names with dots between for one inside another. */
export interface RoleRule {
  readonly claim: string;
  readonly value: string;
  readonly role: Role;
}

/** Who somebody is, by the provider's word. */
export interface Person {
  /** Issuer and subject: a subject means nothing without who says it. */
  readonly subject: string;
  readonly name: string;
  /** Undefined: none of their claims gives one. */
  readonly role: Role | undefined;
}

/** Where signing in elsewhere has ended without a person. */
export class OidcProblem extends Error {
  readonly kind: "unreachable" | "refused";
  constructor(kind: OidcProblem["kind"], cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = "OidcProblem";
    this.kind = kind;
  }
}

/** The way there and back. */
export interface Oidc {
  /**
   * Where to send a browser that keeps this secret.
   * @throws {OidcProblem} where the provider does not answer.
   */
  start(secret: string): Promise<URL>;
  /**
   * Whom the provider has sent back: `query` is what it has added to our address.
   * @throws {OidcProblem} where it does not answer, or what it says is not for this browser and this attempt.
   */
  finish(query: URLSearchParams, secret: string): Promise<Person>;
}

export const CALLBACK_PATH = "/desk/oidc/callback";
/** How long each question to the provider may take. */
const TIMEOUT_S = 10;
/** After so long its documents are read again. */
const FRESH_MS = 60 * 60_000;
const LONGEST_NAME = 60;

/** 256 random bits that a browser keeps while somebody is elsewhere. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/**
 * State, nonce and PKCE's verifier are derived from what the browser keeps: none of them works in another browser,
 * and nothing is kept here, so that somebody may come back to another replica.
 */
function derived(purpose: "state" | "nonce" | "verifier", secret: string): string {
  return hash("sha256", `tokeru oidc ${purpose} ${secret}`, "base64url");
}

/** A provider, with our address as it knows it: `publicUrl` and the path, exactly. */
export function oidcWith(settings: OidcSettings, publicUrl: string, now: () => number): Oidc {
  const redirectUri = publicUrl + CALLBACK_PATH;
  let known: { readonly at: number; readonly configuration: Promise<Configuration> } | undefined;

  function configuration(): Promise<Configuration> {
    if (known === undefined || now() - known.at > FRESH_MS) {
      const found = discover(settings);
      known = { at: now(), configuration: found };
      // Asked again by the next one who comes.
      found.catch(() => (known = undefined));
    }
    return known.configuration;
  }

  return {
    async start(secret) {
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import("openid-client");
      return buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: settings.scope,
        state: derived("state", secret),
        nonce: derived("nonce", secret),
        code_challenge: await calculatePKCECodeChallenge(derived("verifier", secret)),
        code_challenge_method: "S256",
      });
    },
    async finish(query, secret) {
      const found = await configuration();
      try {
        return personOf(await claimsOf(found, new URL(`${redirectUri}?${query}`), secret), settings);
      } catch (error) {
        throw new OidcProblem(isUnreachable(error) ? "unreachable" : "refused", error);
      }
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const client = await import("openid-client");
  const insecure = issuer.startsWith("http:") ? [client.allowInsecureRequests] : [];
  const auth: ClientAuth = (server, ...rest) => {
    // What the standard assumes of whoever does not say, and else what is there.
    const isBasic = server.token_endpoint_auth_methods_supported?.includes("client_secret_basic") ?? true;
    return (isBasic ? client.ClientSecretBasic : client.ClientSecretPost)(clientSecret)(server, ...rest);
  };
  const execute = [...insecure, client.enableNonRepudiationChecks];
  const options = { execute, timeout: TIMEOUT_S };
  try {
    return await client.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === undefined ? client.None() : auth,
      options,
    );
  } catch (error) {
    throw new OidcProblem("unreachable", error);
  }
}

/** What the provider says of somebody: in the token, and where that gives no role, where it tells more. */
async function claimsOf(configuration: Configuration, url: URL, secret: string): Promise<IDToken> {
  const { authorizationCodeGrant, fetchUserInfo } = await import("openid-client");
  const tokens = await authorizationCodeGrant(configuration, url, {
    expectedState: derived("state", secret),
    expectedNonce: derived("nonce", secret),
    pkceCodeVerifier: derived("verifier", secret),
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error("no ID token");
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  const { sub, ...more } = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return { ...more, ...claims, sub };
}

function personOf(claims: IDToken, { roles }: OidcSettings): Person {
  const { iss, sub } = claims;
  const names = [claims["name"], claims["preferred_username"], claims["email"], sub];
  const name = names.find((one): one is string => typeof one === "string" && one.trim() !== "") ?? sub;
  const role = roles.find(({ claim, value }) => valuesOf(claims, claim).includes(value))?.role;
  return { subject: `${iss} ${sub}`, name: name.trim().slice(0, LONGEST_NAME), role };
}

/** The values of a claim: one, or a list of them. */
function valuesOf(claims: Readonly<Record<string, unknown>>, claim: string): readonly unknown[] {
  if (claim in claims) return [claims[claim]].flat();
  const inside = claim
    .split(".")
    .reduce<unknown>((found, name) => (isRecord(found) ? found[name] : undefined), claims);
  return [inside].flat();
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Whether it was the way there that failed, and not what came back. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof TypeError && error.message === "fetch failed") return true;
  return ["OAUTH_TIMEOUT", "OAUTH_RESPONSE_IS_NOT_CONFORM"].includes(codeOf(error));
}

/** For the log: names of what went wrong, and nothing that tells of anybody. */
function reasonOf(cause: unknown): string {
  const named = isRecord(cause) && typeof cause["error"] === "string" ? cause["error"] : codeOf(cause);
  const message = cause instanceof Error ? cause.message : "unknown";
  return [named, message].filter(Boolean).join(": ");
}

function codeOf(error: unknown): string {
  return isRecord(error) && typeof error["code"] === "string" ? error["code"] : "";
}
