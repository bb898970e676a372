import fc from "fast-check";

/** A My Number from its first eleven digits, made up; the twelfth is the check digit of 番号法. */
export function myNumber(first: readonly number[]): string {
  const sum = first.toReversed().reduce((sum, digit, n) => sum + digit * (n < 6 ? n + 2 : n - 4), 0);
  const rest = sum % 11;
  return `${first.join("")}${rest <= 1 ? 0 : 11 - rest}`;
}

const two = (min: number, max: number) =>
  fc.integer({ min, max }).map((number) => String(number).padStart(2, "0"));

/** Codes B, made up: birth date, year of expiry, security code. */
export const CODES_B: fc.Arbitrary<string> = fc
  .tuple(two(0, 99), two(1, 12), two(1, 28), fc.integer({ min: 2020, max: 2040 }), two(0, 99), two(0, 99))
  .map((parts) => parts.join(""));

const KANJI = "〇一二三四五六七八九";
const CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨";
const SAID = ["ゼロ", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"];

/** The ways in which people may write a number. */
export function spellings(number: string): readonly string[] {
  const groups = (by: string): string => (number.match(/^\d{2}(?=\d{12}$)|\d{1,4}/g) ?? []).join(by);
  const each = (by: (digit: number) => string): string =>
    Array.from(number, (one) => by(Number(one))).join("");
  const grouped = [" ", "-", "　", "－", "−", "・", "の", "\n", ", ", "、", "ー", "/", " - ", "\u200b"].map(
    groups,
  );
  return [
    number,
    ...grouped,
    Array.from(number).join(" "),
    Array.from(number).join("\u200b"),
    each((digit) => String.fromCharCode(0xff10 + digit)),
    each((digit) => KANJI.charAt(digit)),
    each((digit) => CIRCLED.charAt(digit)),
    each((digit) => `${digit}\ufe0f\u20e3`),
    each((digit) => `${SAID[digit] ?? ""}・`).slice(0, -1),
    groups(" ").replace(/\d/g, (digit) => KANJI.charAt(Number(digit))),
    groups("ー").replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  ];
}
