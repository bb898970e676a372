import { fromRomaji } from "./romaji.ts";

/** Nobody tells more than this in one message that the rest would change; it bounds the work, too. */
const LONGEST = 1200;

const KATAKANA = /[\u30a1-\u30f6]/g;
const KANA_SHIFT = 0x60;

/** Ways of writing one and the same word, each with the one that is read on. */
type SameWord = readonly (readonly [written: RegExp, read: string])[];

/**
 * What is the same word only beside certain others; in this order. The text is folded to hiragana and lower case
 * before, so katakana, width and case need no entries.
 */
const BY_NEIGHBOURS: SameWord = [
  [/一(?=[回度つ]|種類|べん|ぺん)|いっぺん/g, "1"],
  [/[二②](?=[回度つ]|種類|べん|へん)/g, "2"],
  [/[三③](?=[回度つ]|種類|べん|へん)/g, "3"],
  [/[四④](?=[回度つ]|種類|べん|へん)/g, "4"],
  [/五(?=[回度つ])/g, "5"],
  [/(?<=[\d何])(?:[べぺへ]ん|度(?![^\d何]*本))/g, "回"],
  [/(?:よん|4|四|よっ|④)(?:けた|桁|ゖた|文字|つの(?:すうじ|数字))/g, "4桁"],
  [/(?:すうじ|数字|番号|ばんごう)(?:の)?(?:4|四)つ|(?:すうじ|数字)よっつ/g, "4桁"],
  [/(\d)(?:かい|かぃ)/g, "$1回"],
  [/(\d)(?:けた|ゖた)/g, "$1桁"],
  [/(\d)(?:さい|才)/g, "$1歳"],
  // Keyboards' wrong kanji, and kana alone.
  [/暗[唱誦証]番号|暗[唱誦証]ばんごう|あんしょう(?:ばんごう|番号)|あんしょ番号/g, "暗証番号"],
  [
    /ぱすわーど|ぱすわと|ぱすわーと|ぱすわど|\bpw\b|\bpass\b|ぱす(?=忘|わす|ろっく|5|3|の|を|が|$)/g,
    "ぱすわーど",
  ],
  [/\bpin\b|ぴんこーど|ぴん番号/g, "pin"],
  [/ばんごう/g, "番号"],
  [/まいなんばーかーど|まいなかーど|個人番号かーど|\bmy ?number ?card\b/g, "まいなかーど"],
  [/まいなぽ(?:ーたる|-たる)?(?!いんと)/g, "まいなぽーたる"],
  [/いーたっくす|\be[- ]?tax\b/g, "etax"],
  [/つか(?=え|い(?:ま|た|方))/g, "使"],
  [
    /わかりません|[分判]かりません|[分判]からない|[わ分判]から(?:へん|ん(?!ば))|わかん(?:ない|ね)|しらない/g,
    "わからない",
  ],
  // Dialects' "cannot", "is not", "have done".
  [
    /(?<=使え|つかえ|入れ|出せ|出|でき|通ら|読め|進ま|取れ|とれ|いか|消え|おぼえて|覚えて)(?:ん(?!だ|で)|へん|ひん)/g,
    "ない",
  ],
  [/でけ(?:へん|ん(?!だ|で))/g, "できない"],
  [/覚えとら(?:ん|ない)/g, "覚えてない"],
  [/(?<=[てで])しも(?:う)?た|(?<=[しえきりちれげべめ])(?:ても(?:う)?た|ちゃった|ちまった)/g, "てしまった"],
  [/(?:や|じゃ)け(?:ど|れど)|けんど|ばってん/g, "けど"],
  [/なが[~ー]+い/g, "長い"],
  [/おとし(?=た|ま|て)/g, "落とし"],
  [/\b(?:7|seven)[- ]?eleven\b/g, "せぶん"],
  // What carries no meaning here.
  [
    /すみません|すいません|お世話になっ(?:て(?:おり|い)?ます|ております)|恐れ入りますが|宜しくお願い(?:いた)?します/g,
    "",
  ],
  [/!+|！+|w{2,}|笑+|\(汗\)|\(泣\)|[♪♡★☆…]+/g, " "],
];

