import { describe, expect, test } from "vitest";
import type { Case } from "../../src/facts/index.ts";
import { isSure, understand, type Understanding } from "../../src/language/understand/index.ts";

/** What is told, without how sure it is. */
function said(text: string): Partial<Record<string, unknown>> {
  const { both: _, knows, ...read } = understand(text);
  const known = Object.entries(knows).map(([secret, told]) => [`knows:${secret}`, told?.value]);
  const facets = Object.entries(read).flatMap(([name, told]) => (told ? [[name, told.value]] : []));
  return Object.fromEntries([...facets, ...known]);
}

describe("what happened to which secret", () => {
  test.each([
    ["4桁の暗証番号がロックされました", "locked", "unknown_4digit"],
    ["署名用パスワードを忘れました", "forgot", "sign_pw"],
    ["カードをなくしました", "lost_card", "card_body"],
    ["電子証明書の有効期限が切れました", "expired", "both_certs"],
    ["引っ越したら署名用電子証明書が失効していました", "revoked", "sign_cert"],
    ["ながい パスワードを わすれました。", "forgot", "sign_pw"],
    ["I forgot my signature password", "forgot", "sign_pw"],
  ])("%s", (text, situation, secret) => {
    expect(said(text)).toMatchObject({ situation, secret });
  });

  test("a bank's message after the kiosk means the printed code, surely", () => {
    const read = understand("コンビニで暗証番号変えたのに銀行アプリでICチップがロックされてるって出る");
    expect(read.secret?.value).toBe("code_b");
    expect(isSure("secret", read.secret?.confidence ?? 0)).toBe(true);
    expect(read.kiosk_tried?.value).toBe(true);
  });

  test("a greeting tells nothing of a card", () => {
    expect(said("こんにちは")).toMatchObject({ outside: "greeting" });
    expect(understand("こんにちは").situation).toBeNull();
    expect(understand("こんにちは").secret).toBeNull();
  });
});

describe("one and the same in many ways of writing", () => {
  test.each([
    ["4桁の暗証番号を忘れました", "４ケタの暗唱番号を忘れました"],
    ["署名用パスワードがロックされた", "署名用ﾊﾟｽﾜｰﾄﾞがﾛｯｸされた"],
    ["4桁の番号を忘れた", "四桁の番号をわすれた"],
    ["電子証明書の有効期限", "でんししょうめいしょのゆうこうきげん"],
  ])("%s = %s", (one, other) => {
    const facets = ({ situation, secret }: Understanding): unknown => ({ situation, secret });
    expect(facets(understand(one))).toEqual(facets(understand(other)));
  });
});

describe("circumstances", () => {
  test.each([
    ["英数字のパスワードがロック。4桁は覚えています", "knows:user_pin", true],
    ["息子(8歳)の4桁わすれた", "under_15", true],
    ["息子(8歳)の4桁わすれた", "who", "legal_representative"],
    ["母の代わりに暗証番号の再設定に行けますか", "who", "agent"],
    ["娘の私が母の代わりに行けますか", "who", "agent"],
    ["夫の代わりに行きたい", "who", "household"],
    ["いま病院です。暗証番号がわからない", "at_clinic", true],
    ["病院の受付で4桁がロックされてる、今どうすれば", "at_clinic", true],
    ["薬局の機械で4桁が違うと出る", "at_clinic", true],
    ["署名用がロック。4桁は紙に書いてある", "knows:user_pin", true],
    ["引っ越して署名用電子証明書が失効した。4桁は忘れた", "knows:user_pin", false],
    ["引っ越したら失効した", "data_changed", true],
    ["引っ越しはしていません。ロックされました", "data_changed", false],
    ["署名用がロック。引っ越していない", "data_changed", false],
    ["結婚していませんし、名前は変わっていません", "data_changed", false],
    ["転勤の予定はないです", "data_changed", false],
    ["カードの住所を変えていないまま引っ越しました", "data_changed", true],
    ["引っ越してからなかなか使えない", "data_changed", true],
    ["海外在住です。暗証番号を忘れました", "abroad", true],
    ["iPhoneのマイナンバーカードの4桁を忘れた", "medium", "phone"],
    ["電子証明書が2か月前に切れてた", "months_since_expiry", 2],
    ["スマホを持ってないのでコンビニは無理?署名用を忘れた", "nfc_phone", false],
  ])("%s tells %s", (text, facet, value) => {
    expect(said(text)[facet]).toBe(value);
  });

  test.each(["先週病院の受付で4桁がロックされた", "ロックされたままでもマイナ保険証で診てもらえますか"])(
    "%s does not tell of being at the clinic now",
    (text) => {
      const told = understand(text).at_clinic;
      expect(told !== null && isSure("at_clinic", told.confidence)).toBe(false);
    },
  );

  test.each([
    "券面の4桁がロックされた",
    "スマホに入れたほうの英数字を忘れた",
    "銀行のキャッシュカードの4桁を忘れました",
  ])("%s tells of no other secret", (text) => {
    expect(understand(text).knows).toEqual({});
  });

  test("what is not told is null", () => {
    const { at_clinic, abroad, who, age, data_changed } = understand("4桁を忘れた");
    expect({ at_clinic, abroad, who, age, data_changed }).toEqual({
      at_clinic: null,
      abroad: null,
      who: null,
      age: null,
      data_changed: null,
    });
  });
});

