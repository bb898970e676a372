import { isLang, line, type Line, type Say } from "../language/index.ts";
import { answerAside } from "./asides.ts";
import { type Answer, type AnsweredBy, type Conversation, replay } from "./conversation.ts";
import { type HeardField, isAlarm } from "./heard.ts";
import { correct, listen, type Listened, suggestedAt } from "./listen.ts";
import { normalise } from "./text.ts";
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
 * Reads free words: a question aside, or answers to the open question and those after it, or a correction.
 * What is sure is taken and said back; what is not is only suggested.
 * @returns "person" where somebody asks for one, undefined where nothing was understood
 */
export function readWords(
  text: string,
  conversation: Conversation,
  world: World,
  by: AnsweredBy = "resident",
): Worded | "person" | undefined {
  // What was masked says nothing, and what was masked whole least of all. A gap in its place would say
  // something: words written apart are those of やさしい日本語.
  const told = text.replaceAll("●", "");
  const understood = /[\p{L}\p{N}]/u.test(told) ? world.understand?.(told, conversation.lang) : undefined;
  if (!understood) return undefined;
  const { asked } = understood;
  const answered = inLanguageOf(understood, conversation);
  const question = asked?.sure && !isIdle(asked, conversation) ? asked.what : undefined;
  if (question === "person") return question;
  const heard = takeIn(text, understood, answered, world, by);
  if (question && !isUrgent(understood, heard)) {
    return { conversation: answered, notices: answerAside(question, world), as: `aside.${question}` };
  }
  const notices = [...takenLines(heard.taken), ...otherLanguage(understood, world)];
  const isUnderstood =
    notices.length > 0 || takesBack(answered, heard.conversation) || suggests(heard.conversation, world);
  const as = String(understood.heard.situation?.value ?? "unclear");
  return isUnderstood ? { conversation: heard.conversation, notices, as, suggests: true } : undefined;
}

/** In the middle of a conversation nothing is small talk: it is an answer that was not understood. */
function isIdle({ what }: Asked, { answers }: Conversation): boolean {
  return what === "outside_chat" && answers.length > 0;
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

/** Whoever says that they correct themselves changes an earlier answer; everybody else goes on. */
function takeIn(
  text: string,
  { heard }: Understood,
  conversation: Conversation,
  world: World,
  by: AnsweredBy,
): Listened {
  // What was told before and is corrected now must not come back at a later question.
  const told = { ...conversation, heard: { ...conversation.heard, ...heard } };
  const isCorrection = corrects(text, world.say(conversation.lang));
  return (isCorrection ? correct(world, told, heard, by) : undefined) ?? listen(world, told, heard, by);
}

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

/** `words.correction` lists what people say when they take something back, parted by "|". */
function corrects(text: string, say: Say): boolean {
  const typed = normalise(text);
  return say(line("words.correction"))
    .split("|")
    .some((word) => typed.includes(normalise(word)));
}

/** What was understood, to be corrected by a tap on "change". */
export function takenLines(taken: readonly Answer[]): readonly Line[] {
  if (taken.length === 0) return [];
  const items = taken.map(({ node, value }) =>
    line("heard.item", { question: line(`asked.${node}`), answer: line(`option.${node}.${value}`) }),
  );
  return [line("heard.taken"), ...items];
}

/** Languages that are not served are told so, with the telephone line that speaks some of them. */
function otherLanguage({ lang }: Understood, { facts }: World): readonly Line[] {
  return isLang(lang) || lang === "und" ? [] : [line("heard.other_language", factVars(facts))];
}
