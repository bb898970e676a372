import type { Conversation } from "../assistant/index.ts";
import type { Line } from "../language/index.ts";
import type { Conversation as Row, Handoff, Transaction } from "../store/index.ts";
import type { Turned } from "./dialogue.ts";

/** Something of the desk's that is to reach a resident. */
export type Spoken = {
  readonly row: Row;
  readonly conversation: Conversation;
  /** Whoever takes its token (`tx.handoffs.takeToken`) may answer with it instead of pushing. */
  readonly handoff: Handoff;
} & (
  | {
      /** What a person wrote, guarded, to be shown as it is. */
      readonly text: string;
    }
  | {
      /** What the house says of it, in the resident's language: that a person has come, for example. */
      readonly lines: readonly Line[];
    }
  | {
      /** The talk is over: that, and where the flow stands, as `reply` has it. */
      readonly over: Turned;
    }
);

/**
 * Brings what a person of the desk says to a resident, in the transaction in which it was said: so it is sent once,
 * or not said. For channels where nobody asks for it; a browser hears that its conversation has changed, and asks.
 */
export type Speak = (tx: Transaction, spoken: Spoken) => Promise<void>;

/** By channel; on one that is not among them nothing is sent. */
export type Speakers = Readonly<Record<string, Speak>>;
