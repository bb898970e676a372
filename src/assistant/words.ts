import { saysFound, saysWhoseCard } from "../language/clauses.ts";
import { isLang, line, type Line } from "../language/index.ts";
import { saysOtherwise, withoutAlarm } from "./alarm-back.ts";
import { answerAsideAt, type AsideId } from "./asides.ts";
import { type AnsweredBy, type Conversation, type Position, replay } from "./conversation.ts";
import {
  type Heard,
  type HeardField,
  isAlarm,
  onlySure,
  speaksForKiosk,
  tellsKnowledge,
  unsure,
} from "./heard.ts";
import { type Change, circumstancesOf, correct, listen, type Listened, suggestedAt } from "./listen.ts";
import { asAddition, isMereCorrection, type Message, readMessage } from "./message.ts";
import { notedLines, setAsideLines, serviceLines, takenLines } from "./said-back.ts";
import { readingsOf, wordsOf } from "./typed.ts";
import type { Asked, Understood } from "./understood.ts";
import { factVars } from "./vars.ts";
import { dayInJapan, type World } from "./world.ts";

/** What words made of a conversation. */
export interface Worded {
  readonly conversation: Conversation;
  /** The answer to a question aside, or what was understood. */
  readonly notices: readonly Line[];
  /** What they were understood as: a question aside, or a situation. */
  readonly as: string;
  /** Whether they were about the trouble: then what is unsure is asked next. */
  readonly suggests?: true;
}

/**
 * Reads free words: a question aside, or answers to the open question and those after it, or a correction, or
 * trouble and a question at once. What is sure is taken and said back; what is not is only suggested.
 * @returns "person" where somebody asks for one, undefined where nothing was understood
 */
export function readWords(
  text: string,
  conversation: Conversation,
  world: World,
  by: AnsweredBy = "resident",
): Worded | "person" | undefined {
  if (!world.understand) return undefined;
  const before = replay(world, conversation, dayInJapan(world.now));
  const thanks = thankedFor(text, before, conversation, world);
  if (thanks) return { conversation, notices: [thanks], as: "aside.outside_chat", suggests: true };
  const read = readMessage(text, conversation, world);
  const isBack = read
    ? read.isCorrection && saysOtherwise(read.stated)
    : isMereCorrection(text, conversation, world);
  const calm = withoutAlarm(conversation, before, text, isBack);
  if (calm) return beginCalmly(calm, saysFound(text) ? {} : (read?.stated ?? {}), world, by);
  if (!read) return undefined;
  const otherCard = withOtherCard(text, conversation, before, read);
  if (otherCard) return otherCard;
  const message = asAddition(read, before);
  const { understood } = message;
  if (message.asked?.sure && message.asked.what === "person") return "person";
  const answered = inLanguageOf(understood, conversation);
  const heard = takeIn(message, answered, before, world, by);
  const told = toldBack(message, answered, heard, world);
  const question = questionOf(message, conversation, heard);
  if (question) return withAnswer(question, message, answered, heard.conversation, told, world);
  const ledOn =
    [told, serviceLines(heard.conversation), keptLines(understood, conversation, before)].find(isSaid) ?? [];
  const notices = [...ledOn, ...otherLanguage(understood, world)];
  const isUnderstood =
    notices.length > 0 || takesBack(answered, heard.conversation) || suggests(heard.conversation, world);
  const as = String(understood.heard.situation?.value ?? "unclear");
  const offered = [...notices, ...easyJapanese(understood, conversation)];
  if (isUnderstood) return { conversation: heard.conversation, notices: offered, as, suggests: true };
  // Whoever writes in another language is asked in it to say it otherwise.
  const isOther = answered.lang !== conversation.lang;
  return isOther
    ? { conversation: answered, notices: [line("error.text_not_understood")], as: "none" }
    : undefined;
}

/** What would have had to be stopped has not happened: it begins anew with what else was said. */
function beginCalmly(calm: Conversation, stated: Heard, world: World, by: AnsweredBy): Worded {
  const { conversation, taken } = listen(world, { ...calm, heard: stated }, {}, by);
  const notices = [line("heard.alarm_back"), ...takenLines(taken)];
  return { conversation, notices, as: "unclear", suggests: true };
}

