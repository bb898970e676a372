import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";

const BETWEEN = /^(?:[\s\-・.、,_/ー~〜]{1,3}|の|と|,\s)$/;
/** "最初が5で次が8、それから7、最後が1": digits that are told one after the other. */
const IN_ORDER =
  /^[\s、,]?[でが、,]?\s?(?:(?:その)?(?:次|つぎ)|それから|そして|あと|最後|さいご)[がはにで]?、?$/;
const DATE_SIGNS = /[/.:]/;

/** What may be a PIN in pieces: `1 2 3 4`, `12の34`. Four single digits in a row are rarely anything else; two pairs often are. */
export function spacedIn(folded: Folded, groups: readonly Group[]): readonly Group[] {
  const pins: Group[] = [];
  for (let n = 0; n < groups.length; n++) {
    const parts = piecesFrom(folded.text, groups, n);
    const [first, last] = [parts[0], parts.at(-1)];
    if (!first || !last) continue;
    const pin = { digits: parts.map(({ digits }) => digits).join(""), start: first.start, end: last.end };
    if (!DATE_SIGNS.test(folded.text.slice(pin.start, pin.end))) pins.push(pin);
    n += parts.length - 1;
  }
  return pins;
}

/** The pieces, where they are four digits and no more follow. */
function piecesFrom(text: string, groups: readonly Group[], first: number): readonly Group[] {
  const parts: Group[] = [];
  for (let n = first; n < groups.length && parts.length < 5; n++) {
    const group = groups[n];
    const before = parts.at(-1);
    if (!group || group.digits.length > 2) break;
    if (before && !isBetween(text.slice(before.end, group.start))) break;
    parts.push(group);
  }
  const lengths = parts.map(({ digits }) => digits.length).join("");
  return lengths === "1111" || lengths === "22" ? parts : [];
}

const isBetween = (words: string): boolean => BETWEEN.test(words) || IN_ORDER.test(words);
