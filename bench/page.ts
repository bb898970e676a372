import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { table } from "./table.ts";

/** A figure for a table, with so many decimals. */
export function show(value: number, digits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The value below which so large a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const busyBefore = loadavg()[0] ?? 0;

/** Prints a table with the machine that it was measured on, and how busy that was since this module was loaded. */
export function report(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const busy = [busyBefore, loadavg()[0] ?? 0].map((load) => show(load, 1)).join(" and ");
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores; processes that wanted to run before and after: ${busy}`;
  const text = `${machine}\n\n${table(heads, rows)}`;
  console.log(text);
  return text;
}

/** Puts a report into docs/performance.md, between `<!-- name measured -->` and `<!-- name end -->`. */
export function writeToPage(name: string, text: string): void {
  const page = new URL("../docs/performance.md", import.meta.url);
  const marked = new RegExp(`(?<=<!-- ${name} measured -->\\n)[^]*(?=<!-- ${name} end -->)`);
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(marked, () => `\n${text}\n\n`),
  );
}