describe("what counts as sure", () => {
  test.each(["lost_card", "scam_suspect", "phone_lost"])("takes %s sooner, for it cannot wait", (value) => {
    expect(isSure("situation", 0.85, value)).toBe(true);
    expect(isSure("situation", 0.5, value)).toBe(false);
  });

  test.each([
    ["situation", "locked"],
    ["secret", "lost_card"],
  ])("is strict about any other %s", (facet, value) => {
    expect(isSure(facet, 0.85, value)).toBe(false);
    expect(isSure(facet, 0.95, value)).toBe(true);
  });
});

describe("the language", () => {
  test.each([
    ["4桁の暗証番号を忘れました", "ja"],
    ["ばんごうを わすれました。どう しますか。", "ja-simple"],
    ["ロック", "ja"],
    ["I forgot my PIN", "en"],
    ["비밀번호를 잊어버렸어요", "ko"],
    ["我忘记了密码怎么办", "zh-Hans"],
    ["我忘記了密碼怎麼辦", "zh-Hant"],
    ["esqueci a senha do meu cartão", "pt"],
    ["olvidé la contraseña de mi tarjeta", "es"],
    ["tôi quên mật khẩu thẻ", "vi"],
    ["नमस्ते", "ne"],
    ["???", "und"],
    // A name in Japanese changes nothing, nor does what a screen said.
    ["I forgot the PIN of my マイナンバーカード", "en"],
    ["I forgot my 署名用 password, what should I do?", "en"],
    ["My card is a combined one (特定在留カード). I forgot the PIN.", "en"],
    ["I want to change my 暗証番号 but I can't log in", "en"],
    ["My PIN is locked. 「ICチップがロックされています」 is shown", "en"],
    ["What is 署名用電子証明書?", "en"],
    ["Please help. マイナポータル says locked", "en"],
    ["esqueci a senha do meu マイナンバーカード", "pt"],
    ["Esqueci a senha do meu cartão My Number", "pt"],
    ["Olvidé el PIN de mi tarjeta My Number", "es"],
    ["Quên mã PIN thẻ My Number", "vi"],
    ["lupa PIN kartu My Number", "id"],
    ["My Number Card", "en"],
    ["My Number Card 暗証番号", "ja"],
    ["iPhoneのPINを忘れた", "ja"],
    ["「The PIN is wrong. Please try again」と出る", "ja"],
    ["カードのpasswordを忘れました", "ja"],
    ["PIN locked と表示されます", "ja"],
    ["My Number Card の PIN を忘れました", "ja"],
  ])("%s is %s", (text, lang) => {
    expect(understand(text).lang.value).toBe(lang);
  });
});

test("every text is read, and probabilities are such", () => {
  for (const text of [
    "",
    " ",
    "a".repeat(100_000),
    "ロック".repeat(3000),
    "\u0000😀\ud800",
    "4".repeat(5000),
  ]) {
    const { both, lang } = understand(text);
    expect(both).toBeGreaterThan(0);
    expect(both).toBeLessThanOrEqual(1);
    expect(lang.confidence).toBeLessThanOrEqual(1);
  }
});

test("what is understood fits a case as it stands", () => {
  const { situation, secret, service, screen, who } = understand("署名用パスワードを忘れた");
  const of: Partial<Case> = {
    ...(situation && { situation: situation.value }),
    ...(secret && { secret: secret.value }),
    ...(service && { service: service.value }),
    ...(screen && { screen: screen.value }),
    ...(who && { who: who.value }),
  };
  expect(of).toEqual({ situation: "forgot", secret: "sign_pw", screen: "alnum6_16" });
});
