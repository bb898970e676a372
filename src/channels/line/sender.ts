import { setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import type { Claim } from "../../store/index.ts";
import { createDelivery, type DeliverySurroundings, type Patience, type Settled } from "./delivery.ts";
import { CHANNEL } from "./outgoing.ts";
import { putBack, type Undelivered } from "./undelivered.ts";

/** Times of the sender, in milliseconds. */
export interface Pace extends Patience {
  /** How often to look for work when nobody says that there is some: what a sender that died has left. */
  readonly poll: number;
}

/** As it suits LINE, in milliseconds. */
export const PACE: Pace = {
  tokenAge: 50_000,
  firstTry: 25_000,
  lease: 15_000,
  poll: 10_000,
  firstWait: 1_000,
  lastWait: 60_000,
  giveUp: 20 * 60 * 60 * 1000,
  giveWay: 10_000,
};

/** Messages under way at once. LINE takes 2,000 requests a second. */
const AT_ONCE = 128;

/**
 * What is to be tried again within so many milliseconds is not put back among all that waits: a reply whose fate is
 * unknown has to be asked for while its token is fresh, also where there is a backlog.
 */
const SOON = 5_000;

/** What was sent is forgotten together with all that is sent in so many milliseconds: one commit for all of them. */
const TOGETHER = 50;

/** A notice that something follows may arrive before what it follows; by so many milliseconds at most. */
const OVERTAKES = 1_000;

/** After so many attempts, some ten seconds, whoever waits for it to arrive is told that it has not. */
const LATE = 4;

/** What it takes to send. */
export interface SenderSurroundings extends DeliverySurroundings {
  readonly log: FastifyBaseLogger;
  readonly pace: Pace;
  /** Hears once of a message that is late, and of one that is given up; left out: nobody does. */
  readonly tell?: ((claim: Claim, how: Undelivered) => Promise<void>) | undefined;
}

/** Sends what waits in the outbox, in the background, until it is stopped. */
export interface Sender {
  start(): void;
  /** Takes on nothing more, and waits for what is under way; every call to LINE has its time limit. */
  stop(): Promise<void>;
}

/** A message that is being sent. */
interface UnderWay {
  over: Promise<void>;
  /** The next of its conversation may wait for it. */
  followed: boolean;
}

/**
 * Works through the outbox of this channel. Mostly it is handed what this process has just added; it searches where
 * something was not handed over, where something is to be tried again, and now and then for what was left behind.
 */
export function createSender(around: SenderSurroundings): Sender {
  const { store, log, now, pace } = around;
  const { outbox } = store;
  const deliver = createDelivery(around);
  const underWay = new Set<UnderWay>();
  const bell = createBell();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let stopServing = () => {};
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** With LINE just now; what is sent and still to be forgotten takes no room. */
  let sending = 0;

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const room = AT_ONCE - sending;
      const claims = room > 0 ? await claim(room) : [];
      for (const one of claims) take(one, true);
      if (claims.length < room || room <= 0) await bell.heard(pace.poll);
    }
    while (underWay.size > 0) await Promise.all([...underWay].map(({ over }) => over));
  }

  async function claim(limit: number): Promise<readonly Claim[]> {
    try {
      return await outbox.claim({ channel: CHANNEL, limit, now: now(), leaseMs: pace.lease });
    } catch (error) {
      log.error({ err: error }, "The LINE outbox cannot be read; trying again.");
      return [];
    }
  }

  function take(claim: Claim, followed: boolean): void {
    handle(claim.id, handled(claim), followed);
  }

  async function handled(claim: Claim): Promise<void> {
    sending++;
    const settled = await deliver(claim).finally(() => sending--);
    await settle(claim, settled);
  }

  function handle(message: number, handling: Promise<void>, followed: boolean): void {
    const one: UnderWay = { over: Promise.resolve(), followed };
    underWay.add(one);
    one.over = handling
      // Whatever it was, the lease ends and the message is taken up again.
      .catch((error: unknown) => log.error({ err: error, message }, "A LINE message was not settled."))
      .finally(() => {
        underWay.delete(one);
        if (one.followed) bell.ring();
      });
  }

  function look(): void {
    lookedAt = performance.now();
    for (const one of underWay) one.followed = true;
    bell.ring();
  }

  async function settle(claim: Claim, settled: Settled): Promise<void> {
    if (settled.next === "forget") return forget(claim);
    if (settled.next === "leave") return;
    const { why } = settled;
    const told = { message: claim.id, attempts: claim.attempts, why };
    if (settled.next === "give up") {
      log.error(told, "A LINE message was given up.");
      await outbox.fail(claim, now(), why);
      bell.ring();
      return around.tell?.(claim, "lost");
    }
    if (settled.next === "another day") {
      log.warn(told, "LINE did not take a reminder; trying again tomorrow.");
      await putBack(store, claim, settled.reminder, now());
      return bell.ring();
    }
    log.warn(told, "LINE did not take a message; trying again.");
    await outbox.retry(claim, settled.at, why, settled.body);
    const rest = Math.max(0, settled.at - now());
    setTimeout(() => (rest <= SOON ? takeAgain(claim) : bell.ring()), rest).unref();
    if (claim.attempts === LATE) await around.tell?.(claim, "late");
  }

  /** Where that does not work out, it is due, and found. */
  function takeAgain(claim: Claim): void {
    if (stopping.signal.aborted) return;
    handle(claim.id, handledAgain(claim), true);
  }

  async function handledAgain(claim: Claim): Promise<void> {
    const again = await outbox.again(claim, now(), pace.lease);
    if (again) await handled(again);
  }

  let sent: Claim[] = [];
  let forgetting: Promise<void> | undefined;
  function forget(claim: Claim): Promise<void> {
    sent.push(claim);
    forgetting ??= wait(TOGETHER).then(() => {
      const all = sent;
      sent = [];
      forgetting = undefined;
      return outbox.done(...all);
    });
    return forgetting;
  }

  return {
    start() {
      stopServing = outbox.serve(CHANNEL, {
        leaseMs: pace.lease,
        hasRoom: () => sending < AT_ONCE,
        take: (claim) => take(claim, performance.now() - lookedAt < OVERTAKES),
        look,
      });
      running ??= work();
    },
    async stop() {
      stopServing();
      stopping.abort();
      bell.ring();
      await running;
    },
  };
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
