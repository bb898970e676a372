import { line, type Say } from "../language/index.ts";
import { bare, perMessage, readingsOf } from "./typed.ts";

/** Messages that say in which words a number is given: that of a choice, or that of an answer to be changed. */
type Numbered = "words.number" | "words.change";

/**
 * The number of a choice, as people type it: 5, 5番です, 五番目, (5), 5️⃣.
 * @returns undefined where it is none, or more than one
 */
export function numberIn(text: string, id: Numbered, say: Say): number | undefined {
  if (hasSeveral(text)) return undefined;
  const numbers = numbersOf(id, say);
  return readingsOf(text, say)
    .map((reading) => numbers.get(reading))
    .find((number) => number !== undefined);
}

/** "1 2", "1.2" and "①②" are no twelve. */
function hasSeveral(text: string): boolean {
  const apart = text.replace(/[①-⓿]/gu, " $& ").normalize("NFKC");
  return (apart.match(/\d+/gu) ?? []).length > 1;
}

const numbersOf = perMessage((id, say): ReadonlyMap<string, number> => new Map(named(id, say)));

/** `words.numbers` names the numbers from one on, parted by "|", and a number's names by "/". */
function named(id: string, say: Say): readonly (readonly [string, number])[] {
  return say(line("words.numbers"))
    .split("|")
    .flatMap((names, index) =>
      names
        .split("/")
        .flatMap((n) => say(line(id, { n })).split("|"))
        .map((words) => [bare(words), index + 1] as const),
    );
}
