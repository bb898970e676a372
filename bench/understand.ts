/**
 * `node bench/understand.ts [--write]`: time, size and scores of understanding, beside what one would pick
 * instead: `natural`, a naive Bayes classifier over pairs of characters, and Fuse as a search for the most
 * similar training sentence. Both are installed into a folder of their own for the time of the measurement,
 * learn from the same sentences and read the same messages, which none of them has seen. Times stand beside
 * ours, taken in turn, so that a busy machine slows both. `--write` puts the table into docs/understanding.md.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readSentences, type Sentence } from "../scripts/train-understanding.ts";
import { readLabelled } from "../src/app/labelled.ts";
import { understand } from "../src/language/understand/index.ts";
import { median, table } from "./table.ts";

const [NATURAL, FUSE] = ["natural", "fuse.js"];
const PACKAGES = [`${NATURAL}@8.1.1`, `${FUSE}@7.5.0`];
const INSTALL_MS = 300_000;
const ROUNDS = 3;
/** Every so many messages are timed: some of those compared need a tenth of a second for each. */
const EVERY = 20;
/** A few passes over so few messages are over before a clock tells much. */
const LEAST_MS = 500;

const path = (from: string): string => fileURLToPath(new URL(`../${from}`, import.meta.url));
const messages = readLabelled(path("test/language/unseen/messages.jsonl")).filter(
  ({ lang, situation }) => lang === "ja" && situation && situation !== "unclear",
);
const sentences = readSentences();

/** What a message tells, by one of those compared. */
type Reader = (text: string) => Promise<readonly [situation: string, secret: string]>;

/** The label of one facet, as the others learn it. */
const labelOf = (facet: "situation" | "secret", sentence: Sentence): string => sentence[facet] ?? "none";

interface Measured {
  readonly name: string;
  readonly load: number;
  /** How many times as long as ours a message takes. */
  readonly ratio: number;
  /** What ours took beside it. */
  readonly ours: readonly number[];
  readonly size: string;
  readonly scores: readonly string[];
}

async function measure(name: string, size: string, make: () => Promise<Reader>): Promise<Measured> {
  const begin = performance.now();
  const read = await make();
  const load = performance.now() - begin;
  const answers: (readonly [string, string])[] = [];
  for (const { text } of messages) answers.push(await read(text));
  const rounds: { readonly own: number; readonly each: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ own: await millisecondsOf(await ours()), each: await millisecondsOf(read) });
  }
  const ratio = median(rounds.map((one) => one.each / one.own));
  return { name, load, ratio, ours: rounds.map(({ own }) => own), size, scores: scoresOf(answers) };
}

/** What one message takes, over as many passes as fill {@link LEAST_MS}. */
async function millisecondsOf(read: Reader): Promise<number> {
  const timed = messages.filter((_, at) => at % EVERY === 0);
  const start = performance.now();
  let [passes, taken] = [0, 0];
  for (; taken < LEAST_MS; taken = performance.now() - start) {
    for (const { text } of timed) await read(text);
    passes++;
  }
  return taken / (passes * timed.length);
}

function scoresOf(answers: readonly (readonly [string, string])[]): readonly string[] {
  const right = messages.map(({ situation, secret }, at) => [
    answers[at]?.[0] === situation,
    (answers[at]?.[1] ?? "unknown") === (secret ?? "unknown"),
  ]);
  const share = (test: (one: readonly (boolean | undefined)[]) => boolean): string =>
    `${((100 * right.filter(test).length) / right.length).toFixed(1)} %`;
  return [
    share(([one]) => one === true),
    share(([, other]) => other === true),
    share((one) => one.every(Boolean)),
  ];
}

async function ours(): Promise<Reader> {
  return async (text) => {
    const { situation, secret } = understand(text);
    return [situation?.value ?? "none", secret?.value ?? "unknown"];
  };
}

/** The parts of natural that are used here. */
interface BayesClassifier {
  readonly addDocument: (features: readonly string[], label: string) => void;
  readonly train: () => void;
  readonly classify: (features: readonly string[]) => string;
}

