import type { Grade } from "./vocabulary.ts";

/** A calendar day, `YYYY-MM-DD`, as in Japan. */
export type IsoDate = string;

/**
 * Where a fact comes from and how long to trust it. Every fact carries one, because an answer is only
 * as good as the page it rests on.
 */
export interface Provenance {
  /** Ids in the table of sources, the strongest first. */
  readonly sources: readonly string[];
  /** When somebody last held the fact against its sources. */
  readonly checked: IsoDate;
  /** From this day on CI refuses the fact until it has been checked again. */
  readonly review: IsoDate;
  /** `low` is worded as "please confirm", never asserted. */
  readonly grade: Grade;
  /** First day on which it holds; left out: as long as cards exist. */
  readonly validFrom?: IsoDate;
  /** Last day on which it holds; left out: until further notice. */
  readonly validTo?: IsoDate;
}

/** Whether the fact holds on that day. */
export function holdsOn(fact: Provenance, day: IsoDate): boolean {
  return (fact.validFrom ?? day) <= day && day <= (fact.validTo ?? day);
}

/** The day of the study that the tables rest on. */
export const CHECKED: IsoDate = "2026-11-21";

/** Rules of law and chip change rarely: look again after a year. */
const YEARLY: IsoDate = "2027-11-21";
/** Store lists, phone menus, apps and announced changes: look again after half a year. */
const HALF_YEARLY: IsoDate = "2027-05-21";

/** Provenance of a fact checked on {@link CHECKED} that changes rarely. */
export function stable(grade: Grade, ...sources: string[]): Provenance {
  return { sources, checked: CHECKED, review: YEARLY, grade };
}

/** Provenance of a fact checked on {@link CHECKED} that may change within months. */
export function volatile(grade: Grade, ...sources: string[]): Provenance {
  return { sources, checked: CHECKED, review: HALF_YEARLY, grade };
}
