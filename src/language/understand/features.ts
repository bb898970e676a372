import { conceptsIn } from "./concepts.ts";

/** Features are told apart by this many bits of a hash. */
export const HASH_BITS = 18;
const MASK = (1 << HASH_BITS) - 1;

const LATIN_WORD = /[a-z0-9'#]+/g;
const LONGEST_RUN = 4;

/** Two kinds of features, weighed apart: what is written, and what it is about; each as often as it occurs. */
export interface Features {
  readonly written: readonly number[];
  readonly about: readonly number[];
  /** The names of the concepts that the text mentions. */
  readonly concepts: readonly string[];
}

/**
 * What a normalised text is made of, as hashes: runs of one to four characters, for words in Latin letters
 * the words and the pairs of them; and the concepts that it mentions, with every pair of them.
 */
export function featuresOf(text: string): Features {
  const written: number[] = [];
  const bounded = `^${text}$`;
  for (let size = 1; size <= LONGEST_RUN; size++) {
    for (let at = 0; at + size <= bounded.length; at++) written.push(hash(bounded, at, at + size, size));
  }
  addWords(text, written);
  const concepts = conceptsIn(text);
  return { written, about: aboutOf(concepts), concepts };
}

function aboutOf(concepts: readonly string[]): readonly number[] {
  const about: number[] = [];
  for (const [at, name] of concepts.entries()) {
    about.push(hash(name, 0, name.length, 7));
    for (const other of concepts.slice(at + 1)) {
      const pair = `${name} ${other}`;
      about.push(hash(pair, 0, pair.length, 8));
    }
  }
  return about;
}

function addWords(text: string, found: number[]): void {
  let before = "";
  for (const word of text.match(LATIN_WORD) ?? []) {
    const alone = `w ${word}`;
    found.push(hash(alone, 0, alone.length, 5));
    const pair = `${before} ${word}`;
    found.push(hash(pair, 0, pair.length, 6));
    before = word;
  }
}

/** FNV-1a over UTF-16 units, folded to {@link HASH_BITS}. */
function hash(text: string, from: number, to: number, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let at = from; at < to; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return ((value ^ (value >>> HASH_BITS)) >>> 0) & MASK;
}
