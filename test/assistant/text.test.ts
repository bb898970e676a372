import { describe, expect, it } from "vitest";
import type { Input } from "../../src/assistant/index.ts";
import { readText } from "../../src/assistant/text.ts";
import { readingsOf, wordsOf } from "../../src/assistant/typed.ts";
import { QUESTION_IDS, type QuestionId, QUESTIONS } from "../../src/flows/index.ts";
import { type Lang, LANGS, line, readingOnly, withoutRuby } from "../../src/language/index.ts";
import { worldOf } from "../support/house.ts";

const world = worldOf();

/** The place at a question, with every option that it ever offers. */
function at(node: QuestionId, lang: Lang = "ja", suggested: string | null = null) {
  const { options } = QUESTIONS[node];
  return { position: { node, of: {} as never, used: [], options, decision: null }, lang, suggested };
}

function read(text: string, node: QuestionId, lang: Lang = "ja", suggested: string | null = null) {
  return readText(text, at(node, lang, suggested), world);
}

function chosen(text: string, node: QuestionId, lang: Lang = "ja", suggested: string | null = null) {
  const input = read(text, node, lang, suggested);
  return input && "choose" in input ? input.choose : undefined;
}

const SHARED = { yes: line("answers.yes"), no: line("answers.no"), unsure: line("answers.unsure") };
const listOf = (node: QuestionId, value: string, lang: Lang) =>
  wordsOf(`answers.${node}.${value}`, world.say(lang), SHARED);
const valuesOf = (node: QuestionId) => QUESTIONS[node].options.map(({ value }) => value);

/** Nothing but a command, a language or another button can be typed here. */
const NOWHERE = { node: "outcome", of: {} as never, used: [], options: [], decision: null } as const;
/** Says its language as a command, and its holder's nationality where that is asked. */
const INTENDED: ReadonlySet<string> = new Set(["residence.japanese japanese"]);

describe("the table of short answers", () => {
  it.each(QUESTION_IDS)("has some for every option, in each language, that mean no other: %s", (node) => {
    const owners = new Map<string, string>();
    const listed = LANGS.flatMap((lang) =>
      valuesOf(node).map((value) => ({ lang, value, words: [...listOf(node, value, lang)] })),
    );
    for (const { lang, value, words } of listed) {
      expect(words.length, `${lang} ${value}`).toBeGreaterThan(0);
      for (const one of words) {
        expect(owners.get(one) ?? value, `${lang}: ${one}`).toBe(value);
        owners.set(one, value);
      }
    }
    for (const { lang, value, words } of listed) {
      for (const one of words) {
        const readings = readingsOf(one, world.say(lang));
        expect(
          readings.map((reading) => owners.get(reading) ?? value),
          one,
        ).toEqual(readings.map(() => value));
        expect(chosen(one, node, lang), `${lang}: ${one}`).toBe(value);
      }
    }
  });

  it.each(LANGS)("holds no words of commands or other buttons: %s", (lang) => {
    for (const node of QUESTION_IDS) {
      for (const value of valuesOf(node)) {
        for (const words of listOf(node, value, lang)) {
          if (INTENDED.has(`${node}.${value} ${words}`)) continue;
          const meant = readText(words, { position: NOWHERE, lang, suggested: null }, world);
          expect(meant, `${node}.${value} ${words}`).toBeUndefined();
        }
      }
    }
  });

  it("does not change what labels say", () => {
    for (const lang of LANGS) {
      for (const node of QUESTION_IDS) {
        for (const value of valuesOf(node)) {
          const label = world.say(lang)(line(`short.${node}.${value}`));
          expect(chosen(label, node, lang), `${lang} ${node}: ${label}`).toBe(value);
        }
      }
    }
  });
});

type Case = readonly [QuestionId, string, string];

