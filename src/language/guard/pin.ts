import {
  type Around,
  around,
  isAboutHours,
  isAboutMoney,
  isAboutSecrets,
  isAboutYears,
  isBesideNoun,
  isChosen,
  isCodeShown,
  isCopied,
  isCounted,
  isDialled,
  isEndOfTelephone,
  isEntered,
  isLabelled,
  isNamed,
  isNamedByOrigin,
  isNumbered,
  isQuoted,
  isQuoteRight,
  isSaidOfNoun,
  isSet,
  isShared,
  isShown,
  isTimeByWhatFollows,
  isTimeByWhatPrecedes,
  isUsed,
  isUsedAtOnce,
  isVaguelyNamed,
  isVersion,
  isWholeMessage,
  isYearByWhatFollows,
  isYearByWhatPrecedes,
} from "./context.ts";
import type { Folded } from "./fold.ts";
import type { Group } from "./groups.ts";

/**
 * Whether four digits are likely to be a PIN. They are, unless something explains them; an explanation gives
 * way where a PIN is named right before.
 */
export function isPin(folded: Folded, group: Group, groups: readonly Group[]): boolean {
  const here = around(folded, group);
  if (isExplainedBehind(here, group.digits)) return false;
  if (isEndOfTelephone(folded, here)) return false;
  if (isNamed(here) || isNamedByOrigin(here) || isCopied(here) || isSet(here)) return true;
  if (isLabelled(here) || isVersion(here) || isCodeShown(here)) return false;
  if (isWholeMessage(folded, group) || isVaguelyNamed(here)) return true;
  const isAbout = isAboutSecrets(folded);
  if (isYear(group.digits) && !isAbout && isYearByWhatPrecedes(here)) return false;
  if (isRound(group.digits) && !isAbout && isShared(here)) return false;
  if (isUsedAtOnce(here) || isEntered(here)) return true;
  if (!isYear(group.digits) && isChosen(here)) return true;
  if (isYear(group.digits) && isYearByWhatPrecedes(here)) return false;
  if (isTime(group.digits) && isTimeByWhatPrecedes(here)) return false;
  if (!isAbout && !isChosen(here) && isOneMore(folded, group, groups)) return false;
  if (isUsed(here) || isQuoted(here)) return true;
  return !isBesideNoun(here) && (!isSaidOfNoun(here) || isAbout);
}

/** What is counted, dated or shown by a machine is so, whatever is named before. */
function isExplainedBehind(here: Around, digits: string): boolean {
  if (isCounted(here) && !isQuoteRight(here.right)) return true;
  if (isYear(digits) && isYearByWhatFollows(here)) return true;
  if (isTime(digits) && isTimeByWhatFollows(here)) return true;
  if (/^0(?:120|570|800)$/.test(digits) && isDialled(here)) return true;
  return isShown(here);
}

/** Who tells more numbers than this tells no story. It bounds the work, too. */
const MOST_TOLD = 20;

/** Whether what else the text tells of its kind explains it: "2031番まで呼ばれてる、私2044". */
function isOneMore(folded: Folded, { digits, start }: Group, groups: readonly Group[]): boolean {
  if (groups.length > MOST_TOLD) return false;
  if (isYear(digits) && isAboutYears(folded)) return true;
  if (isTime(digits) && isAboutHours(folded)) return true;
  if (isRound(digits) && isAboutMoney(folded)) return true;
  const isOtherYear = (other: Group): boolean => {
    const there = around(folded, other);
    return (
      isYear(other.digits) && (isCounted(there) || isYearByWhatPrecedes(there) || isYearByWhatFollows(there))
    );
  };
  if (isYear(digits) && groups.some((other) => other.start !== start && isOtherYear(other))) return true;
  return groups.some(
    (other) =>
      other.start !== start &&
      other.digits.length === digits.length &&
      other.digits.charAt(0) === digits.charAt(0) &&
      isNumbered(around(folded, other)),
  );
}

function isYear(digits: string): boolean {
  return /^(?:19[2-9]|20[0-6])\d$/.test(digits);
}

/** As sums are, and hardly a PIN. */
function isRound(digits: string): boolean {
  return digits.endsWith("00") && !digits.startsWith("0");
}

function isTime(digits: string): boolean {
  return /^(?:[01]\d|2[0-4])[0-5][05]$/.test(digits);
}

const DAY = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/**
 * Five to thirteen digits that are the whole message, or that follow a secret's name: a slip of the finger,
 * or a number that somebody types in pieces. Telephone numbers and days are explained before.
 */
export function isPiece(folded: Folded, group: Group): boolean {
  const { length } = group.digits;
  if (length < 5 || length > 13 || DAY.test(group.digits)) return false;
  const here = around(folded, group);
  if (isCounted(here)) return false;
  if (length <= 8 && isNamed(here)) return true;
  return isWholeMessage(folded, group) && !isLabelled(here);
}
