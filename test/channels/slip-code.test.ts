import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  findSlip,
  giveSlipCode,
  normaliseSlipCode,
  SLIP_CODE_ALPHABET,
  SLIP_CODE_LENGTH,
  SLIP_CODE_LIFE_MS,
  spokenCode,
} from "../../src/channels/slip-code.ts";
import type { Place, Store } from "../../src/store/index.ts";
import { onBothEngines } from "../store/engines.ts";
import { NOON } from "../support/house.ts";

const desk = { key: Buffer.alloc(32, 5), server: "https://tokeru.example.jp" };
const SLIP = "/slip?a=what_happened.locked&on=2026-11-21";
const code = fc.string({
  unit: fc.constantFrom(...SLIP_CODE_ALPHABET.split("")),
  minLength: SLIP_CODE_LENGTH,
  maxLength: SLIP_CODE_LENGTH,
});

/** What sounds alike on the telephone, in Japanese or in English, or looks alike on paper. */
const GROUPS = [
  "BCDEGPTVZ3",
  "AJKH",
  "MN",
  "FSX",
  "IY",
  "QU9",
  "O0",
  "59",
  "17",
  "18",
  "1IL",
  "2Z",
  "5S",
  "6G",
  "8B",
];

describe("the alphabet", () => {
  it.each(GROUPS)("has one of %s at most", (group) => {
    const taken = Array.from(group).filter((char) => SLIP_CODE_ALPHABET.includes(char));
    expect(taken.length, taken.join()).toBeLessThan(2);
  });

  it("gives codes enough, and each character its own telling", () => {
    expect(new Set(SLIP_CODE_ALPHABET).size).toBe(SLIP_CODE_ALPHABET.length);
    expect(SLIP_CODE_ALPHABET.length ** SLIP_CODE_LENGTH).toBeGreaterThan(7_000_000);
    const told = spokenCode(SLIP_CODE_ALPHABET);
    expect(told).toHaveLength(SLIP_CODE_ALPHABET.length);
    for (const language of ["ja", "en"] as const) {
      expect(new Set(told.map((one) => one[language])).size).toBe(told.length);
    }
    expect(spokenCode("K47")).toEqual([
      { char: "K", ja: "キングのケー", en: "K as in Kilo" },
      { char: "4", ja: "数字のよん", en: "the digit four" },
      { char: "7", ja: "数字のなな", en: "the digit seven" },
    ]);
  });
});

describe("a code as people type it", () => {
  const forms: readonly ((char: string) => string)[] = [
    (char) => char,
    (char) => char.toLowerCase(),
    // Full width.
    (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0),
    (char) => spokenCode(char)[0]?.ja ?? "",
    // Its name alone: ケー, or に.
    (char) => spokenCode(char)[0]?.ja.split("の")[1] ?? "",
  ];
  const between = fc.constantFrom("", " ", "\u3000", "-", "、", "\t");

  it("is the same in any width, case and grouping, or as it was told", () => {
    const typed = code.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.tuple(...Array.from(given, () => fc.tuple(fc.constantFrom(...forms), between))),
      ),
    );
    fc.assert(
      fc.property(typed, ([given, ways]) => {
        const text = Array.from(given, (char, n) => `${ways[n]?.[0](char)}${ways[n]?.[1]}`).join("");
        expect(normaliseSlipCode(text), text).toBe(given);
      }),
      { numRuns: 2000 },
    );
  });

  it("stays what it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const once = normaliseSlipCode(text);
        expect(normaliseSlipCode(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("is heard right where one thing alone can be meant", () => {
    expect(normaliseSlipCode("ANFI92")).toBe("KMXY52");
    expect(normaliseSlipCode("ケイ エル し しち ご ろく")).toBe("KL4756");
    expect(
      normaliseSlipCode("キングのケー、ロンドンのエル、メキシコのエム、数字のに、数字のさん、数字のよん"),
    ).toBe("KLM234");
    expect(normaliseSlipCode("ｋｉｎｇ")).not.toHaveLength(SLIP_CODE_LENGTH);
  });
});

onBothEngines((bench) => {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await bench.newPlace();
    store = await bench.open(place);
  });

  const give = (now = NOON) => store.transaction((tx) => giveSlipCode(tx, desk, SLIP, now));

  it("opens the slip for a day, as often as wanted, and no longer", async () => {
    const { code, expiresAt } = await give();
    expect(expiresAt).toBe(NOON + SLIP_CODE_LIFE_MS);
    expect(await findSlip(store.slipCodes, desk, code, NOON)).toBe(SLIP);
    expect(await findSlip(store.slipCodes, desk, code.toLowerCase(), expiresAt - 1)).toBe(SLIP);
    expect(await findSlip(store.slipCodes, desk, code, expiresAt)).toBeUndefined();
  });

  it("opens nothing to whoever has another one, or another house's key", async () => {
    const { code } = await give();
    const other = Array.from(code, (char) => (char === "2" ? "3" : "2")).join("");
    expect(await findSlip(store.slipCodes, desk, other, NOON)).toBeUndefined();
    expect(await findSlip(store.slipCodes, desk, code.slice(1), NOON)).toBeUndefined();
    const elsewhere = { ...desk, key: Buffer.alloc(32, 6) };
    expect(await findSlip(store.slipCodes, elsewhere, code, NOON)).toBeUndefined();
  });

  it("is swept when its time is over", async () => {
    const { code, expiresAt } = await give();
    expect((await store.sweep({ now: expiresAt })).slipCodes).toBe(0);
    expect((await store.sweep({ now: expiresAt + 1 })).slipCodes).toBe(1);
    expect(await findSlip(store.slipCodes, desk, code, NOON)).toBeUndefined();
  });

  it("is drawn evenly, and another each time", async () => {
    const codes: string[] = [];
    for (let n = 0; n < 300; n += 1) codes.push((await give()).code);
    expect(new Set(codes).size).toBe(codes.length);
    const drawn = codes.join("");
    const expected = drawn.length / SLIP_CODE_ALPHABET.length;
    // Six standard deviations: once in some hundred million runs.
    const wide = 6 * Math.sqrt(expected);
    for (const char of SLIP_CODE_ALPHABET) {
      expect(Math.abs(drawn.split(char).length - 1 - expected), char).toBeLessThan(wide);
    }
  });

  it("stands nowhere in the database", async () => {
    const { code } = await give();
    if (!("file" in place)) return;
    const folder = dirname(place.file);
    const bytes = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`).toString("latin1"));
    expect(bytes.join()).toContain("what_happened.locked");
    expect(bytes.join()).not.toContain(code);
  });
});
