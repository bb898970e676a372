import type { QuestionId } from "../flows/index.ts";
import { type Conversation, isQuestion } from "./conversation.ts";

/** An answer that a link carries. */
export type Carried = { readonly node: QuestionId; readonly value: string };

/**
 * The answers as text for a link, such as `what_happened.locked~screen.digits4`. Choices only, so it says
 * nothing about who somebody is.
 */
export function toLink(conversation: Conversation): string {
  return conversation.answers.map(({ node, value }) => `${node}.${value}`).join("~");
}

/** Reads a link; what is no question or no plain word is passed over, and the flow refuses the rest. */
export function fromLink(text: string): readonly Carried[] {
  return text
    .slice(0, 1000)
    .split("~")
    .flatMap((part): readonly Carried[] => {
      const [node = "", value = ""] = part.split(".");
      return isQuestion(node) && /^[a-z0-9_]{1,40}$/.test(value) ? [{ node, value }] : [];
    });
}
