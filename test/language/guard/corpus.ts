import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { guard } from "../../../src/language/index.ts";

/** A line of a corpus; harmless ones have no kind. */
export interface GuardLine {
  readonly text: string;
  readonly kind?: string;
  readonly lang: string;
}

/** The lines of a file beside this folder; none where it is not there. */
export function readLines(name: string): readonly GuardLine[] {
  const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "")
    .map((text): GuardLine => JSON.parse(text));
}

/** Harmful lines in which nothing of their kind was masked. */
export function misses(lines: readonly GuardLine[]): readonly GuardLine[] {
  return lines.filter(({ text, kind }) => guard(text).found.every((one) => one.kind !== kind));
}

/** Harmless lines in which something was masked. */
export function falseAlarms(lines: readonly GuardLine[]): readonly GuardLine[] {
  return lines.filter(({ text }) => guard(text).found.length > 0);
}

export function rate(count: number, of: number): string {
  return `${count} of ${of} (${((100 * count) / Math.max(of, 1)).toFixed(1)} %)`;
}