/** Words that need nothing around them; all are looked for at once, so longer ones stand before what they begin with. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  利用者証明: ["りようしゃしょうめい"],
  電子証明書: ["でんししょうめいしょ"],
  証明書: ["しょうめいしょ"],
  電子署名: ["でんししょめい"],
  署名: ["しょめい"],
  券面事項: ["けんめんじこう"],
  券面: ["けんめん"],
  住民票: ["じゅうみんひょう"],
  住基: ["じゅうき"],
  有効期限: ["ゆうこうきげん"],
  期限: ["きげん"],
  更新: ["こうしん"],
  失効: ["しっこう"],
  引っ越し: ["ひっこし", "引越し", "引越", "引っこし"],
  結婚: ["けっこん"],
  英数字: [
    "えいすうじ",
    "えいごとすうじ",
    "えいごと数字",
    "英数字",
    "英数混",
    "英数の",
    "英数",
    "ろーま字",
    "あるふぁべっと",
    "英字",
    "英語",
  ],
  数字: ["すうじ"],
  長い: ["ながい", "長ったらしい"],
  短い: ["みじかい"],
  間違: ["まちが", "間ちが"],
  違う: ["ちがい", "ちがう", "ちゃう"],
  忘れ: ["わすれ", "忘却", "失念"],
  覚え: ["おぼえ", "憶え"],
  思い出: ["おもいだ"],
  なくし: ["無くし", "失くし", "亡くし", "ふんしつ"],
  見つか: ["みつか"],
  盗まれ: ["ぬすまれ"],
  病院: ["びょういん"],
  役所: ["やくしょ", "やくば"],
  銀行: ["ぎんこう"],
  申告: ["しんこく"],
  子ども: ["こども", "子供"],
  代わりに: ["かわりに", "替わりに", "代りに"],
  免許: ["めんきょ"],
  在留: ["ざいりゅう"],
  顔認証: ["かおにんしょう"],
  iphone: ["あいふぉーん", "あいふぉん"],
  android: ["あんどろいど"],
  すまほ: ["すまーとふぉん", "けいたい", "携帯"],
  せぶん: ["せぶんいれぶん"],
  ふぁみま: ["ふぁみりーまーと"],
};
const READ_AS = new Map(
  Object.entries(WORDS).flatMap(([read, all]) => all.map((written) => [written, read])),
);
const ANY_WORD = new RegExp([...READ_AS.keys()].join("|"), "g");

/** Long numbers tell nothing by their digits. */
const DIGITS = /\d{5,}/g;

/** Width, kana and case folded. */
function fold(text: string): string {
  return text
    .slice(0, LONGEST)
    .normalize("NFKC")
    .toLowerCase()
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_SHIFT))
    .replace(/[〜～~]/g, "~")
    .replace(/[―‐‑–—−ｰ]/g, "-")
    .replace(/(?<=[\u3041-\u3096])-/g, "ー")
    .replace(/ー{2,}/g, "ー");
}

const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/;

/**
 * One way of writing for everything that is written in many: width, kana, case, numerals, kanji that a
 * keyboard gets wrong, words in kana alone. Numbers of five digits and more become one mark.
 */
export function normalise(text: string): string {
  let folded = fold(fromRomaji(text) ?? text);
  // Words written apart, as やさしい日本語 is, and stray spaces within a Japanese text.
  if (JAPANESE.test(folded)) folded = folded.replace(/(?<![a-z0-9])\s+|\s+(?![a-z0-9])/g, "");
  for (const [written, read] of BY_NEIGHBOURS) folded = folded.replace(written, read);
  folded = folded.replace(ANY_WORD, (word) => READ_AS.get(word) ?? word);
  return folded.replace(DIGITS, "#").replace(/\s+/g, " ").trim();
}
