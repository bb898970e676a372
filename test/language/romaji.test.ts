import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { understand } from "../../src/language/understand/index.ts";
import { fromRomaji } from "../../src/language/understand/romaji.ts";

const ENGLISH = new URL("../../locales/en/training/", import.meta.url);

describe("Japanese in Latin letters", () => {
  it.each([
    ["anshou bangou wo wasuremashita", "あんしょう ばんごう を わすれました"],
    ["anshō bangō o wasuremasita", "あんしょう ばんごう を わすれました"],
    ["Kaado wa rokku desu.", "かーど は ろっく です."],
    ["shin'you desu, zyuusyo kaemashita", "しんよう です, じゅうしょ かえました"],
    ["4 keta no PIN 3 kai machigaemashita", "4 けた の pin 3 かい まちがえました"],
    ["konban kombini ni ikitai desu, matcha", "こんばん こんびに に いきたい です, まっちゃ"],
    ["e-Tax no pasuwado desu", "etax の ぱすわーど です"],
  ])("is read as hiragana: %s", (text, kana) => {
    expect(fromRomaji(text)).toBe(kana);
  });

  it("is none in English, whatever is said", () => {
    const sentences = readdirSync(ENGLISH).flatMap((file) =>
      readFileSync(new URL(file, ENGLISH), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line): string => JSON.parse(line).text),
    );
    expect(sentences.length).toBeGreaterThan(250);
    expect(sentences.filter((text) => fromRomaji(text) !== undefined)).toEqual([]);
  });

  it.each([
    "カードを nakushimashita",
    "to no me",
    "desu",
    "hai",
    "Hello, my name is Naomi Tanaka",
    "",
    "ainda nao tenho a senha",
    "minha senha bonita ainda no banco",
    "mi tienda no tiene mi tarjeta",
    "necesito una hojita nueva, mi amiga",
    "nakalimutan ko ang pin ko",
    "saya lupa kata sandi, kartu tidak bisa",
    "ho dimenticato la mia carta, tutta rotta",
    "Hindi ko po makita ang PIN ko",
    "di ko na makita PIN ko",
    "nai-reset ko na po pero ayaw pa rin",
    "bisa minta data kita",
    "ha fatta mia mamma",
    "senha direta",
    "não tenho a minha senha ainda desu",
  ])("is none here: %s", (text) => {
    expect(fromRomaji(text)).toBeUndefined();
  });

  it("is looked for in anything, and never fails", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const kana = fromRomaji(`${text} wasuremashita kaado`);
        expect(kana === undefined || kana.length > 0).toBe(true);
      }),
    );
  });

  it.each([
    ["anshou bangou wo wasuremashita", { situation: "forgot" }],
    ["PIN wo wasuremashita", { situation: "forgot" }],
    ["password wo wasuremashita", { situation: "forgot" }],
    ["My Number Card no password wo wasuremashita", { situation: "forgot" }],
    ["kaado wo nakushimashita", { situation: "lost_card" }],
    ["denshi shoumeisho no kigen ga kiremashita", { situation: "expired", secret: "both_certs" }],
    ["hikkoshi shimashita. shomei pasuwaado ga tsukaemasen", { secret: "sign_cert" }],
  ])("is understood, and answered in easy Japanese: %s", (text, said) => {
    const read = understand(text);
    expect(read.lang.value).toBe("ja-simple");
    for (const [facet, value] of Object.entries(said)) {
      expect(read[facet as "situation" | "secret"]?.value).toBe(value);
    }
  });
});
