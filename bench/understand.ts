/**
 * `node bench/understand.ts [--write]`: time, size and scores of understanding, beside what one would pick
 * instead: node-nlp, and Fuse as a search for the most similar training sentence. Both are installed into a
 * folder of their own for the time of the measurement, learn from the same sentences and read the same
 * messages, which none of them has seen. `--write` puts the table into docs/understanding.md.
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

const [NLP, FUSE] = ["node-nlp", "fuse.js"];
const PACKAGES = [`${NLP}@4.27.0`, `${FUSE}@7.5.0`];
const INSTALL_MS = 300_000;
const ROUNDS = 5;
/** Every so many messages are timed: some of those compared need a tenth of a second for each. */
const EVERY = 5;

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
  readonly each: number;
  readonly size: string;
  readonly scores: readonly string[];
}

async function measure(name: string, size: string, make: () => Promise<Reader>): Promise<Measured> {
  const begin = performance.now();
  const read = await make();
  const load = performance.now() - begin;
  const answers: (readonly [string, string])[] = [];
  for (const { text } of messages) answers.push(await read(text));
  const times: number[] = [];
  const timed = messages.filter((_, at) => at % EVERY === 0);
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (const { text } of timed) await read(text);
    times.push((performance.now() - start) / timed.length);
  }
  return { name, load, each: median(times), size, scores: scoresOf(answers) };
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

/** The parts of node-nlp that are used here. */
interface NlpManager {
  addDocument: (lang: string, text: string, intent: string) => void;
  train: () => Promise<unknown>;
  process: (lang: string, text: string) => Promise<{ readonly intent: string }>;
}

async function nodeNlp(require: NodeJS.Require): Promise<Reader> {
  const { NlpManager } = require(NLP) as { NlpManager: new (settings: object) => NlpManager };
  const learn = async (facet: "situation" | "secret"): Promise<NlpManager> => {
    const manager = new NlpManager({ languages: ["ja"], autoSave: false, nlu: { log: false } });
    for (const sentence of sentences.filter(({ lang }) => lang !== "en")) {
      manager.addDocument("ja", sentence.text, labelOf(facet, sentence));
    }
    await manager.train();
    return manager;
  };
  const [situation, secret] = [await learn("situation"), await learn("secret")];
  return async (text) => [
    (await situation.process("ja", text)).intent,
    (await secret.process("ja", text)).intent,
  ];
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
  measured.push(await measure("node-nlp 4.27", used("node_modules"), () => nodeNlp(require)));
} finally {
  rmSync(folder, { recursive: true });
}
const report = table(
  ["reader", "situation", "secret", "both", "ms a message", "ms to load", "size"],
  measured.map(({ name, load, each, size, scores }) => [
    name,
    ...scores,
    each.toFixed(3),
    load.toFixed(0),
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