describe("short answers", () => {
  it.each([
    ...[
      "自分の",
      "自分のです",
      "自分",
      "私",
      "わたしの カード です",
      "じぶんの かーど",
      "俺のマイナンバーカード",
      "うちのや",
      "おらのだ",
      "ｼﾞﾌﾞﾝﾉｶｰﾄﾞ",
      "本人です",
      "はい、自分のです",
      "「自分の」です",
      "mine",
      "it's mine",
      "ふつうのカードです",
    ].map((text): Case => ["whose_card", text, "mine"]),
    ["whose_card", "16歳の息子", "teenager"],
    ["whose_card", "小学生の娘です", "child"],
    ["whose_card", "同居の母です", "household"],
    ["whose_card", "友人のです", "agent"],
    ["whose_card", "わかりません", "dont_know"],
    ...[
      "はい",
      "うん",
      "覚えています",
      "覚えてます",
      "覚えとる",
      "はい、覚えています",
      "控えがあります",
      "署名用は覚えてる",
      "yes I do",
      "Yes, I wrote it down.",
    ].map((text): Case => ["knows_sign_pw", text, "yes"]),
    ...[
      "いいえ",
      "忘れた",
      "忘れました",
      "忘れてしまいました",
      "いいえ、覚えていません",
      "署名用も忘れた",
      "no",
      "そっちもロックされてる",
      "設定していません",
    ].map((text): Case => ["knows_sign_pw", text, "no"]),
    ...["自信がないです", "わからん", "知らないそうです", "not sure"].map((text): Case => [
      "knows_sign_pw",
      text,
      "dont_know",
    ]),
    ...["使えます", "はい", "まだ使えます"].map((text): Case => ["user_pin_works", text, "yes"]),
    ...["4桁も忘れた", "そっちもロックされてる", "使えませんでした", "忘れてもうた"].map((text): Case => [
      "user_pin_works",
      text,
      "no",
    ]),
    ...["しばらく使っていません", "よくわかりません"].map((text): Case => [
      "user_pin_works",
      text,
      "dont_know",
    ]),
    ...[
      "ない",
      "ないです",
      "ありません",
      "いいえ",
      "どれもない",
      "なし",
      "何もないです",
      "大丈夫です",
      "特にありません",
      "none of them",
    ].map((text): Case => ["kiosk_check", text, "none"]),
    ["kiosk_check", "期限が切れてます", "expired"],
    ["kiosk_check", "スマホを持っていません", "no_nfc_phone"],
    ["kiosk_check", "まだ作り直していません", "moved"],
    ["service", "市役所", "city_counter"],
    ["service", "コンビニです", "convenience_store"],
    ["service", "セブンイレブン", "convenience_store"],
    ["service", "e-Tax", "etax"],
    ["service", "確定申告です", "etax"],
    ["service", "メルカリ", "sign_app"],
    ["service", "病院で", "health_insurance"],
    ["which_forgotten", "署名用のほう", "alnum6_16"],
    ["which_forgotten", "長いやつ", "alnum6_16"],
    ["which_forgotten", "4桁の", "digits4"],
    ["which_forgotten", "両方です", "both"],
    ["which_forgotten", "わかりません", "dont_know"],
    ["which_forgotten", "住民基本台帳用って言われました", "juki_pin"],
    ["which_forgotten", "券面事項入力補助用", "kenmen_pin"],
    ["phone_secret", "署名用のほう", "phone_sign_pw"],
    ["screen", "利用者証明用", "user_pin"],
    ["screen", "照合番号B", "birth_expiry_code"],
    ["clinic_problem", "顔がだめ", "face"],
    ["clinic_problem", "番号を忘れた", "pin"],
    ["months_since_expiry", "先週", "within_three"],
    ["months_since_expiry", "半年前です", "longer"],
    ["residence", "日本人です", "japanese"],
    ["residence", "技人国です", "fixed_stay"],
    ["residence", "特別永住者です", "permanent"],
    ["screen_says", "残り2回", "wrong"],
    ["screen_says", "読み取れませんでした", "cannot_read"],
    ["moving_day", "今日転入届を出します", "yes"],
    ["moving_day", "もう出しました", "no"],
    ["notice_form", "届いてません", "no"],
    ["nfc_phone", "あります", "yes"],
    ["certs_renewed", "まだです", "no"],
    ["what_ends", "カード本体の期限が切れました", "card_expired"],
    ["what_happened", "マイナンバーカードの暗証番号を忘れた", "forgot"],
  ] as const satisfies readonly Case[])("%s: %s", (node, text, value) => {
    expect(chosen(text, node)).toBe(value);
  });

  it.each([
    // Asked, doubted or denied.
    ["whose_card", "自分の?"],
    ["whose_card", "自分のですか"],
    ["whose_card", "自分のじゃない"],
    ["whose_card", "たぶん自分の"],
    ["whose_card", "not mine"],
    ["knows_sign_pw", "はい?"],
    ["knows_sign_pw", "覚えてるかも"],
    ["knows_sign_pw", "覚えてると思う"],
    ["knows_sign_pw", "使えるのかな"],
    ["user_pin_works", "使えてないわけじゃない"],
    // Two things at once.
    ["knows_sign_pw", "はい、忘れました"],
    ["knows_sign_pw", "いいえ、覚えています"],
    ["which_forgotten", "4桁、署名用"],
    // What may be one option or another.
    ["whose_card", "子ども"],
    ["whose_card", "母"],
    ["whose_card", "はい"],
    ["which_forgotten", "暗証番号"],
    ["which_forgotten", "パスワード"],
    ["which_to_change", "4桁"],
    ["what_ends", "電子証明書"],
    ["what_ends", "カード"],
    ["clinic_problem", "ロックされた"],
    ["knows_phone_sign_pw", "いいえ"],
    ["knows_phone_sign_pw", "忘れた"],
    ["kiosk_check", "はい"],
    ["kiosk_check", "引っ越しました"],
    ["months_since_expiry", "去年"],
    ["residence", "外国人です"],
    ["residence", "高度専門職"],
    ["service", "アプリ"],
    ["what_happened", "なくした"],
    ["what_happened", "使えない"],
  ] as const)("nothing is taken from %s: %s", (node, text) => {
    expect(chosen(text, node)).toBeUndefined();
  });

  it("need what understands words, which a browser may not have yet", () => {
    const { understand: _, ...without } = world;
    expect(readText("自分の", at("whose_card"), without)).toBeUndefined();
    expect(readText("自分のカード", at("whose_card"), without)).toEqual({
      choose: "mine",
      node: "whose_card",
    });
  });

  it("leave first words in another language to what reads words, which answers in it", () => {
    expect(chosen("I lost my card", "what_happened", "en")).toBe("lost_card");
    expect(chosen("I lost my card", "what_happened", "ja")).toBeUndefined();
    expect(chosen("mine", "whose_card", "ja")).toBe("mine");
  });

  it("let yes and no be about what is suggested, and take neither where that would differ", () => {
    expect(chosen("はい", "whose_card", "ja", "mine")).toBe("mine");
    expect(chosen("はい", "knows_sign_pw", "ja", "yes")).toBe("yes");
    expect(chosen("いいえ", "knows_sign_pw", "ja", "yes")).toBe("no");
    expect(chosen("はい", "knows_sign_pw", "ja", "no")).toBeUndefined();
    expect(chosen("いいえ", "knows_sign_pw", "ja", "no")).toBeUndefined();
    expect(chosen("いいえ", "kiosk_check", "ja", "moved")).toBeUndefined();
    expect(chosen("覚えています", "knows_sign_pw", "ja", "no")).toBe("yes");
  });
});

