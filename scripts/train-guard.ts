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
import { evidenceAt, type Feature, type Secret } from "../src/language/guard/evidence.ts";
import { explainedIn } from "../src/language/guard/explained.ts";
import { fold } from "../src/language/guard/fold.ts";
import { groupsIn } from "../src/language/guard/groups.ts";
import { FIRST_SIGN, hash, LARGEST, STEPS, weightOf, WIDEST } from "../src/language/guard/likely.ts";
import { isCertainPassword, looksOf as looksOfToken, tokensIn } from "../src/language/guard/password.ts";
import { isCertainPin, looksOf as looksOfDigits } from "../src/language/guard/pin.ts";

const LINES = fileURLToPath(new URL("../test/language/guard/", import.meta.url));
const TARGET = fileURLToPath(new URL("../src/language/guard/trained.ts", import.meta.url));

/** A line; harmless ones have no kind. */
interface Line {
  readonly text: string;
  readonly kind?: string;
  /** Written by somebody who knew no rule: what is held out is held out of these. */
  readonly isStrange: boolean;
}

/** A place that may hold a secret, and every feature of it by its hash. */
interface Example {
  readonly line: Line;
  readonly secret: Secret;
  readonly features: ReadonlyMap<number, Feature>;
  /** What rules tell already. */
  readonly certain: boolean | undefined;
}

/** Weights by the hashes of features. */
type Weights = ReadonlyMap<number, number>;

/** How fast weights are learned and forgotten. Of what stands around there is most, and each tells least. */
const PACE: Readonly<Record<Feature, number>> = { sign: 0.09, beside: 0.09, around: 0.03 };
const DECAY: Readonly<Record<Feature, number>> = { sign: 0.002, beside: 0.002, around: 0.02 };
const EPOCHS = 30;
/** The rules were made after the other lines, from which one learns to trust them too much. */
const WEIGHT_OF_OTHERS = 0.8;
/** A feature of fewer places teaches these places. */
const LEAST_PLACES = 3;
/** How many features are kept: browsers fetch them. */
const MOST_FEATURES = 3500;
const FOLDS = 5;

function linesOf(file: string): readonly Line[] {
  return readFileSync(`${LINES}${file}.jsonl`, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => ({ ...JSON.parse(line), isStrange: file.startsWith("strangers") }));
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
    const features = new Map<number, Feature>();
    evidenceAt(folded, place, secret, own, (feature, text) => features.set(hash(text), feature));
    examples.push({ line, secret, features, certain });
  };
  for (const group of groups) {
    if (group.digits.length !== 4 || explained.any.has(group)) continue;
    if (line.kind === "code_b" && !isPartOfCodeB(folded, group)) continue;
    add("pin", group, looksOfDigits(folded, group, groups), isCertainPin(folded, group));
  }
  const codes = [...explained.codes];
  for (const token of tokensIn(folded)) {
    const isCode = codes.some(({ start, end }) => start >= token.start && end <= token.end);
    if (token.token.length < 6 || token.token.length > 32) continue;
    add("password", token, looksOfToken(folded, token), isCertainPassword(folded, token, isCode));
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

const scoreOf = (weights: Weights, { features }: Example): number =>
  [...features.keys()].reduce((sum, feature) => sum + (weights.get(feature) ?? 0), 0);

/** A place as rows of the weights. */
interface Row {
  readonly rows: readonly number[];
  readonly target: 0 | 1;
  readonly weight: number;
}

/** Logistic regression by AdaGrad; the weights are those of the second half, on average. */
function fit(examples: readonly Example[], known: readonly number[]): Weights {
  const places = new Map(known.map((feature, row) => [feature, row]));
  const kinds = new Map(examples.flatMap(({ features }) => [...features]));
  const paces = known.map((feature) => PACE[kinds.get(feature) ?? "around"]);
  const decays = known.map((feature) => DECAY[kinds.get(feature) ?? "around"]);
  const data = examples.map(({ line, features }): Row => ({
    rows: [...features.keys()].flatMap((feature) => places.get(feature) ?? []),
    target: line.kind === undefined ? 0 : 1,
    weight: line.isStrange ? 1 : WEIGHT_OF_OTHERS,
  }));
  const weights = new Float64Array(known.length);
  const slopes = new Float64Array(known.length).fill(1e-6);
  const sums = new Float64Array(known.length);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { rows, target, weight } of shuffled(data, epoch)) {
      const score = rows.reduce((sum, row) => sum + (weights[row] ?? 0), 0);
      const error = weight * (1 / (1 + Math.exp(-score)) - target);
      for (const row of rows) {
        const slope = error + (decays[row] ?? 0) * (weights[row] ?? 0);
        slopes[row] = (slopes[row] ?? 0) + slope * slope;
        weights[row] = (weights[row] ?? 0) - ((paces[row] ?? 0) * slope) / Math.sqrt(slopes[row] ?? 1);
      }
    }
    if (epoch >= EPOCHS / 2) weights.forEach((weight, row) => (sums[row] = (sums[row] ?? 0) + weight));
  }
  return new Map(known.map((feature, row) => [feature, (sums[row] ?? 0) / (EPOCHS / 2)]));
}

