import { describe, expect, it } from "vitest";
import { readMessages } from "../../../src/app/locales.ts";
import { MEANS } from "../../../src/desk/copilot/script.ts";
import { QUESTION_IDS, QUESTIONS } from "../../../src/flows/index.ts";
import { type Lang, LANGS, withoutRuby } from "../../../src/language/index.ts";

const messages = (lang: Lang): readonly (readonly [string, string])[] =>
  Object.entries(readMessages(lang)).map(([id, text]) => [id, withoutRuby(text)]);
const scripts = (lang: Lang) => messages(lang).filter(([id]) => id.startsWith("script."));

/** What nobody may be asked to say aloud. */
const SECRET = {
  ja: /番号|パスワード|マイナンバー|セキュリティコード|合言葉/,
  "ja-simple": /番号|パスワード|マイナンバー|セキュリティコード/,
  en: /\b(PINs?|password|My Number|security code|number|digits)\b/i,
} as const;
/** Words with which something is asked for. */
const ASKS = {
  ja: /(教えて|おっしゃって|おっしゃら|言って|お聞かせ|読み上げ|読んで|入力して|入れて|お伝え)/,
  "ja-simple": /(教えて|言って|読んで|入れて|書いて) ?(ください|もら)/,
  en: /\b(tell|say|give|read out|read me|spell|type|enter|write)\b/i,
} as const;
const NEVER = {
  ja: /ないでください|ません|種類だけ/,
  "ja-simple": /ないで ?ください|ません|種類だけ/,
  en: /\b(not|never|nobody|nothing|neither|only the kind)\b/i,
} as const;

/** Sentences that ask for a secret. */
function asksForSecret(text: string, lang: Lang): readonly string[] {
  return text
    .split(/(?<=[。?？!！.])\s*/u)
    .filter(
      (sentence) => SECRET[lang].test(sentence) && ASKS[lang].test(sentence) && !NEVER[lang].test(sentence),
    );
}

describe("what the test below would find", () => {
  it.each([
    ["ja", "念のため、暗証番号を教えてください。"],
    ["ja", "セキュリティコードを読み上げていただけますか。"],
    ["ja", "マイナンバーをお聞かせください。画面は閉じないでください。"],
    ["ja-simple", "番号を 言って ください。"],
    ["en", "Please tell me your PIN. Do not hurry."],
    ["en", "Could you read me the security code?"],
  ] as const)("%s: %s", (lang, text) => {
    expect(asksForSecret(text, lang)).toHaveLength(1);
  });
});

describe.each(LANGS)("the script in %s", (lang) => {
  const of = new Map(messages(lang));

  it("has something to say, to listen for and not to ask at every question, and no more", () => {
    const parts = QUESTION_IDS.flatMap((id) =>
      ["say", "listen", "avoid"].map((part) => `script.${id}.${part}`),
    );
    for (const id of parts) expect(of.get(id), id).toMatch(/\S/);
    const nodes = scripts(lang).filter(
      ([id]) => /\.(say|listen|avoid)$/.test(id) && id.split(".").length === 3,
    );
    expect(nodes.map(([id]) => id).toSorted()).toEqual(parts.toSorted());
  });

  it("never asks for a PIN, a password, the My Number or the security code", () => {
    // What is told of the caller's own code is told by the agent, not asked of anybody.
    const asked = scripts(lang).filter(([id]) => !id.startsWith("script.code.") && !id.endsWith(".listen"));
    expect(asked.length).toBeGreaterThan(60);
    for (const [id, text] of asked) expect(asksForSecret(text, lang), id).toEqual([]);
  });

  it("says of each line to listen for which choice it means, each choice once at most", () => {
    for (const id of QUESTION_IDS) {
      const shorts = QUESTIONS[id].options
        .filter((option) => !option.spoken)
        .map(({ value }) => of.get(`short.${id}.${value}`));
      const lines = of.get(`script.${id}.listen`)?.split("|") ?? [];
      const meant = lines.map((line) => line.split(MEANS));
      for (const [words, choice, ...more] of meant) {
        expect([id, words, more]).toEqual([id, expect.stringMatching(/\S/), []]);
        expect(shorts, `${id}: ${choice}`).toContain(choice);
      }
      expect(new Set(meant.map(([, choice]) => choice)).size).toBe(lines.length);
      // Whoever does not know must be heard too.
      expect(meant.length, id).toBeGreaterThan(2);
    }
  });

  it("says at most two sentences at a question, so that the caller can answer", () => {
    const says = scripts(lang).filter(([id]) => /^script\.[a-z_]+\.say$/.test(id));
    for (const [id, text] of says) {
      expect(text.length, id).toBeLessThan(lang === "en" ? 260 : 140);
    }
  });

  it("holds no number that a fact holds", () => {
    for (const [id, text] of scripts(lang)) {
      if (id.endsWith(".listen")) continue;
      const numbers = text.replace(/\{[^}]*\}/g, "").match(/\d+/g) ?? [];
      // The name of a kind: "数字4けた" is how the card's four digits are called.
      const named = /数字 ?\d(けた|つ)|2つ/g;
      expect(numbers.length === 0 || text.match(named)?.length === numbers.length, `${id}: ${text}`).toBe(
        true,
      );
    }
  });
});
