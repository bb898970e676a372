/**
 * Small cells: a figure between 1 and 4 could be somebody. It is not told, and every other figure is told in fives, so
 * that nothing can be worked out from a whole and its other parts, from two periods that overlap, or from all cities
 * and one. Nothing at all, 0, tells of nobody.
 */
export const SMALLEST_TOLD = 5;

/** A figure in fives, or null: small, and not told. */
export type Told = number | null;

/** One figure by itself. */
export function told(count: number): Told {
  return count > 0 && count < SMALLEST_TOLD ? null : Math.round(count / SMALLEST_TOLD) * SMALLEST_TOLD;
}

/** A part of a whole, where neither the part nor the rest of the whole is small. */
export function toldPart(part: number, whole: number): Told {
  return told(whole) === null || told(whole - part) === null ? null : told(part);
}

/**
 * The parts of a whole that is told as well: where one alone is not told, the difference would tell too much of it. So
 * the smallest of the others is kept back too.
 */
export function toldParts<Key>(parts: ReadonlyMap<Key, number>): ReadonlyMap<Key, Told> {
  const kept = new Map([...parts].map(([key, count]) => [key, told(count)]));
  const hidden = [...kept].filter(([, count]) => count === null);
  if (hidden.length === 1) {
    const [next] = [...parts].filter(([key, count]) => count > 0 && kept.get(key) !== null).toSorted(bySize);
    if (next) kept.set(next[0], null);
  }
  return kept;
}

function bySize([, one]: readonly [unknown, number], [, other]: readonly [unknown, number]): number {
  return one - other;
}

/** The share of a part in whole per cents, from the figures as they are told; null where one of them is not. */
export function share(part: number, whole: number): number | null {
  const [shown, of] = [toldPart(part, whole), told(whole)];
  if (shown === null || !of) return null;
  return Math.min(100, Math.round((100 * shown) / of));
}
