import * as v from "valibot";
import type { Message } from "./plain.ts";

/** What waits in the outbox: the messages that a turn has led to. */
export interface Outgoing {
  /** Names the turn, so that whoever runs it can send them with it. */
  readonly turn: string;
  /** Bot Framework's name of the channel. */
  readonly platform: string;
  /** Where they go to, encrypted for the conversation. */
  readonly to: string;
  readonly messages: readonly Message[];
}

const MessageSchema = v.custom<Message>((value) => typeof value === "object" && value !== null);
const OutgoingSchema = v.object({
  turn: v.string(),
  platform: v.string(),
  to: v.string(),
  messages: v.array(MessageSchema),
});

/** Reads what was stored, possibly by another version; undefined where it is nothing that can be sent. */
export function fromOutbox(body: unknown): Outgoing | undefined {
  const read = v.safeParse(OutgoingSchema, body);
  return read.success ? read.output : undefined;
}
