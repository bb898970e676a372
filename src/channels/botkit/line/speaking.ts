import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { messagingApi } from "@line/bot-sdk";
import type { MessagingApi, Sent } from "../../line/api.ts";
import { retryKey } from "../../line/delivery.ts";
import { inRequests } from "../../line/messages.ts";

type Messages = readonly messagingApi.Message[];

/** Times of sending, in milliseconds. */
export interface Pace {
  /** How old a reply token may be; LINE takes it for about a minute. */
  readonly tokenAge: number;
  /** The wait before a push is tried again; it doubles each time. */
  readonly firstWait: number;
  /** The longest wait that LINE may ask for. */
  readonly lastWait: number;
}

export const PACE: Pace = { tokenAge: 50_000, firstWait: 500, lastWait: 5_000 };

/** How often a push is tried. */
const TRIES = 4;

/** What the bot says in one turn. */
export interface Speaking {
  /** Whether anything has gone out, or may have. */
  readonly spoke: () => boolean;
  /**
   * @param name of what is said, unique, where it may be said again by whoever does not know that it was: LINE takes
   * a push of one name once in 24 hours.
   * @throws {Error} where LINE does not take it.
   */
  say(messages: Messages, name?: string): Promise<void>;
}

/** Where a turn speaks to, and the token of its event. */
interface Turn {
  readonly to: string;
  readonly replyToken?: string | undefined;
  readonly receivedAt: number;
}

/**
 * Says the first thing of a turn with its reply token, which costs nothing and works once, and whatever comes after it
 * as a push.
 *
 * A reply whose fate is unknown is repeated with the same token: where the first went through, LINE refuses the
 * second, and that refusal is the proof. A push carries a retry key, so it can be repeated safely
 * (docs/decisions/0006-replies-in-doubt.md).
 */
export function speakingIn(api: MessagingApi, { to, replyToken, receivedAt }: Turn, pace: Pace): Speaking {
  let token = replyToken;
  let spoke = false;

  async function send(messages: Messages, key: string): Promise<void> {
    const fresh = Date.now() - receivedAt < pace.tokenAge ? token : undefined;
    token = undefined;
    if (fresh !== undefined && (await reply(fresh, messages))) return;
    await push(messages, key);
  }

  /** @returns whether it is said; otherwise it certainly or most likely is not. */
  async function reply(replyToken: string, messages: Messages): Promise<boolean> {
    const first = await api.reply({ replyToken, messages: [...messages] });
    if (!IN_DOUBT.has(first.result)) return isSaid(first);
    const second = await api.reply({ replyToken, messages: [...messages] });
    return second.result === "token_refused" || isSaid(second);
  }

  async function push(messages: Messages, key: string): Promise<void> {
    for (let n = 1; ; n++) {
      const sent = await api.push({ to, messages: [...messages] }, key);
      if (isSaid(sent)) return;
      if (n === TRIES || sent.result === "token_refused") throw notTaken(sent);
      const asked = "retryAfter" in sent ? (sent.retryAfter ?? 0) : 0;
      await wait(Math.max(pace.firstWait * 2 ** (n - 1), Math.min(asked, pace.lastWait)));
    }
  }

  return {
    spoke: () => spoke,
    async say(messages, name = randomUUID()) {
      spoke ||= messages.length > 0;
      for (const [id, request] of inRequests(messages).entries()) {
        await send(request, retryKey({ conversation: name, id }));
      }
    },
  };
}

const IN_DOUBT: ReadonlySet<Sent["result"]> = new Set(["failed", "no_answer"]);

/** @throws {Error} where LINE will not take the message, this way or another. */
function isSaid(sent: Sent): boolean {
  if (sent.result === "rejected") throw notTaken(sent);
  return sent.result === "accepted";
}

function notTaken(sent: Sent): Error {
  const why = "why" in sent ? sent.why : sent.result;
  const what =
    sent.result === "rejected" ? "LINE refuses this message" : "LINE could not be given this message";
  return new Error(`${what}: ${why}.`);
}
