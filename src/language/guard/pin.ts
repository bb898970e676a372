import { isPartOfCodeB, isSurelyPartOfCodeB } from "./code-b.ts";
import {
  around,
  isCopied,
  isCounted,
  isEndOfNumber,
  isLabelled,
  isNamed,
  isNamedByOrigin,
  isSet,
  isWholeMessage,
} from "./context.ts";
import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";
import { isLikely } from "./likely.ts";

/**
 * Whether four digits are likely to be a PIN. Named as one, or all that is said, they are; otherwise it was learned
 * what is likely.
 */
export function isPin(folded: Folded, group: Group, groups: readonly Group[]): boolean {
  return isCertainPin(folded, group) || isLikely(folded, group, "pin", looksOf(folded, group, groups));
}

/** What a rule alone tells, whatever was learned. */
export function isCertainPin(folded: Folded, group: Group): boolean {
  const here = around(folded, group);
  if (isNamed(here) && !isEndOfNumber(here)) return true;
  if (isSurelyPartOfCodeB(folded, group, group.digits)) return true;
  return isWholeMessage(folded, group) || isNamedByOrigin(here) || isCopied(here) || isSet(here);
}

const LOOKS: Readonly<Record<string, RegExp>> = {
  year: /^(?:19[2-9]|20[0-6])\d$/,
  time: /^(?:[01]\d|2[0-4])[0-5]\d$/,
  day: /^(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
  /** As sums are, and hardly a PIN. */
  round: /^[^0].00$/,
  zero: /^0/,
  /** What people choose who want it simple, and what they are told not to choose. */
  simple: /^(?:(\d)\1{3}|1234|0123|2580|9876|4321)$/,
};

/** What four digits look like. */
export function looksOf(folded: Folded, group: Group, groups: readonly Group[]): readonly string[] {
  const looks = Object.keys(LOOKS).filter((look) => LOOKS[look]?.test(group.digits));
  if (groups.some((other) => other !== group && other.digits === group.digits)) looks.push("again");
  if (isPartOfCodeB(folded, group)) looks.push("code b");
  const written = folded.text.slice(group.start, group.end);
  if (!/^\d/.test(written)) looks.push("spelled");
  if (/\d\D/.test(written)) looks.push(/\d\d/.test(written) ? "in pairs" : "one by one");
  return looks;
}

const DAY = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/**
 * Five to thirteen digits that are the whole message, or that follow a secret's name: a slip of the finger,
 * or a number that somebody types in pieces. Telephone numbers and days are explained before.
 */
export function isPiece(folded: Folded, group: Group): boolean {
  const { length } = group.digits;
  if (length < 5 || length > 13 || DAY.test(group.digits)) return false;
  const here = around(folded, group);
  if (isCounted(here)) return false;
  if (length <= 8 && isNamed(here)) return true;
  return isWholeMessage(folded, group) && !isLabelled(here);
}
