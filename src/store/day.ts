/** A day in milliseconds. */
export const DAY = 86_400_000;

/** The day of an epoch time in milliseconds, in days since 1970-01-01 (UTC). */
export function dayOf(time: number): number {
  return Math.floor(time / DAY);
}
