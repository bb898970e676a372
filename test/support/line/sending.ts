import { randomBytes, randomUUID } from "node:crypto";
import { assertLineMessages, type CheckedMessage } from "../line-limits.ts";
import { type Answer, type Asked, refusal } from "./http.ts";
import type { Account } from "./settings.ts";

/** LINE takes a reply token for a minute from the delivery of its event. */
const TOKEN_LIFE = 60_000;
const RETRY_KEY_LIFE = 24 * 60 * 60 * 1000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The two ways to say something. */
export type Via = "reply" | "push";

/** Messages that a person has got. */
export interface Delivery {
  readonly via: Via;
  readonly messages: readonly CheckedMessage[];
  /** Of which event the reply token was. */
  readonly event: string | undefined;
}

interface Token {
  readonly userId: string;
  readonly event: string;
  deliveredAt: number;
  used: boolean;
}

interface Accepted {
  readonly at: number;
  readonly request: string;
}

/**
 * LINE's rules of sending: a reply token works once and for a minute, a retry key once in a day, and messages
 * keep within the limits. Whatever breaks a rule that a caller can know is noted as a violation. With `forgets` it
 * does not keep what was in a message that it has checked and handed on.
 */
export function createSending(
  now: () => number,
  told: (userId: string) => void,
  account: Account,
  forgets = false,
) {
  const tokens = new Map<string, Token>();
  const accepted = new Map<string, Accepted>();
  const deliveries = new Map<string, Delivery[]>();
  const violations: string[] = [];

  function of(userId: string): Delivery[] {
    const known = deliveries.get(userId) ?? [];
    deliveries.set(userId, known);
    return known;
  }

  function violation(what: string): Answer {
    violations.push(what);
    return refusal(400, "The request body has 1 error(s)");
  }

  function hand(userId: string, delivery: Delivery): Answer {
    of(userId).push(forgets ? { ...delivery, messages: [] } : delivery);
    told(userId);
    const sentMessages = delivery.messages.map(() => ({ id: randomUUID(), quoteToken: "q" }));
    return { status: 200, body: { sentMessages } };
  }

  function reply(fields: Fields, messages: readonly CheckedMessage[], retryKey: unknown): Answer {
    if (retryKey !== undefined) return violation("a retry key on a reply");
    const token = tokens.get(String(fields["replyToken"]));
    const fresh = token && !token.used && now() - token.deliveredAt <= TOKEN_LIFE;
    if (!fresh) return refusal(400, "Invalid reply token");
    token.used = true;
    return hand(token.userId, { via: "reply", messages, event: token.event });
  }

  function push({ to }: Fields, messages: readonly CheckedMessage[], retryKey: unknown): Answer {
    if (typeof to !== "string" || !deliveries.has(to)) return violation("a push to somebody unknown");
    if (typeof retryKey !== "string" || !UUID.test(retryKey)) {
      return violation("a push without a UUID as retry key");
    }
    const before = accepted.get(retryKey);
    if (before && now() - before.at < RETRY_KEY_LIFE) {
      return {
        ...refusal(409, "The retry key is already accepted"),
        headers: { "x-line-accepted-request-id": before.request },
      };
    }
    const { quota, used } = account;
    if (quota.type === "limited" && used >= quota.value) {
      return refusal(429, "You have reached your monthly limit.");
    }
    account.used += 1;
    accepted.set(retryKey, { at: now(), request: randomUUID() });
    return hand(to, { via: "push", messages, event: undefined });
  }

  return {
    violations,
    of,
    /** Makes a reply token for an event. */
    tokenFor(userId: string, event: string): string {
      const token = randomBytes(16).toString("hex");
      tokens.set(token, { userId, event, deliveredAt: now(), used: false });
      return token;
    },
    /** A token's minute begins when its event is delivered, and again when it is delivered again. */
    delivering(replyToken: unknown): void {
      const token = tokens.get(String(replyToken));
      if (token) token.deliveredAt = now();
    },
    /** Carries out a call. */
    send(via: Via, { json, headers }: Asked): Answer {
      const fields = isFields(json) ? json : {};
      const { messages } = fields;
      const unknown = Object.keys(fields).filter((name) => !KNOWN[via].has(name));
      if (unknown.length > 0) return violation(`unknown fields: ${unknown.join(", ")}`);
      try {
        assertLineMessages(messages);
      } catch (error) {
        return violation(error instanceof Error ? error.message : "messages");
      }
      return (via === "reply" ? reply : push)(fields, messages, headers["x-line-retry-key"]);
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const KNOWN: Readonly<Record<Via, ReadonlySet<string>>> = {
  reply: new Set(["replyToken", "messages", "notificationDisabled"]),
  push: new Set(["to", "messages", "notificationDisabled", "customAggregationUnits"]),
};
