/**
 * Trains by what the guard tells a PIN or a password from other numbers where no rule does, from the lines in
 * `test/language/guard`, and writes `src/language/guard/trained.ts`. The same lines give the same bytes.
 *
 * `node scripts/train-guard.ts`          trains and writes
 * `node scripts/train-guard.ts --check`  cross-validates and prints what is missed and masked for nothing
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Place } from "../src/language/guard/context.ts";
import { isPartOfCodeB } from "../src/language/guard/code-b.ts";
import type { Feature, Secret } from "../src/language/guard/evidence.ts";
import { explainedIn } from "../src/language/guard/explained.ts";
import { fold } from "../src/language/guard/fold.ts";
import { groupsIn } from "../src/language/guard/groups.ts";
import {
  featuresOf,
  FIRST_SIGN,
  HASH_BITS,
  scoreOf,
  SIZE,
  STEPS,
  weightOf,
} from "../src/language/guard/likely.ts";
import { spacedIn } from "../src/language/guard/spaced.ts";
import { isOther, looksOf as looksOfToken, tokensIn } from "../src/language/guard/password.ts";
import { isCertainPin, looksOf as looksOfDigits } from "../src/language/guard/pin.ts";

const LINES = fileURLToPath(new URL("../test/language/guard/", import.meta.url));
const TARGET = fileURLToPath(new URL("../src/language/guard/trained.ts", import.meta.url));

/** A line; harmless ones have no kind. */
interface Line {
  readonly text: string;
  readonly kind?: string;
  /** The batch, of lines that were written apart from the rules: what is held out is held out of these. */
  readonly by?: number;
}

/** A place that may hold a secret, and every feature of it by its hash. */
interface Example {
  readonly line: Line;
  readonly secret: Secret;
  readonly features: ReadonlyMap<number, Feature>;
  /** What rules tell already. */
  readonly certain: boolean | undefined;
}

/** Weights by the hashes of features, and what is added to every sum. */
interface Model {
  readonly weights: Float64Array;
  readonly bias: number;
}

/** The rules were made after the other lines, from which one learns to trust them too much. */
const WEIGHT_OF_OTHERS = 1;
/** How far weights may go for one line more that is right: the larger, the farther. */
const FREEDOM = 600;
const PACE = 0.5;
const EPOCHS = 40;
/** Of the weights, this share is smaller than the largest step. */
const WITHIN_STEPS = 0.998;
const FOLDS = 5;

function linesOf(file: string): readonly Line[] {
  return readFileSync(`${LINES}${file}.jsonl`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Line => JSON.parse(line));
}

function readLines(): readonly Line[] {
  return ["", "residents-", "strangers-"].flatMap((of) => [
    ...linesOf(`${of}harmful`),
    ...linesOf(`${of}harmless`),
  ]);
}

/** The four digits of a code B stand as a PIN does. */
const secretOf = (kind: string): string => (kind === "code_b" ? "pin" : kind);

/** Every place of a line that may hold a secret of the kind that it tells, or of any kind. */
function examplesOf(line: Line): readonly Example[] {
  const folded = fold(line.text);
  const groups = groupsIn(folded.text);
  const explained = explainedIn(folded, groups);
  const examples: Example[] = [];
  const add = (secret: Secret, place: Place, own: readonly string[], certain: boolean | undefined): void => {
    if (line.kind !== undefined && secretOf(line.kind) !== secret) return;
    examples.push({ line, secret, features: featuresOf(folded, place, secret, own), certain });
  };
  const plain = groups.filter((group) => !explained.any.has(group));
  for (const group of [...plain.filter(({ digits }) => digits.length === 4), ...spacedIn(folded, plain)]) {
    if (line.kind === "code_b" && !isPartOfCodeB(folded, group)) continue;
    add("pin", group, looksOfDigits(folded, group, groups), isCertainPin(folded, group) || undefined);
  }
  const codes = [...explained.codes];
  for (const token of tokensIn(folded)) {
    const isCode = codes.some(({ start, end }) => start >= token.start && end <= token.end);
    add("password", token, looksOfToken(folded, token), isOther(folded, token, isCode) ? false : undefined);
  }
  return examples;
}

