import type { QuestionId } from "../flows/index.ts";
import { type Lang, LANGS, type Say } from "../language/index.ts";
import { isQuestion, type Position } from "./conversation.ts";
import type { Input } from "./input.ts";
import { numberIn } from "./numbers.ts";
import { isNo, shortAnswer } from "./short-answers.ts";
import { bare, wordsOf } from "./typed.ts";
import type { World } from "./world.ts";

/** Where somebody types. */
export interface Typing {
  readonly position: Position;
  readonly lang: Lang;
  /** The choice that earlier words spoke for, but not surely enough. */
  readonly suggested: string | null;
}

/** What reads: the wording, and what understands words. */
export type Reading = Pick<World, "say" | "understand">;

/** The choice that somebody typed. Whoever asks ("mine?") has chosen nothing. */
export function readChoice(text: string, typing: Typing, reading: Reading): Input | undefined {
  const { node } = typing.position;
  if (!isQuestion(node) || /[?？]/u.test(text)) return undefined;
  const named = namedChoice(text, node, typing, reading);
  const values = typing.position.options.map(({ value }) => value);
  const meant = named ?? shortAnswer(text, node, values, languagesAt(typing, reading));
  const choose = besideSuggestion(text, typing, reading, meant);
  if (choose === undefined) return undefined;
  return { choose, node, ...(choose !== named && choose !== typing.suggested && { understood: true }) };
}

/** By its number or its words, as it is shown. */
function namedChoice(
  text: string,
  node: QuestionId,
  { position: { options }, lang }: Typing,
  reading: Reading,
): string | undefined {
  const say = reading.say(lang);
  const shown = options.filter(({ spoken }) => !spoken);
  const number = numberIn(text, "words.number", say);
  const labelled = options.find(({ value }) => isLabel(text, `${node}.${value}`, say));
  return (labelled ?? (number === undefined ? undefined : shown[number - 1]))?.value;
}

function isLabel(text: string, option: string, say: Say): boolean {
  return ["option", "short"].some((kind) => wordsOf(`${kind}.${option}`, say).has(bare(text)));
}

/** Whoever begins in another language is answered in it, by what reads words. */
function languagesAt({ position: { node }, lang }: Typing, reading: Reading): readonly Say[] {
  const isSame = (one: Lang): boolean => one.split("-")[0] === lang.split("-")[0];
  return languagesOf(reading, node === "what_happened" ? LANGS.filter(isSame) : LANGS);
}

/** Short answers come with what understands words: in a browser later than the first question. */
function languagesOf({ say, understand }: Reading, langs: readonly Lang[] = LANGS): readonly Say[] {
  return understand ? langs.map((lang) => say(lang)) : [];
}

/**
 * Where something is suggested, "yes" and "no" are about that or about the question itself: they are taken where both come
 * to the same.
 */
function besideSuggestion(
  text: string,
  { suggested, lang }: Typing,
  reading: Reading,
  choice: string | undefined,
): string | undefined {
  if (suggested === null) return choice;
  if (wordsOf("words.yes", reading.say(lang)).has(bare(text))) {
    return choice === undefined || choice === suggested ? suggested : undefined;
  }
  return isNo(text, languagesOf(reading)) && suggested !== "yes" ? undefined : choice;
}
