import * as v from "valibot";
import type { Lang, Say } from "../../language/index.ts";
import type { AccountApi, Answered } from "./account-api.ts";
import { fine, type Finding, isWrong, look, wrong } from "./finding.ts";
import { lookAtMenus } from "./rich-menu.ts";

/** What is to be looked at. */
export interface Examined {
  readonly api: AccountApi;
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** Where LINE is to deliver events; undefined: no public address is set. */
  readonly webhook: string | undefined;
  readonly off: boolean;
  readonly say: (lang: Lang) => Say;
  /** Epoch milliseconds; left out: this machine's clock. */
  readonly now?: () => number;
}

/** The part of a push quota above which somebody should know. */
const NEARLY_USED = 0.8;

const InfoSchema = v.looseObject({
  displayName: v.string(),
  basicId: v.string(),
  chatMode: v.optional(v.string()),
});
const VerifiedSchema = v.looseObject({ client_id: v.string() });
/** Where LINE delivers, and whether it does. */
export const EndpointSchema = v.looseObject({ endpoint: v.string(), active: v.boolean() });
const TestSchema = v.looseObject({
  success: v.boolean(),
  statusCode: v.optional(v.number()),
  reason: v.optional(v.string()),
});
const QuotaSchema = v.looseObject({ type: v.string(), value: v.optional(v.number()) });
const UsedSchema = v.looseObject({ totalUsage: v.number() });

/** What `tokeru line doctor` says: everything that is wrong at once, but nothing that only follows from it. */
export async function examine(examined: Examined): Promise<readonly Finding[]> {
  const account = await examineAccount(examined);
  if (isWrong(account)) return account;
  return [
    ...account,
    ...(await examineClock(examined)),
    ...(await examineWebhook(examined)),
    ...(await examineTest(examined)),
    ...(await examineMenu(examined)),
    ...(await examineQuota(examined)),
    ...whatLineDoesNotTell(examined),
  ];
}

/** Whether the token is one, whose it is, and whether the secret belongs to the same channel. */
export async function examineAccount(examined: Examined): Promise<readonly Finding[]> {
  const { api, webhook } = examined;
  const address: readonly Finding[] = webhook?.startsWith("https://")
    ? [fine(`LINE can be given the address ${webhook}.`)]
    : [
        wrong(
          webhook ? `The address ${webhook} is not HTTPS.` : "No public address is set.",
          "Set TOKERU_PUBLIC_URL to the address where residents reach this server, such as https://tokeru.example.jp.",
        ),
      ];
  const info = await api.get("/v2/bot/info");
  const known = v.safeParse(InfoSchema, info.json);
  if (info.status !== 200 || !known.success) return [...address, refusedToken(info)];
  const { displayName, basicId, chatMode } = known.output;
  const chat: readonly Finding[] =
    chatMode === "chat"
      ? [
          look(
            "Chat is switched on: people can also answer by hand, and LINE's own automatic replies may answer too.",
            "If nobody is to answer by hand, switch Chat off in the Official Account Manager under Settings > Response settings.",
          ),
        ]
      : [];
  return [
    ...address,
    fine(`The access token is of the account ${displayName} (${basicId}).`),
    ...chat,
    await examineSecret(examined),
  ];
}

function refusedToken({ status }: Answered): Finding {
  if (status === 401 || status === 403) {
    return wrong(
      "LINE refuses the access token.",
      "Issue a channel access token in LINE's console under Messaging API, and set LINE_CHANNEL_ACCESS_TOKEN to it.",
    );
  }
  return wrong(
    status === 0
      ? "LINE cannot be reached, or does not answer in time."
      : `LINE answers with status ${status} where it should tell about the account.`,
    "Check that this server may open connections to https://api.line.me, and try again.",
  );
}

/**
 * With the secret of its channel a short-lived token of the same channel can be had; it is thrown away. That is
 * the only way in which LINE tells that a secret is right.
 */
async function examineSecret(examined: Examined): Promise<Finding> {
  const { api, channelSecret: client_secret } = examined;
  const client_id = await channelOf(examined);
  if (client_id === undefined) {
    return look(
      "LINE does not tell of which channel the access token is, so the secret is not checked here.",
    );
  }
  const { status } = await api.form("/oauth2/v3/token", {
    grant_type: "client_credentials",
    client_id,
    client_secret,
  });
  if (status === 200) return fine(`The secret and the token are both of channel ${client_id}.`);
  if (status === 400 || status === 401) {
    return wrong(
      `LINE_CHANNEL_SECRET is not the secret of channel ${client_id}, of which the access token is.`,
      `Open channel ${client_id} in LINE's console and copy its Channel secret (Basic settings), or issue a token in the channel of which the secret is.`,
    );
  }
  return look("LINE does not tell at the moment whether the secret is right.");
}

async function channelOf({ api, channelAccessToken: access_token }: Examined): Promise<string | undefined> {
  const byForm = await api.form("/v2/oauth/verify", { access_token });
  const newer = byForm.status === 400;
  const { json } = newer
    ? await api.get(`/oauth2/v2.1/verify?${new URLSearchParams({ access_token }).toString()}`)
    : byForm;
  const verified = v.safeParse(VerifiedSchema, json);
  return verified.success ? verified.output.client_id : undefined;
}

const MINUTE_MS = 60_000;
/** What events and their answers bear. */
const CLOCK_TOLERANCE = 5 * MINUTE_MS;
/** From here on events begin to be passed over as too old. */
const FAST_CLOCK = 24 * 60 * MINUTE_MS;