/** Numbers that only look random: the same each time. */
function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  const order = [...all];
  let state = seed;
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    [order[at], order[other]] = [order[other] as T, order[at] as T];
  }
  return order;
}

/** A place as the weights see it: which of them, how much of each, and whether there is a secret. */
interface Row {
  readonly buckets: Int32Array;
  readonly sizes: Float64Array;
  readonly target: 0 | 1;
  readonly weight: number;
}

function rowOf({ line, features }: Example): Row {
  const buckets = Int32Array.from(features.keys());
  const sizes = Float64Array.from(features.values(), (kind) => SIZE[kind]);
  const norm = Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
  return {
    buckets,
    sizes: sizes.map((size) => size / norm),
    target: line.kind === undefined ? 0 : 1,
    weight: line.by === undefined ? WEIGHT_OF_OTHERS : 1,
  };
}

/** Logistic regression by AdaGrad; the weights are those of the second half, on average. */
function fit(examples: readonly Example[]): Model {
  const rows = examples.map(rowOf);
  const decays = decaysOf(rows);
  const weights = new Float64Array(2 ** HASH_BITS);
  const slopes = new Float64Array(2 ** HASH_BITS).fill(1e-6);
  const sums = new Float64Array(2 ** HASH_BITS);
  let [bias, biasSlopes, biases] = [0, 1e-6, 0];
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { buckets, sizes, target, weight } of shuffled(rows, epoch)) {
      let score = bias;
      for (let n = 0; n < buckets.length; n++) score += at(sizes, n) * at(weights, at(buckets, n));
      const error = weight * (1 / (1 + Math.exp(-score)) - target);
      for (let n = 0; n < buckets.length; n++) {
        const bucket = at(buckets, n);
        const slope = error * at(sizes, n) + at(decays, bucket) * at(weights, bucket);
        slopes[bucket] = at(slopes, bucket) + slope * slope;
        weights[bucket] = at(weights, bucket) - (PACE * slope) / Math.sqrt(at(slopes, bucket));
      }
      biasSlopes += error * error;
      bias -= (PACE * error) / Math.sqrt(biasSlopes);
    }
    if (epoch < EPOCHS / 2) continue;
    weights.forEach((weight, bucket) => (sums[bucket] = at(sums, bucket) + weight));
    biases += bias;
  }
  return { weights: sums.map((sum) => sum / (EPOCHS / 2)), bias: biases / (EPOCHS / 2) };
}

/** Weights that many places share are held back by each of them a little. */
function decaysOf(rows: readonly Row[]): Float64Array {
  const counts = new Float64Array(2 ** HASH_BITS);
  for (const { buckets } of rows) for (const bucket of buckets) counts[bucket] = at(counts, bucket) + 1;
  return counts.map((count) => 1 / (FREEDOM * Math.max(1, count)));
}

function at(numbers: Float64Array | Int32Array, place: number): number {
  return numbers[place] ?? 0;
}

/** Learns from what is plain first, then from every line, in the steps that are kept. */
function train(lines: readonly Line[]): Model {
  const examples = lines.flatMap(examplesOf);
  const first = fit(told(examples, undefined));
  return rounded(fit(told(examples, first)));
}

/**
 * Of harmful lines only the places that are told: the only one, those that rules know, or else the likeliest.
 * Before anything is known about what is likely, lines that leave a doubt are left out.
 */
function told(examples: readonly Example[], model: Model | undefined): readonly Example[] {
  const byLine = Map.groupBy(examples, ({ line }) => line);
  return [...byLine].flatMap(([line, own]) => {
    if (line.kind === undefined || own.length === 1) return own;
    const certain = own.filter((one) => one.certain);
    if (certain.length > 0) return certain;
    return model
      ? [own.reduce((best, one) => (likelihood(one, model) > likelihood(best, model) ? one : best))]
      : [];
  });
}

