import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";
import { around, isChosen, isCounted, isLabelled, isNamed, isRefused, isTyped } from "./context.ts";

/** Groups of digits whose shape says what they are. */
export interface Explained {
  /** Days, times, prices, counts: no part of a longer number. */
  readonly dated: ReadonlySet<Group>;
  /** These, telephone numbers, addresses on the net, codes: rarely a part of a longer number. */
  readonly shaped: ReadonlySet<Group>;
  /** What is surely no PIN: these but for lists of them, and whatever else. */
  readonly any: ReadonlySet<Group>;
  /** Parts of addresses on the net, and of codes with hyphens. */
  readonly codes: ReadonlySet<Group>;
}

const DATES =
  /(?<!\d)(?:\d{4}\s?[/.\-年]\s?(?:0?[1-9]|1[0-2])(?:\s?[/.\-月]\s?\d{1,2})?|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|(?:0?[1-9]|1[0-2])\/20[0-6]\d|\d{1,2}:\d{2}(?::\d{2})?|\d{1,3}(?:,\d{3})+|\d+\.\d+)(?!\d)/g;
const CODES =
  /https?:\/\/[^\s、。「」（）]+|www\.[^\s、。「」（）]+|[\w.+-]{1,64}@[\w.-]{1,200}|(?<![\w-])[a-z]{1,8}(?:[-_][a-z0-9]{1,12}){1,5}|(?<![\w.])[\w-]{1,40}\.(?:go|lg|or|co|ac|ne)?\.?(?:jp|com|net|org|html?|pdf|php|png|jpe?g)\b[\w/?=&#.%-]{0,100}/g;
const SECRET_CODE = /^(?:pin|pass|password|passcode|pw|code|ansho)[-_]\d{4}$/;
const JOINED = /^(?:\s?[-(). ー]{1,2}|の)$/;
const HYPHEN = /^[-ー]$/;
const RANGE = /^\s?(?:[-~〜ー/]|から)\s?$/;
const YEAR = /^(?:19|20)\d\d$/;
/** Several years; or, as times are rarely told like this, several PINs that were tried. */
const LIST = /^\s?[、,・]\s?$/;

export function explainedIn(folded: Folded, groups: readonly Group[]): Explained {
  const { text } = folded;
  const dated = new Set<Group>();
  coveredBy(text, DATES, groups, () => true).forEach((group) => dated.add(group));
  for (const group of groups) {
    if (isCounted(around(folded, group))) dated.add(group);
  }
  const shaped = new Set(dated);
  const codes = new Set(coveredBy(text, CODES, groups, (code) => !SECRET_CODE.test(code)));
  codes.forEach((group) => shaped.add(group));
  for (const [n, group] of groups.entries()) {
    if (!dated.has(group)) telephone(text, groups, n).forEach((one) => shaped.add(one));
    range(folded, groups, n, RANGE).forEach((one) => shaped.add(one));
  }
  const any = new Set(shaped);
  for (const [n] of groups.entries()) {
    for (const one of range(folded, groups, n, LIST)) {
      shaped.add(one);
      if (YEAR.test(one.digits)) any.add(one);
    }
  }
  for (const [n, group] of groups.entries()) {
    if (isStuck(folded, group)) any.add(group);
    hyphened(folded, groups, n).forEach((one) => any.add(one));
    const before = groups[n - 1];
    if (before && any.has(before) && HYPHEN.test(text.slice(before.end, group.start))) any.add(group);
  }
  return { dated, shaped, any, codes };
}

/** Groups inside what a pattern finds; both run from left to right. */
function coveredBy(
  text: string,
  pattern: RegExp,
  groups: readonly Group[],
  counts: (found: string) => boolean,
): readonly Group[] {
  const covered: Group[] = [];
  let n = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    while ((groups[n]?.start ?? Infinity) < index) n++;
    if (!counts(found)) continue;
    for (let group = groups[n]; group && group.end <= index + found.length; group = groups[++n]) {
      covered.push(group);
    }
  }
  return covered;
}

/** `03-1234-5678`, `0120 95 0178`, `+81 90 1234 5678`, `123-4567`. */
function telephone(text: string, groups: readonly Group[], first: number): readonly Group[] {
  const start = groups[first];
  if (!start) return [];
  const parts = [start];
  for (let n = first + 1; n < groups.length && parts.length < 4; n++) {
    const [before, next] = [groups[n - 1], groups[n]];
    if (!before || !next || !JOINED.test(text.slice(before.end, next.start))) break;
    parts.push(next);
  }
  const abroad = text.charAt(start.start - 1) === "+";
  for (let n = parts.length; n > 0; n--) {
    const some = parts.slice(0, n);
    if (
      isTelephone(
        some.map(({ digits }) => digits),
        abroad,
      )
    )
      return some;
  }
  return [];
}

function isTelephone(parts: readonly string[], abroad: boolean): boolean {
  const digits = parts.join("");
  const shape = parts.map(({ length }) => length).join("-");
  if (abroad) return digits.length >= 9 && digits.length <= 14;
  if (/^3-4$/.test(shape)) return true;
  if ((parts.at(-1)?.length ?? 0) < 3) return false;
  if (!digits.startsWith("0") || (parts.length > 1 && (parts[0]?.length ?? 0) < 2)) return false;
  return digits.length === 10 || digits.length === 11;
}

/** Years or times from one to the other: `2019-2024`, `0900〜1700`. */
function range(folded: Folded, groups: readonly Group[], n: number, between: RegExp): readonly Group[] {
  const [one, other] = [groups[n], groups[n + 1]];
  if (!one || !other || !between.test(folded.text.slice(one.end, other.start))) return [];
  const isYears = [one, other].every(({ digits }) => YEAR.test(digits));
  const isTimes = [one, other].every(({ digits }) => /^(?:[01]\d|2[0-4])[0-5]\d$/.test(digits));
  if (!isYears && !isTimes) return [];
  const behind = around(folded, other);
  const isSecret = isNamed(around(folded, one)) || isTyped(behind) || isChosen(behind) || isRefused(behind);
  return isSecret ? [] : [one, other];
}

/** `25-1111`, `2-1-1203`: PINs are not joined to shorter numbers. `1234-5678` is a telephone's where it is said. */
function hyphened(folded: Folded, groups: readonly Group[], n: number): readonly Group[] {
  const [one, other] = [groups[n], groups[n + 1]];
  if (!one || !other || !HYPHEN.test(folded.text.slice(one.end, other.start))) return [];
  const isUneven = one.digits.length !== other.digits.length;
  return isUneven || isLabelled(around(folded, one)) ? [one, other] : [];
}

/** Digits that belong to a word in letters, as in the name of a device. */
function isStuck({ text }: Folded, { start, end }: Group): boolean {
  return /[a-z_]/.test(text.charAt(start - 1)) || /^[a-z_]/.test(text.slice(end));
}
