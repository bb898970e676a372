import { csvLine } from "../access/csv.ts";
import { BREAKDOWNS, type Figures, type Part } from "./figures.ts";
import { SMALLEST_TOLD, type Told } from "./small-cells.ts";

/** The shares, in the order of the page. */
export const PARTS = [
  "completed",
  "contained",
  "handoffs",
  "taken",
  "grounded",
  "words",
  "misrouted",
] as const satisfies readonly (keyof Figures)[];

/**
 * The same figures as a table for other programs (RFC 4180, UTF-8 with a mark, so that spreadsheets read Japanese):
 * `figure,kind,count,of,percent`. What is not told is `<5`, what there is none of is empty.
 */
export function csvOf(figures: Figures, nameOf: (breakdown: string, key: string) => string): string {
  const rows: (readonly string[])[] = [["figure", "kind", "name", "count", "of", "percent"]];
  rows.push(["conversations", "", "", count(figures.conversations), "", ""]);
  for (const name of PARTS) rows.push([name, "", "", ...partOf(figures[name])]);
  rows.push(["rated", "good", "", count(figures.rated.good), "", ""]);
  rows.push(["rated", "bad", "", count(figures.rated.bad), "", ""]);
  for (const name of ["minutes", "waited"] as const) {
    rows.push([name, "median", "", String(figures[name].median ?? ""), "", ""]);
    rows.push([name, "nine_of_ten", "", String(figures[name].nineOfTen ?? ""), "", ""]);
  }
  for (const cell of figures.days) rows.push(["day", cell.key, "", count(cell.count), "", ""]);
  for (const by of BREAKDOWNS) {
    for (const { key, count: n } of figures.by[by]) rows.push([by, key, nameOf(by, key), count(n), "", ""]);
  }
  return `\uFEFF${rows.map(csvLine).join("")}`;
}

function partOf({ part, whole, share }: Part): readonly string[] {
  return [count(part), count(whole), share === null ? "" : String(share)];
}

function count(told: Told): string {
  return told === null ? `<${SMALLEST_TOLD}` : String(told);
}
