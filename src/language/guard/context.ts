import type { Folded } from "./fold.ts";
import {
  ABOUT_HOURS,
  ABOUT_MONEY,
  ABOUT_YEARS,
  BEFORE_DATES,
  COUNTERS,
  either,
  ENTRY,
  FILLER,
  LABELS,
  LABELS_EN,
  LAST_DIGITS,
  LAST_DIGITS_EN,
  LINK,
  LONG_NUMBERED,
  NO_COUNTER,
  NO_LABEL,
  NO_NOUN,
  NUMBERED_NOUN,
  SECRET_NAMES,
  SHOWN,
  TIME_LEFT,
  TIME_RIGHT,
  USED,
  VAGUE_NAMES,
  YEAR_LEFT,
  YEAR_RIGHT,
} from "./words.ts";

/** How far to look on either side. Bounded, so that a long text costs no more a number than a short one. */
const NEAR = 32;

/** A place in a folded text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** What stands around a place in a folded text. */
export interface Around {
  readonly left: string;
  readonly right: string;
  /** The same as it was typed: a noun in katakana is no particle. */
  readonly leftPlain: string;
  readonly rightPlain: string;
}

/** A place and what stands around it. */
export function around({ text, plain }: Folded, { start, end }: Place): Around {
  const from = Math.max(0, start - NEAR);
  return {
    left: text.slice(from, start),
    right: text.slice(end, end + NEAR),
    leftPlain: plain.slice(from, start),
    rightPlain: plain.slice(end, end + NEAR),
  };
}

type Test = (here: Around) => boolean;

/** What leads to the place, or what follows it. */
const before = (pattern: string): Test => {
  const compiled = new RegExp(`${pattern}$`);
  return ({ left }) => compiled.test(left);
};
const after = (pattern: string): Test => {
  const compiled = new RegExp(`^${pattern}`);
  return ({ right }) => compiled.test(right);
};

const CLOSING = `[」』）)\\]】>"'“”‘’\\s]{0,3}`;
const PARTICLE = `(?:って|っち|です|でっ|じゃ|だと|やと|なのに|なら|とか|だけ|しか|など|より|から|[、,。.!?…:とでをがはもにの])`;
const ASKED_OF = `[\\s:：=「(（#]*(?:[はがのをにも]|is|it|says?|number|no\\.?)?[\\s:：=「(（#]*`;

const namedBefore = before(SECRET_NAMES + LINK);
const namedBehind = after(
  `(?:(?:\\s?\\(\\s?|を)${SECRET_NAMES}|\\s(?:long\\senough|strong|enough|ok|okay|fine|good|allowed)\\s(?:as|for)\\s(?:an?|my|the)\\s(?:pin|password)(?!\\sre))`,
);
const labelled = before(LABELS + ASKED_OF);
const numberedNoun = new RegExp(`${NUMBERED_NOUN}${ASKED_OF}$`);
const NUMBER_IS = `(?:\\s(?:number|no\\.?|code|id))?(?:\\s(?:is|was|says))?[\\s:=#]+`;
const labelledInEnglish = before(`\\b${LABELS_EN}(?:${NUMBER_IS}|\\s?\\()`);
const wordBefore = new RegExp(`([a-z'’]+)${NUMBER_IS}$`);
const noNoun = new RegExp(`^${NO_NOUN}$`);

/** Whether it is called the name of a user, or of a network. */
export const isUserName: Test = before(
  `(?:@|\\bid|ゆーざー(?:名|ねーむ)?|あかうんと(?:名)?|user\\s?name|account(?:\\sname)?|(?:network|ねっとわーく|wi-?fi|わいふぁい|ssid|るーたー|router)(?:名|の名前|\\sname)?)[\\s:：=はが「]*(?:(?:is|called|named)\\s['"“]?){0,2}`,
);

/** Whether a name for a secret leads to this place, or explains it in brackets. */
export const isNamed: Test = (here) => namedBefore(here) || namedBehind(here);

