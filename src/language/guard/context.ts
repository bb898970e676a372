import type { Folded } from "./fold.ts";
import {
  BEFORE_DATES,
  COUNTERS,
  either,
  ENTRY,
  FILLER,
  HAPPENS,
  LABELS,
  LABELS_EN,
  LINK,
  NO_COUNTER,
  NO_LABEL,
  NUMBERED_NOUN,
  SECRET_NAMES,
  USED,
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

/** Whether it is called the name of a user, or of a network. */
export const isUserName: Test = before(
  `(?:@|\\bid|ゆーざー(?:名|ねーむ)?|あかうんと(?:名)?|user\\s?name|account(?:\\sname)?|(?:network|ねっとわーく|wi-?fi|わいふぁい|ssid|るーたー|router)(?:名|の名前|\\sname)?)[\\s:：=はが「]*(?:(?:is|called|named)\\s['"“]?){0,2}`,
);

/** Whether a name for a secret leads to this place, or explains it in brackets. */
export const isNamed: Test = (here) => namedBefore(here) || namedBehind(here);

/** Whether something else than a secret is named before: "予約番号は", "room ". */
export const isLabelled: Test = (here) =>
  labelled(here) || labelledInEnglish(here) || numberedNoun.test(here.leftPlain);

const counted = after(`\\s?${COUNTERS}`);
const happened = after(`\\s?${HAPPENS}`);
const dated = before(`${BEFORE_DATES}\\s*`);

/** A number that counts, dates, pays or numbers something, whatever else is said. */
export const isCounted: Test = (here) => counted(here) || dated(here) || (happened(here) && !isNamed(here));

const usedSoon = after(`${CLOSING}${PARTICLE}*.{0,7}?${USED}`);
/** Typed in, chosen or told, in English, where the verb stands before. */
const isEntered: Test = before(
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
/** Chosen after something else: "電話2684と同じにした". */
export const isCopied: Test = after(`[」』”"]?と(?:同じ|おなじ|一緒|いっしょ|おんなじ)に`);
/** Chosen for something: "1234にした". */
export const isChosen: Test = after(`[」』”"]?に(?:変[更え]|かえ|し(?:[たてと]|ま[すし])|設定|登録|なって)`);
/** Set to what something else is: "住所の番地の1523で設定しました". */
export const isSet: Test = after(`[」』”"]?[でに]設定`);

const nounLeft = /[一-龠々ァ-ヶ]ー?$/;
const noLabel = new RegExp(`${NO_LABEL}$`);
const nounRight = new RegExp(`^(?!${NO_COUNTER})[一-龠々ァ-ヶa-z]`);
const usedDirectly = after(CLOSING + USED);

/** Whether a noun stands against it, without any particle. */
export function isBesideNoun(here: Around): boolean {
  if (nounLeft.test(here.leftPlain) && !noLabel.test(here.leftPlain)) return true;
  return nounRight.test(here.rightPlain) && !usedDirectly(here);
}

/** The last digits of a longer number, though "4桁" stands before them: "下4桁は". */
export const isEndOfNumber: Test = before(
  `(?:(?:下|しも|末尾?|後ろ|うしろ|最後|さいご)(?:の?(?:4|四|よん)(?:桁|けた|つ))?[\\s:：はがも]*|\\blast\\s(?:four|4)[a-z\\s]{0,40})`,
);

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
