import type { messagingApi } from "@line/bot-sdk";
import * as v from "valibot";

/** The name of this channel in the store. */
export const CHANNEL = "line";

/** What waits in the outbox: the messages of one request. To whom is known by their conversation. */
export interface Outgoing {
  readonly messages: readonly messagingApi.Message[];
  /** Answers the event; undefined: there is none, or it is of no use, and the messages are pushed. */
  readonly replyToken?: string | undefined;
  /** When the reply token arrived, epoch milliseconds. */
  readonly receivedAt: number;
}

const MessageSchema = v.custom<messagingApi.Message>(
  (value) => typeof value === "object" && value !== null && "type" in value,
);
const OutgoingSchema = v.object({
  messages: v.array(MessageSchema),
  replyToken: v.optional(v.string()),
  receivedAt: v.number(),
});

/** As it is stored. */
export function toOutbox({ messages, replyToken, receivedAt }: Outgoing): unknown {
  return { messages, receivedAt, ...(replyToken !== undefined && { replyToken }) };
}

/** Reads what was stored, possibly by another version; undefined where it is nothing that can be sent. */
export function fromOutbox(body: unknown): Outgoing | undefined {
  const parsed = v.safeParse(OutgoingSchema, body);
  return parsed.success ? parsed.output : undefined;
}
