import type { IsoDate } from "../facts/index.ts";
import { type Answer, type Conversation, isQuestion, type Position, replay } from "./conversation.ts";
import { type Heard, type Pick, pickOption } from "./heard.ts";
import type { World } from "./world.ts";

/** What a text made of a conversation. */
export interface Listened {
  readonly answers: readonly Answer[];
  /** The answers that the text gave, in the order of their questions: said back, to be corrected by a tap. */
  readonly taken: readonly Answer[];
  /** An answer to the open question that the text speaks for, but not surely enough. */
  readonly suggested: string | null;
}

/** More questions than any way through the flow has. */
const LONGEST_WAY = 20;

/**
 * Answers questions with what was heard, one after the other as the flow asks them, for as long as it is
 * sure. Nothing is decided by what is not: that only becomes a suggestion.
 */
export function listen(world: World, conversation: Conversation, heard: Heard, on: IsoDate): Listened {
  let answers = urgentFirst(world, conversation.answers, heard, on);
  const taken: Answer[] = [];
  for (let n = 0; n < LONGEST_WAY; n += 1) {
    const position = replay(world, { ...conversation, answers }, on);
    const pick = pickAt(position, heard, world);
    if (!pick?.sure) return { answers, taken, suggested: pick?.value ?? null };
    const answer = answerOf(position, pick, world.now);
    taken.push(answer);
    answers = [...answers.filter(({ node }) => node !== answer.node), answer];
  }
  return { answers, taken, suggested: null };
}

/** Corrects an earlier answer that the text contradicts, for somebody who says that they correct one. */
export function correct(
  world: World,
  conversation: Conversation,
  heard: Heard,
  on: IsoDate,
): Answer | undefined {
  const { used } = replay(world, conversation, on);
  for (const answer of used.toReversed()) {
    const rest = conversation.answers.filter(({ node }) => node !== answer.node);
    const reopened = replay(world, { ...conversation, answers: rest }, on);
    const pick = reopened.node === answer.node ? pickAt(reopened, heard, world) : undefined;
    if (pick?.sure && pick.value !== answer.value) return answerOf(reopened, pick, world.now);
  }
  return undefined;
}

/** A lost card, a fraud and somebody standing at the clinic's desk do not wait for what came before. */
function urgentFirst(world: World, answers: readonly Answer[], heard: Heard, on: IsoDate): readonly Answer[] {
  const { situation, at_clinic } = heard;
  const urgent =
    (situation?.sure && ["lost_card", "scam_suspect"].includes(String(situation.value))) ||
    (at_clinic?.sure && at_clinic.value === true);
  if (!urgent) return answers;
  const start = replay(world, { lang: "ja", city: "", answers: [] }, on);
  const pick = pickAt(start, heard, world);
  const first = answers.find(({ node }) => node === start.node);
  return pick?.sure && pick.value !== first?.value ? [] : answers;
}

function pickAt({ node, options }: Position, heard: Heard, { facts }: World): Pick | undefined {
  return isQuestion(node) ? pickOption(options, heard, facts) : undefined;
}

function answerOf({ node }: Position, { value }: Pick, at: number): Answer {
  if (!isQuestion(node)) throw new Error(`${node} is no question`);
  return { node, value, by: "resident", at };
}
