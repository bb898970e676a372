import { describe, expect, it } from "vitest";
import { evaluation, type Labelled } from "../../../src/channels/terminal/evaluate.ts";
import { worldOf } from "../../support/house.ts";

const OUT_OF_SCOPE = { lang: "ja", situation: "unclear", secret: "unknown", out_of_scope: true };

/** The row of a facet: told, understood, right, sure, sure and right, false alarms. */
function rowOf(facet: string, labelled: readonly Labelled[]): readonly string[] {
  const lines = evaluation(labelled, worldOf().facts, "2026-11-22").split("\n");
  const row = lines.find((line) => line.startsWith(`| ${facet} |`));
  return row?.split("|").map((cell) => cell.trim()) ?? [];
}

describe("the evaluation of labelled messages", () => {
  it("counts how surely a message is told to be out of scope", () => {
    const row = rowOf("out_of_scope", [
      { text: "税金の還付はいつ振り込まれますか", ...OUT_OF_SCOPE },
      { text: "こんにちは", ...OUT_OF_SCOPE },
      { text: "4桁の番号を忘れました", lang: "ja", situation: "forgot", secret: "unknown_4digit" },
    ]);
    expect(row.slice(2, 8)).toEqual(["2", "100.0 %", "100.0 %", "100.0 %", "100.0 %", "0 of 1"]);
  });

  it("takes what is not told and what is only unclear for the same", () => {
    const row = rowOf("situation", [
      { text: "カードのことで困っています", lang: "ja", situation: "unclear", secret: "unknown" },
      { text: "4桁の番号を忘れました", lang: "ja", situation: "forgot", secret: "unknown_4digit" },
    ]);
    expect(row.slice(2, 5)).toEqual(["1", "100.0 %", "100.0 %"]);
  });
});