/** A question aside is answered; what was told along with it is not lost for that. */
function withAnswer(
  question: AsideId,
  { tells, understood }: Message,
  before: Conversation,
  after: Conversation,
  told: readonly Line[],
  world: World,
): Worded {
  const isTold = told.length > 0 || (tells && suggests(after, world));
  const position = replay(world, isTold ? after : before, dayInJapan(world.now));
  const heard = { ...before.heard, ...understood.heard };
  return {
    conversation: isTold ? after : before,
    notices: [
      ...told,
      ...answerAsideAt(question, position, world, heard),
      ...otherLanguage(understood, world),
      ...easyJapanese(understood, before),
    ],
    as: `aside.${question}`,
    ...(isTold && { suggests: true }),
  };
}

/** What is asked aside, if anything: words that ask nothing are an answer, where a question has a use for them. */
function questionOf(message: Message, conversation: Conversation, heard: Listened): AsideId | undefined {
  const { asked, understood, asks } = message;
  if (!asked?.sure || asked.what === "person" || isIdle(asked, conversation)) return undefined;
  const isAnswer = heard.taken.length > 0 && (!asks || isUrgent(understood, heard));
  return isAnswer ? undefined : asked.what;
}

/** In the middle of a conversation nothing is small talk: it is an answer that was not understood. */
function isIdle({ what }: Asked, { answers }: Conversation): boolean {
  return what === "outside_chat" && answers.length > 0;
}

/** What to say to whoever is only polite, once there is something to be polite about. */
function thankedFor(
  text: string,
  { node, used }: Position,
  { lang }: Conversation,
  { say }: World,
): Line | undefined {
  const says = say(lang);
  const isPolite = readingsOf(text, says).some((reading) => wordsOf("words.thanks", says).has(reading));
  if (!isPolite || used.length === 0) return undefined;
  return line(node === "outcome" ? "heard.thanks" : "heard.thanks_midway");
}

/** Whose card it is turns out otherwise once there is an answer: that is asked again, for it may change everything. */
function withOtherCard(
  text: string,
  conversation: Conversation,
  { node, of }: Position,
  { understood: { heard } }: Message,
): Worded | undefined {
  const { who } = heard;
  const isOther = node === "outcome" && who !== undefined && of.who !== undefined && who.value !== of.who;
  const answers = conversation.answers.filter((answer) => answer.node !== "whose_card");
  if (!isOther || answers.length === conversation.answers.length || !saysWhoseCard(text)) return undefined;
  return {
    conversation: { ...conversation, answers, heard: unsure(heard) },
    notices: [line("heard.whose_card")],
    as: "unclear",
    suggests: true,
  };
}

/** Whoever lost the card or told a stranger the PIN needs what to do now, also where it sounds like a question. */
function isUrgent({ heard: { situation } }: Understood, { taken }: Listened): boolean {
  return taken.length > 0 && situation?.sure === true && isAlarm(situation.value);
}

/** Somebody whose first words are in another language that is served is answered in it. */
function inLanguageOf({ lang }: Understood, conversation: Conversation): Conversation {
  const isFirst = conversation.answers.length === 0 && !conversation.told;
  // A space between two sentences is no wish for やさしい日本語, nor a kanji one to leave it.
  const stays = isJapanese(lang) && isJapanese(conversation.lang);
  const isOther = isFirst && !stays && isLang(lang) && lang !== conversation.lang;
  return isOther ? { ...conversation, lang } : conversation;
}

function isJapanese(lang: string): boolean {
  return lang === "ja" || lang === "ja-simple";
}

/**
 * Whoever says that they correct themselves changes an earlier answer. A circumstance that surely is otherwise
 * does so without such words, as does another trouble once the first is answered; everybody else goes on.
 */
function takeIn(
  message: Message,
  conversation: Conversation,
  before: Position,
  world: World,
  by: AnsweredBy,
): Listened {
  const { heard } = message.understood;
  const { stated, isCorrection } = message;
  const change = isCorrection ? "correct" : changeBy(message, before);
  const against = isCorrection ? correcting(stated) : contradicting(message, before);
  // What was told before and is corrected now must not come back at a later question.
  const told = { ...conversation, heard: { ...conversation.heard, ...heard } };
  const doubted = { ...told, heard: { ...told.heard, ...unsure(against) } };
  return (
    correct(world, change === "doubt" ? doubted : told, against, change, by) ?? listen(world, told, heard, by)
  );
}

