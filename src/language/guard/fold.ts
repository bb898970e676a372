/**
 * A text as the guard reads it: one width, one case, kana as hiragana, nothing invisible. Every character
 * knows where it stood, so that what is found can be masked in the text as it was typed.
 */
export interface Folded {
  readonly text: string;
  /** The same with katakana as it was: a noun in katakana is no particle. */
  readonly plain: string;
  /** As it was typed. */
  readonly typed: string;
  /** Where the character at this place began in the typed text. */
  readonly from: readonly number[];
  /** Where it ended. */
  readonly to: readonly number[];
}

const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}\u2800\u3164\uFFA0]$/u;
/** NFKC keeps dashes apart; 〜 is one of them. */
const DASH = /^[\p{Pd}\u2212\uFE63\uFF0D]$/u;
const VOICED = /[\u3099\u309A\uFF9E\uFF9F]/;

/** What NFKC leaves as it is, though it is a digit: negative and double circled ones. */
const CIRCLED: ReadonlyMap<number, number> = new Map([
  [0x24ff, 0],
  [0x1f10b, 0],
  [0x1f10c, 0],
  ...[0x2776, 0x2780, 0x278a, 0x24f5].flatMap((first) =>
    Array.from({ length: 9 }, (_, n): [number, number] => [first + n, n + 1]),
  ),
]);

/** The longest that spell digits, such as ⑴ and ㏠, and half-width kana with their voicing have no more. */
const MOST_UNITS = 6;

/** Zeros of scripts whose digits people in Japan type: Arabic, Persian, Devanagari, Bengali, Thai, Burmese, Khmer. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0];

export function fold(typed: string): Folded {
  const folded: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  const characters = Array.from(typed);
  let [at, wasMark] = [0, false];
  for (let n = 0; n < characters.length; n++) {
    const start = at;
    let character = characters[n] ?? "";
    at += character.length;
    // Half-width kana carry their voicing in a character of its own.
    while (VOICED.test(characters[n + 1] ?? "") && character.length < 4) {
      character += characters[++n];
      at += 1;
    }
    // "①2580" is two numbers.
    const code = character.codePointAt(0) ?? 0;
    const isMark = code >= 0x2460 && code < 0x2800;
    if (isMark !== wasMark && /\d$/.test(folded.at(-1) ?? "")) {
      folded.push(" ");
      from.push(start);
      to.push(start);
    }
    wasMark = isMark;
    for (const unit of foldCharacter(character)) {
      folded.push(unit);
      from.push(start);
      to.push(at);
    }
  }
  const plain = folded.join("");
  return { text: plain.replace(/[ァ-ヶ]/g, toHiragana), plain, typed, from, to };
}

/** UTF-16 units, so that places in the folded text are places in the list. */
function foldCharacter(character: string): readonly string[] {
  if (INVISIBLE.test(character)) return [];
  const digit = digitOf(character.codePointAt(0) ?? 0);
  if (digit !== undefined) return [String(digit)];
  if (DASH.test(character)) return ["-"];
  const units = character.normalize("NFKC").toLowerCase().split("");
  // A whole phrase in one character holds no number, but a page of them would be a long text to read.
  return units.length > MOST_UNITS ? [" "] : units;
}

function digitOf(code: number): number | undefined {
  const zero = ZEROS.find((zero) => code >= zero && code <= zero + 9);
  return zero === undefined ? CIRCLED.get(code) : code - zero;
}

function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}
