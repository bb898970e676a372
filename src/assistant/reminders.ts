import type { IsoDate } from "../facts/index.ts";
import { monthsBefore, renewalWindowOpens } from "../facts/expiry.ts";

/** So long before the last day somebody is reminded again who has not been yet. */
const AGAIN_MONTHS = 1;

/**
 * The days on which to remind somebody of the last day of a card or certificate: three months before, when it
 * can first be renewed (a day earlier the desk would send them home), and one month before. A day that is not
 * to come any more is left out, so that there may be none.
 * @throws RangeError where a day is not `YYYY-MM-DD`
 */
export function remindersFor(expiry: IsoDate, today: IsoDate): readonly IsoDate[] {
  return [renewalWindowOpens(expiry), monthsBefore(expiry, AGAIN_MONTHS)].filter((day) => day > today);
}
