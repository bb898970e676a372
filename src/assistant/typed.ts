import { line, readingOnly, type Say, type Vars, withoutRuby } from "../language/index.ts";

/** Width, case, kana, apostrophes and spaces make no difference. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[ァ-ヶ]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_AHEAD))
    .replace(/[\s。.!！?？'’]+/gu, "");
}
const KATAKANA_AHEAD = 0x60;

/** Brackets, emoji and other marks around words say nothing. */
export function bare(text: string): string {
  return normalise(text).replace(/^[\p{P}\p{S}\p{M}\p{Cf}]+|[\p{P}\p{S}\p{M}\p{Cf}]+$/gu, "");
}

/**
 * What a text says when one leaves out, step by step, what is only polite or points at something: 自分のカードです,
 * 自分のカード, 自分の, 自分.
 */
export function readingsOf(text: string, say: Say): readonly string[] {
  const readings: string[] = [];
  for (let left = bare(text); left !== "" && !readings.includes(left); left = plainer(left, say)) {
    readings.push(left);
  }
  return readings;
}

/** One step, the longest that fits; "" where there is none. */
function plainer(text: string, say: Say): string {
  const ending = stepsOf("words.ending", say).find(({ from }) => text.endsWith(from));
  if (ending) return bare(text.slice(0, -ending.from.length) + ending.to);
  const opening = stepsOf("words.opening", say).find(({ from }) => text.startsWith(from));
  return opening ? bare(opening.to + text.slice(opening.from.length)) : "";
}

interface Step {
  readonly from: string;
  readonly to: string;
}

/** A step leaves out a word, or something of it stays: "ません>ない". None may deny, ask or doubt by going. */
const stepsOf = perMessage((id, say) =>
  [...wordsOf(id, say)]
    .map((words): Step => {
      const [from = "", to = ""] = words.split(">");
      return { from, to };
    })
    .toSorted((one, other) => other.from.length - one.from.length),
);

/** The words that a message lists, parted by "|": with its kanji, and with their readings alone. */
export const wordsOf = perMessage(
  (id, say, vars): ReadonlySet<string> =>
    new Set(typedAs(say(line(id, vars))).flatMap((list) => list.split("|").map(bare))),
);

/** Words as they may be typed: on a keyboard for kanji, or on one without. */
function typedAs(words: string): readonly string[] {
  return [withoutRuby(words), readingOnly(words)];
}

/** Made once a message and language: lists are held against every typed word, and never change. */
export function perMessage<Made>(make: (id: string, say: Say, vars?: Vars) => Made) {
  const known = new WeakMap<Say, Map<string, Made>>();
  return (id: string, say: Say, vars?: Vars): Made => {
    const ofLanguage = known.get(say) ?? new Map<string, Made>();
    known.set(say, ofLanguage);
    const made = ofLanguage.get(id) ?? make(id, say, vars);
    ofLanguage.set(id, made);
    return made;
  };
}
