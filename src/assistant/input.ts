import type { CardReport } from "../card/report.ts";
import type { GuardedKind } from "../language/index.ts";
import type { QuestionId } from "../flows/index.ts";
import type { AnsweredBy, Rating } from "./conversation.ts";

export interface Choosing {
  readonly choose: string;
  readonly node?: string;
  readonly by?: AnsweredBy;
  /** Read from words of somebody's own: it is said back, to be corrected by a tap. */
  readonly understood?: true;
}

/** What reaches the assistant, whatever the channel. */
export type Input =
  /** The first contact, or a look at where things stand. */
  | { readonly show: true }
  /** `node` names the question that the button belonged to; a stale button is told by it. */
  | Choosing
  /** Reopens one question and keeps the other answers that still hold. */
  | { readonly change: string; readonly by?: AnsweredBy }
  /** Typed words, read here and kept nowhere. `found` is what a channel's guard has masked in them already. */
  | { readonly text: string; readonly found?: readonly GuardedKind[]; readonly by?: AnsweredBy }
  /** What a reader said of the card, checked against the report's schema. */
  | { readonly card: CardReport }
  /** What somebody says of the answer that they got. */
  | { readonly rate: Rating }
  /** Answers that a link carried. */
  | { readonly link: readonly { readonly node: QuestionId; readonly value: string }[] }
  | { readonly command: Command; readonly value?: string; readonly by?: AnsweredBy };

/** `assistant`: no person is wanted any more. */
export const COMMANDS = ["back", "restart", "human", "assistant", "card", "language"] as const;
export type Command = (typeof COMMANDS)[number];