describe("numbers", () => {
  const fifth = valuesOf("what_happened")[4];

  it.each([
    "5",
    "５",
    "5番",
    "5番です",
    "5です",
    "5️⃣",
    "(5)",
    "（５）",
    "5、",
    "五",
    "五番",
    "「5」",
    "5を選びます",
    "No.5",
    "5ばん",
    "５番目",
    "五番目です",
    "⑤",
    "5)",
    "5 👍",
    "5番でお願いします",
    "5番のやつ",
    "#5",
    "5つ目",
  ])("of a choice: %s", (text) => expect(chosen(text, "what_happened")).toBe(fifth));

  it.each(["No. 5", "number 5", "5 please", "the fifth one", "5th", "option 5"])("in English: %s", (text) =>
    expect(chosen(text, "what_happened", "en")).toBe(fifth),
  );

  it.each([
    "0",
    "13",
    "99番",
    "5?",
    "1 2",
    "1、2",
    "1.2",
    "①②",
    "5回",
    "5桁",
    "5年",
    "5歳",
    "5日",
    "15日",
    "5時",
    "-",
    "二つ",
  ])("no choice: %s", (text) => expect(chosen(text, "what_happened")).toBeUndefined());

  it("count what is shown", () => {
    const shown = QUESTIONS.screen.options.filter(({ spoken }) => !spoken);
    expect(chosen(`${shown.length}番`, "screen")).toBe("dont_know");
    expect(chosen(`${shown.length + 1}番`, "screen")).toBeUndefined();
  });
});

describe("the words of buttons", () => {
  const used = [{ node: "what_happened", value: "locked", by: "resident", at: 0 }] as const;
  const asked = { ...at("screen").position, used };
  const typed = (text: string, lang: Lang) =>
    readText(text, { position: asked, lang, suggested: null }, world);

  it.each(LANGS)("do what a tap does: %s", (lang) => {
    const say = world.say(lang);
    const BUTTONS: Readonly<Record<string, Input>> = {
      "line.button.back": { command: "back" },
      "line.button.restart": { command: "restart" },
      "line.button.human": { command: "human" },
      "line.button.card": { command: "card" },
      "line.button.assistant": { command: "assistant" },
      "line.button.unask": { command: "assistant" },
      "line.button.question": { show: true },
      "line.button.outcome": { show: true },
      "ui.back": { command: "back" },
      "ui.restart": { command: "restart" },
      "ui.start_again": { command: "restart" },
      "ui.human": { command: "human" },
      "ui.card": { command: "card" },
      "ui.assistant": { command: "assistant" },
      "ui.unask": { command: "assistant" },
      "widget.restart_yes": { command: "restart" },
      "web.back_to_questions": { show: true },
      "web.resume": { show: true },
    };
    for (const [id, input] of Object.entries(BUTTONS)) {
      for (const text of [withoutRuby(say(line(id))), readingOnly(say(line(id)))]) {
        expect(typed(text, lang), `${id}: ${text}`).toEqual(input);
      }
    }
    expect(typed(say(line("line.button.change", { n: 1 })), lang)).toEqual({ change: "what_happened" });
    expect(typed(say(line("line.button.change", { n: 2 })), lang)).toBeUndefined();
    for (const other of LANGS) {
      const name = withoutRuby(say(line(`ui.language_name.${other}`)));
      expect(typed(name, lang)).toEqual({ command: "language", value: other });
    }
  });

  it.each(LANGS)("judge an answer that is there: %s", (lang) => {
    const position = { ...NOWHERE, decision: {} as never };
    const label = world.say(lang)(line("rate.good"));
    expect(readText(label, { position, lang, suggested: null }, world)).toEqual({ rate: "good" });
    expect(typed(label, lang)).toBeUndefined();
  });
});
