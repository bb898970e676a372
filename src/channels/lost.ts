import type { Conversation, Input, Reply } from "../assistant/index.ts";
import { line } from "../language/index.ts";

/** The longest in which somebody names a choice by its number, such as 5を選びます. */
const LONGEST_NUMBER = 10;
const NUMERAL = /[0-9一二三四五六七八九十]/;

/**
 * What somebody says where what was kept of them could not be read. An answer that does not name its question, such
 * as a number, was chosen from what they see and we no longer know: at the first question it would be another one.
 */
export function inputAfterLoss({ lost, person }: Conversation, input: Input): Input {
  const namesNone = "text" in input ? isNumber(input.text) : "choose" in input && input.node === undefined;
  return lost && !person && namesNone ? { show: true } : input;
}

function isNumber(text: string): boolean {
  const plain = text.normalize("NFKC").trim();
  return plain.length <= LONGEST_NUMBER && NUMERAL.test(plain);
}

/** The conversation of somebody who is told of the loss now. One without is returned as it was. */
export function withoutLoss(conversation: Conversation): Conversation {
  if (!conversation.lost) return conversation;
  const { lost: _, ...rest } = conversation;
  return rest;
}

/** Says first why everything begins anew, where it does. */
export function tellingLoss({ lost }: Conversation, reply: Reply): Reply {
  return lost ? { ...reply, notices: [line("notice.lost"), ...reply.notices] } : reply;
}
