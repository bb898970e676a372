import { setTimeout } from "node:timers/promises";
import type { Kysely } from "kysely";
import { Conflict, StoreError } from "./errors.ts";
import type { Wire } from "./notices.ts";
import type { Schema } from "./schema.ts";
import type { Sql, Statement, Value } from "./statement.ts";

/** Runs statements. */
export interface Session {
  /** The rows that a statement brings. */
  rows<P, R>(statement: Statement<P, R>, params: P): Promise<R[]>;
  /** How many rows a statement has inserted, updated or deleted. Cheaper than having them returned. */
  changes<P>(statement: Statement<P, unknown>, params: P): Promise<number>;
}

/** One of the two databases. As a session of its own, every statement is a transaction of its own. */
export interface Engine extends Session {
  readonly name: "sqlite" | "postgresql";
  /** Builds the queries in this database's SQL; never runs them. */
  readonly sql: Kysely<Schema>;
  /** Takes what a transaction tells to those who listen. */
  readonly wire: Wire;
  /** Runs `work` in one transaction: kept as a whole, durably, when the promise resolves; else nothing is kept. */
  transaction<T>(work: (session: Session) => Promise<T>, timeLimit?: number): Promise<T>;
  /** Whether the error is the database's way of saying "again, please" (a deadlock, for example). */
  isTransient(error: unknown): boolean;
  /** Waits for what is under way, then lets go of the database. */
  close(): Promise<void>;
}

/** In place of the database of a Kysely that only builds queries. */
export async function neverRun(): Promise<never> {
  throw new Error("Queries are built here and run by a session.");
}

/** How long opening a connection, a statement or a transaction may take, in milliseconds. */
export const TIME_LIMIT = 5_000;

/** What a database's driver does for a session. */
export interface Driver {
  rows(sql: Sql, values: Value[]): unknown[] | Promise<unknown[]>;
  changes(sql: Sql, values: Value[]): number | Promise<number>;
}

/** A session on a driver, for as long as `check` does not throw. */
export function sessionOn(driver: Driver, check = () => {}): Session {
  return {
    async rows(statement, params) {
      check();
      return statement.rows(await driver.rows(statement, statement.bind(params)));
    },
    async changes(statement, params) {
      check();
      return driver.changes(statement, statement.bind(params));
    },
  };
}

/**
 * Runs the work of one transaction. Ends it when time is up, since whatever the work waits for, others wait
 * behind it; what the work tries to run after the end is refused and cannot slip into a neighbour's transaction.
 */
export async function runWork<T>(
  work: (session: Session) => Promise<T>,
  driver: Driver,
  timeLimit: number,
): Promise<T> {
  let over = false;
  const session = sessionOn(driver, () => {
    if (over) throw new StoreError("This transaction is over. Await every call inside it.");
  });
  const late = Promise.withResolvers<never>();
  const timer = globalThis.setTimeout(() => late.reject(new TooLong(timeLimit)), timeLimit);
  try {
    return await Promise.race([work(session), late.promise]);
  } finally {
    over = true;
    clearTimeout(timer);
  }
}

/** How often something is tried where someone else was first. */
const ATTEMPTS = 3;

/** How long to wait, in milliseconds, before coming back into the way of whoever has won a deadlock. */
const STEP_ASIDE = 50;

/** Tries again, from the new state, what was in conflict with someone else or what the database asks to repeat. */
export async function retrying<T>(engine: Engine, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const transient = engine.isTransient(error);
      if (attempt === ATTEMPTS || !(transient || error instanceof Conflict)) throw error;
      if (transient) await setTimeout(STEP_ASIDE * attempt);
    }
  }
}

/** The work of a transaction took too long. */
export class TooLong extends StoreError {
  constructor(timeLimit: number) {
    super(
      `A transaction took longer than ${timeLimit} ms and was rolled back. ` +
        "Inside it, wait for nothing but its own calls: no network, and no other transaction.",
    );
  }
}
