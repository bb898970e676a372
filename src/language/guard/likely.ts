import type { Place } from "./context.ts";
import { evidenceAt, type Secret } from "./evidence.ts";
import type { Folded } from "./fold.ts";
import { TRAINED } from "./trained.ts";

/** Features are told apart by this many bits of a hash. */
const HASH_BITS = 18;
/** Weights have this many steps on either side of nothing; those near nothing lie closer together. */
export const STEPS = 7;
/** A weight of the last step. */
export const LARGEST = 2;

/** Signs of the packed weights: the first stands for nothing, this many for what goes on. */
export const FIRST_SIGN = 35;
export const WIDEST = 91;

/**
 * From here on a place is masked. Chosen by `scripts/train-guard.ts --check`: of lines that were held out, about
 * as many PINs are missed as by rules alone, and fewer passwords. A number that is masked for nothing costs a
 * sentence, a PIN that is not may cost more.
 */
export const LEAST: Readonly<Record<Secret, number>> = { pin: -1.25, password: -1 };

let weights: ReadonlyMap<number, number> | undefined;

/** Whether a place is likely to hold a secret, by what was learned. `own`: what it looks like itself. */
export function isLikely(folded: Folded, place: Place, secret: Secret, own: readonly string[]): boolean {
  weights ??= unpack(TRAINED);
  const told = new Set<number>();
  evidenceAt(folded, place, secret, own, (_, text) => told.add(hash(text)));
  let sum = 0;
  for (const feature of told) sum += weights.get(feature) ?? 0;
  return sum >= LEAST[secret];
}

/** What a step is worth. */
export function weightOf(step: number): number {
  return Math.sign(step) * (step / STEPS) ** 2 * LARGEST;
}

/** FNV-1a over UTF-16 units, folded to {@link HASH_BITS}. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> (32 - HASH_BITS);
}

/**
 * Hashes in ascending order, each as its distance from the one before and then its step, a sign for each; a
 * distance that is wider than there are signs is told by several.
 */
function unpack(packed: string): ReadonlyMap<number, number> {
  const weights = new Map<number, number>();
  const next = (at: number): number => packed.charCodeAt(at) - FIRST_SIGN;
  for (let [at, feature] = [0, 0]; at < packed.length; at++) {
    feature += next(at);
    if (next(at) < WIDEST) weights.set(feature, weightOf(next(++at) - STEPS));
  }
  return weights;
}
