/**
 * Trains which question a text asks aside, from the sentences in `locales/<lang>/training/` that say so, and
 * writes `src/language/asked/trained.ts`. The same sentences give the same bytes.
 *
 * `node scripts/train-asked.ts`          trains and writes
 * `node scripts/train-asked.ts --check`  cross-validates and prints how often it is right, and the temperature
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { softmax } from "../src/language/understand/classifier.ts";
import {
  examplesOf,
  heldOut,
  pack,
  packHashes,
  property,
  readLines,
  type Sentence,
  temperatureOf,
  trainFacet,
} from "./train-understanding.ts";

const TARGET = fileURLToPath(new URL("../src/language/asked/trained.ts", import.meta.url));

/** Eighty questions with a weight each: this many features fill ninety kilobytes. */
const ASKED = { name: "asked", features: 1500, labelOf: (of: Sentence) => of.asks ?? "none" } as const;

/** Measured with `--check`, and kept so that training takes seconds. */
const TEMPERATURE = 0.8;

/** Sentences that say what they ask aside, or that they ask nothing; some of them tell a trouble, too. */
function readAsked(): readonly Sentence[] {
  return readLines('"asks"').map(({ lang, line }) => ({
    situation: null,
    secret: null,
    lang,
    ...JSON.parse(line),
  }));
}

/** The text of `trained.ts`. */
export function trainAsked(): string {
  const trained = trainFacet(examplesOf(readAsked()), ASKED);
  const packed = { vocabulary: packHashes(trained.hashes), ...pack(trained, TEMPERATURE, trained.hashes) };
  const fields = Object.entries(packed).map(([field, value]) => property(2, field, value));
  return `${[
    "/* Written by scripts/train-asked.ts from locales/<lang>/training; not to be edited. */",
    'import type { Packed } from "../understand/classifier.ts";',
    "",
    "export const TRAINED: Packed & { readonly vocabulary: string } = {",
    ...fields,
    "};",
  ].join("\n")}\n`;
}

function check(): void {
  const held = heldOut(examplesOf(readAsked()), ASKED);
  const temperature = temperatureOf(held);
  const rows = held.map(({ scores, target }) => {
    const probabilities = softmax(scores, temperature);
    const confidence = Math.max(...probabilities);
    return { confidence, right: probabilities.indexOf(confidence) === target };
  });
  console.log(`temperature ${temperature}`);
  for (const limit of [0, 0.4, 0.5, 0.6, 0.7, 0.8]) {
    const sure = rows.filter(({ confidence }) => confidence >= limit);
    const right = sure.filter((row) => row.right).length;
    const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
    console.log(
      `from ${limit}: ${share(sure.length, rows.length)} of all, ${share(right, sure.length)} right`,
    );
  }
}

if (import.meta.main) {
  if (process.argv.includes("--check")) check();
  else writeFileSync(TARGET, trainAsked());
}
