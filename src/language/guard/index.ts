import { fold, type Folded } from "./fold.ts";
import { type Group, groupsIn } from "./groups.ts";
import { fullNumbers } from "./numbers.ts";
import { type Explained, explainedIn } from "./explained.ts";
import type { Place } from "./context.ts";
import { isPartOfCodeB } from "./code-b.ts";
import { isPassword, isStuckPin, type Token, tokensIn } from "./password.ts";
import { isPartedPassword, partedIn } from "./parted.ts";
import { isPiece, isPin } from "./pin.ts";
import { spacedIn } from "./spaced.ts";

/** What people type that must not be kept. */
export const GUARDED_KINDS = ["my_number", "code_b", "pin", "password"] as const;
export type GuardedKind = (typeof GUARDED_KINDS)[number];

/** A text that may be read and passed on, and what was masked in it. */
export interface Guarded {
  readonly text: string;
  readonly found: readonly { readonly kind: GuardedKind }[];
}

/** What else is known. */
export interface GuardOptions {
  /** Groups of digits that the same person sent shortly before, parted by spaces; see `guardMemory`. */
  readonly previous?: string;
}

/** Always the same length: a mask tells nothing of what it hides. */
export const MASK = "●●●●";

interface Finding extends Place {
  readonly kind: GuardedKind;
}

/** What is masked may stand beside something that looked otherwise before. */
const MOST_PASSES = 4;

/**
 * Masks what may be a My Number, a code B, a PIN or a password. Full numbers are masked wherever they stand
 * and however they are spelled; four digits, and letters mixed with digits, where what stands around them
 * makes it likely. To be called before anything else reads, sends, keeps or logs what somebody typed.
 */
export function guard(typed: string, { previous = "" }: GuardOptions = {}): Guarded {
  let { text, found } = pass(typed, previous);
  for (let n = 1; n < MOST_PASSES && found.length > 0; n++) {
    const next = pass(text, "");
    if (next.found.length === 0) break;
    text = next.text;
    found = [...found, ...next.found];
  }
  return { text, found };
}

function pass(typed: string, previous: string): Guarded {
  const folded = fold(typed);
  const findings = findingsIn(folded, previous);
  return { text: masked(typed, folded, findings), found: findings.map(({ kind }) => ({ kind })) };
}

/** Nobody has so much to tell in numbers: where there are more, what stands around them is not asked. */
const MOST_PLACES = 200;

function everything(groups: readonly Group[], tokens: readonly Token[]): readonly Finding[] {
  const places: readonly Finding[] = [
    ...groups.map(({ start, end }) => ({ kind: "pin" as const, start, end })),
    ...tokens.map(({ start, end }) => ({ kind: "password" as const, start, end })),
  ];
  const sorted = places.toSorted((one, other) => one.start - other.start || other.end - one.end);
  let end = 0;
  return sorted.filter((one) => {
    const isFree = one.start >= end;
    if (isFree) end = one.end;
    return isFree;
  });
}

/** In the order of their places; none overlaps another. */
function findingsIn(folded: Folded, previous: string): readonly Finding[] {
  const groups = groupsIn(folded.text);
  const tokens = tokensIn(folded);
  if (groups.length === 0 && tokens.length === 0) return [];
  if (groups.length + tokens.length > MOST_PLACES) return everything(groups, tokens);
  const explained = explainedIn(folded, groups);
  const findings: Finding[] = [...numbersIn(folded, groups, explained, previous)];
  const isFree = ({ start, end }: Place): boolean =>
    findings.every((one) => end <= one.start || start >= one.end);
  const codes = Array.from(explained.codes);
  const isCode = ({ start, end }: Place): boolean =>
    codes.some((group) => group.start >= start && group.end <= end);
  for (const parted of partedIn(folded, groups)) {
    if (isFree(parted) && isPartedPassword(folded, parted)) findings.push({ kind: "password", ...parted });
  }
  for (const token of tokens) {
    if (!isFree(token)) continue;
    if (isStuckPin(token)) findings.push({ kind: "pin", ...token });
    else if (isPassword(folded, token, isCode(token))) findings.push({ kind: "password", ...token });
  }
  const plain = groups.filter((group) => !explained.any.has(group));
  for (const group of [...plain.filter(({ digits }) => digits.length === 4), ...spacedIn(folded, plain)]) {
    if (isFree(group) && isPin(folded, group, groups)) {
      findings.push({ ...group, kind: isPartOfCodeB(folded, group) ? "code_b" : "pin" });
    }
  }
  for (const group of plain) {
    if (isFree(group) && isPiece(folded, group)) findings.push({ ...group, kind: "pin" });
  }
  return findings.toSorted((one, other) => one.start - other.start);
}

/** Full numbers, also those that began in what was sent before. */
function numbersIn(
  folded: Folded,
  groups: readonly Group[],
  explained: Explained,
  previous: string,
): readonly Finding[] {
  const prefix = previous === "" ? "" : `${previous} `;
  const shift = prefix.length;
  const earlier = groupsIn(prefix);
  const all = [
    ...earlier,
    ...groups.map((group) => ({ ...group, start: group.start + shift, end: group.end + shift })),
  ];
  const explainedAs = (n: number): "dated" | "other" | undefined => {
    const own = groups[n - earlier.length];
    if (!own || !explained.shaped.has(own)) return undefined;
    return explained.dated.has(own) ? "dated" : "other";
  };
  const found = fullNumbers(prefix + folded.text, all, explainedAs).flatMap(({ kind, first, last }) => {
    const [from, to] = [all[Math.max(first, earlier.length)], all[last]];
    if (!from || !to || last < earlier.length) return [];
    return [{ kind, start: from.start - shift, end: to.end - shift }];
  });
  if (found.length > 0) return found;
  // "最初の4桁は…、次の4桁は…": what only counts digits stands in between.
  const without = groups.filter((group) => group.digits.length > 2 || !explained.dated.has(group));
  return without.length < groups.length ? numbersIn(folded, without, explained, previous) : [];
}

function masked(typed: string, { from, to }: Folded, findings: readonly Finding[]): string {
  let [text, at] = ["", 0];
  for (const { start, end } of findings) {
    text += typed.slice(at, from[start]) + MASK;
    at = to[end - 1] ?? typed.length;
  }
  return text + typed.slice(at);
}
