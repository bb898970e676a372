import { around, type Around, isLabelled, type Place } from "./context.ts";
import type { Folded } from "./fold.ts";
import { LINK } from "./words.ts";

const NUMERAL = "[\\d一二三四五六七八九十元]";
const ERA = `(?:昭和?|平成?|大正?|しょうわ|へいせい|たいしょう|(?<![a-z])[sht](?=\\.?\\s?\\d))[.\\s]?${NUMERAL}{1,3}\\s?(?:年|ねん|[./・-])`;
const BORN_IN = "(?:19\\d\\d|20[01]\\d)";
const MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";

/** A day of birth, in words or in its look: eras, six or eight digits, English months. */
const BIRTH = new RegExp(
  [
    "生年月日|せいねんがっぴ|誕生日|生まれ|うまれ|\\bbirth|\\bborn\\b|照合|しょうごう",
    ERA,
    "(?<!\\d)(?:(?:19|20)?\\d\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?!\\d))",
    `(?<!\\d)${BORN_IN}\\s?[年/.-]\\s?\\d{1,2}\\s?[月/.-]\\s?\\d`,
    `(?<!\\d)\\d{1,2}[/.-]\\d{1,2}[/.-]${BORN_IN}(?!\\d)`,
    `\\b${MONTH}\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s${BORN_IN}|\\b\\d{1,2}(?:st|nd|rd|th)?\\s${MONTH},?\\s${BORN_IN}`,
  ].join("|"),
);
const EXPIRY =
  /期限|きげん|有効|ゆうこう|失効|満了|(?:切|き)れる|更新|expir|valid|\bends?\b|good\suntil|まで|(?<!\d)20(?:1[6-9]|[2-5]\d)(?!\d)|'[23]\d(?!\d)|(?:令和?|れいわ|(?<![a-z])r(?=\.?\s?\d))\.?\s?[\d一二三四五六七八九十]{1,3}/;
const YEAR = /^(?:19|20)\d\d$/;
const SECURITY_CODE = new RegExp(
  `(?:(?:せきゅりてぃ|せきゅ|安全)[ー\\s]*こーど|sec(?:urity)?\\.?\\s?code)${LINK}$`,
);
const SECURITY_CODE_BEHIND = /^\s?\(\s?(?:せきゅ|安全|sec)/;
/** Its own name says what it is instead. */
const OTHER_SECRET = new RegExp(`(?:[暗安案][証唱]|あんしょう|pin|ぴん|ぱす|pass)${LINK}$`);

/**
 * Whether four digits are the last part of a code B, whose other parts, a day of birth and a year of expiry,
 * are told somewhere in the text. Without them the code is nothing, so they alone are masked.
 */
export function isPartOfCodeB(folded: Folded, place: Place): boolean {
  const others = `${folded.text.slice(0, place.start)} ${folded.text.slice(place.end)}`;
  const [birth, expiry] = [BIRTH.test(others), EXPIRY.test(others)];
  const here = around(folded, place);
  if (isSecurityCode(here)) return birth || expiry;
  return birth && expiry && !OTHER_SECRET.test(here.left);
}

/** The same, and nothing says that it is something else. */
export function isSurelyPartOfCodeB(folded: Folded, place: Place, digits: string): boolean {
  if (!isPartOfCodeB(folded, place)) return false;
  const here = around(folded, place);
  return isSecurityCode(here) || (!YEAR.test(digits) && !isLabelled(here));
}

function isSecurityCode({ left, right }: Around): boolean {
  return SECURITY_CODE.test(left) || SECURITY_CODE_BEHIND.test(right);
}
