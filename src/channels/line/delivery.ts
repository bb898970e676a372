import { createHash } from "node:crypto";
import type { Claim, Store } from "../../store/index.ts";
import { type AddressKeys, openAddress } from "./address.ts";
import type { MessagingApi, Sent } from "./api.ts";
import { type Doubt, fromOutbox, openMessages, type Outgoing, toOutbox } from "./outgoing.ts";

/** Times of a delivery, in milliseconds. */
export interface Patience {
  /** A message of a sender that died is taken up again after this time; longer than a call can last. */
  readonly lease: number;
  /** How old a reply token may be; LINE takes it for about a minute. */
  readonly tokenAge: number;
  /**
   * How old a reply token may be for the first try. Where that stays without an answer, there must be time to ask
   * again with the same token while it is fresh.
   */
  readonly firstTry: number;
  /** The first wait after a failure; it doubles each time up to the last. */
  readonly firstWait: number;
  readonly lastWait: number;
  /** A message that could not be sent for so long is given up; within the 24 hours of a retry key. */
  readonly giveUp: number;
  /**
   * A push that LINE has put off for so long gives way to a reply that waits behind it; so soon before that reply has
   * its first try that there is time for it.
   */
  readonly giveWay: number;
}

/** What it takes to deliver. */
export interface DeliverySurroundings {
  readonly store: Store;
  readonly api: MessagingApi;
  readonly keys: AddressKeys;
  /** Adds what is known only when a message is sent; left out: nothing. */
  readonly complete?: ((claim: Claim, message: Outgoing) => Promise<Outgoing>) | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: Patience;
}

/** What became of a message, and what the outbox is to do about it. */
export type Settled =
  | { readonly next: "forget" }
  /** Its lease ended meanwhile, and another sender has it. */
  | { readonly next: "leave" }
  | { readonly next: "try again"; readonly at: number; readonly why: string; readonly body: unknown }
  | { readonly next: "give up"; readonly why: string }
  /** It is a reminder, as its table keeps it, and was certainly not sent. */
  | { readonly next: "another day"; readonly why: string; readonly reminder: unknown };

/**
 * Delivers a message of the outbox so that it is neither lost nor said twice, also where a process dies at any
 * point (docs/decisions/0006-replies-in-doubt.md).
 *
 * A reply token works once. So a reply whose fate is unknown is tried again with the same token while that is
 * fresh: where the first went through, LINE refuses the second, and that refusal is the proof of delivery. A token
 * that is refused where nothing can have been delivered is of no use, and the message is pushed instead. That is
 * written down before the push, so that a successor never takes the token's refusal for that proof.
 *
 * A push carries a retry key that is always the same for the same message, so it can be repeated safely.
 *
 * What remains is a reply whose fate is still unknown when its token is stale. Where most likely nothing was
 * delivered, it is pushed. Where most likely it was, it is tried once more with the token, which LINE takes at most
 * once at any age, and not repeated otherwise.
 *
 * A push that LINE will not take this month, or puts off while a reply waits behind it, is given up
 * (docs/decisions/0011-pushes-give-way.md).
 */
