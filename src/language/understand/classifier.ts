import type { Found, Vocabulary } from "./vocabulary.ts";

/** A trained classifier as it stands in the repository: numbers as base64. */
export interface Packed {
  /** Parted by "|"; the empty one stands for that which is not told. */
  readonly labels: string;
  /** One float32 a label. */
  readonly offsets: string;
  /** For each feature of the vocabulary a bit, the lowest of a byte first: whether it has weights here. */
  readonly features: string;
  /** For each feature the largest of its weights, as a step of {@link SCALE_STEP}. */
  readonly scales: string;
  /** For each feature its weights, in sevenths of the largest: levels as {@link COMMONEST} has their bits. */
  readonly weights: string;
  /** Divides the scores, so that a probability means how often it is right. */
  readonly temperature: number;
}

/** Scales are kept as powers of this. */
export const SCALE_STEP = 1.03;
/** The scale that is kept as 0. */
export const SMALLEST_SCALE = 0.01;
/** The largest weight of a feature, in the units that four bits can tell. */
export const LEVELS = 7;
/**
 * Levels from the commonest to the rarest: most weights are small. The first is written 1, the next 01, four
 * more 001 and two bits, all others 000 and four bits.
 */
export const COMMONEST = [7, 6, 5, 8, 14, 4, 9, 3, 10, 2, 11, 12, 13, 1, 0] as const;
/** How many levels begin with so many zeros, and how many bits tell them apart. */
export const LEVEL_BITS = [0, 0, 2, 4] as const;
/** What a message is about weighs as much more than how it is written. */
export const ABOUT_WEIGHT = 1.5;

export interface Classifier {
  readonly labels: readonly string[];
  /** The probability of each label, in their order. */
  readonly weigh: (found: Found) => Float64Array;
}

/** The row of a feature that only other classifiers know. */
const NO_ROW = -1;

/** Softmax regression over features that are there or not. */
export function unpack(packed: Packed, vocabulary: Vocabulary): Classifier {
  const { temperature } = packed;
  const labels = packed.labels.split("|");
  const bias = new Float32Array(bytesOf(packed.offsets).buffer);
  const levels = levelsOf(bytesOf(packed.weights), bytesOf(packed.scales).length * labels.length);
  const scales = Float64Array.from(bytesOf(packed.scales), scaleOf);
  const rows = rowsOf(bytesOf(packed.features), vocabulary.size);

  function weigh({ written, about }: Found): Float64Array {
    const scores = new Float64Array(bias);
    add(written, 1, scores);
    add(about, ABOUT_WEIGHT, scores);
    return softmax(scores, temperature);
  }

  function add(numbers: readonly number[], weight: number, scores: Float64Array): void {
    const size = scores.length;
    const [starts, sizes]: [number[], number[]] = [[], []];
    for (const number of numbers) {
      const row = rows[number] ?? NO_ROW;
      if (row === NO_ROW) continue;
      starts.push(row * size);
      sizes.push(scales[row] ?? 0);
    }
    const each = weight / Math.sqrt(starts.length || 1);
    for (let label = 0; label < size; label++) {
      let sum = 0;
      for (let at = 0; at < starts.length; at++) {
        sum += (sizes[at] ?? 0) * (levels[(starts[at] ?? 0) + label] ?? 0);
      }
      scores[label] = (scores[label] ?? 0) + each * sum;
    }
  }

  return { labels, weigh };
}

/** Probabilities from scores, the flatter the hotter. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  let highest = -Infinity;
  for (const score of scores) if (score > highest) highest = score;
  const powers = new Float64Array(scores.length);
  let sum = 0;
  for (let at = 0; at < scores.length; at++) {
    const power = Math.exp(((scores[at] ?? 0) - highest) / temperature);
    powers[at] = power;
    sum += power;
  }
  for (let at = 0; at < powers.length; at++) powers[at] = (powers[at] ?? 0) / sum;
  return powers;
}

/** From a feature's number to the row of its weights. */
function rowsOf(bits: Uint8Array, features: number): Int16Array {
  let rows = 0;
  return Int16Array.from({ length: features }, (_, number) => {
    const isKnown = (((bits[number >> 3] ?? 0) >> (number & 7)) & 1) === 1;
    return isKnown ? rows++ : NO_ROW;
  });
}

/** What one level of a feature is worth. */
function scaleOf(scale: number): number {
  return (SMALLEST_SCALE * SCALE_STEP ** scale) / LEVELS;
}

/** Levels below and above nothing, feature by feature: a quarter of what weights would take up in the cache. */
function levelsOf(bytes: Uint8Array, length: number): Int8Array {
  const next = levelsIn(bytes);
  return Int8Array.from({ length }, () => next() - LEVELS);
}

/** Reads one level after the other. */
function levelsIn(bytes: Uint8Array): () => number {
  let at = 0;
  const bit = (): number => ((bytes[at >> 3] ?? 0) >> (at++ & 7)) & 1;
  return () => {
    let zeros = 0;
    while (zeros < LEVEL_BITS.length - 1 && bit() === 0) zeros++;
    let rank = 0;
    for (let left = LEVEL_BITS[zeros] ?? 0; left > 0; left--) rank = rank * 2 + bit();
    return COMMONEST[rank + (FIRST_RANKS[zeros] ?? 0)] ?? LEVELS;
  };
}

/** By how many zeros they begin with, the rank of the first of such levels. */
export const FIRST_RANKS = LEVEL_BITS.map((_, zeros) =>
  LEVEL_BITS.slice(0, zeros).reduce<number>((sum, bits) => sum + 2 ** bits, 0),
);

/** Bytes from base64. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
