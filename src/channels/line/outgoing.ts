import type { messagingApi } from "@line/bot-sdk";
import * as v from "valibot";
import { type Lang, LANGS } from "../../language/index.ts";

/** The name of this channel in the store. */
export const CHANNEL = "line";

/**
 * Whether replies that were tried before have been delivered:
 * - `none` was.
 * - `unlikely`: LINE answered that something went wrong there, or did not answer twice.
 * - `likely`: a reply was handed over, and nobody has seen the answer.
 */
export const DOUBTS = ["none", "unlikely", "likely"] as const;
/** One of them. */
export type Doubt = (typeof DOUBTS)[number];

/** What waits in the outbox: the messages of one request. To whom is known by their conversation. */
export interface Outgoing {
  readonly messages: readonly messagingApi.Message[];
  /** Answers the event; undefined: there is none, or it is of no use, and the messages are pushed. */
  readonly replyToken?: string | undefined;
  /** When the reply token arrived, epoch milliseconds. */
  readonly receivedAt: number;
  /** Left out: `none`. */
  readonly doubt?: Doubt | undefined;
  /** How many attempts have ended, in whatever way; left out: none. More than that: a sender died over one. */
  readonly ended?: number | undefined;
  /** These are our first words to somebody whose language is not known yet (completing.ts). */
  readonly greeting?: boolean | undefined;
  /** The same in every language: our first words to such a person, where they are no mere greeting. */
  readonly inLanguages?: Readonly<Partial<Record<Lang, readonly messagingApi.Message[]>>> | undefined;
  /** Whoever gets this is to have the rich menu of this language (completing.ts). */
  readonly menu?: Lang | undefined;
  /** The reminder that this is, as its table keeps it: where it cannot be sent now, it goes back there. */
  readonly reminder?: unknown;
}

const MessageSchema = v.custom<messagingApi.Message>(
  (value) => typeof value === "object" && value !== null && "type" in value,
);
const OutgoingSchema = v.object({
  messages: v.array(MessageSchema),
  replyToken: v.optional(v.string()),
  receivedAt: v.number(),
  doubt: v.optional(v.picklist(DOUBTS)),
  ended: v.optional(v.number()),
  greeting: v.optional(v.boolean()),
  inLanguages: v.optional(v.record(v.picklist(LANGS), v.array(MessageSchema))),
  menu: v.optional(v.picklist(LANGS)),
  reminder: v.optional(v.unknown()),
});

/** As it is stored. */
export function toOutbox(outgoing: Outgoing): unknown {
  return outgoing;
}

/** Reads what was stored, possibly by another version; undefined where it is nothing that can be sent. */
export function fromOutbox(body: unknown): Outgoing | undefined {
  const parsed = v.safeParse(OutgoingSchema, body);
  return parsed.success ? parsed.output : undefined;
}
