import { validateSignature } from "@line/bot-sdk";
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as v from "valibot";
import type { Surroundings } from "../dialogue.ts";
import { accept } from "./accept.ts";
import type { AddressKeys } from "./address.ts";
import { type AccountApi, accountApiAt } from "./account-api.ts";
import { LINE_API, messagingApiAt, type Timeouts } from "./api.ts";
import { completing } from "./completing.ts";
import { type GatheringEvent, type LineEvent, readWebhook } from "./events.ts";
import { createRefusing } from "./gatherings.ts";
import { WEBHOOK_PATH } from "./path.ts";
import { createReminding } from "./reminding.ts";
import { createSender, PACE, type Pace } from "./sender.ts";
import { tellingDesk } from "./undelivered.ts";

/** The channel of one LINE official account. */
interface LineAccount {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  /** Base address of the Messaging API; undefined: LINE's own. */
  readonly api: string | undefined;
  /** Events are taken on, and whoever writes is told whom to call instead. */
  readonly off?: boolean | undefined;
}

/** What the channel needs of the house. Handed in by the app. */
export interface LineSurroundings extends Surroundings {
  readonly line: LineAccount;
  readonly keys: AddressKeys;
  /** Where residents reach us; undefined: nowhere, and pictures are not sent. */
  readonly publicUrl?: string | undefined;
  /** Left out: what suits LINE. */
  readonly pace?: Pace;
  readonly timeouts?: Timeouts;
}

export { announceOnLine, speakOnLine } from "./accept.ts";
export { CHANNEL } from "./outgoing.ts";
export { WEBHOOK_PATH } from "./path.ts";

/** LINE's webhooks have a few kilobytes; text in a message at most 10,000 characters. */
const BODY_LIMIT = 256 * 1024;

const TIMEOUTS: Timeouts = { reply: 8_000, push: 10_000 };

/** Events are remembered for three days; one that is older may have been answered then. LINE redelivers within one. */
const OLDEST = 2 * 24 * 60 * 60 * 1000;

const PASSED_OVER = "Events of LINE were passed over as too old: check the clock of this machine.";

/** For what a message is better with and can do without, such as the language of a profile. */
const ASIDE_TIMEOUT = 1_500;

/**
 * LINE: takes on the events of its webhook, and sends what is to be said from the outbox. Nothing is sent, and LINE
 * is not told that the events have arrived, before they are kept.
 */
export function lineChannel(around: LineSurroundings): FastifyPluginAsync {
  const { line, keys, store, now, pace = PACE, timeouts = TIMEOUTS } = around;
  return async (app) => {
    const api = messagingApiAt(line.api ?? LINE_API, line.channelAccessToken, timeouts);
    const account = accountApiAt(line.api, line.channelAccessToken, ASIDE_TIMEOUT);
    const complete = completing({ ...around, account });
    const tell = tellingDesk(around);
    const sender = createSender({ store, api, keys, complete, tell, log: app.log, now, pace });
    const refusing = createRefusing({ ...around, api, account });
    const reminding = createReminding({ ...around, log: app.log });
    const isOurs = ownAccount(account);
    app.addHook("onReady", async () => {
      sender.start();
      if (!line.off) reminding.start();
      isOurs(undefined);
    });
    app.addHook("onClose", async () => {
      await Promise.all([reminding.stop(), sender.stop(), refusing.settled()]);
      api.close();
    });

    // The signature is over the bytes as they came, so here nothing may read them before. Only here.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    const refuse = (request: FastifyRequest, reply: FastifyReply, status: number, why: string) => {
      // One line for what was refused; of what was in it, nothing.
      request.log.warn({ status, why }, "A LINE webhook was refused.");
      // Whoever sends too much is not read to the end.
      if (status === 413) reply.header("connection", "close");
      return reply.code(status).send();
    };
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const status = error.statusCode ?? 500;
      if (status < 500) return refuse(request, reply, status, error.code);
      request.log.error({ err: error }, "A LINE webhook could not be kept.");
      return reply.code(status).send();
    });

    // What goes well needs no two lines for each of hundreds of events a second.
    app.post(WEBHOOK_PATH, { logLevel: "warn" }, async (request, reply) => {
      const body = signedBody(request, line.channelSecret);
      if (!body) return refuse(request, reply, 401, "signature");
      const webhook = readWebhook(body, now() - OLDEST);
      if (!webhook) return refuse(request, reply, 400, "no webhook");
      if (!isOurs(webhook.destination)) return refuse(request, reply, 400, "destination");
      const { events, tooOld } = webhook;
      // A clock that is days fast makes all that comes too old, and nobody would notice.
      if (tooOld > 0) request.log.warn({ events: tooOld }, PASSED_OVER);
      await acceptAll(around, events.filter(isOfPerson));
      for (const event of events) if (!isOfPerson(event)) refusing.refuse(event);
      return reply.code(200).send();
    });
  };
}

/** Whether a webhook is for our account. Until LINE has told which that is, any that carries our signature is. */
function ownAccount(account: AccountApi) {
  let own: string | undefined;
  let mayAskAt = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<void> {
    mayAskAt = performance.now() + ASK_AGAIN;
    const { json } = await account.get("/v2/bot/info");
    if (v.is(BotInfoSchema, json)) own = json.userId;
  }
  return (destination: string | undefined): boolean => {
    if (own === undefined && performance.now() >= mayAskAt) void ask();
    return own === undefined || destination === undefined || destination === own;
  };
}

/** How long to do without an answer, in milliseconds. */
const ASK_AGAIN = 60_000;

const BotInfoSchema = v.looseObject({ userId: v.string() });

function isOfPerson(event: LineEvent | GatheringEvent): event is LineEvent {
  return "userId" in event;
}

function signedBody({ body, headers }: FastifyRequest, secret: string): Buffer | undefined {
  const signature = headers["x-line-signature"];
  const signed =
    Buffer.isBuffer(body) && typeof signature === "string" && validateSignature(body, secret, signature);
  return signed ? body : undefined;
}

/**
 * The events of one person one after the other, those of several people side by side. Where one cannot be
 * kept, what follows it is not either, and LINE delivers all of them again.
 */
async function acceptAll(around: LineSurroundings, events: readonly LineEvent[]): Promise<void> {
  const byPerson = Map.groupBy(events, ({ userId }) => userId);
  const all = [...byPerson.values()].map(async (ofOne) => {
    for (const event of ofOne) await accept(around, event);
  });
  const failed = (await Promise.allSettled(all)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
