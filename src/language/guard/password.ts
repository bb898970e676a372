import type { Folded } from "./fold.ts";
import { around, isAboutSecrets, isLabelled, isNamed, isUsed, isWholeMessage } from "./pin.ts";

/** A place in a folded text. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[a-z0-9]+/g;
/** Names of things that hold letters and digits, and words that stuck to a number. */
const KNOWN =
  /^(?:iphone|ipad|android|ios|macos|windows|win|pixel|galaxy|xperia|aquos|arrows|oppo|redmi|xiaomi|zenfone|kyocera|digno|sense|office|excel|basio|rakuten|huawei|nova|torque|moto|reno|nothing|phone|surface|chromebook|chrome|edge|safari|firefox|covid|usb|bluetooth|wifi|felica|google|googlepixel|samsung|fire|zflip|zfold)[a-z]{0,6}\d{1,2}(?:[a-z]{0,8}\d?)$/;
/** Codes of machines, versions and days, where nobody names them a password. */
const CODE =
  /^(?:er|err|error|e|ea|ei|ew|w|mpa|mjpks|code|jis|iso|rfc|sha|aes|rsa|utf|step|ver|version|room|page|line|reiwa|heisei|showa|libpcsclite|img|scan|dsc|windows|etax|pcsc)\d+$/;
const MODEL =
  /^(?:[a-z]\d{3}(?:sh|so|kc|zt|fj|op|xm|mo|nk|lg|hw)|(?:sc|so|sh|f|l|p|n|d|ka|kc|fcg|m|a)\d{2,3}[a-z]|(?:scg|sog|shg|kyg|kyv|shv|sov|scv|fcg|opg|xig|kyf|lgv|htv|urv)\d{2,3})$/;
const UNIT =
  /^\d+(?:yen|jpy|en|nen|kai|keta|moji|fun|ji|gatsu|nichi|sai|years?|days?|months?|minutes?|mins?|hours?|times|people|digits?|characters?|letters?|points?|pages?|steps?|percent|dollars?|st|nd|rd|th|mah|mbps|gbps|sim|ka|tsu|han)+$/;
/** Letters that lead to a PIN and stuck to it: `pin1234`. */
const STUCK = /^(?:pin|pass|passcode|pw|code|ansho|anshou|bango|number|num)(\d{4})$/;
/** Tokens that may be passwords: 6 to 16 letters and digits, at least one of each. */
export function tokensIn({ text }: Folded): readonly (Place & { readonly token: string })[] {
  return Array.from(text.matchAll(TOKEN), ({ 0: token, index }) => ({
    token,
    start: index,
    end: index + token.length,
  })).filter(({ token }) => /[a-z]/.test(token) && /\d/.test(token));
}

/** The four digits of a PIN that somebody wrote together with its name, or with "desu". */
export function stuckPin(token: string): boolean {
  return STUCK.test(token) || /^\d{4}(?:desu|da|dayo|kana|desuka|tte|deshita|wo|to|de|ga|wa)$/.test(token);
}

/** Whether a token is likely to be a password. `isCode`: it stands in an address, or between hyphens. */
export function isPassword(folded: Folded, token: string, { start, end }: Place, isCode: boolean): boolean {
  if (token.length < 6 || token.length > 16 || KNOWN.test(token) || UNIT.test(token)) return false;
  const here = around(folded, start, end);
  const labelled = isLabelled(here);
  if (isNamed(here)) return !labelled;
  if (labelled || isCode || MODEL.test(token) || CODE.test(token)) return false;
  return isUsed(here) || isWholeMessage(folded, start, end) || isAboutSecrets(folded);
}
