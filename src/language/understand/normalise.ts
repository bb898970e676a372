/** Nobody tells more than this in one message that the rest would change; it bounds the work, too. */
const LONGEST = 1200;

const KATAKANA = /[\u30a1-\u30f6]/g;
const KANA_SHIFT = 0x60;

/**
 * Ways of writing one and the same word, each with the one that is read on. The text is folded to hiragana
 * and lower case before, so katakana, width and case need no entries. Order matters: longer words first.
 */
const SAME_WORD: readonly (readonly [RegExp, string])[] = [
  // Number words and counters.
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
  [/りようしゃしょうめい/g, "利用者証明"],
  [/でんししょうめいしょ/g, "電子証明書"],
  [/しょうめいしょ/g, "証明書"],
  [/でんししょめい/g, "電子署名"],
  [/しょめい/g, "署名"],
  [/けんめんじこう/g, "券面事項"],
  [/けんめん/g, "券面"],
  [/じゅうみんひょう/g, "住民票"],
  [/じゅうき/g, "住基"],
  [/ゆうこうきげん/g, "有効期限"],
  [/きげん/g, "期限"],
  [/こうしん/g, "更新"],
  [/しっこう/g, "失効"],
  [/ひっこし|引越し?|引っこし/g, "引っ越し"],
  [/けっこん/g, "結婚"],
  [/えいすうじ|えいごと(?:すうじ|数字)|英数(?:字|混|の)?|ろーま字|あるふぁべっと|英字|英語/g, "英数字"],
  [/すうじ/g, "数字"],
  [/つか(?=え|い(?:ま|た|方))/g, "使"],
  [/ながい|長ったらしい/g, "長い"],
  [/みじかい/g, "短い"],
  [/まちが|間ちが|まちがっ/g, "間違"],
  [/ちがい|ちがう|ちゃう/g, "違う"],
  [/わすれ|忘却/g, "忘れ"],
  [/失念/g, "忘れ"],
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
  [/おぼえ|憶え/g, "覚え"],
  [/おもいだ/g, "思い出"],
  [/なくし|無くし|失くし|亡くし|ふんしつ/g, "なくし"],
  [/おとし(?=た|ま|て)/g, "落とし"],
  [/みつか/g, "見つか"],
  [/ぬすまれ/g, "盗まれ"],
  [/びょういん/g, "病院"],
  [/やくしょ|やくば/g, "役所"],
  [/ぎんこう/g, "銀行"],
  [/しんこく/g, "申告"],
  [/こども|子供/g, "子ども"],
  [/かわりに|替わりに|代りに/g, "代わりに"],
  [/めんきょ/g, "免許"],
  [/ざいりゅう/g, "在留"],
  [/かおにんしょう/g, "顔認証"],
  [/あいふぉん|あいふぉーん|\biphone\b/g, "iphone"],
  [/あんどろいど|\bandroid\b/g, "android"],
  [/すまーとふぉん|すまほ|けいたい|携帯/g, "すまほ"],
  [/せぶんいれぶん|せぶん|\b(?:7|seven)[- ]?eleven\b/g, "せぶん"],
  [/ふぁみりーまーと|ふぁみま/g, "ふぁみま"],
  // What carries no meaning here.
  [
    /すみません|すいません|お世話になっ(?:て(?:おり|い)?ます|ております)|恐れ入りますが|宜しくお願い(?:いた)?します/g,
    "",
  ],
  [/!+|！+|w{2,}|笑+|\(汗\)|\(泣\)|[♪♡★☆…]+/g, " "],
];

/** Latin words that mean the same to us. */
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
  let folded = fold(text);
  // Words written apart, as やさしい日本語 is, and stray spaces within a Japanese text.
  if (JAPANESE.test(folded)) folded = folded.replace(/(?<![a-z0-9])\s+|\s+(?![a-z0-9])/g, "");
  for (const [written, read] of SAME_WORD) folded = folded.replace(written, read);
  return folded.replace(DIGITS, "#").replace(/\s+/g, " ").trim();
}
