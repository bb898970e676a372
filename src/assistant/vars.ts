import type { Decision, FactTables } from "../facts/index.ts";
import { line, type Vars } from "../language/index.ts";
import type { World } from "./world.ts";

/**
 * The facts that sentences may take as variables. A number or an opening hour never stands in a sentence
 * itself: it would go stale there unseen.
 */
export function factVars(facts: FactTables): Vars {
  const { hotlines, expiry, secrets, routes } = facts;
  return {
    hotline: hotlines.free_dial.number,
    hotlineForeign: hotlines.free_dial_foreign_card.number,
    lossKey: hotlines.free_dial.menu.press.loss,
    weekdayFrom: clock(hotlines.free_dial.hours.weekday[0]),
    weekdayTo: clock(hotlines.free_dial.hours.weekday[1]),
    weekendFrom: clock(hotlines.free_dial.hours.weekend[0]),
    weekendTo: clock(hotlines.free_dial.hours.weekend[1]),
    kioskFrom: clock(routes.kiosk_sign.hours?.from ?? ""),
    kioskTo: clock(routes.kiosk_sign.hours?.to ?? ""),
    kioskPage: routes.kiosk_sign.page ?? "",
    reservationHours: routes.kiosk_sign.reservationHours ?? 0,
    triesSign: secrets.sign_pw.tries.max ?? 0,
    triesUser: secrets.user_pin.tries.max ?? 0,
    triesCodeB: secrets.code_b.tries.max ?? 0,
    windowMonths: expiry.E4.windowMonths,
    usableMonths: expiry.E11.usableMonthsAfterExpiryMonth,
    reissueYen: expiry.E8.reissueYen,
    weeksUntilReady: expiry.E8.weeksUntilReady,
  };
}

/** A time of day as people write it: 9:30. */
export function clock(time: string): string {
  return time.replace(/^0/, "");
}

/** The variables of every message of an outcome. */
export function outcomeVars(world: World, decision: Decision): Vars {
  return {
    ...factVars(world.facts),
    situation: decision.situation,
    secret: decision.secret,
    route: decision.route,
    secretName: line(`secret.${decision.secret}.official`),
    secretPlain: line(`secret.${decision.secret}.plain`),
    office: world.city.name ? { id: "city.name", text: world.city.name } : line("place.city_office"),
    yen: decision.cost_yen ?? 0,
    visits: decision.visits ?? 0,
  };
}
