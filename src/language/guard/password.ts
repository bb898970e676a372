import { around, isNamed, isUserName, type Place } from "./context.ts";
import type { Folded } from "./fold.ts";
import { isLikely } from "./likely.ts";

/** Letters mixed with digits. */
export interface Token extends Place {
  readonly token: string;
}

/** Names of things and days that hold letters and digits, and units. */
const KNOWN =
  /^(?:(?:i(?:phone|pad|os)|android|macos|win(?:dows)?|pixel|galaxy|xperia|aquos|arrows|oppo|redmi|xiaomi|zenfone|kyocera|digno|sense|office|excel|basio|rakuten|huawei|nova|torque|moto|reno|nothing|phone|surface|macbook|chrome|edge|safari|firefox|covid|bluetooth|wifi|google|samsung|z?flip|z?fold|nexus)[a-z]{0,6}\d{1,4}[a-z]{0,8}\d?|\d+(?:yen|jpy|nen|kai|keta|moji|[fj]un|gatsu|nichi|sai|years?|days?|months?|min(?:ute)?s?|h(?:ou)?rs?|times|people|digits?|characters?|letters?|points?|pages?|steps?|percent|dollars?|[kmgt]b|[mg]bps|dpi|px|mah|sim|han|x\d+)+)$/;
/** Codes of machines and models, which are passwords where somebody says so. */
const CODE =
  /^(?:er|err|error|e[aiw]?|w|mpa|mjpks|code|jis|iso|rfc|sha|aes|rsa|utf|step|ver|version|room|page|line|reiwa|heisei|showa|img|scan|dsc|etax|pcsc|base|kb|po|inc|req|ref|inv|tkt|case|x)\d+$|^(?:[as]cr|cl|rc)\d|^\d+(?:mm|cm|km|kg|mg|ml|mah|px|dpi|[kmgt]b|[kmg]?hz|kwh?|pts?|yen|jpy|fps|kcal|[ap]m|nen)$|^[a-z]{2}\d{9}[a-z]{2}$|^0x|^lib/;
/** A PIN that somebody wrote together with its name, or with "desu". */
const STUCK =
  /^(?:(?:pin|pass|passcode|pw|code|anshou?|bango|num(?:ber)?)\d{4}|\d{4}(?:ng|ok|desu|da|dayo|kana|desuka|tte|deshita|wo|to|de|ga|wa))$/;

/** Cards take sixteen, which not everybody knows who types one. */
const LONGEST = 32;

/** Beyond this, lengths look alike. */
const LONGEST_COUNTED = 12;

/** Tokens that may be passwords: letters and digits, at least one of each. */
export function tokensIn({ text }: Folded): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: token, index } of text.matchAll(/[a-z0-9]+/g)) {
    if (/[a-z]/.test(token) && /\d/.test(token))
      tokens.push({ token, start: index, end: index + token.length });
  }
  return tokens;
}

export function isStuckPin({ token }: Token): boolean {
  return STUCK.test(token);
}

/** Whether a token is likely to be a password. `isCode`: it stands in an address, or between hyphens. */
export function isPassword(folded: Folded, place: Token, isCode: boolean): boolean {
  if (isOther(folded, place, isCode)) return false;
  return isLikely(folded, place, "password", looksOf(folded, place));
}

/** Whether a rule alone tells that a token is something else. Where it is named, a code may be a password. */
export function isOther(folded: Folded, place: Token, isCode: boolean): boolean {
  const { token } = place;
  if (token.length < 6 || token.length > LONGEST || KNOWN.test(token)) return true;
  const here = around(folded, place);
  return !isNamed(here) && (isCode || CODE.test(token) || token.length > 16 || isUserName(here));
}

/** What a token looks like. */
export function looksOf({ typed, from, to }: Folded, { token, start, end }: Token): readonly string[] {
  const written = typed.slice(from[start], to[end - 1]).normalize("NFKC");
  const letters = token.replace(/\d+/g, "0");
  const looks = [
    `length ${Math.min(LONGEST_COUNTED, token.length)}`,
    `shape ${shapeOf(token)}`,
    `begins ${letters.slice(0, 2)}`,
    `begins ${letters.slice(0, 3)}`,
    `ends ${letters.slice(-3)}`,
  ];
  if (!/[a-z]/.test(written)) looks.push("capitals");
  if (!/[A-Z]/.test(written)) looks.push("small");
  if (/(?:19[2-9]|20[0-6])\d/.test(token)) looks.push("year");
  return looks;
}

/** `WN` of a word and a number, `aNa` of letters that are no word around one. */
function shapeOf(token: string): string {
  const words = token.replace(/[a-z]{3,}/g, "W").replace(/[a-z]+/g, "a");
  return words
    .replace(/\d{3,}/g, "N")
    .replace(/\d+/g, "n")
    .slice(0, 6);
}
