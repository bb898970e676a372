import { fromRomaji } from "./romaji.ts";

/** Letters that one language, or hardly any other, is written in. */
const SCRIPTS: readonly (readonly [lang: string, letters: RegExp])[] = [
  ["ko", /\p{Script=Hangul}/gu],
  ["th", /\p{Script=Thai}/gu],
  ["my", /\p{Script=Myanmar}/gu],
  ["km", /\p{Script=Khmer}/gu],
  ["lo", /\p{Script=Lao}/gu],
  ["si", /\p{Script=Sinhala}/gu],
  ["bn", /\p{Script=Bengali}/gu],
  ["ta", /\p{Script=Tamil}/gu],
  ["ne", /\p{Script=Devanagari}/gu],
  ["ru", /\p{Script=Cyrillic}/gu],
  ["ar", /\p{Script=Arabic}/gu],
  ["el", /\p{Script=Greek}/gu],
];

const KANA = /[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]/g;
const HAN = /[\u4e00-\u9fff]/g;

/** Characters of Chinese that Japanese does not write so. */
const SIMPLIFIED =
  /[这个们吗说证书码锁过请问卡坏丢设置户号务请换办银错误输认识别变进达机话开关闭时间网现样还没为么应该会难让给对从车买见长张东华语医院药问题内]/g;
const TRADITIONAL =
  /[這個們嗎說證碼鎖過請問壞丟設戶號務換辦銀錯誤輸認識變進達機話開關閉時間網現樣還沒為麼應該會難讓給對從車買見長張東華語醫院藥題內]/g;
/** Of those, what Japanese writes too. */
const SHARED = /[会院内号开]|[請問銀錯認識変進達機話開関時間網現様難対従車買見長張東語題誤設]/g;
const CHINESE_WORDS =
  /的|了|吗|嗎|怎么|怎麼|什么|什麼|我|你|您|是不是|可以|没有|沒有|请问|請問|密码|密碼|忘记|忘記/g;

