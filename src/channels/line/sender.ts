import { createHash } from "node:crypto";
import type { FastifyBaseLogger } from "fastify";
import type { Claim, Store } from "../../store/index.ts";
import { type AddressKeys, openAddress } from "./address.ts";
import type { MessagingApi, Sent } from "./api.ts";
import { CHANNEL, fromOutbox, type Outgoing } from "./outgoing.ts";

/** Times of the sender, in milliseconds. */
export interface Pace {
  /** How old a reply token may be; LINE takes it for about a minute. */
  readonly tokenAge: number;
  /** A message of a sender that died is taken up again after this time; longer than a call can last. */
  readonly lease: number;
  /** How often to look for work when nobody says that there is some. */
  readonly poll: number;
  /** The first wait after a failure; it doubles each time up to the last. */
  readonly firstWait: number;
  readonly lastWait: number;
  /** A message that could not be sent for so long is given up; within the 24 hours of a retry key. */
  readonly giveUp: number;
}

/** As it suits LINE, in milliseconds. */
export const PACE: Pace = {
  tokenAge: 50_000,
  lease: 15_000,
  poll: 1_000,
  firstWait: 1_000,
  lastWait: 60_000,
  giveUp: 20 * 60 * 60 * 1000,
};

/** Messages under way at once. LINE takes 2,000 requests a second. */
const AT_ONCE = 64;

/** What it takes to send. */
export interface SenderSurroundings {
  readonly store: Store;
  readonly api: MessagingApi;
  readonly keys: AddressKeys;
  readonly log: FastifyBaseLogger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: Pace;
}

/** Sends what waits in the outbox, in the background, until it is stopped. */
export interface Sender {
  start(): void;
  /** There is something to send. */
  wake(): void;
  /** Takes on nothing more, and waits for what is under way; every call to LINE has its time limit. */
  stop(): Promise<void>;
}

/**
 * Works through the outbox, so that what was accepted is neither lost nor sent twice, also where the process
 * dies at any point.
 *
 * A reply token works once. So a reply whose fate is unknown (no answer in time, an error at LINE, a process
 * that died) is tried again with the same token while that is fresh: where the first went through, LINE
 * refuses the second, and that refusal is the proof of delivery. A token that is refused at the very first
 * attempt has delivered nothing, and the message is pushed instead.
 *
 * A push carries a retry key that is always the same for the same message, so it can be repeated safely.
 * Between the two stands a rule of time: whoever turns from reply to push first moves the message to the
 * moment when its token is stale. So a successor after a crash, who knows nothing of the refusal, can only
 * push again and never mistakes it for the proof above.
 *
 * What remains: a reply whose fate is still unknown when its token gets stale is pushed, since a message
 * twice does less harm than none.
 */
