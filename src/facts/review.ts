import { COUNTER_FACTS } from "./counters.ts";
import { EXPIRY_FACTS } from "./expiry.ts";
import { HOTLINES } from "./hotlines.ts";
import { MISCONCEPTIONS } from "./misconceptions.ts";
import { PHONE_FACTS } from "./phone.ts";
import type { IsoDate } from "./provenance.ts";
import { ROUTE_TABLE } from "./routes.ts";
import { RULES } from "./rules.ts";
import { CONFUSIONS, SCREEN_MESSAGES } from "./screens.ts";
import { SECRET_FACTS, SECRET_TABLE } from "./secrets.ts";
import { SERVICE_TABLE } from "./services.ts";
import { STORE_TABLE } from "./stores.ts";

/** Every table of facts, by the name under which a reviewer finds it. */
const TABLES: Readonly<Record<string, object>> = {
  secrets: SECRET_TABLE,
  secretFacts: SECRET_FACTS,
  services: SERVICE_TABLE,
  stores: STORE_TABLE,
  routes: ROUTE_TABLE,
  rules: RULES,
  screens: SCREEN_MESSAGES,
  confusions: CONFUSIONS,
  expiry: EXPIRY_FACTS,
  phone: PHONE_FACTS,
  counters: COUNTER_FACTS,
  hotlines: HOTLINES,
  misconceptions: MISCONCEPTIONS,
};

export interface DueFact {
  /** Such as `routes.kiosk_sign` or `stores.lawson.offers.kiosk_sign`. */
  readonly name: string;
  readonly review: IsoDate;
}

/** Every fact with its review date, at whatever depth of the tables it stands. */
export function reviewDates(): readonly DueFact[] {
  return Object.entries(TABLES).flatMap(([name, table]) => datesIn(name, table));
}

function datesIn(name: string, value: unknown): readonly DueFact[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "review" in value && typeof value.review === "string" ? [{ name, review: value.review }] : [];
  const inner = Object.entries(value).flatMap(([key, part]) => datesIn(`${name}.${idOf(part) ?? key}`, part));
  return [...own, ...inner];
}

/** Records in a list are named by their id, not by their place. */
function idOf(part: unknown): string | undefined {
  return typeof part === "object" && part !== null && "id" in part && typeof part.id === "string"
    ? part.id
    : undefined;
}

/** The facts that are past their review on a day, and the day on which the next is due. */
export function reviewOn(today: IsoDate): {
  readonly overdue: readonly DueFact[];
  readonly next: IsoDate | null;
} {
  const dates = reviewDates();
  const later = dates.map(({ review }) => review).filter((review) => review >= today);
  return {
    overdue: dates.filter(({ review }) => review < today),
    next: later.toSorted()[0] ?? null,
  };
}
