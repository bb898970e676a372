import { isLang, type Lang, line, type Line, type Say } from "../language/index.ts";
import { answerAside } from "./asides.ts";
import { type Answer, type Conversation, type Position, replay } from "./conversation.ts";
import { correct, listen } from "./listen.ts";
import { normalise } from "./text.ts";
import type { Asked, Understood } from "./understood.ts";
import { factVars } from "./vars.ts";
import { dayInJapan, type World } from "./world.ts";

/** What words made of a conversation. */
export interface Worded {
  readonly lang: Lang;
  readonly answers: readonly Answer[];
  /** The answer to a question aside, and what was understood. */
  readonly notices: readonly Line[];
  /** The option of the open question that the words speak for, but not surely. */
  readonly suggested: string | null;
}

/**
 * Reads free words: a question aside, answers to the open question and those after it, or a correction.
 * What is sure is taken and said back; what is not is only suggested.
 * @returns "person" where somebody asks for one, undefined where nothing was understood
 */
export function readWords(
  text: string,
  conversation: Conversation,
  position: Position,
  world: World,
): Worded | "person" | undefined {
  const understood = world.understand?.(text, conversation.lang);
  if (!understood) return undefined;
  const { asked } = understood;
  if (asked?.sure && asked.what === "person") return "person";
  const lang = languageFor(understood, conversation);
  const aside = asideLines(asked, world);
  const { answers, taken, suggested } = takeIn(text, understood, conversation, world);
  const notices = [
    ...aside,
    ...takenLines(taken),
    ...suggestionLines(aside, suggested, conversation, answers, position, world),
    ...otherLanguage(understood, world),
  ];
  if (notices.length === 0) return undefined;
  return { lang, answers, notices, suggested };
}

/** Somebody whose first words are in another language that is served is answered in it. */
function languageFor({ lang }: Understood, conversation: Conversation): Lang {
  const isFirst = conversation.answers.length === 0 && !conversation.told;
  const stays = lang === "ja" && conversation.lang === "ja-simple";
  return isFirst && !stays && isLang(lang) ? lang : conversation.lang;
}

function asideLines(asked: Asked | null, world: World): readonly Line[] {
  return asked?.sure && asked.what !== "person" ? answerAside(asked.what, world) : [];
}

/** Whoever says that they correct themselves changes an earlier answer; everybody else goes on. */
function takeIn(text: string, { heard }: Understood, conversation: Conversation, world: World) {
  const on = dayInJapan(world.now);
  const corrected = corrects(text, world.say(conversation.lang))
    ? correct(world, conversation, heard, on)
    : undefined;
  if (!corrected) return listen(world, conversation, heard, on);
  const others = conversation.answers.filter(({ node }) => node !== corrected.node);
  return { answers: [...others, corrected], taken: [corrected], suggested: null };
}

/** `words.correction` lists what people say when they take something back, parted by "|". */
function corrects(text: string, say: Say): boolean {
  const typed = normalise(text);
  return say(line("words.correction"))
    .split("|")
    .some((word) => typed.includes(normalise(word)));
}

/** What was understood, to be corrected by a tap on "change". */
function takenLines(taken: readonly Answer[]): readonly Line[] {
  if (taken.length === 0) return [];
  const items = taken.map(({ node, value }) =>
    line("heard.item", { question: line(`asked.${node}`), answer: line(`option.${node}.${value}`) }),
  );
  return [line("heard.taken"), ...items];
}

/** Nothing is decided by what is unsure: it is asked. After a question aside, that question stands as it was. */
function suggestionLines(
  aside: readonly Line[],
  suggested: string | null,
  conversation: Conversation,
  answers: readonly Answer[],
  position: Position,
  world: World,
): readonly Line[] {
  if (suggested === null || aside.length > 0) return [];
  const { node } =
    answers === conversation.answers
      ? position
      : replay(world, { ...conversation, answers }, dayInJapan(world.now));
  return [line("heard.suggested", { answer: line(`option.${node}.${suggested}`) })];
}

/** Languages that are not served are told so, with the telephone line that speaks some of them. */
function otherLanguage({ lang }: Understood, { facts }: World): readonly Line[] {
  return isLang(lang) || lang === "und" ? [] : [line("heard.other_language", factVars(facts))];
}
