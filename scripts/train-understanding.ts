/**
 * Trains what `src/language/understand` reads messages with, from the sentences in `locales/<lang>/training/`,
 * and writes `trained.ts` there. The same sentences give the same bytes.
 *
 * `node scripts/train-understanding.ts`          trains and writes
 * `node scripts/train-understanding.ts --check`  cross-validates and prints how often it is right
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LANGS } from "../src/language/index.ts";
import {
  ABOUT_WEIGHT,
  COMMONEST,
  FIRST_RANKS,
  LEVEL_BITS,
  LEVELS,
  type Packed,
  SCALE_STEP,
  SMALLEST_SCALE,
  softmax,
} from "../src/language/understand/classifier.ts";
import { type Features, featuresOf } from "../src/language/understand/features.ts";
import { normalise } from "../src/language/understand/normalise.ts";
import { marginals, type Together } from "../src/language/understand/together.ts";

const LOCALES = fileURLToPath(new URL("../locales/", import.meta.url));
const TARGET = fileURLToPath(new URL("../src/language/understand/trained.ts", import.meta.url));

/** A training sentence. `null` and what is left out: the text does not tell. */
export interface Sentence {
  readonly text: string;
  readonly lang: string;
  readonly situation: string | null;
  readonly secret: string | null;
  readonly service?: string;
  readonly outside?: string;
  /** What it asks aside; scripts/train-asked.ts learns that. */
  readonly asks?: string;
}

/** What is learned, and how many features it may keep: the file has a limit. */
const FACETS = [
  { name: "situation", features: 3600, labelOf: (of: Sentence) => of.situation ?? "" },
  { name: "secret", features: 3600, labelOf: (of: Sentence) => of.secret ?? "" },
  { name: "service", features: 700, labelOf: (of: Sentence) => of.service ?? "" },
  { name: "outside", features: 400, labelOf: (of: Sentence) => of.outside ?? "" },
] as const;
/** One thing to be learned: what each sentence says of it, and how many features it may keep. */
export interface Facet {
  readonly name: string;
  readonly features: number;
  readonly labelOf: (of: Sentence) => string;
}

const EPOCHS = 10;
const RATE = 0.5;
/** Strong: sentences are few, and strangers write them otherwise. */
const DECAY = 2e-3;
/** A feature that stands in one sentence alone teaches that sentence. */
const LEAST_SENTENCES = 2;
const FOLDS = 4;
/** How much the company that situations and secrets keep counts. */
const COMPANY = 0.4;

/** Every training sentence of every language that tells a situation or that there is none. */
export function readSentences(): readonly Sentence[] {
  return readLines('"situation"').map(({ line }) => JSON.parse(line));
}

/** The lines of every language that hold a field, those first that stand first; one line may serve several models. */
export function readLines(field: string): readonly { readonly lang: string; readonly line: string }[] {
  return LANGS.flatMap((lang) => {
    const folder = `${LOCALES}${lang}/training/`;
    const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
    const lines = files.toSorted().flatMap((file) => readFileSync(`${folder}${file}`, "utf8").split("\n"));
    return lines.filter((line) => line.includes(field)).map((line) => ({ lang, line }));
  });
}

/** A sentence as the trainer sees it. */
interface Example {
  readonly features: Features;
  readonly sentence: Sentence;
}

/** A model in full precision. */
interface Trained {
  readonly labels: readonly string[];
  readonly hashes: readonly number[];
  readonly bias: Float32Array;
  readonly weights: Float32Array;
}