export function createDelivery({ store, api, keys, complete, now, pace }: DeliverySurroundings) {
  return async function deliver(claim: Claim): Promise<Settled> {
    const stored = fromOutbox(claim.body);
    if (!stored) return { next: "give up", why: "what was stored cannot be read" };
    const doubt = doubtOf(claim, stored);
    if (stored.replyToken === undefined) return push(claim, { ...stored, doubt });
    const age = now() - stored.receivedAt;
    const stale = age >= pace.tokenAge;
    const late = doubt === "none" && age >= pace.firstTry;
    if (late || (stale && doubt !== "likely"))
      return turnToPush(claim, stored, "reply: the token is too old");
    return reply(claim, { ...stored, doubt }, stored.replyToken, stale);
  };

  async function reply(claim: Claim, stored: Outgoing, replyToken: string, stale: boolean): Promise<Settled> {
    const messages = await completed(claim, stored);
    if (!messages) return UNREADABLE;
    const sent = await api.reply({ replyToken, messages });
    if (sent.result === "accepted") return { next: "forget" };
    const { result } = sent;
    const why = `reply: ${sent.why}`;
    if (result === "rejected") return { next: "give up", why };
    if (stored.doubt === "none" && (result === "token_refused" || PUT_OFF.has(result))) {
      return turnToPush(claim, stored, why);
    }
    if (result !== "token_refused") {
      return tryAgain(claim, stale ? stored : { ...stored, doubt: doubtAfter(stored.doubt, result) }, sent);
    }
    // While it is fresh, only an earlier attempt can have used it.
    return stale ? { next: "give up", why: "reply: delivered or not, not repeated" } : { next: "forget" };
  }

  async function push(claim: Claim, stored: Outgoing): Promise<Settled> {
    const row = await store.conversations.find(claim.conversation);
    // The person has blocked the account, and is forgotten.
    if (!row?.address) return { next: "forget" };
    const to = openAddress(keys, row.id, row.address);
    if (to === undefined) {
      return { next: "give up", why: "the address cannot be read: were the keys replaced?" };
    }
    const messages = await completed(claim, stored);
    if (!messages) return UNREADABLE;
    const sent = await api.push({ to, messages }, retryKey(claim));
    if (sent.result === "accepted") return { next: "forget" };
    const why = `push: ${sent.why}`;
    if (sent.result === "rejected" || sent.result === "token_refused") return { next: "give up", why };
    if (sent.result === "used_up") return giveUp(stored, why);
    const isInTheWay = sent.result === "too_many" && (await keepsReplyWaiting(claim));
    if (isInTheWay && now() - claim.createdAt >= pace.giveWay) {
      return giveUp(stored, `${why}, and a reply waits behind it`);
    }
    const tried = { ...stored, doubt: doubtAfter(stored.doubt, sent.result) };
    return tryAgain(claim, tried, sent, isInTheWay ? pace.giveWay / 2 : Infinity);
  }

  /** Whether a reply that could still be sent as one waits behind a push. */
  async function keepsReplyWaiting(claim: Claim): Promise<boolean> {
    const behind = (await store.outbox.behind(claim)).map(fromOutbox);
    return behind.some((one) => one?.replyToken !== undefined && now() - one.receivedAt < pace.firstTry);
  }

  /** A reminder is as good on another day, unless it may have arrived. */
  function giveUp({ reminder, doubt = "none" }: Outgoing, why: string): Settled {
    if (reminder === undefined || doubt !== "none") return { next: "give up", why };
    return { next: "another day", why, reminder };
  }

  async function completed(claim: Claim, stored: Outgoing) {
    const { messages } = complete ? await complete(claim, stored) : stored;
    return openMessages(keys, claim.conversation, messages);
  }

  /** In the same claim: whatever waits behind a late message need not wait for it to come around again. */
  async function turnToPush(
    claim: Claim,
    { replyToken: _, doubt: _doubt, ...stored }: Outgoing,
    why: string,
  ): Promise<Settled> {
    const pushed = { ...stored, ended: claim.attempts };
    const isOurs = await store.outbox.retry(claim, now() + pace.lease, why, toOutbox(pushed));
    return isOurs ? push(claim, pushed) : { next: "leave" };
  }

  /** `atMost`: waits no longer, whatever LINE asks for. */
  function tryAgain(
    claim: Claim,
    stored: Outgoing,
    sent: Exclude<Sent, { result: "accepted" }>,
    atMost = Infinity,
  ): Settled {
    const { why } = sent;
    if (now() - claim.createdAt > pace.giveUp) return giveUp(stored, why);
    const asked = "retryAfter" in sent ? (sent.retryAfter ?? 0) : 0;
    const rest = Math.max(waitAfter(claim.attempts), Math.min(asked, pace.lastWait));
    const at = now() + Math.min(rest, atMost);
    return { next: "try again", at, why, body: toOutbox({ ...stored, ended: claim.attempts }) };
  }

  /** With jitter, so that what failed together is not repeated together. */
  function waitAfter(attempts: number): number {
    const full = Math.min(pace.lastWait, pace.firstWait * 2 ** Math.min(attempts - 1, 30));
    return Math.round(full * (0.5 + Math.random() / 2));
  }
}

const UNREADABLE: Settled = {
  next: "give up",
  why: "the words cannot be read: were the keys replaced?",
};

/** LINE has certainly not sent it, and may another time. */
const PUT_OFF: ReadonlySet<Sent["result"]> = new Set(["not_now", "too_many", "used_up"]);

/** A sender that dies over an attempt has most likely got as far as LINE: that takes nearly all of the time. */
function doubtOf({ attempts }: Claim, { doubt = "none", ended = 0 }: Outgoing): Doubt {
  return attempts - 1 > ended ? "likely" : doubt;
}

function doubtAfter(before: Doubt = "none", result: Sent["result"]): Doubt {
  if (result === "failed") return "unlikely";
  // An answer can get lost; of two in a row, LINE is the one that is lost.
  if (result === "no_answer") return before === "none" ? "likely" : "unlikely";
  return before;
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
