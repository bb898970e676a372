import type { QuestionId } from "../flows/index.ts";
import { line, type Say } from "../language/index.ts";
import { bare, readingsOf, wordsOf } from "./typed.ts";

/** What many lists share stands once: "yes" to whatever is asked, "no", and "I am not sure". */
const SHARED = {
  yes: line("answers.yes"),
  no: line("answers.no"),
  unsure: line("answers.unsure"),
} as const;

/** What is longer tells more than an answer. */
const LONGEST = 40;

/** What somebody may mean by some words, or by a part of them. */
type Meaning = (words: string) => string | undefined;

/**
 * The option of a question that a short answer can only mean: 自分の where the question is whose card it is, はい
 * where it is whether a password is still known. `answers.<question>.<option>` lists these. They are read in every
 * language, since people answer in the one that they are at home in.
 */
export function shortAnswer(
  text: string,
  node: QuestionId,
  values: readonly string[],
  says: readonly Say[],
): string | undefined {
  if (bare(text).length > LONGEST) return undefined;
  const meaningIn = (words: string, say: Say): string | undefined => {
    const readings = readingsOf(words, say);
    const list = (value: string): ReadonlySet<string> => wordsOf(`answers.${node}.${value}`, say, SHARED);
    return values.find((value) => readings.some((reading) => list(value).has(reading)));
  };
  const meaning: Meaning = (words) =>
    says.map((say) => meaningIn(words, say)).find((value) => value !== undefined);
  return partly(text, meaning, (words) => isListed(words, says, (say) => wordsOf("answers.filler", say)));
}

/** Whether a text is nothing but "no": what it denies has to be known. */
export function isNo(text: string, says: readonly Say[]): boolean {
  return isListed(text, says, (say) => wordsOf("answers.no", say));
}

function isListed(text: string, says: readonly Say[], list: (say: Say) => ReadonlySet<string>): boolean {
  return says.some((say) => readingsOf(text, say).some((reading) => list(say).has(reading)));
}

/** Of several parts all must mean the same: はい、覚えています does, はい、忘れました does not. */
function partly(text: string, meaning: Meaning, isFiller: (words: string) => boolean): string | undefined {
  const whole = meaning(text);
  if (whole !== undefined) return whole;
  for (const { 0: gap, index } of text.matchAll(/[\s、,，。.!！…・]+/gu)) {
    const [head, rest] = [text.slice(0, index), text.slice(index + gap.length)];
    const first = meaning(head);
    if (first === undefined && !isEmpty(head, isFiller)) continue;
    if (first !== undefined && isEmpty(rest, isFiller)) return first;
    const last = partly(rest, meaning, isFiller);
    if (first === undefined || first === last) return last;
  }
  return undefined;
}

function isEmpty(words: string, isFiller: (words: string) => boolean): boolean {
  return bare(words) === "" || isFiller(words);
}