function likelihood({ features }: Example, { weights, bias }: Model): number {
  return scoreOf(features, (feature) => at(weights, feature), bias);
}

const largestOf = ({ weights }: Model): number => {
  const sizes = weights.map(Math.abs).toSorted();
  return Number(at(sizes, Math.floor(sizes.length * WITHIN_STEPS)).toFixed(3));
};

function stepOf(weight: number, largest: number): number {
  return Math.sign(weight) * Math.round(Math.sqrt(Math.min(1, Math.abs(weight) / largest)) * STEPS);
}

function rounded(model: Model): Model {
  const largest = largestOf(model);
  return {
    weights: model.weights.map((weight) => weightOf(stepOf(weight, largest), largest)),
    bias: Number(model.bias.toFixed(3)),
  };
}

/** The text of `trained.ts`: a sign for each weight. */
export function trainGuard(): string {
  const model = train(readLines());
  const largest = Math.max(...model.weights.map(Math.abs));
  const signs = Array.from(model.weights, (weight) =>
    String.fromCharCode(FIRST_SIGN + STEPS + stepOf(weight, largest)),
  );
  return [
    "/* Written by scripts/train-guard.ts from test/language/guard/*.jsonl; not to be edited. */",
    `export const BIAS = ${model.bias};`,
    `export const LARGEST = ${largest};`,
    "export const TRAINED =",
    `  ${JSON.stringify(signs.join(""))};`,
    "",
  ].join("\n");
}

/** A line, and how likely its likeliest place of a kind is by weights that were learned without its batch. */
interface Held {
  readonly line: Line;
  readonly scores: Readonly<Partial<Record<Secret, number>>>;
}

/** Every line that was written apart from the rules; some of the batches are held out at a time. */
export function heldOut(): readonly Held[] {
  const lines = readLines();
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const isOut = ({ by }: Line): boolean => by !== undefined && by % FOLDS === fold;
    const model = train(lines.filter((line) => !isOut(line)));
    return lines.filter(isOut).map((line): Held => ({ line, scores: scoresOf(line, model) }));
  });
}

function scoresOf(line: Line, model: Model): Held["scores"] {
  const scores: Partial<Record<Secret, number>> = {};
  for (const example of examplesOf(line)) {
    const score = decided(example, model);
    scores[example.secret] = Math.max(score, scores[example.secret] ?? -Infinity);
  }
  return scores;
}

function decided(example: Example, model: Model): number {
  if (example.certain === undefined) return likelihood(example, model);
  return example.certain ? Infinity : -Infinity;
}

/** How many lines that tell a secret would be missed, and how many others masked, from a score on. */
export function ratesFrom(least: number, secret: Secret, held: readonly Held[]) {
  const harmful = held.filter(({ line }) => line.kind === secret);
  const harmless = held.filter(({ line }) => line.kind === undefined);
  const isMasked = ({ scores }: Held): boolean => (scores[secret] ?? -Infinity) >= least;
  return {
    missed: harmful.filter((one) => !isMasked(one)).length,
    harmful: harmful.length,
    masked: harmless.filter(isMasked).length,
    harmless: harmless.length,
  };
}

function check(): void {
  const held = heldOut();
  for (const secret of ["pin", "password"] as const) {
    for (let least = -3; least <= 1; least += 0.25) {
      const { missed, harmful, masked, harmless } = ratesFrom(least, secret, held);
      console.log(`${secret} from ${least}: ${missed} of ${harmful} missed, ${masked} of ${harmless} masked`);
    }
  }
}

if (import.meta.main) {
  if (process.argv.includes("--check")) check();
  else writeFileSync(TARGET, trainGuard());
}
