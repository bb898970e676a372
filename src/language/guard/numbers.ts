import type { Group } from "./groups.ts";

/** Whether twelve digits are a My Number: the last is the check digit of the others. */
export function isMyNumber(digits: string): boolean {
  if (!/^\d{12}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, 11)).reduce(
    (sum, digit, n) => sum + Number(digit) * weight(11 - n),
    0,
  );
  const rest = sum % 11;
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest);
}

/** Of the nth digit from the right, without the check digit. */
function weight(n: number): number {
  return n <= 6 ? n + 1 : n - 5;
}

/** Whether fourteen digits can be a code B: a day of birth, a year of expiry, a security code. */
export function isCodeB(digits: string): boolean {
  return /^\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])20(1[6-9]|[2-5]\d)\d{4}$/.test(digits);
}

/** A number that was found: the groups from the first to the last of it. */
export interface FullNumber {
  readonly kind: "my_number" | "code_b";
  readonly first: number;
  readonly last: number;
}

/** How closely a group follows the one before. */
type Gap = "close" | "apart" | "far";

const LONGEST = 14;
/** Signs that people put into a number, and the words for them. */
const SIGNS = /[\s\p{P}\p{S}ー]+/gu;
const JOINING =
  /^(の|と|で|に|が|は|次(は|が|に|の)?|つぎ(は|が|に|の)?|それから|つづけて|続けて|続き(は|が)?|あと(は|が)?|はいふん|すぺーす|くうはく|空白|てん|ぽつ|だっしゅ|and|then|next|dash|hyphen|space|no)*$/;
const FARTHEST_APART = 28;
const LONGEST_JOIN = 16;

/**
 * Finds My Numbers and codes B among the groups, where one follows the other closely enough. What is close
 * may be cut anywhere; with other words between, the parts must look like parts of such a number.
 */
export function fullNumbers(
  text: string,
  groups: readonly Group[],
  explainedAs: (n: number) => "dated" | "other" | undefined,
): readonly FullNumber[] {
  const found: FullNumber[] = [];
  for (let first = 0; first < groups.length; first++) {
    const number = numberFrom(text, groups, first, explainedAs);
    if (!number) continue;
    found.push(number);
    first = number.last;
  }
  return found;
}

function numberFrom(
  text: string,
  groups: readonly Group[],
  first: number,
  explainedAs: (n: number) => "dated" | "other" | undefined,
): FullNumber | undefined {
  let digits = "";
  let padded = "";
  let closest: Gap = "close";
  const as = new Set<"dated" | "other" | undefined>();
  for (let last = first; last < groups.length; last++) {
    const group = groups[last];
    if (!group) return undefined;
    const before = groups[last - 1];
    if (last > first && before) {
      const gap = gapBetween(text, before, group);
      if (gap === "far") return undefined;
      if (gap === "apart") closest = "apart";
    }
    digits += group.digits;
    padded += paddedAt(text, group);
    as.add(explainedAs(last));
    if (digits.length > LONGEST) return undefined;
    const kind = kindOf(digits, padded);
    if (!kind) continue;
    const explained = as.has("dated") || (as.has("other") && (closest === "apart" || kind === "code_b"));
    const own = groups.slice(first, last + 1);
    const parts = own.map((one) => (kind === "code_b" ? paddedAt(text, one) : one.digits));
    // A telephone number and the days told after it are no code B.
    const isCalled = kind === "code_b" && as.has("other") && closest === "apart";
    if (isCalled || isListOfYears(text, own)) continue;
    if (isWhole(kind, parts, closest, explained)) return { kind, first, last };
  }
  return undefined;
}

/** The 1 of 1月 is 01 in a code B. */
function paddedAt(text: string, { digits, end }: Group): string {
  return digits.length === 1 && /[年月日/.]/.test(text.charAt(end)) ? `0${digits}` : digits;
}

function kindOf(digits: string, padded: string): FullNumber["kind"] | undefined {
  if (isMyNumber(digits)) return "my_number";
  return isCodeB(padded) ? "code_b" : undefined;
}

/** Parts in which these numbers are printed, read out and typed. */
const USUAL = {
  my_number: [/^12$/, /^4-4-4$/, /^3-3-3-3$/, /^6-6$/, /^8-4$/, /^4-8$/, /^(2-){5}2$/, /^(1-){11}1$/],
  code_b: [
    /^14$/,
    /^6-4-4$/,
    /^10-4$/,
    /^6-8$/,
    /^2-4-4-4$/,
    /^2-2-2-4-4$/,
    /^2-2-2-2-2-2-2$/,
    /^(1-){13}1$/,
  ],
} as const;

/** Years one after the other, unless they stand as a My Number is printed, in three fours. */
function isListOfYears(text: string, groups: readonly Group[]): boolean {
  if (groups.length < 2 || !groups.every(({ digits }) => /^(19|20)\d\d$/.test(digits))) return false;
  return groups.slice(1).some(({ start }, n) => !/^[\s\p{Pd}]$/u.test(text.slice(groups[n]?.end, start)));
}

function isWhole(kind: FullNumber["kind"], parts: readonly string[], gap: Gap, explained: boolean): boolean {
  const shape = parts.map(({ length }) => length).join("-");
  const usual = USUAL[kind].some((one) => one.test(shape));
  // Its day of birth and its year of expiry may well be written as what they are.
  if (kind === "code_b" && usual) return true;
  return gap === "close" ? usual || !explained : usual && !explained;
}

function gapBetween(text: string, { end }: Group, { start }: Group): Gap {
  if (start - end > FARTHEST_APART) return "far";
  const between = text.slice(end, start);
  if (between.includes("●")) return "far";
  const words = between.replace(SIGNS, "");
  return !between.includes("。") && between.length <= LONGEST_JOIN && JOINING.test(words) ? "close" : "apart";
}
