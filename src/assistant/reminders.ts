import { EXPIRY_FACTS, monthsBefore, renewalWindowOpens } from "../facts/expiry.ts";
import type { IsoDate, RouteId } from "../facts/index.ts";
import { line, type Line } from "../language/index.ts";
import type { CardReading } from "./card.ts";
import type { Carried } from "./link.ts";
import type { Outcome } from "./reply.ts";
import { factVars } from "./vars.ts";
import type { World } from "./world.ts";

/** So many months before the last day: when it can first be renewed, and for who has not been by then. */
export const MONTHS_BEFORE = { first: EXPIRY_FACTS.E4.windowMonths, again: 1 } as const;

/**
 * The days on which to remind somebody of the last day of a card or certificate: three months before, when it
 * can first be renewed (a day earlier the desk would send them home), and one month before. A day that is not
 * to come any more is left out, so that there may be none.
 * @throws RangeError where a day is not `YYYY-MM-DD`
 */
export function remindersFor(expiry: IsoDate, today: IsoDate): readonly IsoDate[] {
  return [renewalWindowOpens(expiry), monthsBefore(expiry, MONTHS_BEFORE.again)].filter((day) => day > today);
}

/** What ends, and with it where to go: certificates, the card, or the card of somebody with a fixed period of stay. */
export const ENDINGS = ["certificate", "card", "stay"] as const;
export type Ending = (typeof ENDINGS)[number];

/** The answers that lead to what is said of an ending, as far as all whom it concerns give the same. */
const ANSWERS_OF = {
  certificate: [
    { node: "what_happened", value: "ending" },
    { node: "what_ends", value: "cert_soon" },
  ],
  card: [
    { node: "what_happened", value: "ending" },
    { node: "what_ends", value: "card_soon" },
  ],
  stay: [
    { node: "what_happened", value: "ending" },
    { node: "what_ends", value: "card_soon" },
    { node: "residence", value: "fixed_stay" },
  ],
} as const satisfies Record<Ending, readonly Carried[]>;

/** From where somebody goes on who was reminded and has talked of something else since. */
export function answersOf(ending: Ending): readonly Carried[] {
  return ANSWERS_OF[ending];
}

/** The latest day on which something can end that exists today: what is chosen beyond it is a slip of the finger. */
export function latestEnd(ending: Ending, today: IsoDate): IsoDate {
  const { E1, E2 } = EXPIRY_FACTS;
  return monthsBefore(today, -12 * (ending === "certificate" ? E2.birthdays : E1.adultBirthdays));
}

const ROUTE_OF = {
  certificate: "counter_renew_cert",
  card: "apply_new_card",
  stay: "counter_foreign_extension",
} as const satisfies Record<Ending, RouteId>;

const CERTIFICATES: ReadonlySet<Outcome["diagnosis"]["secret"]> = new Set([
  "sign_cert",
  "user_cert",
  "both_certs",
]);

/** Of what somebody may want to be reminded, and its last day where the card has told it. */
export interface ReminderOffer {
  readonly ending: Ending;
  readonly expiry: IsoDate | null;
}

/** What an outcome about something that expires soon offers to remind of; null where nothing does. */
export function reminderOffer(outcome: Outcome, card?: CardReading): ReminderOffer | null {
  const { situation, secret } = outcome.diagnosis;
  if (situation !== "expiring_soon") return null;
  if (outcome.route === "counter_foreign_extension") return { ending: "stay", expiry: null };
  if (secret === "card_body") return { ending: "card", expiry: null };
  if (!CERTIFICATES.has(secret)) return null;
  return { ending: "certificate", expiry: card?.userCertEnds ?? null };
}

/** A reminder in words: what ends when, and where to go with it. */
export function reminderLines({ facts, city }: World, ending: Ending, expiry: IsoDate) {
  const office: Line = city.name ? { id: "city.name", text: city.name } : line("place.city_office");
  const where = line(`route.${ROUTE_OF[ending]}.where`, { ...factVars(facts), office });
  return {
    summary: line(`reminder.summary.${ending}`, { expiry }),
    description: [
      line("reminder.description", { expiry, where }),
      ...(city.telephone ? [line("reminder.telephone", { telephone: city.telephone })] : []),
      ...(city.page ? [line("reminder.page", { page: city.page })] : []),
    ],
  };
}
