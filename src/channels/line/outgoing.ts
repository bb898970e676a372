import type { messagingApi } from "@line/bot-sdk";
import * as v from "valibot";
import { type Lang, LANGS } from "../../language/index.ts";
import { seal, unseal } from "../sealing.ts";
import type { AddressKeys } from "./address.ts";

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

/** What a person of the desk wrote, encrypted while it waits as it is in the talk (`sealMessages`). */
export type Sealed = string;

/** What waits in the outbox: the messages of one request. To whom is known by their conversation. */
export interface Outgoing {
  readonly messages: readonly messagingApi.Message[] | Sealed;
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
  messages: v.union([v.array(MessageSchema), v.string()]),
  replyToken: v.optional(v.string()),
  receivedAt: v.number(),
  doubt: v.optional(v.picklist(DOUBTS)),
  ended: v.optional(v.number()),
  greeting: v.optional(v.boolean()),
  inLanguages: v.optional(v.record(v.picklist(LANGS), v.array(MessageSchema))),
  menu: v.optional(v.picklist(LANGS)),
  reminder: v.optional(v.unknown()),
});

/** Encrypts messages for one conversation's outbox; nowhere else can they be opened. */
export function sealMessages(
  keys: AddressKeys,
  conversation: string,
  messages: readonly messagingApi.Message[],
): Sealed {
  return seal(keys.seal, placeOf(conversation), JSON.stringify(messages));
}

/** Messages as they are to be sent; undefined where they are sealed, and not with these keys. */
export function openMessages(
  keys: AddressKeys,
  conversation: string,
  messages: Outgoing["messages"],
): messagingApi.Message[] | undefined {
  if (typeof messages !== "string") return [...messages];
  const opened = unseal(keys.seal, placeOf(conversation), messages);
  return opened === undefined ? undefined : v.parse(v.array(MessageSchema), JSON.parse(opened));
}

function placeOf(conversation: string): string {
  return `outbox ${conversation}`;
}

/** As it is stored. */
export function toOutbox(outgoing: Outgoing): unknown {
  return outgoing;
}

/** Reads what was stored, possibly by another version; undefined where it is nothing that can be sent. */
export function fromOutbox(body: unknown): Outgoing | undefined {
  const parsed = v.safeParse(OutgoingSchema, body);
  return parsed.success ? parsed.output : undefined;
}
