import type { Claim, Store } from "../../store/index.ts";
import { type Log, reasonOf } from "./log.ts";
import { fromOutbox, type Outgoing } from "./outgoing.ts";
import type { Message } from "./plain.ts";

/** Times of the sender, in milliseconds. */
export interface Pace {
  /** How long one message may take. */
  readonly send: number;
  /** What a sender that died has left is taken up again after so long; longer than all messages of a turn take. */
  readonly lease: number;
  /** How often to look for what was left. */
  readonly poll: number;
  /** The first wait after a failure; it doubles each time up to the last. */
  readonly firstWait: number;
  readonly lastWait: number;
  /** An answer that could not be sent for so long is given up: whoever asks again is told where things stand. */
  readonly giveUp: number;
  /** How long a turn waits until its messages can be sent, where others of the conversation are in the way. */
  readonly turn: number;
}

/** As it suits platforms that people chat on. */
export const PACE: Pace = {
  send: 20_000,
  lease: 90_000,
  poll: 15_000,
  firstWait: 1_000,
  lastWait: 60_000,
  giveUp: 10 * 60 * 1000,
  turn: 5_000,
};

/** Conversations that are answered at once. */
const AT_ONCE = 16;

/** Sends one message; rejects where it cannot be known that the platform has taken it. */
export type Send = (message: Message) => Promise<void>;

/** What it takes to send. */
export interface SenderSurroundings {
  readonly store: Store;
  /** The name of this bot in the outbox. */
  readonly channel: string;
  /** Sends apart from any turn: where to is in what was kept. */
  readonly apart: (claim: Claim, outgoing: Outgoing) => Send;
  readonly log: Log;
  readonly now: () => number;
  readonly pace: Pace;
}

/** A turn that sends its own messages, as adapters want it that answer in the webhook's response. */
interface Turn {
  readonly send: Send;
  readonly over: PromiseWithResolvers<void>;
  begun: boolean;
}

/** Sends what waits in this bot's outbox, until it is stopped. */
export interface Sender {
  start(): void;
  /** Takes on nothing more, and waits for what is under way. */
  stop(): Promise<void>;
  /** Lets a turn send its own messages while `work` runs and until they are sent. False of `work`: there are none. */
  during(turn: string, send: Send, work: () => Promise<boolean>): Promise<void>;
}

/** A sender for one bot. */
export function createSender(around: SenderSurroundings): Sender {
  const { store, channel, apart, log, now, pace } = around;
  const { outbox } = store;
  const underWay = new Set<Promise<void>>();
  const turns = new Map<string, Turn>();
  let stopServing = () => {};
  let polling: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let again = false;

  /** Looks for work, and once more where somebody calls meanwhile. */
  function look(): void {
    again = true;
    looking ??= (async () => {
      while (again) {
        again = false;
        await claimAll();
      }
    })().finally(() => (looking = undefined));
  }

  async function claimAll(): Promise<void> {
    try {
      const limit = AT_ONCE - underWay.size;
      if (limit <= 0) return;
      const claims = await outbox.claim({ channel, limit, now: now(), leaseMs: pace.lease });
      for (const one of claims) take(one);
    } catch (error) {
      log.error({ why: reasonOf(error) }, "The outbox of the bot cannot be read; trying again.");
    }
  }

  function take(claim: Claim): void {
    const one = deliver(claim)
      // Whatever it was, the lease ends and the message is taken up again.
      .catch((error: unknown) =>
        log.error({ message: claim.id, why: reasonOf(error) }, "A message of the bot was not settled."),
      )
      .finally(() => {
        underWay.delete(one);
        if (polling) look();
      });
    underWay.add(one);
  }

  async function deliver(claim: Claim): Promise<void> {
    const outgoing = fromOutbox(claim.body);
    if (!outgoing) return giveUp(claim, "what was stored cannot be read");
    const turn = turns.get(outgoing.turn);
    if (turn) turn.begun = true;
    try {
      await deliverAll(claim, outgoing, turn?.send ?? apart(claim, outgoing));
    } finally {
      turn?.over.resolve();
    }
  }

  /** What could not be sent is tried again, without what was. */
  async function deliverAll(claim: Claim, outgoing: Outgoing, send: Send): Promise<void> {
    const { messages } = outgoing;
    for (const [n, message] of messages.entries()) {
      try {
        await within(pace.send, send(message));
      } catch (error) {
        return tryAgain(claim, { ...outgoing, messages: messages.slice(n) }, reasonOf(error));
      }
    }
    await outbox.done(claim);
  }

  async function tryAgain(claim: Claim, rest: Outgoing, why: string): Promise<void> {
    if (now() - claim.createdAt > pace.giveUp) return giveUp(claim, why);
    const wait = Math.min(pace.lastWait, pace.firstWait * 2 ** Math.min(claim.attempts - 1, 20));
    log.warn({ message: claim.id, attempts: claim.attempts, why }, "A message was not sent; trying again.");
    await outbox.retry(claim, now() + wait, why, rest);
    setTimeout(look, wait).unref();
  }

  async function giveUp(claim: Claim, why: string): Promise<void> {
    log.error({ message: claim.id, attempts: claim.attempts, why }, "A message was given up.");
    await outbox.fail(claim, now(), why);
  }

  function pending(): readonly Promise<void>[] {
    return [...(looking ? [looking] : []), ...underWay];
  }

  return {
    start() {
      const taker = { leaseMs: pace.lease, hasRoom: () => underWay.size < AT_ONCE, take, look };
      stopServing = outbox.serve(channel, taker);
      polling = setInterval(look, pace.poll).unref();
      look();
    },
    async stop() {
      stopServing();
      clearInterval(polling);
      polling = undefined;
      for (let busy = pending(); busy.length > 0; busy = pending()) await Promise.all(busy);
    },
    async during(name, send, work) {
      const turn: Turn = { send, over: Promise.withResolvers(), begun: false };
      turns.set(name, turn);
      try {
        if (!(await work())) return;
        await within(pace.turn, turn.over.promise).catch(() => {});
        // What has begun with this turn ends with it; what has not is sent apart from it.
        turns.delete(name);
        if (turn.begun) await turn.over.promise;
      } finally {
        turns.delete(name);
      }
    },
  };
}

/** @throws {Error} where it takes longer. */
async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${limit} ms`)), limit);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
