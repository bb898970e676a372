import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readLines } from "../../scripts/train-understanding.ts";
import { asked, SURE_ASKED } from "../../src/language/asked/asked.ts";
import { isSure, understand } from "../../src/language/understand/index.ts";

/** What somebody types first, or in answer to a question, and what it tells; what is left out is not told. */
interface Opening {
  readonly text: string;
  readonly lang: string;
  readonly situation?: string;
  readonly secret?: string;
  readonly service?: string;
  readonly asks: string;
}

/** `fresh` was written before the sentences that teach such openings, `reported` are those that went wrong. */
const openings = (file: string): readonly Opening[] =>
  readFileSync(new URL(`openings/${file}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const fresh = openings("fresh");
const all = [...fresh, ...openings("reported")];

function surelyAsked(text: string): string {
  const found = asked(text);
  return found && found.confidence >= SURE_ASKED ? found.value : "none";
}

/** What is decided without a question though it was not told; "unclear" and "info" decide nothing. */
function decidedWrongly({ text, situation, secret }: Opening): readonly string[] {
  const read = understand(text);
  const decided = [read.situation, read.secret].map((told, at) => {
    const isDecided = told && isSure(at === 0 ? "situation" : "secret", told.confidence, told.value);
    return isDecided ? told.value : undefined;
  });
  const harmless: readonly unknown[] = [undefined, "unclear", "info", "unknown", situation, secret];
  return decided.filter((value) => !harmless.includes(value)).map(String);
}

describe("everyday openings", () => {
  it("are read as they are meant, and none is decided wrongly", () => {
    const told = all.filter(({ situation }) => situation !== undefined);
    expect(told.filter((one) => decidedWrongly(one).length > 0)).toEqual([]);
    const right = told.filter(({ text, situation, secret }) => {
      const read = understand(text);
      return read.situation?.value === situation && read.secret?.value === secret;
    });
    expect(right.length / told.length).toBeGreaterThan(0.92);
  });

  it.each(all.filter(({ service }) => service))("$text: $service", ({ text, service }) => {
    expect(understand(text)).toMatchObject({ service: { value: service }, outside: null });
  });

  it.each(all.filter(({ asks }) => asks === "none"))("$text: asks nothing aside", ({ text }) => {
    expect(surelyAsked(text)).toBe("none");
  });

  it("that ask reach their answer, and no other", () => {
    const asking = all.filter(({ asks }) => asks !== "none");
    const found = asking.map(({ text, asks }) => ({ asks, found: surelyAsked(text) }));
    expect(found.filter((one) => !["none", one.asks].includes(one.found))).toEqual([]);
    expect(found.filter((one) => one.found === one.asks).length / asking.length).toBeGreaterThan(0.9);
  });

  it("are no sentences that were learned, but for those reported", () => {
    const learned = new Set(readLines('"text"').map(({ line }) => JSON.parse(line).text));
    expect(fresh.filter(({ text }) => learned.has(text))).toEqual([]);
  });
});
