import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { validateSignature } from "@line/bot-sdk";
import type { Activity, ConversationReference, ResourceResponse, TurnContext } from "botbuilder";
import type { Botkit } from "botkit";
import { accountApiAt } from "../line/account-api.ts";
import { LINE_API, messagingApiAt, type Timeouts } from "../line/api.ts";
import { BODY_LIMIT, bytesOf, GONE, type WebhookRequest } from "./line/body.ts";
import { CHANNEL_ID, type Heard, readWebhook } from "./line/events.ts";
import { type EventMemory, rememberEvents } from "./line/memory.ts";
import { messagesOf } from "./line/messages.ts";
import { PACE, type Pace, type Speaking, speakingIn } from "./line/speaking.ts";
import { createLanes, within } from "./line/turns.ts";
import { loadBotbuilder } from "./loaded.ts";
import { CONSOLE, type Log, reasonOf } from "./log.ts";
import { settleTurns } from "./settling.ts";

export { type EventMemory, rememberEvents } from "./line/memory.ts";

/** What a LINE adapter needs to know, from the channel's page in the LINE Developers console. */
export interface LineAdapterOptions {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** Base address of the Messaging API; left out: LINE's own. */
  readonly api?: string | undefined;
  /** Which events were handled. Left out: the last 10,000, in this process; replicas share one that they all see. */
  readonly memory?: EventMemory;
  /** The largest webhook, in bytes. Left out: 256 KB. */
  readonly bodyLimit?: number;
  /** How long to wait for LINE, in milliseconds. Left out: 8 seconds for a reply, 10 for a push. */
  readonly timeouts?: Timeouts;
  /** How long a turn may hold up what its person says next, in milliseconds. Left out: a minute. */
  readonly turnLimit?: number;
  /** Left out: what suits LINE. */
  readonly pace?: Pace;
  /** Where to report what failed; never what somebody wrote. Left out: standard error. */
  readonly log?: Log;
}

/** What the bot does with a turn. */
type Logic = (context: TurnContext) => Promise<void>;

/** How Express, restify and Node answer, and how Fastify does. */
type WebhookResponse =
  | Pick<ServerResponse, "statusCode" | "setHeader" | "end">
  | { code(status: number): { header(name: string, value: string): unknown; send(): unknown } };

const botbuilder = loadBotbuilder();

const TIMEOUTS: Timeouts = { reply: 8_000, push: 10_000 };

/** LINE counts a webhook as failed that has no answer within a second. */
const ANSWER_WITHIN = 800;

const TURN_LIMIT = 60_000;

/** The longest pause that a bot may put between two messages. */
const LONGEST_DELAY = 5_000;

/** For what can be done without, such as the dots that say that somebody is typing. */
const ASIDE_TIMEOUT = 1_500;
/** LINE takes whole fives, up to 60, and takes the dots away with the next message. */
const TYPING_SECONDS = 20;

/** Under this name a turn has its way to speak. */
const SPEAKING = Symbol("speaking");

/**
 * LINE for bots of Botkit and of Bot Framework.
 *
 * Signatures are checked over the bytes of a webhook as they came; a server that has decoded them is refused, and told
 * how to keep them. An event that LINE delivers twice is handled once, and those of one conversation one after the
 * other. The first thing that is said in a turn goes with the reply token, the rest is pushed with a retry key, and
 * every call of LINE has a time limit. Nothing that fails in a turn reaches the server or ends the process.
 */
export class LineAdapter extends botbuilder.BotAdapter {
  /** Botkit's name for the plugin that every adapter is. */
  readonly name = "LINE Adapter";
  readonly #secret: string;
  readonly #serviceUrl: string;
  readonly #api: ReturnType<typeof messagingApiAt>;
  readonly #account: ReturnType<typeof accountApiAt>;
  readonly #memory: EventMemory;
  readonly #bodyLimit: number;
  readonly #turnLimit: number;
  readonly #pace: Pace;
  readonly #log: Log;
  readonly #inLane = createLanes();

