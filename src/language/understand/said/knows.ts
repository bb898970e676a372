import type { KnownSecret } from "../labels.ts";
import { ANYBODY } from "./kin.ts";
import { type Cue, LIKELY, MAYBE, perhaps, type Told } from "./told.ts";

/** After "覚えて" and its like: so it is, and not "覚えてない" nor "覚えていた". */
const SO_IT_IS = "(?:い|お)?(?:る|ます|り|て)";
const KNOWN =
  `(?:(?:わか|分か)(?:る|ります|って${SO_IT_IS})|(?:覚え|知っ|控え)て${SO_IT_IS}|覚えと(?:る|り)|使(?:え(?:る|ます|て${SO_IT_IS})|って${SO_IT_IS})|いけ(?:る|ます)|把握(?:して|済)|大丈夫|通(?:る|ります|った)|言え(?:る|ます)|` +
  `(?:紙|めも|手帳)(?:が|は|に|も)?(?:ある|あり|残って|書いて(?:取って|とって)?(?:${SO_IT_IS}|ある|あり))|(?:めもし|控え)て(?:ある|あり|お)|控え(?:が|は)?(?:ある|あり)|問題(?:は)?(?:な[いくし]|ありませ))`;
const UNKNOWN =
  "(?:忘れ|わから[なんずへ]|不明|出てこ|覚えて(?:い)?(?:な|ま(?:せ|へ))|覚えがな|ろっく|知らな)";
/** Half known, or not usable for whatever reason. */
const IN_DOUBT =
  "(?:あやし|うろ覚え|あやふや|曖昧|微妙|自信|なくし|使え(?:て)?(?:い)?(?:な|ませ)|通らな|だめ|大丈夫(?:では|じゃ)な)";

const CALLED: Readonly<Record<KnownSecret, string>> = {
  sign_pw:
    "(?:英数字|あるふぁべっと|署名用?|長い|(?:6|16)(?:文字|もじ))(?:の|ほう|方|やつ|ぱすわーど|暗証番号|電子証明書)*",
  user_pin:
    "(?:(?<!生年月日.{0,9})4桁|短い(?:の|ほう)|ろぐいん|利用者証明用?|(?<![英と])数字)(?:の|ほう|方|やつ|ぱすわーど|暗証番号|番号|だけ|いけ)*",
};
/** What stands before denies or doubts it. */
const NOT_SO =
  "(?<!(?:n'?t|not|never|cannot|no longer|hardly|(?:if|do|did|should|think|whether|maybe) i|used to|to) (?:even |really |still )?)";
const ENGLISH: Readonly<Record<KnownSecret, string>> = {
  sign_pw: "(?:signature|long|signing|alphanumeric|letters|(?:password|one) with (?:the )?letters)",
  user_pin: "(?:4|four|short)",
};
const PORTAL = "まいなぽーたる(?:に|は|へ|も|なら)?[^。、]{0,6}?";

/** What is said of a secret. */
function cuesOf(secret: KnownSecret): readonly Cue<boolean>[] {
  const [called, english] = [CALLED[secret], ENGLISH[secret]];
  return [
    [every(`${called}(?:は|なら|が)?、?[^。、がを]{0,4}?${KNOWN}`), true, LIKELY],
    [every(`${called}(?:は|が|も|なら|だけ)?.{0,4}?${UNKNOWN}`), false, LIKELY],
    [every(`${called}(?:は|が|も|なら|だけ)?.{0,4}?${IN_DOUBT}`), false, MAYBE],
    [every(`${NOT_SO}(?:know|remember|have) (?:the |my )?${english}`), true, LIKELY],
    [
      every(
        `(?:forg[eo]t(?:ten)?|(?:n'?t|not|cannot|no longer) (?:know|remember|recall)) (?:the |my )?${english}`,
      ),
      false,
      LIKELY,
    ],
  ];
}
const CUES: Readonly<Record<KnownSecret, readonly Cue<boolean>[]>> = {
  sign_pw: cuesOf("sign_pw"),
  user_pin: [
    ...cuesOf("user_pin"),
    // The portal is entered with it.
    [
      every(
        `${PORTAL}(?:入れ(?:る|ます|た|て(?:い)?る)|使え(?:る|ます|て${SO_IT_IS})|ろぐいん(?:は|も)?でき(?:る|ます|た))|ろぐいん(?:は|も|なら)?(?:でき(?:る|た|ます)|通(?:る|った))|(?<!no |not )mynaportal works(?!\\?)`,
      ),
      true,
      LIKELY,
    ],
    // So are certificates at the store.
    [every(`(?:住民票|印鑑証明)(?:は|も|なら)?[^。、]{0,4}?(?:取れ|とれ)(?:る|ます|た|まし)`), true, LIKELY],
    [
      every(
        `(?:${PORTAL}|ろぐいん)(?:は|も|が)?(?:入れ|使え|でき|通)(?:た|る)?(?:て(?:い)?|こと(?:が|は|も)?)?(?:な[いく]|ま?せん)`,
      ),
      false,
      MAYBE,
    ],
  ],
};