/** Numbers that only look random: the same each time. */
function shuffler(seed: number): (order: number[]) => void {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return (order) => {
    for (let at = order.length - 1; at > 0; at--) {
      const other = below(at + 1);
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
  };
}

/** Which features there are: those of enough sentences, or exactly those given. */
function vocabularyOf(examples: readonly Example[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { features } of examples) {
    for (const hash of new Set([...features.written, ...features.about])) {
      counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
  }
  return counts;
}

/** A sentence as rows of the weights and how much each counts. */
interface Vector {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

const NO_VECTOR: Vector = { rows: new Int32Array(), values: new Float32Array() };

function vectorOf({ written, about }: Features, rows: ReadonlyMap<number, number>): Vector {
  const known = (hashes: readonly number[]): number[] =>
    [...new Set(hashes)].flatMap((hash) => rows.get(hash) ?? []);
  const [inWriting, inMeaning] = [known(written), known(about)];
  const values = [
    ...inWriting.map(() => 1 / Math.sqrt(inWriting.length)),
    ...inMeaning.map(() => ABOUT_WEIGHT / Math.sqrt(inMeaning.length)),
  ];
  return { rows: Int32Array.from([...inWriting, ...inMeaning]), values: Float32Array.from(values) };
}

/** Softmax regression by AdaGrad. */
function fit(examples: readonly Example[], facet: Facet, hashes: readonly number[]): Trained {
  const rows = new Map(hashes.map((hash, row) => [hash, row]));
  const answers = examples.map(({ sentence }) => facet.labelOf(sentence));
  const labels = [...new Set(answers)].toSorted();
  const vectors = examples.map(({ features }) => vectorOf(features, rows));
  const targets = answers.map((answer) => labels.indexOf(answer));
  const size = labels.length;
  const weights = new Float32Array(hashes.length * size);
  const bias = new Float32Array(size);
  const seen = {
    weights: new Float32Array(weights.length).fill(1e-6),
    bias: new Float32Array(size).fill(1e-6),
  };
  const order = examples.map((_, at) => at);
  const shuffle = shuffler(7);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order);
    for (const at of order) {
      const vector = vectors[at] ?? NO_VECTOR;
      const errors = softmax(scoresOf(vector, weights, bias), 1);
      const target = targets[at] ?? 0;
      errors[target] = (errors[target] ?? 0) - 1;
      learn(vector, errors, weights, bias, seen);
    }
  }
  return { labels, hashes, bias, weights };
}

function scoresOf({ rows, values }: Vector, weights: Float32Array, bias: Float32Array): Float64Array {
  const scores = Float64Array.from(bias);
  const size = bias.length;
  for (let at = 0; at < rows.length; at++) {
    const from = (rows[at] ?? 0) * size;
    const value = values[at] ?? 0;
    for (let label = 0; label < size; label++) {
      scores[label] = (scores[label] ?? 0) + (weights[from + label] ?? 0) * value;
    }
  }
  return scores;
}

function learn(
  { rows, values }: Vector,
  errors: Float64Array,
  weights: Float32Array,
  bias: Float32Array,
  seen: { readonly weights: Float32Array; readonly bias: Float32Array },
): void {
  const size = bias.length;
  for (let label = 0; label < size; label++) {
    const error = errors[label] ?? 0;
    const sum = (seen.bias[label] ?? 0) + error * error;
    seen.bias[label] = sum;
    bias[label] = (bias[label] ?? 0) - (RATE * 0.1 * error) / Math.sqrt(sum);
  }
  for (let at = 0; at < rows.length; at++) {
    const from = (rows[at] ?? 0) * size;
    const value = values[at] ?? 0;
    for (let label = from; label < from + size; label++) {
      const weight = weights[label] ?? 0;
      const slope = (errors[label - from] ?? 0) * value + DECAY * weight;
      const sum = (seen.weights[label] ?? 0) + slope * slope;
      seen.weights[label] = sum;
      weights[label] = weight - (RATE * slope) / Math.sqrt(sum);
    }
  }
}

/** The features that tell most: how far their weights lie apart, times the sentences that they stand in. */
function mostTelling(trained: Trained, counts: ReadonlyMap<number, number>, limit: number): number[] {
  const size = trained.labels.length;
  const ranked = trained.hashes.map((hash, row) => {
    const own = trained.weights.subarray(row * size, (row + 1) * size);
    const mean = own.reduce((one, other) => one + other, 0) / size;
    const spread = own.reduce((sum, weight) => sum + (weight - mean) ** 2, 0);
    return { hash, telling: spread * (counts.get(hash) ?? 0) };
  });
  return ranked
    .toSorted((one, other) => other.telling - one.telling || one.hash - other.hash)
    .slice(0, limit)
    .map(({ hash }) => hash)
    .toSorted((one, other) => one - other);
}

/** Learns a facet twice: once to see which features tell, once with these alone; then rounds to fifteen levels. */
export function trainFacet(examples: readonly Example[], facet: Facet): Trained {
  const counts = vocabularyOf(examples);
  const all = [...counts]
    .filter(([, count]) => count >= LEAST_SENTENCES)
    .map(([hash]) => hash)
    .toSorted((one, other) => one - other);
  const hashes = mostTelling(fit(examples, facet, all), counts, facet.features);
  return rounded(fit(examples, facet, hashes));
}

/** As the packed file will have it; a constant on all weights of a feature changes no probability. */
function rounded({ labels, hashes, bias, weights }: Trained): Trained {
  const size = labels.length;
  const kept = new Float32Array(weights.length);
  hashes.forEach((_, row) => {
    const own = weights.subarray(row * size, (row + 1) * size);
    const mean = own.reduce((one, other) => one + other, 0) / size;
    const scale = scaleOf(Math.max(...own.map((weight) => Math.abs(weight - mean))));
    own.forEach((weight, label) => {
      kept[row * size + label] = (levelOf(weight - mean, scale.value) / LEVELS) * scale.value;
    });
  });
  return { labels, hashes, bias, weights: kept };
}

function scaleOf(largest: number): { readonly step: number; readonly value: number } {
  const step = Math.round(
    Math.log(Math.max(largest, SMALLEST_SCALE) / SMALLEST_SCALE) / Math.log(SCALE_STEP),
  );
  const bounded = Math.min(255, step);
  return { step: bounded, value: SMALLEST_SCALE * SCALE_STEP ** bounded };
}

function levelOf(weight: number, scale: number): number {
  return Math.max(-LEVELS, Math.min(LEVELS, Math.round((weight / scale) * LEVELS)));
}

/** @param vocabulary - the hashes of all features, ascending; those of this facet are among them */
export function pack(
  { labels, hashes, bias, weights }: Trained,
  temperature: number,
  vocabulary: readonly number[],
): Packed {
  const own = new Set(hashes);
  const size = labels.length;
  const scales = new Uint8Array(hashes.length);
  const levels: number[] = [];
  hashes.forEach((_, row) => {
    const weighed = weights.subarray(row * size, (row + 1) * size);
    const { step, value } = scaleOf(Math.max(...weighed.map(Math.abs)));
    scales[row] = step;
    weighed.forEach((weight) => levels.push(levelOf(weight, value) + LEVELS));
  });
  return {
    labels: labels.join("|"),
    offsets: base64(new Uint8Array(bias.buffer)),
    features: base64(bytesFrom(vocabulary.map((hash) => Number(own.has(hash))))),
    scales: base64(scales),
    weights: base64(bitsOf(levels)),
    temperature,
  };
}

/** Levels one after the other, the commonest in the fewest bits. */
const bitsOf = (levels: readonly number[]): Uint8Array =>
  bytesFrom(levels.flatMap((level) => LEVEL_CODES.get(level) ?? []));

/** Bits as bytes; the lowest bit of each byte comes first. */
function bytesFrom(bits: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => {
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (at & 7));
  });
  return bytes;
}