  constructor({ channelSecret, channelAccessToken, api, ...options }: LineAdapterOptions) {
    super();
    if (!channelSecret)
      throw new Error("LineAdapter needs the channelSecret of the channel, which is empty.");
    if (!channelAccessToken) {
      throw new Error("LineAdapter needs a channelAccessToken of the channel, which is empty.");
    }
    this.#secret = channelSecret;
    this.#serviceUrl = api ?? LINE_API;
    this.#api = messagingApiAt(this.#serviceUrl, channelAccessToken, options.timeouts ?? TIMEOUTS);
    this.#account = accountApiAt(api, channelAccessToken, ASIDE_TIMEOUT);
    this.#memory = options.memory ?? rememberEvents();
    this.#bodyLimit = options.bodyLimit ?? BODY_LIMIT;
    this.#turnLimit = options.turnLimit ?? TURN_LIMIT;
    this.#pace = options.pace ?? PACE;
    this.#log = options.log ?? CONSOLE;
  }

  /** Called by Botkit, for which an adapter is a plugin: its turns come to an end from now on, whatever fails. */
  init(controller: Botkit): void {
    settleTurns(controller);
    const { webserver } = controller;
    if (webserver && webserver !== controller.getConfig("webserver")) this.#log.error({}, GONE);
  }

