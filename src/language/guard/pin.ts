import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";
import {
  BEFORE_DATES,
  COUNTERS,
  ENTERED,
  ENTRY,
  FILLER,
  LINK,
  NO_COUNTER,
  OTHER_LABELS,
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
const NEAR = 40;

const CLOSING = `[」』）)\\]】>"'“”‘’\\s]{0,3}`;
const QUOTE_RIGHT = /^[」』”"'’】]/;
const QUOTE_LEFT = /[「『“"'‘【]$/;
const PARTICLES = `(?:って|っち|です|でっ|じゃ|だと|やと|なのに|なら|とか|だけ|ばっか|しか|など|より|から|[、,。.!?…:]|[とでをがはもにの])*`;

const NAMED_BEFORE = new RegExp(`(?:${SECRET_NAMES})${LINK}$`);
const VAGUELY_NAMED_BEFORE = new RegExp(`(?<![一-龠々ァ-ヶぁ-んーa-z])(?:${VAGUE_NAMES})${LINK}$`);
const LABELLED = new RegExp(
  `(?:${OTHER_LABELS})(?:[\\s:：=「(（#]|は|が|の|は?「|is|it|says?|number|no\\.?)*$`,
);
const DATED = new RegExp(`(?:${BEFORE_DATES})\\s*$`);
const COUNTED = new RegExp(`^\\s?(?:${COUNTERS})`);
const USED_AFTER = new RegExp(`^${CLOSING}${PARTICLES}.{0,7}?(?:${USED})`);
const ENTERED_BEFORE = new RegExp(
  `\\b(?:${ENTERED})(?:\\s(?:in|it|to|as|the|number|code|my|pin|is|was|digits|like))*[\\s"'(“‘:]*$`,
);
const CHANGED_BEFORE = /(?:chang\w+|変え|かえ|変更).{0,16}(?:to|into)\s$/;
const USED_DIRECTLY = new RegExp(`^${CLOSING}(?:って|っち|じゃ|だと|[とでをがはも])?(?:${USED})`);
const CHOSEN_AFTER = /^[」』”"]?に(?:変[更え]|かえ|し(?:た|て|と)|設定|登録|なって)/;
/** The beginning of a free number. */
const DIALLED_AFTER =
  /^(?:から|の(?:番号|電話|ふり)|で(?:始|はじ)|って(?:有料|無料|ただ)|は(?:有料|無料|ただ|通|つな)|に(?:電|で|かけ|掛)|番号|\s?(?:number|line|free))/;
const SHOWN_AFTER = new RegExp(`^[」』”"'’)）]?(?:${SHOWN})`);
/** A number that somebody drew, or a bus. */
const NUMBERED = /^\s?番(?!号)/;
/** Somewhere in time: "2024に手続きした", but not "2024にした". */
const AT_A_TIME = /^に(?!変[更え]|かえ|し[たてとま]|設定|登録|なって|決|き[めま]|せ)/;
const USED_AT_ONCE = new RegExp(`^${CLOSING}(?:${USED})`);
const YEAR_BEFORE = new RegExp(`(?:${YEAR_LEFT})[\\s:：(（]*$`);
const YEAR_AFTER = new RegExp(`^[\\s)）]*(?:${YEAR_RIGHT})`);
const TIME_BEFORE = new RegExp(`(?:${TIME_LEFT})[\\s:：(（]*$`);
const TIME_AFTER = new RegExp(`^\\s*(?:${TIME_RIGHT})`);
const NAMED_ANYWHERE = new RegExp(SECRET_NAMES);
const ENTRY_ANYWHERE = new RegExp(ENTRY);
const FILLING = new RegExp(`^(?:[\\s\\p{P}\\p{S}ー]|${FILLER})*$`, "u");

/** Words in kanji and katakana that are no label: "昨日1234", "多分1234". */
const NO_LABEL =
  /(?:昨日|今日|多分|確|毎回|全部|何回|最初|前回|以前|今朝|先程|先日|一応|当時|結局|普段|最後|次|今|昔|元|前|後|番号|度|回|都度|例|方|者|時|目|用|日|値|設定|入力|登録|変更|確認|本人|家族|夫|妻|父|母|私|僕|俺|自分|娘|息子|孫|姉|兄|弟|妹|主人|旦那|嫁|語呂|逆|末尾|下|上|正解|控|紙|裏|表|仮|旧|新|番|札|桁|個|歳|達|様|君|マイナ|マイナンバー|カード|コンビニ|スマホ|アプリ|メモ|テスト)$/u;
const NOUN_LEFT = /[一-龠々ァ-ヶ]ー?$/u;
const NOUN_RIGHT = new RegExp(`^(?!${NO_COUNTER})[一-龠々ァ-ヶa-z]`, "u");

/** What stands around a place in a folded text. */
export interface Around {
  readonly left: string;
  readonly right: string;
  readonly leftPlain: string;
  readonly rightPlain: string;
}

export function around({ text, plain }: Folded, start: number, end: number): Around {
  return {
    left: text.slice(Math.max(0, start - NEAR), start),
    right: text.slice(end, end + NEAR),
    leftPlain: plain.slice(Math.max(0, start - NEAR), start),
    rightPlain: plain.slice(end, end + NEAR),
  };
}

/** Whether nothing but fillers stands beside: then a number was asked for, or so somebody believes. */
export function isWholeMessage({ text }: Folded, start: number, end: number): boolean {
  const rest = text.slice(0, start) + text.slice(end);
  return rest.length <= NEAR && FILLING.test(rest);
}

/** Whether a name for a secret leads to this place. */
export function isNamed({ left }: Around): boolean {
  return NAMED_BEFORE.test(left);
}

/** Whether what stands here was typed in, refused, believed or asked about. */
export function isUsed({ left, right }: Around): boolean {
  return USED_AFTER.test(right) || ENTERED_BEFORE.test(left) || CHANGED_BEFORE.test(left);
}

export function isLabelled({ left }: Around): boolean {
  return LABELLED.test(left);
}

/** Whether the text is about a secret, or about typing something in. */
export function isAboutSecrets({ text }: Folded): boolean {
  return NAMED_ANYWHERE.test(text) || ENTRY_ANYWHERE.test(text);
}

/** A number that counts, dates, pays or numbers something, whatever else is said. */
export function isCounted({ left, right }: Around): boolean {
  return COUNTED.test(right) || DATED.test(left);
}

/**
 * Whether four digits are likely to be a PIN. In a talk about PINs they are, unless something explains them;
 * an explanation gives way where a PIN is named right before.
 */
export function isPin(folded: Folded, { digits, start, end }: Group): boolean {
  const here = around(folded, start, end);
  if (isCounted(here) && !QUOTE_RIGHT.test(here.right)) return false;
  if (isYear(digits) && YEAR_AFTER.test(here.right)) return false;
  if (SHOWN_AFTER.test(here.right)) return false;
  if (/^0(?:120|570|800)$/.test(digits) && DIALLED_AFTER.test(here.right)) return false;
  if (isNamed(here) && !isLabelled(here)) return true;
  if (isLabelled(here)) return false;
  if (isWholeMessage(folded, start, end)) return true;
  if (VAGUELY_NAMED_BEFORE.test(here.left) || ENTERED_BEFORE.test(here.left)) return true;
  if (NUMBERED.test(here.right)) return false;
  if (isTime(digits) && TIME_AFTER.test(here.right)) return false;
  if ((isTime(digits) || isYear(digits)) && AT_A_TIME.test(here.right)) return false;
  if (USED_DIRECTLY.test(here.right) || (!isYear(digits) && CHOSEN_AFTER.test(here.right))) return true;
  if (isYear(digits) && YEAR_BEFORE.test(here.left)) return false;
  if (isTime(digits) && TIME_BEFORE.test(here.left)) return false;
  if (isUsed(here)) return true;
  if (QUOTE_LEFT.test(here.left) && QUOTE_RIGHT.test(here.right)) return true;
  return !isNounBefore(here) && !isNounAfter(here);
}

const SECURITY_CODE_BEFORE = new RegExp(`(?:せきゅりてぃ[ー\\s]?こーど|security\\s?code)${LINK}$`);
const OTHER_PARTS = /生年月日|せいねんがっぴ|誕生日|生まれ|birth|有効期限|ゆうこうきげん|照合番号|expir/;

/** Whether four digits are the last part of a code B, whose other parts are told in words. */
export function isSecurityCode(folded: Folded, { start, end }: Group): boolean {
  return OTHER_PARTS.test(folded.text) && SECURITY_CODE_BEFORE.test(around(folded, start, end).left);
}

function isYear(digits: string): boolean {
  return /^(?:19[2-9]|20[0-6])\d$/.test(digits);
}

function isTime(digits: string): boolean {
  return /^(?:[01]\d|2[0-4])[0-5][05]$/.test(digits);
}

function isNounBefore({ leftPlain }: Around): boolean {
  return NOUN_LEFT.test(leftPlain) && !NO_LABEL.test(leftPlain);
}

function isNounAfter({ right, rightPlain }: Around): boolean {
  return NOUN_RIGHT.test(rightPlain) && !USED_AT_ONCE.test(right);
}