/** Frequent words and letters of languages in Latin letters. */
const LATIN: readonly (readonly [lang: string, words: RegExp])[] = [
  [
    "vi",
    /[ăâđêôơưạảấầẩậắằặẹẻẽếềệỉịọỏốồổộớờợụủứừửựỳỵỷỹ]|\b(?:tôi|của|không|mật khẩu|thẻ|làm|bị|cho|quên|khóa|mất)\b/gi,
  ],
  [
    "pt",
    /[ãõ]|ç(?:ão|ões|a|o)\b|\b(?:não|senha|cartão|meu|minha|você|esqueci|como|para|está|uma|posso|perdi|com|meus?|onde|preciso|ainda|usar|foi|bloquead[oa]|é|o que|obrigad[oa])\b/gi,
  ],
  [
    "es",
    /[¿¡ñ]|\b(?:contraseña|tarjeta|mi|olvidé|cómo|qué|dónde|puedo|está|una?|perdí|necesito|hola|gracias|se me|el|los|las|con|bloquead[oa]|por favor|quiero)\b/gi,
  ],
  ["fr", /[èêœ]|\b(?:le|la|les|mon|ma|mot de passe|carte|est|oublié|bonjour|je|j'ai|comment|pour)\b/gi],
  ["de", /[äöüß]|\b(?:ich|mein|meine|passwort|karte|vergessen|ist|nicht|wie|das|der|und|bitte)\b/gi],
  ["it", /\b(?:il mio|la mia|ho|dimenticato|carta|come|posso|non|scaduto|codice)\b/gi],
  ["tl", /\b(?:ang|ng|mga|ko|po|paano|nakalimutan|hindi|saan|na-?lock|yung|ako|kailangan)\b/gi],
  [
    "id",
    /\b(?:saya|kartu|lupa|terblokir|kata sandi|bagaimana|tidak|bisa|di mana|apa|sudah|terkunci|yang|untuk)\b/gi,
  ],
  [
    "en",
    /\b(?:the|my|is|are|was|i|i'm|it|to|do|does|how|what|where|can|can't|forgot|forget|password|locked|card|for|and|of|please|help|lost|number|pin|wrong|not|which|when|a|expired|error|hello|thank|thanks)\b/gi,
  ],
];

/** The language of a text and how sure that is. */
export interface Detected {
  /** BCP 47, with `ja-simple` for やさしい日本語; `und` where nothing tells. */
  readonly value: string;
  readonly confidence: number;
}

/** Which language a text is in, served here or not, as far as its letters and commonest words tell. */
export function detectLanguage(text: string): Detected {
  const kana = count(text, KANA);
  const han = count(text, HAN);
  for (const [lang, letters] of SCRIPTS) {
    if (count(text, letters) > Math.max(1, kana)) return { value: lang, confidence: 0.98 };
  }
  const named = kana + han > 0 ? latinWithNames(text) : null;
  if (named) return named;
  if (kana > 0) return { value: isSimple(text, kana, han) ? "ja-simple" : "ja", confidence: 0.98 };
  if (han > 0) return chineseOrJapanese(text);
  if (fromRomaji(text)) return { value: "ja-simple", confidence: LATIN_SURE };
  return latin(withoutNames(text));
}

/** Endings and particles, without which Japanese says nothing but names. */
const JAPANESE_GRAMMAR =
  /です|ます|でし|まし|した|って|ない|せん|たい|だけ|けど|から|ください|と(?:出|表示|言|い)|[をはがもへ]|[でに](?![\u3041-\u3096])|(?:[れりえけせしてたるいん]|ロック|エラー|失効|不明|紛失)[。!?]*$/;
/** What is quoted is in the language of the screen, and a name in that of the card. */
const QUOTED = /「[^」]*」|『[^』]*』|my ?number(?: ?card)?/gi;

/** What a text says besides names, which are the same in every language; all of it where it is nothing else. */
function withoutNames(text: string): string {
  const own = text.replace(QUOTED, "");
  return /[a-z]/i.test(own) ? own : text;
}

/** A sentence in Latin letters stays what it is where it only names things in Japanese: "my マイナンバーカード". */
function latinWithNames(text: string): Detected | null {
  const own = text.replace(QUOTED, "");
  if (JAPANESE_GRAMMAR.test(own)) return null;
  const [best] = latinScores(own);
  const read = latin(own);
  return (best?.score ?? 0) >= 2 && read.confidence >= LATIN_SURE ? read : null;
}

/** やさしい日本語: words written apart, and hardly a kanji. */
function isSimple(text: string, kana: number, han: number): boolean {
  const gaps = count(
    text.trim(),
    /(?<=[\u3041-\u30ff\u4e00-\u9fff、。])[ \u3000]+(?=[\u3041-\u30ff\u4e00-\u9fff])/g,
  );
  return gaps >= 1 && han <= kana * 0.35 && (kana + han) / (gaps + 1) <= 12 && /[\u3041-\u3096]/.test(text);
}

function chineseOrJapanese(text: string): Detected {
  const plain = text.replace(SHARED, "");
  const simplified = count(plain, SIMPLIFIED);
  const traditional = count(plain, TRADITIONAL);
  const words = count(text, CHINESE_WORDS);
  if (simplified + traditional + words === 0) return { value: "ja", confidence: 0.7 };
  return { value: traditional > simplified ? "zh-Hant" : "zh-Hans", confidence: 0.9 };
}

/** How sure the commonest words of one language make it. */
const LATIN_SURE = 0.9;

function latin(text: string): Detected {
  const [best, second] = latinScores(text);
  if (!best || best.score === 0) return { value: /[a-z]{2}/i.test(text) ? "en" : "und", confidence: 0.4 };
  return { value: best.lang, confidence: best.score > (second?.score ?? 0) ? LATIN_SURE : 0.5 };
}

/** How many frequent words of each language stand in the text, the most first. */
function latinScores(text: string): readonly { readonly lang: string; readonly score: number }[] {
  return LATIN.map(([lang, words]) => ({ lang, score: count(text, words) })).toSorted(
    (one, other) => other.score - one.score,
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