  /**
   * Takes on a webhook. `request` may be that of Node, Express, restify or Fastify.
   * @returns when its turns have ended. Never rejects: what fails is answered and logged, so that no request of a
   * stranger can end a process that does not catch it.
   */
  async processActivity(request: WebhookRequest, response: WebhookResponse, logic: Logic): Promise<void> {
    try {
      const taken = await this.#take(request);
      if (typeof taken === "number") return respond(response, taken);
      const turns = Promise.all(taken.map((heard) => this.#inTurn(heard, logic)));
      const ended = await within(ANSWER_WITHIN, turns, undefined);
      // LINE delivers again what was not taken on. Of what takes longer, it hears that it has arrived.
      respond(response, ended?.includes("failed") ? 500 : 200);
      await turns;
    } catch (error) {
      this.#log.error({ why: reasonOf(error) }, "A LINE webhook could not be taken on.");
      respond(response, 500);
    }
  }

  /** `processActivity` by the name that Bot Framework's newer adapters have for it. */
  process(request: WebhookRequest, response: WebhookResponse, logic: Logic): Promise<void> {
    return this.processActivity(request, response, logic);
  }

  /** The events of a webhook, or the status that it is refused with. */
  async #take(request: WebhookRequest): Promise<readonly Heard[] | number> {
    const signature = request.headers["x-line-signature"];
    // Whoever has none at all is not read.
    if (typeof signature !== "string") return 401;
    const body = await bytesOf(request, this.#bodyLimit);
    if (body === "too large") return 413;
    if (body === "decoded") {
      this.#log.error({}, GONE);
      return 500;
    }
    if (!validateSignature(body, this.#secret, signature)) return 401;
    return readWebhook(body, this.#serviceUrl) ?? 400;
  }

  /** One event, after what the same conversation has before it. */
  #inTurn(heard: Heard, logic: Logic): Promise<"handled" | "failed"> {
    return this.#inLane(heard.conversation, async () => {
      try {
        return (await this.#memory.accept(heard.eventId)) ? await this.#turn(heard, logic) : "handled";
      } catch (error) {
        const why = reasonOf(error);
        this.#log.error({ why }, "It could not be looked up or noted whether an event of LINE was handled.");
        return "failed";
      }
    });
  }

  async #turn(
    { eventId, conversation, replyToken, activity }: Heard,
    logic: Logic,
  ): Promise<"handled" | "failed"> {
    const whither = { to: conversation, replyToken, receivedAt: Date.now() };
    const speaking = speakingIn(this.#api, whither, this.#pace);
    const context = new botbuilder.TurnContext(this, activity);
    context.turnState.set(SPEAKING, speaking);
    const run = this.runMiddleware(context, logic);
    const failed = (error: unknown) =>
      this.#log.error({ why: reasonOf(error) }, "The bot failed in a turn on LINE.");
    try {
      if ((await within(this.#turnLimit, run, "late")) === "late") {
        this.#log.warn({ ms: this.#turnLimit }, "A turn on LINE has not ended in time.");
        run.catch(failed);
      }
      return "handled";
    } catch (error) {
      failed(error);
      // What has been said is not said again.
      if (speaking.spoke()) return "handled";
      await this.#memory.forget?.(eventId);
      return "failed";
    }
  }

  /**
   * Sends what the bot says. Several messages in one call go out together. A bot that tries again what was not sent
   * gives each message a name of its own, `channelData.retryKey`, so that LINE takes it once.
   * @throws {Error} where LINE does not take it, with the reason.
   */
  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const to = activities[0]?.conversation?.id ?? context.activity.conversation.id;
    const speaking = this.#speakingTo(context, to);
    let waiting: ReturnType<typeof messagesOf> = [];
    const flush = async (name?: string) => {
      const messages = waiting;
      waiting = [];
      await speaking.say(messages, name);
    };
    for (const activity of activities) {
      const name = nameOf(activity);
      // What has a name of its own goes alone under it.
      if (activity.type === "delay" || name !== undefined) await flush();
      if (activity.type === "message") waiting = [...waiting, ...messagesOf(activity)];
      else if (activity.type === "typing") void this.#showTyping(context.activity);
      else if (activity.type === "delay") await wait(Math.min(Number(activity.value) || 0, LONGEST_DELAY));
      // Whatever else there is, such as a trace, is not for the person.
      if (name !== undefined) await flush(name);
    }
    await flush();
    // LINE's messages cannot be changed afterwards, so nobody needs their ids.
    return activities.map(() => ({ id: "" }));
  }

  /** The reply token is that of the conversation of the turn; what goes elsewhere is pushed. */
  #speakingTo(context: TurnContext, to: string): Speaking {
    const speaking: Speaking | undefined = context.turnState.get(SPEAKING);
    const here = context.activity.conversation.id === to;
    return speaking && here ? speaking : speakingIn(this.#api, { to, receivedAt: 0 }, this.#pace);
  }

  async #showTyping({ conversation }: Activity): Promise<void> {
    if (conversation.isGroup) return;
    const body = { chatId: conversation.id, loadingSeconds: TYPING_SECONDS };
    await this.#account.post("/v2/bot/chat/loading/start", body);
  }

  /** LINE cannot change a message. Always throws. */
  override async updateActivity(): Promise<never> {
    throw new Error("LINE cannot change a message that was sent. Send a new one.");
  }

  /** LINE cannot take a message back. Always throws. */
  override async deleteActivity(): Promise<never> {
    throw new Error("LINE cannot take back a message that was sent.");
  }

  /**
   * Speaks to somebody unasked: what is said is pushed.
   * @param reference that of an activity from this adapter (`TurnContext.getConversationReference`).
   */
  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: Logic,
  ): Promise<void> {
    if (reference.channelId !== CHANNEL_ID || !reference.conversation?.id) {
      throw new Error("This is no reference to a conversation on LINE.");
    }
    const event = { type: "event", name: "continueConversation" };
    const activity = botbuilder.TurnContext.applyConversationReference(event, reference, true);
    await this.runMiddleware(new botbuilder.TurnContext(this, activity), logic);
  }

  /** Lets go of the connections to LINE. */
  close(): void {
    this.#api.close();
  }
}

function nameOf({ channelData }: Partial<Activity>): string | undefined {
  const name: unknown = channelData?.retryKey;
  return typeof name === "string" ? name : undefined;
}

/** LINE needs to know the status, and nothing else. */
function respond(response: WebhookResponse, status: number): void {
  if ("code" in response) {
    const reply = response.code(status);
    if (status === 413) reply.header("connection", "close");
    reply.send();
    return;
  }
  response.statusCode = status;
  // Whoever sends too much is not read to the end.
  if (status === 413) response.setHeader("connection", "close");
  response.end();
}