/** Events carry LINE's time; whatever is too old by our clock is passed over. */
async function examineClock({ api, now = Date.now }: Examined): Promise<readonly Finding[]> {
  const { at } = await api.get("/v2/bot/info");
  const fast = at === undefined ? 0 : now() - at;
  if (Math.abs(fast) < CLOCK_TOLERANCE) return [];
  const minutes = Math.round(Math.abs(fast) / MINUTE_MS);
  const found = `The clock of this machine is ${minutes} minutes ${fast > 0 ? "ahead of" : "behind"} LINE's.`;
  const todo =
    "Have it set by a time server (NTP). Where it is two days ahead, whatever residents send counts as too old and is not answered.";
  return [fast < FAST_CLOCK ? look(found, todo) : wrong(found, todo)];
}

async function examineWebhook({ api, webhook }: Examined): Promise<readonly Finding[]> {
  const { status, json } = await api.get("/v2/bot/channel/webhook/endpoint");
  const known = v.safeParse(EndpointSchema, json);
  if (!known.success) {
    return [
      status === 404
        ? wrong("LINE has no webhook URL.", SET_UP)
        : wrong(`LINE does not tell its webhook URL (status ${status}).`, "Try again in a minute."),
    ];
  }
  const { endpoint, active } = known.output;
  const url =
    endpoint === webhook
      ? fine(`The webhook URL is ${endpoint}.`)
      : wrong(
          `LINE delivers to another address: ${endpoint}.`,
          `If the account is to be served here, run \`tokeru line setup --replace\`. If it belongs to another system, leave it and offer the link instead (docs/line.md, "Beside another tool").`,
        );
  const use = active
    ? fine("Use webhook is switched on.")
    : wrong(
        "Use webhook is switched off: LINE delivers nothing.",
        "Switch on Use webhook in LINE's console under Messaging API. No program may do that.",
      );
  return [url, use];
}

/** Has LINE deliver a webhook without events, which goes all the way and back. */
export async function examineTest({ api, webhook }: Examined): Promise<readonly Finding[]> {
  const { status, json } = await api.post("/v2/bot/channel/webhook/test", { endpoint: webhook });
  const tested = v.safeParse(TestSchema, json);
  if (!tested.success) {
    return [look(`LINE did not test the webhook (status ${status}). It takes 60 tests an hour.`)];
  }
  const { success, statusCode = 0, reason = "" } = tested.output;
  if (success) return [fine("LINE has delivered a test to the webhook, and got its answer.")];
  return [
    wrong(
      `LINE's test of the webhook fails: ${reason} (status ${statusCode}).`,
      adviceFor(reason, statusCode),
    ),
  ];
}

function adviceFor(reason: string, status: number): string {
  if (status === 401) {
    return "The running server has another LINE_CHANNEL_SECRET: set the same for both, and restart it.";
  }
  if (status === 404) {
    return "Something answers there that is not Tokeru, or Tokeru runs without LINE's two settings: start it with both, and have the proxy pass /line/webhook on.";
  }
  if (status >= 500) return "The proxy does not reach Tokeru, or Tokeru's log says what is wrong.";
  if (reason === "REQUEST_TIMEOUT") return "Tokeru, or the proxy before it, takes too long: look at its log.";
  return "LINE does not reach the address: check DNS, the firewall, and that the certificate is from a public authority.";
}

async function examineMenu({ api, say }: Examined): Promise<readonly Finding[]> {
  const there = await lookAtMenus(api, say);
  if (!there) return [look("LINE does not tell its menus.", "Try again in a minute.")];
  const { missing, everybodys } = there;
  const faults = [
    ...(missing.length > 0
      ? [look(`The menu below the chat is missing or old: ${missing.join(", ")}. ${WITHOUT}`, SET_UP)]
      : []),
    ...(everybodys?.isOurs ? [] : [everybodysElse(everybodys?.name)]),
  ];
  return faults.length > 0 ? faults : [fine("The menu below the chat is there in every language.")];
}

const WITHOUT = "Without it everything works by its buttons.";
const SET_UP = "Run `tokeru line setup`.";

function everybodysElse(name: string | undefined): Finding {
  return name === undefined
    ? look(`No menu is shown to everybody. ${WITHOUT}`, SET_UP)
    : look(
        `Everybody sees another menu below the chat: ${name}. ${WITHOUT}`,
        "If the account is to have Tokeru's, run `tokeru line setup --replace`.",
      );
}

/** Replies cost nothing; what is pushed counts. */
async function examineQuota({ api }: Examined): Promise<readonly Finding[]> {
  const quota = v.safeParse(QuotaSchema, (await api.get("/v2/bot/message/quota")).json);
  const used = v.safeParse(UsedSchema, (await api.get("/v2/bot/message/quota/consumption")).json);
  if (!quota.success || !used.success) return [look("LINE does not tell how many messages are left.")];
  const { type, value = 0 } = quota.output;
  const { totalUsage } = used.output;
  if (type === "none") return [fine("The plan of the account limits no messages.")];
  const count = `${totalUsage} of ${value} messages of this month are used`;
  const why = "Answers are replies and go on; card reports, reminders and late answers are pushed.";
  if (totalUsage >= value) return [wrong(`${count}: nothing can be pushed.`, `Take a larger plan. ${why}`)];
  return [totalUsage >= value * NEARLY_USED ? look(`${count}.`, why) : fine(`${count}.`)];
}

function whatLineDoesNotTell({ off }: Examined): readonly Finding[] {
  return [
    ...(off ? [look("TOKERU_LINE_OFF=yes: residents who write are told whom to call.")] : []),
    look(
      "LINE does not tell whether its own greeting and automatic replies are on.",
      "In the Official Account Manager under Settings > Response settings, switch off Greeting message and Auto-reply messages; otherwise LINE answers too.",
    ),
  ];
}