/** Its tokenizers know no Japanese; pairs of characters are what one would give it. */
async function natural(require: NodeJS.Require): Promise<Reader> {
  const { BayesClassifier } = require(NATURAL) as { BayesClassifier: new () => BayesClassifier };
  const japanese = sentences.filter(({ lang }) => lang !== "en");
  const known = commonPairs(japanese.map(({ text }) => text));
  const learn = (facet: "situation" | "secret"): BayesClassifier => {
    const classifier = new BayesClassifier();
    for (const sentence of japanese) {
      const pairs = pairsOf(sentence.text).filter((pair) => known.has(pair));
      classifier.addDocument(pairs, labelOf(facet, sentence));
    }
    classifier.train();
    return classifier;
  };
  const [situation, secret] = [learn("situation"), learn("secret")];
  return async (text) => [situation.classify(pairsOf(text)), secret.classify(pairsOf(text))];
}

/** Pairs of some sentences at least: it looks for each of them in each message. */
function commonPairs(texts: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const pair of texts.flatMap((text) => [...new Set(pairsOf(text))])) {
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= 3).map(([pair]) => pair));
}

function pairsOf(text: string): readonly string[] {
  const read = `^${text.normalize("NFKC").toLowerCase()}$`;
  return Array.from({ length: read.length - 1 }, (_, at) => read.slice(at, at + 2));
}

/** The part of Fuse that is used here. */
interface FuseOf<Item> {
  search: (text: string, options: { limit: number }) => readonly { readonly item: Item }[];
}

async function fuse(require: NodeJS.Require): Promise<Reader> {
  const Fuse = require(FUSE) as new (items: readonly Sentence[], settings: object) => FuseOf<Sentence>;
  const index = new Fuse(sentences, { keys: ["text"], threshold: 1, ignoreLocation: true });
  return async (text) => {
    const [best] = index.search(text.slice(0, 32), { limit: 1 });
    return best ? [labelOf("situation", best.item), labelOf("secret", best.item)] : ["none", "unknown"];
  };
}

function installed(folder: string): NodeJS.Require {
  writeFileSync(join(folder, "package.json"), "{}");
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...PACKAGES], {
    cwd: folder,
    timeout: INSTALL_MS,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return createRequire(join(folder, "package.json"));
}

const trained = path("src/language/understand/trained.ts");
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} KB`;
const size = `${kilobytes(statSync(trained).size)}, ${kilobytes(gzipSync(readFileSync(trained)).length)} gzipped`;
const measured = [await measure("**Tokeru**", size, ours)];
const folder = mkdtempSync(join(tmpdir(), "tokeru-bench-"));
try {
  const require = installed(folder);
  const used = (name: string): string =>
    `${execFileSync("du", ["-sm", name], { cwd: folder, encoding: "utf8" }).split("\t")[0]} MB installed`;
  measured.push(
    await measure("Fuse 7.5, nearest sentence", used("node_modules/fuse.js"), () => fuse(require)),
  );
  measured.push(await measure("natural 8.1, naive Bayes", used("node_modules"), () => natural(require)));
} finally {
  rmSync(folder, { recursive: true });
}
const own = median(measured.flatMap((one) => one.ours));
const report = table(
  ["reader", "situation", "secret", "both", "time a message", "ready after", "size"],
  measured.map(({ name, load, ratio, size, scores }) => [
    name,
    ...scores,
    ratio < 2 ? `${own.toFixed(2)} ms` : `× ${ratio.toFixed(0)}`,
    `${(load / 1000).toFixed(1)} s`,
    size,
  ]),
);
console.log(
  `${messages.length} Japanese messages that tell a situation; Node ${process.versions.node}\n\n${report}`,
);
if (process.argv.includes("--write")) {
  const page = path("docs/understanding.md");
  const marked = /(?<=<!-- measured -->\n)[^]*(?=<!-- end -->)/;
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(marked, () => `\n${report}\n\n`),
  );
}
