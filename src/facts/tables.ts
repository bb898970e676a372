import { EXPIRY_FACTS } from "./expiry.ts";
import { HOTLINES } from "./hotlines.ts";
import type { IsoDate } from "./provenance.ts";
import { ROUTE_TABLE } from "./routes.ts";
import { RULES } from "./rules.ts";
import { CHIP_APPLICATIONS, SECRET_TABLE } from "./secrets.ts";
import { SERVICE_TABLE } from "./services.ts";
import { SOURCES } from "./sources.ts";
import { STORE_TABLE } from "./stores.ts";

/** Everything that a decision can depend on. */
export interface FactTables {
  /** Shown on slips, so that a clerk and a reviewer can tell which facts an answer rests on. */
  readonly version: IsoDate;
  readonly secrets: typeof SECRET_TABLE;
  /** Official names of the applications on the chip. */
  readonly applications: typeof CHIP_APPLICATIONS;
  readonly services: typeof SERVICE_TABLE;
  readonly stores: typeof STORE_TABLE;
  readonly routes: typeof ROUTE_TABLE;
  readonly rules: typeof RULES;
  readonly expiry: typeof EXPIRY_FACTS;
  readonly hotlines: typeof HOTLINES;
  readonly sources: typeof SOURCES;
}

/** The national facts that ship with Tokeru. */
export const FACTS: FactTables = {
  version: "2026-11-21",
  secrets: SECRET_TABLE,
  applications: CHIP_APPLICATIONS,
  services: SERVICE_TABLE,
  stores: STORE_TABLE,
  routes: ROUTE_TABLE,
  rules: RULES,
  expiry: EXPIRY_FACTS,
  hotlines: HOTLINES,
  sources: SOURCES,
};
