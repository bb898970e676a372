export { type Case, type Contradiction, type Field } from "./case.ts";
export { decide, type Decision, openFields } from "./decide.ts";
export { diagnose, isUnnamed } from "./diagnose.ts";
export { holdsOn, type IsoDate, type Provenance } from "./provenance.ts";
export { isCalendarDay, type Query, QueryError, QuerySchema, readQuery } from "./query.ts";
export { FACTS, type FactTables } from "./tables.ts";
export * from "./vocabulary.ts";