export function createSender({ store, api, keys, log, now, pace }: SenderSurroundings): Sender {
  const { outbox } = store;
  const underWay = new Set<Promise<void>>();
  const bell = createBell();
  let running: Promise<void> | undefined;
  const stopping = new AbortController();

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const room = AT_ONCE - underWay.size;
      const claims = room > 0 ? await claim(room) : [];
      for (const one of claims) take(one);
      if (claims.length < room || room === 0) await bell.heard(pace.poll);
    }
    await Promise.all(underWay);
  }

  async function claim(limit: number): Promise<readonly Claim[]> {
    try {
      return await outbox.claim({ channel: CHANNEL, limit, now: now(), leaseMs: pace.lease });
    } catch (error) {
      log.error({ err: error }, "The LINE outbox cannot be read; trying again.");
      return [];
    }
  }

  function take(claim: Claim): void {
    const delivery = deliver(claim)
      // Whatever it was, the lease ends and the message is taken up again.
      .catch((error: unknown) =>
        log.error({ err: error, message: claim.id }, "A LINE message was not settled."),
      )
      .finally(() => {
        underWay.delete(delivery);
        // The next message of the same conversation may go.
        bell.ring();
      });
    underWay.add(delivery);
  }

  async function deliver(claim: Claim): Promise<void> {
    const message = fromOutbox(claim.body);
    if (!message) return giveUp(claim, "what was stored cannot be read");
    const { replyToken } = message;
    if (replyToken === undefined || now() >= staleAt(message)) return push(claim, message);
    const sent = await api.reply({ replyToken, messages: [...message.messages] });
    // Only a later attempt can find the token spent by an earlier one.
    const first = claim.attempts === 1;
    switch (sent.result) {
      case "accepted":
        return outbox.done(claim);
      case "token_refused":
        return first ? pushInstead(claim, message, sent.why) : outbox.done(claim);
      case "not_now":
        return first ? pushInstead(claim, message, sent.why) : tryLater(claim, sent.why);
      case "unsure":
        return tryLater(claim, sent.why);
      case "rejected":
        return giveUp(claim, sent.why);
    }
  }

  async function pushInstead(claim: Claim, message: Outgoing, why: string): Promise<void> {
    const ours = await outbox.retry(claim, staleAt(message), `reply: ${why}`);
    if (ours) await push(claim, message);
  }

  async function push(claim: Claim, message: Outgoing): Promise<void> {
    const row = await store.conversations.find(claim.conversation);
    // The person has blocked the account, and is forgotten.
    if (!row?.address) return outbox.done(claim);
    const to = openAddress(keys, row.id, row.address);
    if (to === undefined) return giveUp(claim, "the address cannot be read: were the keys replaced?");
    const sent = await api.push({ to, messages: [...message.messages] }, retryKey(claim));
    await settlePush(claim, message, sent);
  }

  function settlePush(claim: Claim, message: Outgoing, sent: Sent): Promise<void> {
    if (sent.result === "accepted") return outbox.done(claim);
    if (sent.result === "not_now" || sent.result === "unsure") {
      return tryLater(claim, sent.why, message.replyToken === undefined ? 0 : staleAt(message));
    }
    return giveUp(claim, sent.why);
  }

  async function tryLater(claim: Claim, why: string, notBefore = 0): Promise<void> {
    if (now() - claim.createdAt > pace.giveUp) return giveUp(claim, why);
    log.warn(
      { message: claim.id, attempts: claim.attempts, why },
      "LINE did not take a message; trying again.",
    );
    await outbox.retry(claim, Math.max(now() + waitAfter(claim.attempts), notBefore), why);
  }

  async function giveUp(claim: Claim, why: string): Promise<void> {
    log.error({ message: claim.id, attempts: claim.attempts, why }, "A LINE message was given up.");
    await outbox.fail(claim, now(), why);
  }

  function staleAt({ receivedAt }: Outgoing): number {
    return receivedAt + pace.tokenAge;
  }

  /** With jitter, so that what failed together is not repeated together. */
  function waitAfter(attempts: number): number {
    const full = Math.min(pace.lastWait, pace.firstWait * 2 ** Math.min(attempts - 1, 30));
    return Math.round(full * (0.5 + Math.random() / 2));
  }

  return {
    start() {
      running ??= work();
    },
    wake: bell.ring,
    async stop() {
      stopping.abort();
      bell.ring();
      await running;
    },
  };
}

/** The same UUID for the same message, whoever sends it and however often. */
export function retryKey({ conversation, id }: Pick<Claim, "conversation" | "id">): string {
  // Outbox ids begin anew in a new database; the conversation's random id makes the key unique.
  const hex = createHash("sha256").update(`${conversation} ${id}`).digest("hex");
  // Version 8: of our own making (RFC 9562).
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Somebody rings, somebody waits; a ring while nobody waits is heard at the next wait. */
function createBell() {
  let rung = false;
  let answer: (() => void) | undefined;
  return {
    ring(): void {
      rung = true;
      answer?.();
    },
    /** Waits for a ring, or until the time is up. */
    async heard(limit: number): Promise<void> {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const timer = setTimeout(resolve, limit);
        answer = resolve;
        await promise;
        clearTimeout(timer);
        answer = undefined;
      }
      rung = false;
    },
  };
}
