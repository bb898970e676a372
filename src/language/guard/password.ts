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
  /^(?:iphone|ipad|ipados|android|ios|macos|windows|win|pixel|galaxy|xperia|aquos|arrows|oppo|redmi|xiaomi|mi|zenfone|kyocera|digno|sense|office|excel|basio|rakuten|hand|mini|huawei|nova|torque|moto|motog|reno|nothing|phone|note|tab|surface|chromebook|fire|switch|ps|chrome|edge|safari|firefox|covid|usb|bluetooth|wifi|type|ei|er|err|error|e|w|mpa|code|felica|nfc|jis|iso|rfc|sha|aes|rsa|utf|step|ver|version|room|page|line|r|h|s|no|reiwa|heisei|showa)\d+(?:pro|plus|max|mini|ultra|a|e|c|se|s|fe|lite|wish|basic|promax|g|t|x)*$/;
const MODEL =
  /^(?:[a-z]\d{3}(?:sh|so|kc|zt|fj|op|xm|mo|nk|lg|hw)|(?:sc|so|sh|f|l|p|n|d|ka|kc|fcg|m|a)\d{2,3}[a-z]|(?:scg|sog|shg|kyg|kyv|shv|sov|scv|fcg|opg|xig|kyf|lgv|htv|urv)\d{2,3})$/;
const UNIT =
  /^\d+(?:yen|jpy|en|nen|kai|keta|moji|fun|ji|gatsu|nichi|sai|years?|days?|months?|minutes?|mins?|hours?|times|people|digits?|characters?|letters?|points?|pages?|steps?|percent|dollars?|st|nd|rd|th|mah|mbps|gbps|sim|ka|tsu|han)+$/;
/** Letters that lead to a PIN and stuck to it: `pin1234`. */
const STUCK = /^(?:pin|pass|passcode|pw|code|ansho|anshou|bango|number|num)(\d{4})$/;
/** What a token is part of, where it is part of something longer. */
const INSIDE_LEFT = /[@/._\\&?=#%-]$/;
const INSIDE_RIGHT = /^(?:[@/_\\&=#%]|[.-][a-z0-9])/;

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

/** Whether a token is likely to be a password. */
export function isPassword(folded: Folded, token: string, { start, end }: Place): boolean {
  if (token.length < 6 || token.length > 16) return false;
  if (KNOWN.test(token) || MODEL.test(token) || UNIT.test(token)) return false;
  const here = around(folded, start, end);
  const named = isNamed(here);
  if (isLabelled(here) && !named) return false;
  const inside = INSIDE_LEFT.test(here.left) && !/[=:]$/.test(here.left);
  if ((inside || INSIDE_RIGHT.test(here.right)) && !named) return false;
  return named || isUsed(here) || isWholeMessage(folded, start, end) || isAboutSecrets(folded);
}
