import { COUNTER_FACTS, LETTERS, OTHER_PLACES } from "./counters.ts";
import { EXPIRY_FACTS } from "./expiry.ts";
import { HOTLINE_POWERS, HOTLINES } from "./hotlines.ts";
import { PHONE_FACTS } from "./phone.ts";
import type { IsoDate } from "./provenance.ts";
import { ROUTE_TABLE } from "./routes.ts";
import { RULES } from "./rules.ts";
import { CHIP_APPLICATIONS, SECRET_FACTS, SECRET_TABLE } from "./secrets.ts";
import { SERVICE_TABLE } from "./services.ts";
import { SOURCES } from "./sources.ts";
import { STORE_TABLE } from "./stores.ts";

/** Everything that a decision can depend on. */
export interface FactTables {
  /** Shown on slips, so that a clerk and a reviewer can tell which facts an answer rests on. */
  readonly version: IsoDate;
  readonly secrets: typeof SECRET_TABLE;
  /** What holds for the secrets together. */
  readonly secretFacts: typeof SECRET_FACTS;
  /** Official names of the applications on the chip. */
  readonly applications: typeof CHIP_APPLICATIONS;
  readonly services: typeof SERVICE_TABLE;
  readonly stores: typeof STORE_TABLE;
  readonly routes: typeof ROUTE_TABLE;
  readonly rules: typeof RULES;
  readonly expiry: typeof EXPIRY_FACTS;
  readonly hotlines: typeof HOTLINES;
  readonly hotlinePowers: typeof HOTLINE_POWERS;
  /** The municipality's desk, letters, and the ways that need neither. */
  readonly municipality: typeof COUNTER_FACTS;
  readonly letters: typeof LETTERS;
  readonly places: typeof OTHER_PLACES;
  readonly phone: typeof PHONE_FACTS;
  readonly sources: typeof SOURCES;
}

/** The national facts that ship with Tokeru. */
export const FACTS: FactTables = {
  version: "2026-11-21",
  secrets: SECRET_TABLE,
  secretFacts: SECRET_FACTS,
  applications: CHIP_APPLICATIONS,
  services: SERVICE_TABLE,
  stores: STORE_TABLE,
  routes: ROUTE_TABLE,
  rules: RULES,
  expiry: EXPIRY_FACTS,
  hotlines: HOTLINES,
  hotlinePowers: HOTLINE_POWERS,
  municipality: COUNTER_FACTS,
  letters: LETTERS,
  places: OTHER_PLACES,
  phone: PHONE_FACTS,
  sources: SOURCES,
};
