import type { ServerResponse } from "node:http";
import type * as WebApi from "@slack/web-api";
import type { BotAdapter, ResourceResponse } from "botbuilder";
import type * as SlackAdapters from "botbuilder-adapter-slack";
import * as v from "valibot";
import { loadSlackAdapter } from "./loaded.ts";
import { CONSOLE, type Log } from "./log.ts";
import { isFromSlack } from "./slack-signature.ts";

/** What Slack shows of an app that one workspace has installed. */
export interface SlackOptions {
  /** Begins with `xoxb-`: OAuth & Permissions, Bot User OAuth Token. */
  readonly botToken: string;
  /** Basic Information, Signing Secret. */
  readonly signingSecret: string;
  /** Base address of the Web API; left out: Slack's own. */
  readonly api?: string;
  /** How long to wait for Slack, in milliseconds; default 10 seconds. */
  readonly timeout?: number;
  readonly log?: Log;
}

/** A request as servers hand it on that keep the bytes; `webhook` does. */
interface SlackRequest {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly rawBody?: Uint8Array | string;
}

const SLACK_API = "https://slack.com/api/";

const id = v.pipe(v.string(), v.minLength(1));
/** Whatever else comes, the adapter prints it as an error, words and all, and does not answer it. */
const KnownSchema = v.union([
  v.looseObject({ type: v.literal("url_verification"), challenge: v.string() }),
  v.looseObject({
    type: v.literal("event_callback"),
    team_id: id,
    event: v.looseObject({ type: v.string() }),
  }),
  v.looseObject({ payload: v.string() }),
  v.looseObject({ command: v.string() }),
]);

/**
 * `botbuilder-adapter-slack` 1.0.14, the last one, with what its age has broken put right:
 * - it cannot be loaded without a package that it does not declare (loaded.ts);
 * - it ends the process where Slack does not answer `auth.test` at the start: here it is asked when needed;
 * - it lets everybody in where a server does not keep the raw body, and takes a request of any age: here such
 *   requests are refused;
 * - it waits for Slack for half an hour, in memory: here 10 seconds, and Tokeru's outbox tries again;
 * - it keeps to itself that Slack did not take a message, and prints the whole request instead, with the words and the
 *   bot's token in it: here sending fails, with Slack's reason;
 * - it prints events that it does not know.
 * @throws {Error} where a value is missing, or the adapter is not installed.
 */
export function slackAdapter(options: SlackOptions): BotAdapter {
  const { botToken, signingSecret, api: slackApiUrl = SLACK_API, timeout = 10_000, log = CONSOLE } = options;
  if (!botToken) throw new Error("slackAdapter needs the botToken of the app, which is empty.");
  if (!signingSecret) throw new Error("slackAdapter needs the signingSecret of the app, which is empty.");
  const { SlackAdapter, SlackEventMiddleware, SlackMessageTypeMiddleware, WebClient } = loadSlackAdapter();
  const retryConfig = { retries: 0 };
  const api = new WebClient(botToken, { slackApiUrl, timeout, retryConfig, rejectRateLimitedCalls: true });

  let asked: Promise<string> | undefined;
  function ourselves(): Promise<string> {
    asked ??= api.auth.test().then(({ user_id: id = "" }) => id);
    asked.catch(() => (asked = undefined));
    return asked;
  }

  const adapter = new SlackAdapter({
    getTokenForTeam: async () => botToken,
    getBotUserByTeam: ourselves,
    // Checked below. The adapter insists on it, and on what only apps need that many workspaces install.
    clientSigningSecret: signingSecret,
    clientId: "-",
    clientSecret: "-",
    scopes: ["-"],
    redirectUri: "-",
  });
  adapter.getAPI = async () => api;
  adapter.use(new SlackEventMiddleware()).use(new SlackMessageTypeMiddleware());
  receiveSafely(adapter, signingSecret, log);
  sendSafely(adapter, api);
  return adapter;
}

function receiveSafely(adapter: SlackAdapters.SlackAdapter, signingSecret: string, log: Log): void {
  const process = adapter.processActivity.bind(adapter);
  adapter.processActivity = async (request: SlackRequest, response: ServerResponse, logic) => {
    const { headers, body, rawBody } = request;
    if (rawBody === undefined) log.error({}, NO_BYTES);
    if (rawBody === undefined || !isFromSlack(signingSecret, { headers, body: rawBody })) {
      response.statusCode = 401;
      response.end();
    } else if (v.is(KnownSchema, body)) {
      await process(request, response, logic);
    } else {
      response.end();
    }
  };
}

function sendSafely(adapter: SlackAdapters.SlackAdapter, { chat }: WebApi.WebClient): void {
  adapter.sendActivities = async (_context, activities) => {
    const responses: ResourceResponse[] = [];
    for (const activity of activities.filter(({ type }) => type === "message")) {
      const message: SlackMessage = adapter.activityToSlack(activity);
      const sending = message.ephemeral ? whisper(chat, message) : say(chat, message);
      const id = await sending.catch(refuse);
      responses.push({ id });
    }
    return responses;
  };
}

/** `ephemeral`: for one person's eyes, as `bot.replyEphemeral` wants it. */
type SlackMessage = WebApi.ChatPostEphemeralArguments & { readonly ephemeral?: boolean };
type Chat = WebApi.WebClient["chat"];

async function say(chat: Chat, message: SlackMessage): Promise<string> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is Slack's, not a window's
  const { ts = "" } = await chat.postMessage(message);
  return ts;
}

async function whisper(chat: Chat, { ephemeral: _, ...message }: SlackMessage): Promise<string> {
  const { message_ts: ts = "" } = await chat.postEphemeral(message);
  return ts;
}

const RefusalSchema = v.object({
  code: v.optional(v.string()),
  statusCode: v.optional(v.number()),
  data: v.optional(v.object({ error: v.optional(v.string()) })),
});

/** Of an error of Slack's client only the reason goes on: the rest of it is the request, token and all. */
function refuse(error: unknown): never {
  const read = v.safeParse(RefusalSchema, error);
  const { code, statusCode, data } = read.success ? read.output : {};
  throw new Error(
    `Slack did not take a message: ${data?.error ?? statusCode ?? code ?? "no reason is known"}`,
  );
}

const NO_BYTES =
  "Slack's signature is over the bytes of a request, and this server has not kept them (request.rawBody): the request " +
  "is refused. Use webhook of tokeru/botkit, or express.json({ verify: (request, _, bytes) => { request.rawBody = bytes } }).";
