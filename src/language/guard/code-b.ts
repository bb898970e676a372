import { around, type Place } from "./context.ts";
import type { Folded } from "./fold.ts";
import { LINK } from "./words.ts";

/** A day of birth, in words or in its look: eras, six or eight digits, English months. */
const BIRTH =
  /生年月日|せいねんがっぴ|誕生日|生まれ|うまれ|birth|born|照合|しょうごう|(?:昭和?|平成?|大正?|(?<![a-z])[sht])\.?\d{1,2}[年./]|(?<!\d)(?:(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|(?:19\d|200)\d\s?[年/.-]\s?\d)/;
const EXPIRY =
  /期限|きげん|有効|ゆうこう|expir|valid|まで|(?<!\d)20(?:1[6-9]|[2-5]\d)(?!\d)|(?:令和?|(?<![a-z])r)\.?\d{1,2}/;
const SECURITY_CODE = new RegExp(`(?:せきゅりてぃ[ー\\s]*こーど|security\\s?code)${LINK}$`);
const SECURITY_CODE_BEHIND = /^\s?\(\s?(?:せきゅりてぃ|security)/;
/** Its own name says what it is instead. */
const OTHER_SECRET = new RegExp(`(?:[暗安案][証唱]|あんしょう|pin|ぴん|ぱす|pass)${LINK}$`);

/**
 * Whether four digits are the last part of a code B, whose other parts, a day of birth and a year of expiry,
 * are told somewhere in the text. Without them the code is nothing, so they alone are masked.
 */
export function isPartOfCodeB(folded: Folded, place: Place): boolean {
  const { left, right } = around(folded, place);
  const others = `${folded.text.slice(0, place.start)} ${folded.text.slice(place.end)}`;
  const [birth, expiry] = [BIRTH.test(others), EXPIRY.test(others)];
  if (SECURITY_CODE.test(left) || SECURITY_CODE_BEHIND.test(right)) return birth || expiry;
  return birth && expiry && !OTHER_SECRET.test(left);
}
