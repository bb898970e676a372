import { fold } from "./fold.ts";
import { groupsIn } from "./groups.ts";
import { guard, type Guarded } from "./index.ts";

/** Guards what people send one message after the other. */
export interface GuardMemory {
  /** Like `guard`, and notices a number that somebody spread over several messages. */
  guard(person: string, text: string): Guarded;
}

const MINUTES = 10;
const PEOPLE = 10_000;
/** A number may be one digit short of the longest: fourteen digits. */
const KEPT = 13;
/** Shorter groups are choices: people answer with their numbers. */
const SHORTEST = 3;

/**
 * Remembers, in memory alone and for some minutes, the last few digits that each person sent. Whoever has
 * not written for a while, and who wrote longest ago where there are too many, is forgotten.
 */
export function guardMemory(now: () => number): GuardMemory {
  const people = new Map<string, { readonly groups: string; readonly until: number }>();

  function remember(person: string, groups: string): void {
    people.delete(person);
    if (groups !== "") people.set(person, { groups, until: now() + MINUTES * 60_000 });
    const [oldest] = people.keys();
    if (people.size > PEOPLE && oldest !== undefined) people.delete(oldest);
  }

  return {
    guard(person, text) {
      const known = people.get(person);
      const previous = known && known.until > now() ? known.groups : "";
      const guarded = guard(text, { previous });
      const isWhole = guarded.found.some(({ kind }) => kind === "my_number" || kind === "code_b");
      remember(person, isWhole ? "" : lastGroups(previous, text));
      return guarded;
    },
  };
}

/** The last groups of digits that together may begin a number. */
function lastGroups(previous: string, text: string): string {
  const groups = groupsIn(`${previous} ${fold(text).text}`).map(({ digits }) => digits);
  const kept: string[] = [];
  let room = KEPT;
  for (const digits of groups.filter(({ length }) => length >= SHORTEST).toReversed()) {
    room -= digits.length;
    if (room < 0) break;
    kept.unshift(digits);
  }
  return kept.join(" ");
}
