import type { Place } from "./context.ts";
import { evidenceAt, type Feature, type Secret } from "./evidence.ts";
import type { Folded } from "./fold.ts";
import { BIAS, LARGEST, TRAINED } from "./trained.ts";

/** Features are told apart by this many bits of a hash; those that share one share a weight. */
export const HASH_BITS = 16;
/** Weights have this many steps on either side of nothing; those near nothing lie closer together. */
export const STEPS = 7;
/** The sign that stands for the lowest step; the others follow it. */
export const FIRST_SIGN = 35;

/** How much a feature counts. Of what stands around there is most, and each tells least. */
export const SIZE: Readonly<Record<Feature, number>> = { sign: 1, beside: 1, around: 0.45 };

/**
 * From here on a place is masked. Chosen by `scripts/train-guard.ts --check`, where both kinds of mistake are
 * weighed against each other: a number that is masked for nothing costs a sentence, a PIN that is not may cost more.
 */
export const LEAST: Readonly<Record<Secret, number>> = { pin: -0.4, password: -0.5 };

/** Whether a place is likely to hold a secret, by what was learned. `own`: what it looks like itself. */
export function isLikely(folded: Folded, place: Place, secret: Secret, own: readonly string[]): boolean {
  return scoreOf(featuresOf(folded, place, secret, own), weightAt, BIAS) >= LEAST[secret];
}

/** Every feature of a place by its hash. */
export function featuresOf(
  folded: Folded,
  place: Place,
  secret: Secret,
  own: readonly string[],
): ReadonlyMap<number, Feature> {
  const features = new Map<number, Feature>();
  evidenceAt(folded, place, secret, own, (feature, text) => features.set(hash(text), feature));
  return features;
}

/** How likely a place is: above nothing rather yes. Long texts have more features, and count no more for that. */
export function scoreOf(
  features: ReadonlyMap<number, Feature>,
  weightAt: (feature: number) => number,
  bias: number,
): number {
  let [sum, squares] = [0, 0];
  for (const [feature, kind] of features) {
    sum += SIZE[kind] * weightAt(feature);
    squares += SIZE[kind] ** 2;
  }
  return bias + sum / Math.sqrt(squares);
}

function weightAt(feature: number): number {
  return weightOf(TRAINED.charCodeAt(feature) - FIRST_SIGN - STEPS, LARGEST);
}

/** What a step is worth. */
export function weightOf(step: number, largest: number): number {
  return Math.sign(step) * (step / STEPS) ** 2 * largest;
}

/** FNV-1a over UTF-16 units, folded to {@link HASH_BITS}. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> (32 - HASH_BITS);
}
