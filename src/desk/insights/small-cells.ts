/**
 * Small cells: a figure between 1 and 4 could be somebody. It is not told, nor what would let it be worked out.
 * Nothing at all, 0, tells of nobody.
 */
export const SMALLEST_TOLD = 5;

/** A figure, or null: small, and not told. */
export type Told = number | null;

/** One figure by itself. */
export function told(count: number): Told {
  return count > 0 && count < SMALLEST_TOLD ? null : count;
}

/** A part of a whole, where neither the part nor the rest of the whole is small. */
export function toldPart(part: number, whole: number): Told {
  return told(part) === null || told(whole - part) === null || told(whole) === null ? null : part;
}

/**
 * The parts of a whole that is told as well: where one alone is not told, the difference would tell it. So the
 * smallest of the others is kept back too.
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

/** The share of a part, in per cent with one decimal; null where a figure in it is not told, or there is no whole. */
export function share(part: number, whole: number): number | null {
  if (whole === 0 || toldPart(part, whole) === null) return null;
  return Math.round((1000 * part) / whole) / 10;
}