const LEVEL_CODES: ReadonlyMap<number, readonly number[]> = new Map(
  COMMONEST.map((level, rank) => {
    const zeros = FIRST_RANKS.findLastIndex((first) => first <= rank);
    const width = LEVEL_BITS[zeros] ?? 0;
    const inner = (rank - (FIRST_RANKS[zeros] ?? 0)).toString(2).padStart(width, "0");
    const lead = zeros < LEVEL_BITS.length - 1 ? [1] : [];
    return [level, [...Array<number>(zeros).fill(0), ...lead, ...Array.from(inner.slice(0, width), Number)]];
  }),
);

/** Each hash as its distance from the one before, seven bits a byte, the last byte of each without bit 8. */
export function packHashes(ascending: readonly number[]): string {
  const bytes: number[] = [];
  let before = 0;
  for (const number of ascending) {
    let left = number - before;
    before = number;
    for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
    bytes.push(left);
  }
  return base64(Uint8Array.from(bytes));
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** How situations and secrets keep company, in quarters of a power of two. */
function companyOf(
  examples: readonly Example[],
  situations: readonly string[],
  secrets: readonly string[],
): Together {
  const total = examples.length;
  const pairs = examples.map(({ sentence }) => [sentence.situation ?? "", sentence.secret ?? ""] as const);
  const count = (test: (pair: readonly [string, string]) => boolean): number => pairs.filter(test).length;
  const quarters = situations.flatMap((situation) =>
    secrets.map((secret) => {
      const [one, other] = [count(([s]) => s === situation), count(([, s]) => s === secret)];
      const both = count(([s, t]) => s === situation && t === secret);
      return Math.round(4 * COMPANY * Math.log2((both + 0.3) / ((one * other) / total + 0.3)));
    }),
  );
  return Int8Array.from(quarters);
}

/** How flat probabilities have to be made to be right as often as they say, from sentences held out. */
export function temperatureOf(
  held: readonly { readonly scores: Float64Array; readonly target: number }[],
): number {
  const surprise = (temperature: number): number =>
    held.reduce(
      (sum, { scores, target }) => sum - Math.log(Math.max(1e-9, softmax(scores, temperature)[target] ?? 0)),
      0,
    );
  const candidates = Array.from({ length: 31 }, (_, step) => Math.round((0.5 + step * 0.1) * 10) / 10);
  return candidates.reduce((best, one) => (surprise(one) < surprise(best) ? one : best));
}

/** Scores of every sentence from a model that has not seen it. */
export function heldOut(examples: readonly Example[], facet: Facet) {
  const order = examples.map((_, at) => at);
  shuffler(3)(order);
  const held: { at: number; labels: readonly string[]; scores: Float64Array; target: number }[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const known = examples.filter((_, at) => order.indexOf(at) % FOLDS !== fold);
    const trained = trainFacet(known, facet);
    const rows = new Map(trained.hashes.map((hash, row) => [hash, row]));
    for (const [at, { features, sentence }] of examples.entries()) {
      if (order.indexOf(at) % FOLDS !== fold) continue;
      const scores = scoresOf(vectorOf(features, rows), trained.weights, trained.bias);
      held.push({
        at,
        labels: trained.labels,
        scores,
        target: trained.labels.indexOf(facet.labelOf(sentence)),
      });
    }
  }
  return held.toSorted((one, other) => one.at - other.at);
}

export const examplesOf = (sentences: readonly Sentence[]): readonly Example[] =>
  sentences.map((sentence) => ({ sentence, features: featuresOf(normalise(sentence.text)) }));

/** The text of `trained.ts`. */
export function train(
  sentences: readonly Sentence[],
  temperatures: Readonly<Record<string, number>>,
): string {
  const examples = examplesOf(sentences);
  const trained = FACETS.map((facet) => {
    const known = facet.name === "outside" ? examples.filter(({ sentence }) => sentence.outside) : examples;
    return [facet.name, trainFacet(known, facet)] as const;
  });
  const vocabulary = [...new Set(trained.flatMap(([, { hashes }]) => hashes))].toSorted((a, b) => a - b);
  const packed = trained.map(
    ([name, facet]) => [name, pack(facet, temperatures[name] ?? 1, vocabulary)] as const,
  );
  const labelsOf = (name: string): readonly string[] =>
    new Map<string, Trained>(trained).get(name)?.labels ?? [];
  const company = companyOf(examples, labelsOf("situation"), labelsOf("secret"));
  return moduleOf(packed, {
    vocabulary: packHashes(vocabulary),
    together: base64(new Uint8Array(company.buffer)),
  });
}

function moduleOf(
  packed: readonly (readonly [facet: string, Packed])[],
  shared: Readonly<Record<string, string>>,
): string {
  const facets = packed.map(([name, model]) => {
    const fields = Object.entries(model).map(([field, value]) => property(4, field, value));
    return `  ${name}: {\n${fields.join("\n")}\n  },`;
  });
  return `${[
    "/* Written by scripts/train-understanding.ts from locales/<lang>/training; not to be edited. */",
    'import type { Packed } from "./classifier.ts";',
    "",
    "export const TRAINED: Readonly<",
    '  Record<"situation" | "secret" | "service" | "outside", Packed> & Record<"vocabulary" | "together", string>',
    "> = {",
    ...facets,
    ...Object.entries(shared).map(([name, value]) => property(2, name, value)),
    "};",
  ].join("\n")}\n`;
}

/** One property as the formatter leaves it: what is too long for its line goes to the next. */
export function property(indent: number, name: string, value: unknown): string {
  const line = `${" ".repeat(indent)}${name}: ${JSON.stringify(value)},`;
  return line.length <= 110 ? line : line.replace(": ", `:\n${" ".repeat(indent + 2)}`);
}

/**
 * Kept here so that training takes seconds. `--check` measures less, but on sentences by the same hands as the
 * rest; with this the confidence in messages of strangers means what it says.
 */
export const TEMPERATURES: Readonly<Record<string, number>> = {
  situation: 1.1,
  secret: 1.1,
  service: 1.1,
  outside: 1.1,
};

function check(sentences: readonly Sentence[]): void {
  const examples = examplesOf(sentences);
  const byFacet = FACETS.filter(({ name }) => name !== "outside").map((facet) => {
    const held = heldOut(examples, facet);
    const right = held.filter(({ scores, target }) => scores.indexOf(Math.max(...scores)) === target).length;
    const temperature = temperatureOf(held);
    console.log(`${facet.name}: ${((100 * right) / held.length).toFixed(1)} %, temperature ${temperature}`);
    return { held, temperature };
  });
  const [situations, secrets] = byFacet;
  const rows = examples.flatMap(({ sentence }, at) => {
    const [one, other] = [situations?.held[at], secrets?.held[at]];
    if (!situations || !secrets || !one || !other) return [];
    const [ofSituation, ofSecret] = [
      softmax(one.scores, situations.temperature),
      softmax(other.scores, secrets.temperature),
    ];
    const together = companyOf(examples, one.labels, other.labels);
    return [{ sentence, both: marginals(one, ofSituation, other, ofSecret, together) }];
  });
  for (const lang of LANGS) {
    const own = rows.filter(({ sentence }) => sentence.lang === lang && sentence.situation !== null);
    const share = (test: (row: (typeof rows)[number]) => boolean): string =>
      `${((100 * own.filter(test).length) / own.length).toFixed(1)} %`;
    const situation = ({ sentence, both }: (typeof rows)[number]) =>
      sentence.situation === both.situation.value;
    const secret = ({ sentence, both }: (typeof rows)[number]) => sentence.secret === both.secret.value;
    console.log(
      `${lang}: ${own.length}, situation ${share(situation)}, secret ${share(secret)}, both ${share((row) => situation(row) && secret(row))}`,
    );
  }
}

if (import.meta.main) {
  const sentences = readSentences();
  if (process.argv.includes("--check")) check(sentences);
  else writeFileSync(TARGET, train(sentences, TEMPERATURES));
}
