import {
  around,
  isAboutSecrets,
  isCounted,
  isNamed,
  isTyped,
  isUsed,
  isUserName,
  isWholeMessage,
  type Place,
} from "./context.ts";
import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";
import { NO_PASSWORD, PART_BETWEEN, SPELLED_LETTER } from "./words.ts";

/** A password that is not written in one: its letters, as far as they stand together. */
export interface Parted extends Place {
  readonly letters: string;
  readonly digits: string;
  /** `HANAKO-88` may be the name of a device; `H A N A 8 8` is hardly anything else. */
  readonly by: "sign" | "space" | "each";
}

const LETTERS_FIRST = new RegExp(
  `(?<![a-z0-9])([a-z]{2,12})(?!\\d)(${PART_BETWEEN})(\\d{2,8})(?![a-z0-9])`,
  "g",
);
/** `HANAKO八八`, `yamadaいちきゅうはちご`: digits in kanji or as they are said. */
const LETTERS_BEFORE = new RegExp(`(?<![a-z0-9])([a-z]{2,12})(?:${PART_BETWEEN})?$`);
const DIGIT = /\d/;
const NEAR = 20;
/** In English a word may follow any number, so that here nothing but a sign joins the two. */
const DIGITS_FIRST = /(?<![a-z0-9.:/-])(\d{2,8})(\s?[-_・+]\s?)([a-z]{2,12})(?![a-z0-9-])/g;
/** `H-A-N-A-2-0`, `h a n a 2020`: one character after the other. */
const SPELLED =
  /(?<![a-z0-9])(?:[a-z][\s\-・,、.]{1,2}){2,12}(?:\d[\s\-・,、.]{1,2}){0,12}\d{1,8}(?![a-z0-9])/g;
/** `えいちえーえぬえー2020`. */
const SAID = new RegExp(`(?:${SPELLED_LETTER}[\\s、・]?){2,12}\\d{2,8}`, "g");
const FEWEST = 6;
const MOST = 16;
/** Letters of a name or a word, where nothing else tells that it is a password. */
const WORD = 4;
const JAPANESE = /[ぁ-んァ-ヶ一-龠]/;
const YEAR = /^20[0-3]\d$/;

/** Letters and digits that may be one password in pieces: `HANAKO 88`, `YAMADAの1985`, `h a n a 2 0`. */
export function partedIn({ text }: Folded, groups: readonly Group[]): readonly Parted[] {
  const found: Parted[] = [];
  const add = (start: number, all: string, letters: string, digits: string, by: Parted["by"]): void => {
    const { length } = letters + digits;
    if (length < FEWEST || length > MOST) return;
    found.push({ start, end: start + all.length, letters, digits, by });
  };
  for (const [all, letters = "", between = "", digits = "", at] of matches(text, LETTERS_FIRST)) {
    add(at, all, letters, digits, /[-_]/.test(between) ? "sign" : "space");
  }
  for (const [all, digits = "", between = "", letters = "", at] of matches(text, DIGITS_FIRST)) {
    add(at, all, letters, digits, /[-_]/.test(between) ? "sign" : "space");
  }
  for (const { digits, start, end } of groups) {
    if (DIGIT.test(text.charAt(start))) continue;
    const [all = "", letters = ""] = LETTERS_BEFORE.exec(text.slice(Math.max(0, start - NEAR), start)) ?? [];
    if (letters !== "") add(start - all.length, all + text.slice(start, end), letters, digits, "each");
  }
  for (const pattern of [SPELLED, SAID]) {
    for (const { 0: all, index } of text.matchAll(pattern)) {
      add(index, all, lettersIn(all), all.replace(/\D/g, ""), "each");
    }
  }
  return found;
}

function matches(text: string, pattern: RegExp): readonly [string, string, string, string, number][] {
  return Array.from(text.matchAll(pattern), (one) => [
    one[0],
    one[1] ?? "",
    one[2] ?? "",
    one[3] ?? "",
    one.index,
  ]);
}

/** In capital letters, as such a password is: "born 1957" is none. */
function isShouted({ typed, from, to }: Folded, { start, end }: Place): boolean {
  return /^[^a-z]*$/.test(typed.slice(from[start], to[end - 1]).normalize("NFKC"));
}

/** Letters that are spelled or said, one for each. */
function lettersIn(spelled: string): string {
  return spelled.replace(new RegExp(SPELLED_LETTER, "g"), "x").replace(/[^a-z]/g, "");
}

const noPassword = new RegExp(`^${NO_PASSWORD}$`);

/** Whether the pieces are likely to be a password: named, typed in, or all that is said. */
export function isPartedPassword(folded: Folded, place: Parted): boolean {
  if (noPassword.test(place.letters)) return false;
  const here = around(folded, place);
  if (isCounted(here)) return false;
  if (isNamed(here) || isTyped(here)) return true;
  if (isUserName(here)) return false;
  const isAbout = JAPANESE.test(folded.text) && isAboutSecrets(folded);
  if (place.by === "each") return isAbout || isWholeMessage(folded, place);
  if (place.letters.length < WORD || YEAR.test(place.digits)) return false;
  if (isAbout || (JAPANESE.test(folded.text) && isUsed(here))) return true;
  return place.by === "space" && isShouted(folded, place) && isWholeMessage(folded, place);
}
