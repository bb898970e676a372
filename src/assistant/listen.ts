import type { Case, IsoDate } from "../facts/index.ts";
import {
  type Answer,
  type AnsweredBy,
  type Conversation,
  isQuestion,
  type Position,
  replay,
} from "./conversation.ts";
import {
  agrees,
  type Heard,
  isAlarm,
  onlySure,
  type Pick,
  pickOption,
  withoutContradicted,
} from "./heard.ts";
import { dayInJapan, type World } from "./world.ts";

/** What was heard made of a conversation. */
export interface Listened {
  readonly conversation: Conversation;
  /** The answers that it gave, in the order of their questions: said back, to be corrected by a tap. */
  readonly taken: readonly Answer[];
}

/** More questions than any way through the flow has. */
const LONGEST_WAY = 20;

/**
 * Answers questions with what was heard, one after the other as the flow asks them, for as long as it is
 * sure. Nothing is decided by what is not: that is only suggested where its question comes. What was heard just
 * now may be urgent; what was heard before has had its turn, and a tap since then counts.
 */
export function listen(
  world: World,
  conversation: Conversation,
  justNow: Heard = {},
  by: AnsweredBy = "resident",
): Listened {
  const { heard } = conversation;
  if (!heard) return { conversation, taken: [] };
  const on = dayInJapan(world.now);
  let at = urgentFirst(world, conversation, justNow, on);
  const taken: Answer[] = [];
  for (let n = 0; n < LONGEST_WAY; n += 1) {
    const position = replay(world, at, on);
    const pick = pickAt(position, heard, world);
    if (!pick?.sure) break;
    const answer = answerOf(position, pick, world.now, by);
    taken.push(answer);
    at = { ...at, answers: [...at.answers.filter(({ node }) => node !== answer.node), answer] };
  }
  return { conversation: at, taken };
}

/** The choice at the open question that words spoke for, but not surely enough. */
export function suggestedAt(position: Position, { heard }: Conversation, world: World): string | null {
  return (heard && pickAt(position, heard, world)?.value) ?? null;
}

/**
 * How words change what was answered: somebody corrects it; tells what is otherwise; or only makes it doubtful,
 * and is asked again.
 */
export type Change = "correct" | "tell" | "doubt";

/**
 * Changes the earlier answers that the words contradict, and goes on with what was heard. Where it is sure what
 * does not hold but not what does, the question is asked again.
 * @returns undefined where no answer is contradicted
 */
export function correct(
  world: World,
  conversation: Conversation,
  against: Heard,
  change: Change,
  by: AnsweredBy = "resident",
): Listened | undefined {
  const on = dayInJapan(world.now);
  const { of } = replay(world, conversation, on);
  const taken = change === "doubt" ? {} : against;
  const denied = change === "correct" ? against : circumstancesOf(against);
  let at =
    correctLast(world, conversation, taken, circumstancesOf(against), by, on) ??
    correctLast(world, conversation, {}, denied, by, on);
  for (let n = 0; at && n < LONGEST_WAY; n += 1) {
    if (agrees(replay(world, at, on).of, against, world.facts)) break;
    const next = correctLast(world, at, taken, circumstancesOf(against), by, on);
    if (!next) break;
    at = next;
  }
  if (!at) return undefined;
  const { conversation: after } = listen(world, { ...at, heard: { ...subjectOf(of), ...at.heard } }, {}, by);
  const known = new Set(conversation.answers);
  return { conversation: after, taken: replay(world, after, on).used.filter((answer) => !known.has(answer)) };
}

/** Which secret it is about stays known, also where something else has happened to it than was thought. */
function subjectOf({ secret }: Case): Heard {
  return secret === "unknown" ? {} : { secret: { value: secret, sure: true } };
}

/** The conversation with the last answer that the words contradict given otherwise, or not at all. */
function correctLast(
  world: World,
  conversation: Conversation,
  against: Heard,
  denied: Heard,
  by: AnsweredBy,
  on: IsoDate,
): Conversation | undefined {
  const { used } = replay(world, conversation, on);
  for (const answer of used.toReversed()) {
    const rest = conversation.answers.filter(({ node }) => node !== answer.node);
    const open = { ...conversation, answers: rest };
    const reopened = replay(world, open, on);
    if (reopened.node !== answer.node) continue;
    const pick = pickAt(reopened, against, world);
    if (pick?.sure && pick.value !== answer.value) {
      return { ...open, answers: [...rest, answerOf(reopened, pick, world.now, by)] };
    }
    if (isDenied(reopened, answer, denied, world)) return open;
  }
  return undefined;
}

/** Whether a circumstance that the answer stated is surely said to be otherwise: "no, I have not moved". */
function isDenied({ options }: Position, { value }: Answer, heard: Heard, { facts }: World): boolean {
  const chosen = options.find((option) => option.value === value);
  const surely = onlySure(heard);
  const left = chosen && withoutContradicted(surely, chosen, facts);
  return left !== undefined && Object.keys(left).length < Object.keys(surely).length;
}

/** What is surely so or not, whatever the trouble is: by itself it reopens the answer that says otherwise. */
export function circumstancesOf(heard: Heard): Heard {
  const sure = Object.entries(onlySure(heard));
  return Object.fromEntries(sure.filter(([field]) => !ASKED_FIRST.has(field) && !IN_PASSING.has(field)));
}

/** Said in passing by whoever corrects something else; alone they reopen nothing. */
const ASKED_FIRST: ReadonlySet<string> = new Set(["situation", "secret", "screen", "service"]);

/** Who is spoken of need not be whose card it is; who comes to the clinic later has asked something new. */
const IN_PASSING: ReadonlySet<string> = new Set(["who", "under_15", "under_18", "medium", "at_clinic"]);

/** A lost card, a fraud and somebody standing at the clinic's desk do not wait for what came before. */
function urgentFirst(world: World, conversation: Conversation, heard: Heard, on: IsoDate): Conversation {
  const { situation, at_clinic } = heard;
  const urgent =
    (situation?.sure && isAlarm(situation.value)) || (at_clinic?.sure && at_clinic.value === true);
  if (!urgent) return conversation;
  const anew = { ...conversation, answers: [] };
  const start = replay(world, anew, on);
  const pick = pickAt(start, heard, world);
  const first = conversation.answers.find(({ node }) => node === start.node);
  return pick?.sure && pick.value !== first?.value ? anew : conversation;
}

function pickAt({ node, options }: Position, heard: Heard, { facts }: World): Pick | undefined {
  return isQuestion(node) ? pickOption(options, heard, facts) : undefined;
}

function answerOf({ node }: Position, { value }: Pick, at: number, by: AnsweredBy): Answer {
  if (!isQuestion(node)) throw new Error(`${node} is no question`);
  return { node, value, by, at };
}
