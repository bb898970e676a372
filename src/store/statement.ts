import type { CompiledQuery } from "kysely";

/** What a column or a parameter may hold: text, a whole number, or nothing. JSON is text, a time is a number. */
export type Value = string | number | null;

/** SQL as a database takes it. */
export interface Sql {
  /** Names the prepared statement on a PostgreSQL connection; unique within the store. */
  readonly name: string;
  readonly text: string;
}

/**
 * One SQL statement, compiled by Kysely once and run many times. Compiling anew for every call would cost
 * more than SQLite needs to run it (measured: half the turns a second).
 */
export interface Statement<P, R> extends Sql {
  /** Puts the named parameters into the order of the SQL. */
  bind(params: P): Value[];
  /** Types what the driver returned: the columns are those of Kysely's query, so nothing is checked again. */
  rows(raw: readonly unknown[]): R[];
}

/** Stands in a query for a parameter whose value comes when the statement is run. */
class Slot {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * Compiles a statement. The query is written as usual, with the parameters' names in place of their values:
 * `statement("conversations.find", (p: { id: string }) => db.selectFrom("conversations").where("id", "=", p.id))`
 */
export function statement<P extends { [name in keyof P]: Value }, R>(
  name: string,
  query: (params: P) => { compile(): CompiledQuery<R> },
): Statement<P, R> {
  const slots = new Proxy({}, { get: (_, key) => new Slot(String(key)) });
  const { sql, parameters } = query(slots as P).compile();
  return {
    name,
    text: sql,
    bind: (params) =>
      parameters.map((each) => (each instanceof Slot ? params[each.name as keyof P] : constant(each))),
    rows: (raw) => raw as R[],
  };
}

function constant(value: unknown): Value {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  throw new Error(`A statement holds a ${typeof value}; the store has text, numbers and null only.`);
}