/** Whether it might be a secret's name that leads to this place: "番号は". */
export const isVaguelyNamed: Test = before(`(?<![一-龠々ァ-ヶぁ-んーa-z])${VAGUE_NAMES}${LINK}`);

/** Whether something else than a secret is named before: "予約番号は", "room ". */
export const isLabelled: Test = (here) =>
  labelled(here) || labelledInEnglish(here) || numberedNoun.test(here.leftPlain);

function isEnglishNoun({ left }: Around): boolean {
  const word = wordBefore.exec(left)?.[1];
  return word !== undefined && !/['’]s$/.test(word) && !noNoun.test(word);
}

const counted = after(`\\s?${COUNTERS}`);
const dated = before(`${BEFORE_DATES}\\s*`);

/** A number that counts, dates, pays or numbers something, whatever else is said. */
export const isCounted: Test = (here) => counted(here) || dated(here);

const usedSoon = after(`${CLOSING}${PARTICLE}*.{0,7}?${USED}`);
/** Typed in, chosen or told, in English, where the verb stands before. */
export const isEntered: Test = before(
  `\\b(?:(?:typ|enter|put|key|punch)[a-z]*\\sin|(?:typ|enter|tr[yi]|us|put|set|input|press|ch[oa]|pick|key|punch|rememb|wr[oi]t|g[ia]v|t[oe]l|sa[iy]d?|ha[vd])[a-z]*)(?:\\s(?:it|from|to|as|the|number|code|my|is|was|digits|like|into))*(?:\\s\\d{4}\\sto)?[\\s"'(“‘:]+`,
);

/** Whether what stands here was typed in, refused, believed or asked about. */
export const isUsed: Test = (here) => usedSoon(here) || isEntered(here);

/** The same, with nothing between but a particle. */
export const isUsedAtOnce: Test = after(`${CLOSING}(?:って|っち|じゃ|だと|[とでをがはも])?${USED}`);
/** Typed in at once, or refused: said of what stands on a keyboard, hardly of the name of a device. */
export const isTyped: Test = after(
  `${CLOSING}(?:って|っち|[とでをがは])?\\s?(?:入れ|いれ|入力|打|う[っち]|押し|弾|はじ|通[らりっ]|で(?:登録|設定|ろっく)|(?:登録|設定)し)`,
);
/** One of several that were tried: "1200、1300両方だめ". */
export const isRefused: Test = after(
  `${CLOSING}.{0,4}?(?:だめ|駄目|違|ちが|合っ|間違|まちが|どっち|どちら|両方|全部|変え|かえ)`,
);
/** Said of what somebody has: "TS8530を使っています". */
export const isOwned: Test = after(`(?:を|も|は)?(?:使って|つかって|持って)`);
/** Chosen after something else: "電話2684と同じにした". */
export const isCopied: Test = after(`[」』”"]?と(?:同じ|おなじ|一緒|いっしょ|おんなじ)に`);
/** Chosen for something: "1234にした". */
export const isChosen: Test = after(`[」』”"]?に(?:変[更え]|かえ|し(?:[たてと]|ま[すし])|設定|登録|なって)`);
/** Set to what something else is: "住所の番地の1523で設定しました". */
export const isSet: Test = after(`[」』”"]?[でに]設定`);
/** A place that people find their way by: "SHIBUYA109の近く". */
export const isPlace: Test = after(
  `(?:の(?:近く|ちかく|隣|となり|そば|横|よこ|前の|裏|向かい|[0-9]階)|[店駅]|びる|にある|\\s(?:building|store|shop|station))`,
);
/** Shown by a machine. */
export const isShown: Test = after(`[」』”"'’)）]?${SHOWN}`);
/** The beginning of a free number: "0120から始まる番号". */
export const isDialled: Test = after(
  `(?:から|の(?:番号|電話|ふり)|[でに](?:始|はじ|電|かけ|掛)|(?:は|って)(?:有料|無料|ただ|通|つな)|番号|\\s?(?:number|line|free))`,
);
export const isQuoted: Test = ({ left, right }) => /[「『“"'‘【]$/.test(left) && isQuoteRight(right);
export const isQuoteRight = (right: string): boolean => /^[」』”"'’】]/.test(right);

const aboutYears = new RegExp(ABOUT_YEARS);
const aboutMoney = new RegExp(ABOUT_MONEY);
const aboutHours = new RegExp(ABOUT_HOURS);
/** Whether the text speaks of eras, hours or money, so that a bare year, time or sum is one more of them. */
export const isAboutYears = ({ text }: Folded): boolean => aboutYears.test(text);
export const isAboutHours = ({ text }: Folded): boolean => aboutHours.test(text);
export const isAboutMoney = ({ text }: Folded): boolean => aboutMoney.test(text);
/** What several together paid: "家族4人分で8000". */
export const isShared: Test = before(`[0-9]人分?で\\s?`);
/** Numbered in a row, as people in a queue and rooms are. */
const numberedInRow = after(`(?:番(?!号)|号)`);
export const isNumbered: Test = (here) =>
  (isLabelled(here) && !/×\s?$/.test(here.left)) || numberedInRow(here);
/** The end of a version: "131.0.6778". */
export const isVersion: Test = before(`(?<![0-9.])[0-9]{1,3}\\.[0-9]{1,4}\\.`);
const codeShown = before(
  `\\b(?:it|app|screen|phone|reader|machine|page|site|computer|which)\\s(?:just\\s|only\\s)?(?:says|said|shows|showed|displays|gives|gave)(?:\\sme)?\\s(?:an?\\s|the\\s)?code[\\s:]+`,
);
const onScreen = after(`\\son\\s(?:the|my|its)\\s(?:screen|display)`);
/** A code that a machine shows, in English, where nobody says that it was refused. */
export const isCodeShown: Test = (here) =>
  (codeShown(here) && !usedSoon(here)) || (onScreen(here) && !isUsed(here));

const yearBefore = before(`${YEAR_LEFT}[\\s:：(（]*`);
/** Words that make a number between 1920 and 2069 a year, or one between 0000 and 2455 a time. */
export const isYearByWhatFollows: Test = after(`[\\s)）]*${YEAR_RIGHT}`);
export const isYearByWhatPrecedes: Test = yearBefore;
export const isTimeByWhatFollows: Test = after(`\\s*${TIME_RIGHT}`);
export const isTimeByWhatPrecedes: Test = before(`${TIME_LEFT}[\\s:：(（]*`);

const nounLeft = /[一-龠々ァ-ヶ]ー?$/;
const noLabel = new RegExp(`${NO_LABEL}$`);
const nounRight = new RegExp(`^(?!${NO_COUNTER})[一-龠々ァ-ヶa-z]`);
const usedDirectly = after(CLOSING + USED);

const noLabelWithParticle = new RegExp(
  `${NO_LABEL}(?:の番号[はがもをのに]?|(?<!の番号)[はがもをのに])[\\s「（(]*$`,
);
const nounWithParticle = /[一-龠々ァ-ヶ]ー?(?:の番号[はがもをのに]?|[はがもをのに])[\s「（(]*$/;

/** Whether it is said of some noun: "交通費が1200", "ホテルの1203". */
export function isSaidOfNoun(here: Around): boolean {
  if (isEnglishNoun(here)) return true;
  return nounWithParticle.test(here.leftPlain) && !noLabelWithParticle.test(here.leftPlain);
}

/** Whether a noun stands against it, without any particle. */
export function isBesideNoun(here: Around): boolean {
  if (nounLeft.test(here.leftPlain) && !noLabel.test(here.leftPlain)) return true;
  return nounRight.test(here.rightPlain) && !usedDirectly(here);
}

const endOfTelephone = before(
  `(?:(?:電話|でんわ|携帯|けいたい|すまほ|(?<![a-z])tel)[^。\\n]{0,8}(?:下|しも|末尾?|後ろ|うしろ|最後)(?:の?(?:4|四|よん)(?:桁|けた|つ))?[はが]\\s?|phone[a-z\\s]{0,10}\\sends?\\s(?:in|with)\\s|(?:four|4)(?:\\sdigits?)?\\sof\\s(?:my|the|his|her)\\sphone\\s(?:is|are)\\s)`,
);
const lastDigitsOfCaller = before(`(?:下|末尾?)(?:の?(?:4|四)(?:桁|けた))?[\\s:：はがも]*`);
const caller = after(
  `\\s?(?:\\(電話\\)|の(?:電話|携帯|(?!番号|数字)[一-龠]{1,4}です|番号(?:から|に|で)(?:着信|電話|かか)))`,
);

/** The last four digits of a telephone number, which nobody speaks of beside a secret. */
export function isEndOfTelephone(folded: Folded, here: Around): boolean {
  const isEnd =
    endOfTelephone(here) || (lastDigitsOfCaller(here) && caller(here)) || isEndOfLongNumber(folded, here);
  return isEnd && !clearlyAboutSecrets.test(folded.text);
}
const lastDigits = before(`(?:${LAST_DIGITS}[はがも]\\s?|${LAST_DIGITS_EN})`);
const lastDigitsBare = before(LAST_DIGITS);
/** "下四桁3312の番号に折り返して", not "末尾2580です". */
const addressed = after(`(?:の(?!.{0,4}(?:です|だ))|に(?:電|でん|折|かけ)|へ|から|宛)`);
const longNumbered = new RegExp(LONG_NUMBERED);
const lastOfPostcode = before(
  `(?:郵便|ゆうびん|〒|post\\s?code|zip)[^。\\n]{0,12}(?:${LAST_DIGITS}[はがもの\\s:：]{0,2}|${LAST_DIGITS_EN})`,
);

/** The last four digits of a number that the text speaks of somewhere, which were not typed in or chosen. */
function isEndOfLongNumber({ text }: Folded, here: Around): boolean {
  if (lastOfPostcode(here)) return true;
  const isLast = lastDigits(here) || (lastDigitsBare(here) && addressed(here));
  return isLast && longNumbered.test(text) && ![isTyped, isRefused, isChosen].some((test) => test(here));
}

const clearlyAboutSecrets =
  /[暗案安][証唱]|あんしょう|弾[かい]|はじ[かい]|ろっく|ぱす(?![ぽた])|\bpin\b|pass(?:word|code)|入[れ力]|登録|設定/;

const setFrom = new RegExp(`${SECRET_NAMES}(?:番号|こーど)?(?:は|を|って|、)[^\\s、。,\\d]{1,12}の\\s?$`);
const setTo = /^\s?(?:に(?:し|設定|登録|変|なって)|で(?:す|した|登録|設定)|だ|[。、?？]|$)/;
/** Where it was taken from stands between: "暗証番号は部屋番号の1203にした". */
export const isNamedByOrigin: Test = ({ left, right }) => setFrom.test(left) && setTo.test(right);

const filling = new RegExp(`^(?:[\\s\\p{P}\\p{S}ー]|${FILLER})*$`, "u");
const aboutSecrets = new RegExp(either(`${SECRET_NAMES} ${ENTRY}`));

/** Whether nothing but fillers stands beside: then a number was asked for, or so somebody believes. */
export function isWholeMessage({ text }: Folded, { start, end }: Place): boolean {
  if (text.length - (end - start) > 40) return false;
  return filling.test(text.slice(0, start) + text.slice(end));
}

/** Whether the text is about a secret, or about typing something in. */
export function isAboutSecrets({ text }: Folded): boolean {
  return aboutSecrets.test(text);
}
