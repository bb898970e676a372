/** `node bench/guard.ts`: what the guard costs a message, and a hostile text of 10,000 characters. */
import { guard } from "../src/language/index.ts";
import { readLines } from "../test/language/guard/corpus.ts";
import { median, table } from "./table.ts";

const ROUNDS = 15;

function microseconds(texts: readonly string[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (const text of texts) guard(text);
    return ((performance.now() - start) * 1000) / texts.length;
  });
  return median(times);
}

const hostile = ["1 ", "1234 ", "暗証番号は", "一二三四の", "a1 "].map((part) =>
  part.repeat(10_000 / part.length),
);
const rows = [
  ["harmful line", microseconds(readLines("guard/harmful.jsonl").map(({ text }) => text))],
  ["harmless line", microseconds(readLines("guard/harmless.jsonl").map(({ text }) => text))],
  ["hostile text, 10,000 characters", microseconds(hostile)],
] as const;
console.log(
  table(
    ["guard", "µs"],
    rows.map(([name, time]) => [name, time.toFixed(0)]),
  ),
);
