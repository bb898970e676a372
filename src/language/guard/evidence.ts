import { around, isBesideNoun, isNamed, isUsed, isUsedAtOnce, type Place } from "./context.ts";
import type { Folded } from "./fold.ts";

/** What a place may hold. */
export type Secret = "pin" | "password";

/**
 * Signs hold or do not; characters count by where they stand: beside the place, or anywhere around it. So a
 * noun that no rule knows counts by what it looks like.
 */
export type Feature = "sign" | "beside" | "around";

/** How far characters count, on either side. */
const FAR = 40;
/** How near they count once more, by the side on which they stand. */
const NEAR = 14;
/** How many of them count together. */
const LONGEST_RUN = 3;
const LONGEST_NOUN = 4;
/** Words as scripts part them: 整理券, ロッカー, ticket. */
const WORD = /[一-龠々]+|[ァ-ヶー]+|[a-z]+/g;

/** Between a place and the noun that it is said of: "整理券の番号は「". */
const LED_BY =
  /[\s「『（(【[<"'“”:=→、,・…〜~-]*(?:は|が|を|の|に|も|で|と|って|is|was|no\.?)?[\s「『（(【[<"'“”:=→、,・…〜~-]*$/;
/** Between a place and the verb that follows it. */
const FOLLOWED_BY =
  /^[」』）)\]】>"'“”‘’\s]{0,3}(?:って|という|みたいな|とか|です|でっ|だと|なら|は|が|を|の|に|も|で|と|、|,)?/;
const CLAUSE_ENDS = /[。、,\n?!;.]/;
const SENTENCE_ENDS = /[。\n?!]/;

/** Tells every feature of a place. `own`: what the place itself looks like. */
export function evidenceAt(
  folded: Folded,
  place: Place,
  secret: Secret,
  own: readonly string[],
  tell: Tell,
): void {
  const before = folded.text.slice(Math.max(0, place.start - FAR), place.start);
  const behind = folded.text.slice(place.end, place.end + FAR);
  // What makes a PIN likely may mean nothing for a password, so each has signs of its own.
  const signs = [...signsAt(folded, place), ...signsOfSentence(before, behind), ...own, ""];
  for (const sign of signs) tell("sign", `${secret} ${sign}`);
  const [left, right] = [`^${plain(before)}`, `${plain(behind)}$`];
  const [noun, verb] = [left.replace(LED_BY, ""), right.replace(FOLLOWED_BY, "")];
  for (let size = 1; size <= LONGEST_RUN; size++) {
    tell("beside", `<${left.slice(-size)}`);
    tell("beside", `>${right.slice(0, size)}`);
  }
  for (let size = 1; size <= LONGEST_NOUN; size++) {
    tell("beside", `n${noun.slice(-size)}`);
    tell("beside", `v${verb.slice(0, size)}`);
  }
  tellRuns(`${left}#${right}`, (run) => tell("around", run));
  tellRuns(left.slice(-NEAR), (run) => tell("around", `l${run}`));
  tellRuns(right.slice(0, NEAR), (run) => tell("around", `r${run}`));
  tellWords(wordsIn(folded, Math.max(0, place.start - FAR), place.start), "l", tell);
  tellWords(wordsIn(folded, place.end, place.end + FAR).toReversed(), "r", tell);
}

type Tell = (feature: Feature, text: string) => void;

function tellRuns(text: string, tell: (run: string) => void): void {
  for (let size = 1; size <= LONGEST_RUN; size++) {
    for (let at = 0; at + size <= text.length; at++) tell(text.slice(at, at + size));
  }
}

/** The last of the words is the nearest. */
function tellWords(words: readonly string[], side: "l" | "r", tell: Tell): void {
  for (const word of words) {
    tell("around", `w${word}`);
    tell("around", `w${side}${word}`);
  }
  const nearest = words.at(-1);
  if (nearest !== undefined) tell("beside", `w${side}${nearest}`);
}

/** As they were typed: in hiragana, nothing parts them. */
function wordsIn({ plain }: Folded, start: number, end: number): readonly string[] {
  return plain.slice(start, end).match(WORD) ?? [];
}

function signsAt(folded: Folded, place: Place): readonly string[] {
  const here = around(folded, place);
  const signs: string[] = [];
  if (isNamed(here)) signs.push("named");
  if (isUsed(here)) signs.push("used");
  if (isUsedAtOnce(here)) signs.push("used at once");
  if (isBesideNoun(here)) signs.push("beside a noun");
  return signs;
}

/** Whether the place opens or closes a clause, and whether a question is asked with it or after it. */
function signsOfSentence(before: string, behind: string): readonly string[] {
  const signs: string[] = [];
  if (before === "" || CLAUSE_ENDS.test(before.slice(-1))) signs.push("opens");
  if (behind === "" || CLAUSE_ENDS.test(behind.slice(0, 1))) signs.push("closes");
  const end = behind.search(SENTENCE_ENDS);
  if (behind.charAt(end) === "?") signs.push("asked");
  if (behind.includes("?")) signs.push("asked later");
  return signs;
}

/** Digits are alike, and masked ones too; learners put spaces between Japanese words. */
function plain(text: string): string {
  return text
    .replace(/●+/g, "0000")
    .replace(/\d/g, "0")
    .replace(/([^a-z0])\s+(?=[^a-z0])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
