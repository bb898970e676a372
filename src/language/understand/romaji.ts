/** The kana of each consonant, before a, i, u, e and o. */
const ROWS: Readonly<Record<string, string>> = {
  "": "あいうえお",
  k: "かきくけこ",
  g: "がぎぐげご",
  s: "さしすせそ",
  z: "ざじずぜぞ",
  t: "たちつてと",
  d: "だぢづでど",
  n: "なにぬねの",
  h: "はひふへほ",
  b: "ばびぶべぼ",
  p: "ぱぴぷぺぽ",
  m: "まみむめも",
  r: "らりるれろ",
  w: "わいうえを",
  y: "やいゆえよ",
  ts: "つつつつつ",
};
/** Consonants that take a small ゃ, ゅ or ょ. */
const SMALL = pairsOf(
  "sh=し ch=ち j=じ f=ふ ky=き gy=ぎ sy=し zy=じ jy=じ ty=ち ny=に hy=ひ by=び py=ぴ my=み ry=り",
);
const SMALL_VOWELS = ["ゃ", "", "ゅ", "ぇ", "ょ"];
const SMALL_AFTER_F = ["ぁ", "ぃ", "", "ぇ", "ぉ"];
const SYLLABLE =
  /(ts|[sc]h|[kgszjtnhbpmr]y|[kgsztdnhbpmrwyjf])?([aiueo])|([kstpcgzdbj])(?=\3)|t(?=ch)|[nm]'?/y;

/** Words whose long vowels are seldom written, and particles, which are not written as they are spoken. */
const WORDS = pairsOf(
  "pin=pin password=ぱすわーど lock=ろっく card=かーど code=こーど wa=は o=を e=へ ansho=あんしょう bango=ばんごう kado=かーど pasuwado=ぱすわーど mainanba=まいなんばー mainaa=まいな " +
    "juminhyo=じゅうみんひょう shomeisho=しょうめいしょ jusho=じゅうしょ byoin=びょういん ginko=ぎんこう koshin=こうしん tetsuzuki=てつづき",
);
const LONG: Readonly<Record<string, string>> = { ā: "aa", ī: "ii", ū: "uu", ē: "ee", ō: "ou" };

const JAPANESE = /[\u3041-\u30ff\u4e00-\u9fff]/;
const WORD = /[a-z]+(?:'[a-z]+)*/g;
/** How verbs end, and hardly any word of another language. */
const ENDING =
  /(?:mas(?:u|en|h?ita)|des(?:u|h?ita)|kudasai|sh?ita|(?:su|ra|wa|ki)reta|[ao]eta|[wkndg]atta|[aiueo]nai|teru)(?:ka|yo|ne|ga|kara|kedo|node)*$/;
/** Words of languages whose syllables are alike. */
const OTHERS = /\b(?:ang|ng|mga|po|hindi|nao|senha|minha|saya|sandi|bisa|mia)\b|[\u00c0-\u024f]/;
/** Of the words of a text, this share has to be Japanese by its syllables. */
const MOSTLY = 0.7;

/**
 * Japanese in Latin letters, as learners type it who have no kana at hand: "anshou bangou wo wasuremashita". Hepburn
 * and what keyboards take (si, tu, zyo) are read alike; whatever is not made of such syllables stays as it is.
 * @returns the text in hiragana, or undefined where it is no such Japanese
 */
export function fromRomaji(text: string): string | undefined {
  if (JAPANESE.test(text)) return undefined;
  const plain = text
    .toLowerCase()
    .replace(/[āīūēō]/g, (vowel) => LONG[vowel] ?? vowel)
    .replaceAll("e-tax", "etax")
    .replace(/\bmy ?number ?card\b/g, "mainakaado");
  if (OTHERS.test(plain)) return undefined;
  const words = plain.match(WORD) ?? [];
  const read = words.map(kanaOf);
  const japanese = words.filter((_, at) => read[at] !== undefined);
  const isJapanese =
    japanese.length >= 2 &&
    japanese.length >= words.length * MOSTLY &&
    japanese.some((word) => ENDING.test(word));
  return isJapanese ? plain.replace(WORD, (word) => kanaOf(word) ?? word) : undefined;
}

/** A word in hiragana, or undefined where it is not made of Japanese syllables. */
function kanaOf(word: string): string | undefined {
  const known = WORDS.get(word);
  if (known !== undefined) return known;
  let kana = "";
  let before = "";
  for (let at = 0; at < word.length; at = SYLLABLE.lastIndex) {
    SYLLABLE.lastIndex = at;
    const syllable = SYLLABLE.exec(word);
    if (!syllable) return undefined;
    const [all, consonant = "", vowel] = syllable;
    if (vowel === undefined) kana += /^[nm]/.test(all) ? "ん" : "っ";
    else if (consonant === "" && vowel === before && /[ae]/.test(vowel)) kana += "ー";
    else if (consonant === "" && vowel === before && vowel === "o") kana += kana === "お" ? "お" : "う";
    else kana += kanaOfSyllable(consonant, VOWELS.indexOf(vowel));
    before = vowel ?? "";
  }
  return kana;
}

const VOWELS = "aiueo";

function kanaOfSyllable(consonant: string, vowel: number): string {
  const first = SMALL.get(consonant);
  if (first === undefined) return ROWS[consonant]?.charAt(vowel) ?? "";
  return first + ((consonant === "f" ? SMALL_AFTER_F : SMALL_VOWELS)[vowel] ?? "");
}

function pairsOf(list: string): ReadonlyMap<string, string> {
  return new Map(
    list.split(" ").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}
