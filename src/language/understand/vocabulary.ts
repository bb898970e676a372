import type { Features } from "./features.ts";

/** The numbers of the features of a text that a {@link Vocabulary} knows. */
export interface Found {
  readonly written: readonly number[];
  readonly about: readonly number[];
}

/** Numbers for the features that classifiers know, so that each is looked up once for all of them. */
export class Vocabulary {
  readonly #numbers: ReadonlyMap<number, number>;
  /** By number, the search that a feature was last found in. */
  readonly #seen: Float64Array;
  #searches = 0;

  /** @param hashes - ascending, each as its distance from the one before: seven bits a byte */
  constructor(hashes: Uint8Array) {
    this.#numbers = numbersOf(hashes);
    this.#seen = new Float64Array(this.size);
  }

  get size(): number {
    return this.#numbers.size;
  }

  /** Each known feature once, however often it occurs. */
  find({ written, about }: Features): Found {
    return { written: this.#once(written), about: this.#once(about) };
  }

  #once(hashes: readonly number[]): readonly number[] {
    const search = ++this.#searches;
    const known: number[] = [];
    for (const hash of hashes) {
      const number = this.#numbers.get(hash);
      if (number === undefined || this.#seen[number] === search) continue;
      this.#seen[number] = search;
      known.push(number);
    }
    return known;
  }
}

function numbersOf(bytes: Uint8Array): ReadonlyMap<number, number> {
  const numbers = new Map<number, number>();
  let [hash, distance, shift] = [0, 0, 0];
  for (const byte of bytes) {
    distance |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte & 0x80) continue;
    hash += distance;
    numbers.set(hash, numbers.size);
    [distance, shift] = [0, 0];
  }
  return numbers;
}
