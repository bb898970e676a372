export { type Case, type Contradiction, type Field } from "./case.ts";
export { decide, type Decision, openFields } from "./decide.ts";
export { diagnose, isUnnamed } from "./diagnose.ts";
export { type IsoDate, type Provenance } from "./provenance.ts";
export { type Query, QueryError, readQuery } from "./query.ts";
export { FACTS, type FactTables } from "./tables.ts";
export { type KioskRoute, storesOffering } from "./stores.ts";
export * from "./vocabulary.ts";
