import * as v from "valibot";
import type { Input } from "../../assistant/index.ts";
import { line, type Line } from "../../language/index.ts";
import { answersOf, type Ending } from "../../assistant/reminders.ts";
import type { IsoDate } from "../../facts/index.ts";
import { type Button, fromPostback, type Tapped, type View } from "./button.ts";
import type { Reminding } from "./remind.ts";

/** An event of the webhook that concerns us, in our own words. */
export interface LineEvent {
  /** Unique; the same when LINE delivers the event again. */
  readonly id: string;
  readonly userId: string;
  /** Epoch milliseconds, by LINE's clock; the same when LINE delivers the event again. Undefined: it does not tell. */
  readonly happenedAt: number | undefined;
  readonly replyToken: string | undefined;
  readonly means: Meaning;
}

/** Somebody has taken the account into a group or a room, or writes to it there. */
export interface GatheringEvent {
  readonly id: string;
  readonly gathering: Gathering;
  readonly replyToken: string | undefined;
}

/** Where several people talk. */
interface Gathering {
  readonly kind: "group" | "room";
  readonly id: string;
}

/** What to do about an event. */
export type Meaning =
  /** The person blocked the account: whatever is kept of them goes. */
  | { readonly forget: true }
  /** The person took a message back, which has this id of LINE's. */
  | { readonly unsend: string }
  | {
      readonly input: Input;
      /** The talk that the tapped button belongs to; left out: any. */
      readonly talk?: string;
      /** Reminders to be set or cancelled. */
      readonly remind?: Reminding;
      /** They were reminded of this; what `input` asks for may stand there already. */
      readonly about?: Ending;
      /** How to look at what the turn says; left out: as usual. */
      readonly view?: View;
      /** Something to say before the assistant's own words. */
      readonly notice?: Line;
      /** LINE's id of the message. */
      readonly message?: string;
      /** What it is where it is no text. */
      readonly media?: Media;
    };

const MEDIA = ["audio", "file", "image", "location", "sticker", "video"] as const;
/** What somebody sends that is no text; what LINE adds some day is `other`. */
export type Media = (typeof MEDIA)[number] | "other";

/** LINE adds events and fields without notice, so nothing is refused for what is new in it. */
const WebhookSchema = v.looseObject({
  destination: v.optional(v.string()),
  events: v.array(v.unknown()),
});
const id = v.pipe(v.string(), v.minLength(1));
/** A day of the calendar; a date that is none counts as not chosen. */
const day = v.fallback(v.optional(v.custom<IsoDate>(isDay)), undefined);
const EventSchema = v.looseObject({
  type: v.string(),
  webhookEventId: id,
  mode: v.optional(v.string()),
  timestamp: v.optional(v.number()),
  source: v.variant("type", [
    v.looseObject({ type: v.literal("user"), userId: id }),
    v.looseObject({ type: v.literal("group"), groupId: id }),
    v.looseObject({ type: v.literal("room"), roomId: id }),
  ]),
  replyToken: v.optional(v.string()),
  message: v.optional(
    v.looseObject({ type: v.string(), id: v.optional(v.string()), text: v.optional(v.string()) }),
  ),
  unsend: v.optional(v.looseObject({ messageId: id })),
  postback: v.optional(v.looseObject({ data: v.string(), params: v.optional(v.looseObject({ date: day })) })),
});
type RawEvent = v.InferOutput<typeof EventSchema>;

/** What LINE delivers in one request. */
interface Webhook {
  /** The user id of the account that it is for. */
  readonly destination: string | undefined;
  readonly events: readonly (LineEvent | GatheringEvent)[];
  /** How many were passed over because they are from before. */
  readonly tooOld: number;
}

const TOO_OLD = "too old";

/**
 * Reads the body of a webhook. Passed over are words in standby mode, where another tool holds the chat, events
 * from before `since`, epoch milliseconds, and what we have no answer to.
 * @returns undefined where it is no webhook at all.
 */
export function readWebhook(body: Buffer, since: number): Webhook | undefined {
  const webhook = v.safeParse(WebhookSchema, parse(body));
  if (!webhook.success) return undefined;
  const { destination, events } = webhook.output;
  const read = events.map((raw) => readEvent(raw, since));
  const young = read.flatMap((one) => (one === TOO_OLD ? [] : one));
  return { destination, events: young, tooOld: read.filter((one) => one === TOO_OLD).length };
}

function isDay(text: unknown): boolean {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function readEvent(raw: unknown, since: number): readonly (LineEvent | GatheringEvent)[] | typeof TOO_OLD {
  const parsed = v.safeParse(EventSchema, raw);
  if (!parsed.success) return [];
  const { webhookEventId: id, type, mode, source, timestamp, replyToken } = parsed.output;
  if (mode === "standby" && !WITHDRAWING.has(type)) return [];
  if ((timestamp ?? since) < since) return TOO_OLD;
  if (source.type !== "user") {
    return ADDRESSED.has(type) ? [{ id, gathering: gatheringOf(source), replyToken }] : [];
  }
  const means = meaningOf(parsed.output);
  return means ? [{ id, userId: source.userId, happenedAt: timestamp, replyToken, means }] : [];
}

/** With these somebody takes back what we keep; that holds whoever has the chat, and nothing is sent. */
const WITHDRAWING: ReadonlySet<string> = new Set(["unfollow", "unsend"]);

/** With these a group or a room speaks to us; what its people do among themselves is not our business. */
const ADDRESSED: ReadonlySet<string> = new Set(["join", "message", "postback"]);

function gatheringOf(source: Exclude<RawEvent["source"], { type: "user" }>): Gathering {
  return source.type === "group"
    ? { kind: "group", id: source.groupId }
    : { kind: "room", id: source.roomId };
}

function meaningOf({ type, message, postback, unsend }: RawEvent): Meaning | undefined {
  switch (type) {
    case "follow":
      return { input: { show: true } };
    case "unfollow":
      return { forget: true };
    case "unsend":
      return unsend && { unsend: unsend.messageId };
    case "message":
      return meaningOfMessage(message);
    case "postback":
      return meaningOfButton(fromPostback(postback?.data ?? ""), postback?.params?.date);
    default:
      return undefined;
  }
}

function meaningOfMessage(message: RawEvent["message"]): Meaning {
  const from = message?.id === undefined ? {} : { message: message.id };
  if (message?.text !== undefined) return { input: { text: message.text }, ...from };
  const media = MEDIA.find((one) => one === message?.type) ?? "other";
  return { input: { show: true }, notice: line("line.cannot_read"), media, ...from };
}

/** What a tap means; a button without its talk belongs to any. */
export function meaningOfButton(
  tapped: Tapped | undefined,
  date?: IsoDate,
): Extract<Meaning, { readonly input: unknown }> {
  if (!tapped) return { input: { show: true }, notice: line("error.stale_choice") };
  const { button, talk } = tapped;
  if ("remind" in button) {
    const remind = remindingOf(button, date);
    return { input: { show: true }, ...(remind && { remind, view: "reminder" }) };
  }
  if ("about" in button) return { input: { link: answersOf(button.about) }, about: button.about };
  if ("view" in button) return { input: { show: true }, view: button.view };
  return { input: button, ...(talk !== undefined && { talk }) };
}

/** A date picker that was closed without a date says nothing. */
function remindingOf(
  button: Extract<Button, { readonly remind: unknown }>,
  expiry: IsoDate | undefined,
): Reminding | undefined {
  if ("of" in button) return { off: button.of };
  return expiry === undefined ? undefined : { ending: button.remind, expiry };
}
