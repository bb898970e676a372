import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trainAsked } from "../../scripts/train-asked.ts";
import { ASIDE_IDS } from "../../src/assistant/asides.ts";
import { asked, SURE_ASKED } from "../../src/language/asked/asked.ts";
import { LANGS } from "../../src/language/index.ts";

interface Sentence {
  readonly text: string;
  readonly lang: string;
  readonly asks: string;
}

/** Written by somebody who had seen neither the training sentences nor the model. */
const UNSEEN = new URL("unseen/asides.jsonl", import.meta.url);
const sentences: readonly Sentence[] = readFileSync(UNSEEN, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

function sureOf({ text }: Sentence): string {
  const found = asked(text);
  return found && found.confidence >= SURE_ASKED ? found.value : "none";
}

const share = (part: number, whole: number): string =>
  `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;

describe("questions asked aside, on sentences of others", () => {
  it.each(LANGS)("in %s: most are answered, few wrongly, and troubles are left to the flow", (lang) => {
    const own = sentences.filter((one) => one.lang === lang);
    const questions = own.filter(({ asks }) => asks !== "none");
    const troubles = own.filter(({ asks }) => asks === "none");
    const right = questions.filter((one) => sureOf(one) === one.asks).length;
    const wrong = questions.filter((one) => !["none", one.asks].includes(sureOf(one))).length;
    const alarms = troubles.filter((one) => sureOf(one) !== "none").length;
    console.log(
      `${lang}: ${share(right, questions.length)} right, ${share(wrong, questions.length)} wrong, ` +
        `${share(alarms, troubles.length)} of the troubles taken for a question`,
    );
    expect(right / questions.length).toBeGreaterThan(0.7);
    expect(wrong / questions.length).toBeLessThan(0.06);
    expect(alarms / troubles.length).toBeLessThan(0.08);
  });

  it.each([
    ["手数料は?", "fee"],
    ["夜でもできる?", "night"],
    ["代理人でもいい?", "agent"],
    ["何回まで間違えられる?", "tries_4digit"],
    ["ローソンでもいい?", "kiosk_lawson"],
  ])("%s", (text, id) => {
    expect(asked(text)).toMatchObject({ value: id });
  });
});

describe("the model of questions asked aside", () => {
  it("is what its sentences make of it, and names nothing that has no answer", () => {
    const written = readFileSync(new URL("../../src/language/asked/trained.ts", import.meta.url), "utf8");
    const made = trainAsked();
    expect(made === written, "run node scripts/train-asked.ts").toBe(true);
    const labels = /labels:\s*"([^"]*)"/.exec(made)?.[1]?.split("|") ?? [];
    expect(labels.toSorted()).toEqual([...ASIDE_IDS, "none", "person"].toSorted());
  }, 300_000);
});
