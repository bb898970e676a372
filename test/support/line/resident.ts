import { randomBytes, randomInt } from "node:crypto";
import type { Delivery } from "./sending.ts";
import { type Action, actionsOf, wordsOf } from "./shown.ts";

/** An event of a webhook. */
export interface LineEvent {
  readonly webhookEventId: string;
  readonly type: string;
  readonly source: { readonly type: string; readonly userId?: string };
  readonly [field: string]: unknown;
}

/** Somebody with LINE on the phone. */
export interface Resident {
  readonly userId: string;
  /** Each does something and waits for what comes back: the words, one text a bubble. */
  follow(): Promise<readonly string[]>;
  type(text: string): Promise<readonly string[]>;
  /** Taps the button with this label in or below the last messages. */
  tap(label: string): Promise<readonly string[]>;
  /** Taps the button of an answer, by its value. */
  choose(value: string): Promise<readonly string[]>;
  send(event: LineEvent): Promise<readonly string[]>;
  /** Labels of the buttons in and below the last messages. */
  buttons(): readonly string[];
  /** Values of the answers among them. */
  values(): readonly string[];
  textEvent(text: string): LineEvent;
  postbackEvent(data: string): LineEvent;
  event(type: string, fields?: object): LineEvent;
}

/** What a resident needs of the platform. */
interface Around {
  now(): number;
  tokenFor(userId: string, event: string): string;
  deliveries(userId: string): readonly Delivery[];
  awaitDeliveries(userId: string, count: number): Promise<readonly Delivery[]>;
  deliver(events: readonly LineEvent[]): Promise<number>;
}

/** Events that LINE gives a reply token. */
const ANSWERABLE = new Set(["message", "postback", "follow", "join"]);

/** A new person, who talks to one webhook. */
export function createResident({ now, tokenFor, deliveries, awaitDeliveries, deliver }: Around): Resident {
  const userId = `U${randomBytes(16).toString("hex")}`;

  const event: Resident["event"] = (type, fields = {}) => {
    const webhookEventId = `01TEST${randomBytes(10).toString("hex").toUpperCase()}`;
    return {
      type,
      webhookEventId,
      mode: "active",
      timestamp: now(),
      source: { type: "user", userId },
      ...(ANSWERABLE.has(type) && { replyToken: tokenFor(userId, webhookEventId) }),
      ...fields,
    };
  };

  const actions = () => (deliveries(userId).at(-1)?.messages ?? []).flatMap((message) => actionsOf(message));
  const tapWhere = (matches: (action: Action) => boolean, wanted: string) => {
    const action = actions().find(matches);
    const there = actions().map(({ label }) => label);
    if (!action) throw new Error(`No button ${wanted} among ${there.join(" | ")}`);
    if (action.type === "message") return self.type(action.text ?? "");
    if (action.type !== "postback") throw new Error(`${wanted} leads out of the chat`);
    return self.send(self.postbackEvent(action.data ?? ""));
  };

  const self: Resident = {
    userId,
    event,
    textEvent: (text) =>
      event("message", {
        message: { type: "text", id: newMessageId(), quoteToken: "q", markAsReadToken: "m", text },
      }),
    postbackEvent: (data) => event("postback", { postback: { data } }),
    async send(one) {
      const before = deliveries(userId).length;
      const status = await deliver([one]);
      if (status !== 200) throw new Error(`The webhook answered ${status}`);
      const all = await awaitDeliveries(userId, before + 1);
      return all.slice(before).flatMap(({ messages }) => messages.map(wordsOf));
    },
    follow: () => self.send(event("follow", { follow: { isUnblocked: false } })),
    type: (text) => self.send(self.textEvent(text)),
    tap: (label) => tapWhere((action) => action.label === label, label),
    choose: (value) => tapWhere((action) => answerOf(action) === value, value),
    buttons: () => actions().flatMap(({ label }) => label ?? []),
    values: () => actions().flatMap((action) => answerOf(action) ?? []),
  };
  return self;
}

/** LINE gives every message an id of its own, whoever sends it. */
function newMessageId(): string {
  return String(randomInt(2 ** 47));
}

/** The answer that a button stands for; undefined for a command. */
function answerOf({ data }: Action): string | undefined {
  const fields = new URLSearchParams(data);
  return fields.has("n") ? (fields.get("v") ?? undefined) : undefined;
}
