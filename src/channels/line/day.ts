import type { IsoDate } from "../../facts/index.ts";
import { line, type Line } from "../../language/index.ts";

/** A day as people write it in each language: 2027年1月10日, 10 January 2027. */
export function dayLine(day: IsoDate): Line {
  const [year = "", month = "", date = ""] = day.split("-").map((part) => String(Number(part)));
  return line("line.day", { year, month: line(`handoff.month.${month}`), date });
}
