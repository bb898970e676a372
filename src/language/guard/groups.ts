/** Digits that stand together, however they were spelled. */
export interface Group {
  readonly digits: string;
  /** Where it stands in the folded text. */
  readonly start: number;
  readonly end: number;
}

const KANJI: ReadonlyMap<string, string> = new Map(
  ["〇零○", "一壱壹", "二弐貳", "三参參", "四肆", "五伍", "六陸", "七漆", "八捌", "九玖"].flatMap(
    (written, digit) => Array.from(written).map((one): [string, string] => [one, String(digit)]),
  ),
);
const UNITS: ReadonlyMap<string, number> = new Map([
  ["十", 10],
  ["拾", 10],
  ["百", 100],
  ["千", 1000],
]);

/** Digits as they are said. The longer stand first. */
const SPOKEN: ReadonlyMap<string, string> = new Map(
  (
    [
      ["0", "ぜろ れい まる zero oh"],
      ["1", "いち いっ わん one ichi"],
      ["2", "ふた にい にー にっ に つー two ni"],
      ["3", "さん すりー three san"],
      ["4", "よん し ふぉー four yon shi"],
      ["5", "ごお ごー ご ふぁいぶ five go"],
      ["6", "ろく ろっ しっくす six roku"],
      ["7", "なな しち せぶん seven nana shichi"],
      ["8", "はち ぱち はっ えいと eight hachi"],
      ["9", "きゅう きゅー く ないん nine kyuu kyu"],
    ] as const
  )
    .flatMap(([digit, words]) => words.split(" ").map((word) => [word, digit] as const))
    .toSorted(([one], [other]) => other.length - one.length),
);
/** One of them at the place where it is asked to look. */
const SPOKEN_WORD = new RegExp(Array.from(SPOKEN.keys()).join("|"), "y");

/** Syllables that stand in every sentence: alone they are no digits. */
const DOUBTFUL: ReadonlySet<string> = new Set([
  "に",
  "し",
  "ご",
  "く",
  "にい",
  "にっ",
  "oh",
  "go",
  "ni",
  "shi",
  "れい",
  "いっ",
]);
const BETWEEN_SPOKEN = /^[\s、,・.ー~〜-]{0,3}/;
const LEAST_SPOKEN = 4;
const LONG_ROW = 12;
/** Nobody says more digits at a time; it bounds the work, too. */
const LONGEST_ROW = 28;

/** All groups of digits in a folded text, from left to right. */
export function groupsIn(text: string): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < text.length;) {
    const group = written(text, at) ?? withUnits(text, at);
    // "0さん2はち" begins with a digit and is said on.
    const found = group && group.digits.length > 1 ? [group] : spoken(text, at);
    if (found.length === 0 && group) found.push(group);
    groups.push(...found);
    at = found.at(-1)?.end ?? at + 1;
  }
  return groups;
}

function digitAt(text: string, at: number): string | undefined {
  const character = text.charAt(at);
  return character >= "0" && character <= "9" ? character : KANJI.get(character);
}

/** `1234`, `一二三四`; not the 三 of 三千. */
function written(text: string, start: number): Group | undefined {
  let digits = "";
  let end = start;
  for (let digit = digitAt(text, end); digit !== undefined; digit = digitAt(text, end)) {
    digits += digit;
    end++;
  }
  const counts = UNITS.has(text.charAt(end)) && digits.length === 1 && KANJI.has(text.charAt(start));
  const isBlank = /^○*$/.test(text.slice(start, end));
  return isBlank || counts ? undefined : { digits, start, end };
}

/** `千二百三十四`, `五十六`. */
function withUnits(text: string, start: number): Group | undefined {
  let [value, one, end] = [0, 0, start];
  for (let last = Infinity; end < text.length; end++) {
    const unit = UNITS.get(text.charAt(end));
    const digit = KANJI.get(text.charAt(end));
    if (unit !== undefined && unit < last) {
      value += (one || 1) * unit;
      [one, last] = [0, unit];
    } else if (unit === undefined && digit !== undefined && one === 0) {
      one = Number(digit);
    } else break;
  }
  // 千 of 千葉 and 十 of 十分 are words.
  return end - start < 2 || value === 0 ? undefined : { digits: String(value + one), start, end };
}

/**
 * `いちにさんよん`, `one two three four`, `ゼロ、三、二、八`: four at least, half of which can be nothing else, and
 * one of those a word. A long row stays in single digits, since the first may be a particle: "番号にいちにさん…".
 */
function spoken(text: string, start: number): Group[] {
  const said: Group[] = [];
  let [clear, written] = [0, 0];
  for (let at = start; at < text.length && said.length < LONGEST_ROW;) {
    SPOKEN_WORD.lastIndex = at;
    const word = SPOKEN_WORD.exec(text)?.[0];
    const digits = word === undefined ? singleDigitAt(text, at) : SPOKEN.get(word);
    if (digits === undefined) break;
    const end = at + (word?.length ?? 1);
    said.push({ digits, start: at, end });
    if (word === undefined) written++;
    else if (!DOUBTFUL.has(word)) clear++;
    at = end + (BETWEEN_SPOKEN.exec(text.slice(end, end + 4))?.[0].length ?? 0);
  }
  if (said.length >= LONG_ROW && clear >= 2) return said;
  if (said.length < LEAST_SPOKEN || clear === 0 || (clear + written) * 2 < said.length) return [];
  return [{ digits: said.map(({ digits }) => digits).join(""), start, end: said.at(-1)?.end ?? start }];
}

function singleDigitAt(text: string, at: number): string | undefined {
  const isAlone = digitAt(text, at - 1) === undefined && digitAt(text, at + 1) === undefined;
  return isAlone ? digitAt(text, at) : undefined;
}
