import { type Option, QUESTIONS } from "../flows/index.ts";
import { isQuestion, type Position } from "./conversation.ts";

/*
 * Whoever sits at the desk hears things in the caller's order. An answer to a question that is not open is kept, and
 * the replay uses it where the flow comes to its question: the flow alone says which questions there are, so no order
 * of answering leads anywhere else.
 */

/** Whether an answer to a question that is not open can be taken: to one that may come, or was answered. */
export function canAnswerAhead({ node: here, used }: Position, node: string): boolean {
  if (!isQuestion(node)) return false;
  // At the outcome nothing comes any more.
  return here !== "outcome" || used.some((answer) => answer.node === node);
}

/** All that the question may offer; where it comes and does not offer the answer after all, it is asked. */
export function optionsAhead(node: string): readonly Option[] {
  return isQuestion(node) ? QUESTIONS[node].options : [];
}
