import { describe, expect, it } from "vitest";
import {
  asksAhead,
  clausesOf,
  isAsking,
  isDoubtful,
  saysAlso,
  saysFound,
  takesAlarmBack,
  withoutDenied,
} from "../../src/language/clauses.ts";

describe("the parts of a message", () => {
  it.each([
    ["4桁のやつロックされた、コンビニでなおる?", "コンビニでなおる?"],
    ["署名用パスワード忘れたんだけどローソンでもいい?", "ローソンでもいい?"],
    ["電子証明書の期限が切れました。郵便局でも更新できますか?", "郵便局でも更新できますか?"],
    ["I forgot my PIN. Can I go to Lawson?", "Can I go to Lawson?"],
  ])("tell trouble from question: %s", (text, question) => {
    const clauses = clausesOf(text);
    expect(clauses.filter(isAsking)).toEqual([question]);
    expect(clauses.length).toBe(2);
  });

  it("keep together what a pause does not part", () => {
    expect(clausesOf("そういう電話は、にせものですか")).toEqual(["そういう電話は、にせものですか"]);
  });

  it.each([
    "手数料は?",
    "夜でもできますか",
    "いくらかかりますか",
    "どうすればいい？",
    "やり方を教えて",
    "ローソンでもいけるん？",
    "今日行ってもいいでしょうか",
    "郵便局でできるかな",
    "how much does it cost",
  ])("ask: %s", (text) => {
    expect(isAsking(text)).toBe(true);
  });

  it.each([
    "4桁を忘れました",
    "どれかわかりません",
    "どこかでなくした",
    "誰かに教えてしまった",
    "教えてもらえない",
    "電子証明書が切れてるかも",
    "番号を教えてと言われました",
    "ロックされたのかわからない",
    "it is locked",
  ])("ask nothing: %s", (text) => {
    expect(isAsking(text)).toBe(false);
  });
});

describe("what is asked ahead", () => {
  it.each([
    "5回まちがえたらロックされますか",
    "3回ミスするとロックがかかるの?",
    "あと1回でロックになりますか？",
    "引っ越したら失効しますか",
    "いつ期限が切れますか",
    "更新しないと使えなくなるんですか",
    "Will my card lock if I get it wrong 5 times?",
    "when does the certificate expire",
    "does it get locked after 3 tries?",
  ])("has not happened: %s", (text) => {
    expect(asksAhead(text)).toBe(true);
  });

  it.each([
    "ロックされました",
    "ロックされています。どうすればいいですか",
    "ロックされたんですがどこに行けばいい?",
    "失効したらどこに行けばいいですか",
    "期限が切れたのですが更新できますか",
    "Can a locked card be unlocked?",
    "Why does it say locked?",
    "How do I unlock it",
    "I am locked out, what do I do?",
  ])("may have happened: %s", (text) => {
    expect(asksAhead(text)).toBe(false);
  });
});

describe("what a message denies", () => {
  it.each([
    ["カードはなくしていません。暗証番号を忘れました", "暗証番号を忘れました"],
    ["カードをなくしたわけではありません。番号を忘れただけです", "番号を忘れただけです"],
    ["忘れたんじゃなくてロックされたんです", "ロックされたんです"],
    ["署名用を忘れました。4桁ではなくて英数字のほうです", "署名用を忘れました。英数字のほうです"],
    ["カードはなくしてないです", ""],
    ["署名用パスワードを忘れました", "署名用パスワードを忘れました"],
    ["I forgot it. Can I go to Lawson?", "I forgot it. Can I go to Lawson?"],
  ])("is not read: %s", (text, holds) => {
    expect(withoutDenied(text)).toBe(holds);
  });

  it.each([
    "なくしてません",
    "カードはなくしてないです",
    "紛失したわけではありません",
    "落としていません",
    "盗まれたわけではないです",
    "番号は教えていません",
    "詐欺じゃないです",
    "なくしてませんが番号を忘れました",
    "I have not lost my card",
    "あ、ありました！財布の中に",
    "見つかりました",
    "出てきました",
    "I found it",
  ])("takes an alarm back: %s", (text) => {
    expect(takesAlarmBack(text)).toBe(true);
  });

  it.each([
    "カードをなくしました",
    "なくしていないか心配です",
    "なくしたかどうかわかりません",
    "なくしたわけではないけど見つからない",
    "紛失届を出していません",
    "警察に届けていません",
    "詐欺ではないかと思います",
    "番号を教えてしまいました",
    "誰も教えてくれない",
    "まだ見つからない",
    "電話がありました",
    "盗難にあった",
    "見つかったらどうすれば",
    "家にあったはずなのに",
    "I have not found my card",
  ])("leaves an alarm as it is: %s", (text) => {
    expect(takesAlarmBack(text)).toBe(false);
  });

  it("is told from what was found", () => {
    expect(saysFound("なくしてません")).toBe(false);
    expect(saysFound("あった")).toBe(true);
  });
});

describe("doubt", () => {
  it.each([
    "忘れたかもしれません",
    "4桁だったかな",
    "たぶん署名用です",
    "合ってるはずです",
    "maybe it is locked",
  ])("%s", (text) => {
    expect(isDoubtful(text)).toBe(true);
  });

  it.each(["忘れました", "かなり困っています", "ロックされています", "神奈川県です", "it is locked"])(
    "none: %s",
    (text) => {
      expect(isDoubtful(text)).toBe(false);
    },
  );
});

describe("what comes on top", () => {
  it.each([
    "あ、4桁も忘れてました",
    "やっぱり4桁も覚えてない",
    "署名用パスワードも忘れました",
    "長いほうもわからない",
    "電子証明書の期限も切れてる",
    "利用者証明用も忘れました",
    "I forgot the 4 digits too",
  ])("is said so: %s", (text) => {
    expect(saysAlso(text)).toBe(true);
  });

  it.each([
    "4桁を忘れました",
    "でもロックされた",
    "4桁もう忘れた",
    "忘れたかも",
    "それでも通らない",
    "番号もらった",
    "4桁のものを忘れた",
    "さっきも言ったけど",
    "too many tries",
  ])("is not: %s", (text) => {
    expect(saysAlso(text)).toBe(false);
  });
});
