import { initialTransition, transition } from "xstate";
import type { Case, IsoDate } from "../facts/index.ts";
import {
  type Flow,
  type FlowNode,
  offeredOptions,
  type Option,
  QUESTION_IDS,
  type QuestionId,
} from "../flows/index.ts";
import { type CardReading, chipFacts } from "./card.ts";
import type { Lang } from "../language/index.ts";

/** Who gave an answer. */
export type AnsweredBy = "resident" | "card" | "agent" | "link";

export interface Answer {
  readonly node: QuestionId;
  readonly value: string;
  readonly by: AnsweredBy;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the resident was last told, to notice when an upgrade would say something else. */
export interface Told {
  readonly rule: string | null;
  readonly route: string;
}

/** Everything that is kept of a conversation. It holds choices only: no text, no name, no number. */
export interface Conversation {
  readonly lang: Lang;
  /** Code of the city pack. */
  readonly city: string;
  readonly answers: readonly Answer[];
  /** What a reader last said of the card. */
  readonly card?: CardReading;
  readonly told?: Told;
}

/** Where the answers lead on today's machine. */
export interface Position {
  readonly node: FlowNode;
  readonly of: Case;
  /** The answers that were used, in the order of their questions. */
  readonly used: readonly Answer[];
  /** What can be chosen here. */
  readonly options: readonly Option[];
}

/**
 * Replays answers on the flow: the state of a conversation is nothing but this. An answer that its
 * question no longer offers, or whose question is not reached, is passed over; so going back, changing
 * one answer and continuing after an upgrade are all the same thing.
 */
export function replay(flow: Flow, { answers, card }: Conversation, on: IsoDate): Position {
  const byNode = new Map(answers.map((answer) => [answer.node, answer]));
  const used: Answer[] = [];
  let [snapshot] = initialTransition(flow, { on });
  if (card) [snapshot] = transition(flow, snapshot, { type: "CARD", chip: chipFacts(card) });
  for (;;) {
    const node = nodeOf(snapshot.value);
    const answer = node === "outcome" ? undefined : byNode.get(node);
    const event = answer && ({ type: "ANSWER", value: answer.value } as const);
    if (!answer || !event || !snapshot.can(event)) {
      const options = node === "outcome" ? [] : offeredOptions(node, snapshot.context.of);
      return { node, of: snapshot.context.of, used, options };
    }
    used.push(answer);
    [snapshot] = transition(flow, snapshot, event);
  }
}

/** The machine has no nested states, so its value is the name of one. */
function nodeOf(value: unknown): FlowNode {
  return typeof value === "string" && isQuestion(value) ? value : "outcome";
}

export function isQuestion(node: string): node is QuestionId {
  return (QUESTION_IDS as readonly string[]).includes(node);
}