/** What is in doubt, or said of somebody else, or would make the way shorter than it was, is asked again. */
function changeBy({ stated, isDoubtful }: Message, { of }: Position): Change {
  const { who } = stated;
  const isOfOthers = who?.sure === true && of.who !== undefined && of.who !== who.value;
  return isDoubtful || isOfOthers || speaksForKiosk(stated) ? "doubt" : "tell";
}

/** Whoever says that a secret is known after all does not say that it is the one in trouble. */
function correcting(stated: Heard): Heard {
  if (stated.situation?.sure || !tellsKnowledge(stated)) return stated;
  const { secret: _secret, screen: _screen, ...rest } = stated;
  return rest;
}

/** What may change an earlier answer though nobody has said that it was wrong. */
function contradicting({ stated, isAddition }: Message, { node, of }: Position): Heard {
  const { situation } = stated;
  // While it is open which PIN it is, what happened to it is still being told.
  const isSamePin = of.secret === "unknown" && AMISS.has(of.situation) && AMISS.has(situation?.value);
  return situation?.sure && (isSamePin || (node === "outcome" && !isAddition))
    ? stated
    : circumstancesOf(stated);
}
const AMISS: ReadonlySet<unknown> = new Set(["forgot", "locked", "wrong_number_entered"]);

/** Whether an answer was taken back, or something that was told for a question still to come. */
function takesBack(before: Conversation, after: Conversation): boolean {
  const isRevised = Object.entries(before.heard ?? {}).some(([field, said]) => {
    const now = after.heard?.[field as HeardField];
    return now?.sure && now.value !== said?.value;
  });
  return isRevised || after.answers.length < before.answers.length;
}

function suggests(conversation: Conversation, world: World): boolean {
  const position = replay(world, conversation, dayInJapan(world.now));
  return suggestedAt(position, conversation, world) !== null;
}

const isSaid = (lines: readonly Line[]): boolean => lines.length > 0;

/** Whoever is asked something surely tells what a later question asks for; the open one stands. */
function keptLines(
  { heard }: Understood,
  { heard: before, answers }: Conversation,
  { node }: Position,
): readonly Line[] {
  if (node === "outcome" || (answers.length === 0 && before === undefined)) return [];
  const isNew = Object.entries(onlySure(heard)).some(
    ([field, said]) => KEPT.has(field) && before?.[field as HeardField]?.value !== said?.value,
  );
  return isNew ? [line("heard.kept")] : [];
}
const KEPT: ReadonlySet<string> = new Set([
  "service",
  "who",
  "residence",
  "medium",
  "under_15",
  "under_18",
  "abroad",
]);

/** What was understood: answers, or what may become one, and what is left for afterwards. */
function toldBack(
  { understood, stated, listed, isDoubtful }: Message,
  before: Conversation,
  { conversation, taken }: Listened,
  world: World,
): readonly Line[] {
  const unsettled = understood.checkFailed ? [line("heard.check_failed")] : [];
  const noted = isDoubtful ? [] : notedLines(stated, before);
  const heard = taken.length > 0 ? takenLines(taken) : noted;
  return [...unsettled, ...heard, ...setAsideLines(listed, before, conversation, world)];
}

/** Whoever begins as learners write is told once that やさしい日本語 is there. */
function easyJapanese({ lang }: Understood, conversation: Conversation): readonly Line[] {
  const isFirst = conversation.words === undefined && conversation.answers.length === 0;
  return isFirst && lang === "ja-simple" && conversation.lang === "ja" ? [line("heard.easy_japanese")] : [];
}

/** Languages that are not served are told so, with the telephone line that speaks some of them. */
function otherLanguage({ lang }: Understood, { facts }: World): readonly Line[] {
  return isLang(lang) || lang === "und" ? [] : [line("heard.other_language", factVars(facts))];
}