/** "大丈夫じゃない", "入れたことがない": what follows denies it. */
const DENIED = /^(?:こと|わけ|ためし|の|ん)*(?:では|じゃ|で|は|が|も)*(?:な(?:い|く|かっ|さ)|ありませ|無)/;
/** It is asked, believed, wished, once so, or what something is for. */
const UNSAID =
  /^(?:の|ん|だ|です|な)*(?:か(?!ら)|\?|っけ|はず|とは?思|気が|つもり|だろう|でしょう|みたい|らしい|よう|場合|ため|とき|時|あと|後|なら|たら|た(?!ん|の|けど|から|し|ため|。|、|$)|ら|い|やす|にく|4桁|番号|暗証|ぱす|数字|すまほ|方法)/;
/** The note is there no more. */
const NOTE_IS_GONE = /^.{0,14}(?:なくし|見つから|見当た|どこ|捨て)/;
/** Guesses, former times, other people. */
const NOT_ME_NOW = new RegExp(
  `(?:たぶん|多分|おそらく|もしかし|もし|(?<!名)前は|前まで|以前|昔|今まで|最初は|(?:${ANYBODY}|家族)(?:が|は)|誰)[^。、]{0,12}$`,
);
/** "I have not forgotten it", "it is not locked". */
const NOT_FORGOTTEN =
  /^(?:は|も)?(?:(?:され|し|かか)?て(?:は)?(?:い)?(?:な|ま?せ)|な[いく]|た(?:わけ|の|ん)(?:では|じゃ)(?:な|ありませ))/;

/** Whether a secret is said to be still known and usable, or not. */
export function knows(secret: KnownSecret, text: string): Told<boolean> | null {
  const told = CUES[secret].flatMap((cue) => readAll(cue, text)).toSorted((one, other) => one.at - other.at);
  const sure = told.filter(({ confidence }) => confidence >= LIKELY);
  const last = sure.at(-1) ?? told.at(-1);
  if (!last) return null;
  const { value, confidence } = last;
  // Who says the one and the other has to be asked.
  const isDisputed = sure.some((other) => other.value !== value);
  return { value, confidence: isDisputed ? MAYBE : confidence };
}

interface Place extends Told<boolean> {
  readonly at: number;
}

/** Every place where a cue stands, weighed by what stands around it. */
function readAll([pattern, value, confidence]: Cue<boolean>, text: string): readonly Place[] {
  if (text.search(pattern) < 0) return [];
  return [...text.matchAll(pattern)].flatMap(({ 0: match, index: at }) => {
    const end = at + match.length;
    const told = weighed({ value, confidence }, text.slice(0, end), text.slice(end));
    return told ? [{ ...told, at }] : [];
  });
}

function weighed(told: Told<boolean>, before: string, after: string): Told<boolean> | null {
  if (told.value && DENIED.test(after)) return { value: false, confidence: MAYBE };
  if (!told.value && NOT_FORGOTTEN.test(after)) return null;
  const isDoubtful =
    UNSAID.test(after) || NOT_ME_NOW.test(before) || (told.value && NOTE_IS_GONE.test(after));
  return isDoubtful ? perhaps(told) : told;
}

function every(pattern: string): RegExp {
  return new RegExp(pattern, "g");
}