/** Learns which features tell most, then learns from these alone, in the steps that are kept. */
function train(lines: readonly Line[]): Weights {
  const examples = lines.flatMap(examplesOf);
  const counts = new Map<number, number>();
  for (const feature of examples.flatMap(({ features }) => [...features.keys()])) {
    counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const common = [...counts].filter(([, count]) => count >= LEAST_PLACES).map(([feature]) => feature);
  const first = fit(told(examples, undefined), common);
  const all = told(examples, first);
  const weights = fit(all, common);
  const telling = (feature: number): number =>
    (weights.get(feature) ?? 0) ** 2 * Math.sqrt(counts.get(feature) ?? 0);
  const kept = common
    .toSorted((one, other) => telling(other) - telling(one) || one - other)
    .slice(0, MOST_FEATURES);
  return rounded(fit(all, kept));
}

/**
 * Of harmful lines only the places that are told: the only one, those that rules know, or else the likeliest.
 * Before anything is known about what is likely, lines that leave a doubt are left out.
 */
function told(examples: readonly Example[], weights: Weights | undefined): readonly Example[] {
  const byLine = Map.groupBy(examples, ({ line }) => line);
  return [...byLine].flatMap(([line, own]) => {
    if (line.kind === undefined || own.length === 1) return own;
    const certain = own.filter((one) => one.certain);
    if (certain.length > 0) return certain;
    return weights
      ? [own.reduce((best, one) => (scoreOf(weights, one) > scoreOf(weights, best) ? one : best))]
      : [];
  });
}

function stepOf(weight: number): number {
  const size = Math.min(1, Math.abs(weight) / LARGEST);
  return Math.sign(weight) * Math.round(Math.sqrt(size) * STEPS);
}

function rounded(weights: Weights): Weights {
  const steps = [...weights].map(([feature, weight]) => [feature, weightOf(stepOf(weight))] as const);
  return new Map(steps.filter(([, weight]) => weight !== 0).toSorted(([one], [other]) => one - other));
}

/** As `unpack` in `likely.ts` reads it. */
function pack(weights: Weights): string {
  let [packed, before] = ["", 0];
  for (const [feature, weight] of weights) {
    let left = feature - before;
    before = feature;
    for (; left >= WIDEST; left -= WIDEST) packed += sign(WIDEST);
    packed += sign(left) + sign(stepOf(weight) + STEPS);
  }
  return packed;
}

const sign = (number: number): string => String.fromCharCode(FIRST_SIGN + number);

/** The text of `trained.ts`. */
export function trainGuard(): string {
  return [
    "/* Written by scripts/train-guard.ts from test/language/guard/*.jsonl; not to be edited. */",
    "export const TRAINED =",
    `  ${JSON.stringify(pack(train(readLines())))};`,
    "",
  ].join("\n");
}

/** A line, and how likely its likeliest place is by weights that were learned without the line. */
interface Held {
  readonly line: Line;
  readonly score: number;
}

/** Every line by somebody who knew no rule, as far as it has places of a kind; each is once held out. */
export function heldOut(secret: Secret): readonly Held[] {
  const lines = readLines();
  const strange = shuffled(
    lines.filter(({ isStrange }) => isStrange),
    3,
  );
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const out = new Set(strange.filter((_, at) => at % FOLDS === fold));
    const weights = train(lines.filter((line) => !out.has(line)));
    return [...out].flatMap((line) => {
      const scores = examplesOf(line)
        .filter((one) => one.secret === secret)
        .map((one) => decided(one, weights));
      return scores.length === 0 ? [] : [{ line, score: Math.max(...scores) }];
    });
  });
}

function decided(example: Example, weights: Weights): number {
  if (example.certain === undefined) return scoreOf(weights, example);
  return example.certain ? Infinity : -Infinity;
}

/** How many lines that tell a secret would be missed, and how many others masked, from a score on. */
export function ratesFrom(least: number, held: readonly Held[]) {
  const harmful = held.filter(({ line }) => line.kind !== undefined);
  const harmless = held.filter(({ line }) => line.kind === undefined);
  return {
    missed: harmful.filter(({ score }) => score < least).length,
    harmful: harmful.length,
    masked: harmless.filter(({ score }) => score >= least).length,
    harmless: harmless.length,
  };
}

function check(): void {
  for (const secret of ["pin", "password"] as const) {
    const held = heldOut(secret);
    for (let least = -2; least <= 0; least += 0.25) {
      const { missed, harmful, masked, harmless } = ratesFrom(least, held);
      console.log(`${secret} from ${least}: ${missed} of ${harmful} missed, ${masked} of ${harmless} masked`);
    }
  }
}

if (import.meta.main) {
  if (process.argv.includes("--check")) check();
  else writeFileSync(TARGET, trainGuard());
}
