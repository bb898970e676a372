import type { Features } from "./features.ts";

/** A trained classifier as it stands in the repository: numbers as base64. */
export interface Packed {
  /** Parted by "|"; the empty one stands for that which is not told. */
  readonly labels: string;
  /** One float32 a label. */
  readonly offsets: string;
  /** Hashes of the features, ascending, each as its distance from the one before: seven bits a byte. */
  readonly hashes: string;
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
  readonly weigh: (features: Features) => Float64Array;
}

/** Softmax regression over features that are there or not. */
export function unpack(packed: Packed): Classifier {
  const { temperature } = packed;
  const labels = packed.labels.split("|");
  const bias = new Float32Array(bytesOf(packed.offsets).buffer);
  const rows = rowsOf(bytesOf(packed.hashes));
  const weights = weightsOf(bytesOf(packed.weights), bytesOf(packed.scales), labels.length);

  function weigh(features: Features): Float64Array {
    const scores = Float64Array.from(bias);
    add(features.written, 1, scores);
    add(features.about, ABOUT_WEIGHT, scores);
    return softmax(scores, temperature);
  }

  function add(hashes: ReadonlySet<number>, weight: number, scores: Float64Array): void {
    const found: number[] = [];
    for (const hash of hashes) {
      const row = rows.get(hash);
      if (row !== undefined) found.push(row);
    }
    const each = weight / Math.sqrt(found.length || 1);
    const size = scores.length;
    for (const row of found) {
      const from = row * size;
      for (let label = 0; label < size; label++) {
        scores[label] = (scores[label] ?? 0) + each * (weights[from + label] ?? 0);
      }
    }
  }

  return { labels, weigh };
}

/** Probabilities from scores, the flatter the hotter. */
export function softmax(scores: Float64Array, temperature: number): Float64Array {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((one, other) => one + other, 0);
  return powers.map((power) => power / sum);
}

/** From each feature's hash to its row. */
function rowsOf(bytes: Uint8Array): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  let hash = 0;
  let distance = 0;
  let shift = 0;
  for (const byte of bytes) {
    distance |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80) continue;
    hash += distance;
    rows.set(hash, rows.size);
    distance = 0;
    shift = 0;
  }
  return rows;
}

function weightsOf(bytes: Uint8Array, scales: Uint8Array, labels: number): Float32Array {
  const next = levelsIn(bytes);
  return Float32Array.from({ length: scales.length * labels }, (_, at) => {
    const scale = SMALLEST_SCALE * SCALE_STEP ** (scales[Math.floor(at / labels)] ?? 0);
    return ((next() - LEVELS) / LEVELS) * scale;
  });
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
    return COMMONEST[rank + firstRank(zeros)] ?? LEVELS;
  };
}

/** The rank of the first level that begins with so many zeros. */
export function firstRank(zeros: number): number {
  return LEVEL_BITS.slice(0, zeros).reduce<number>((sum, bits) => sum + 2 ** bits, 0);
}

/** Bytes from base64. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
