import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import {
  type Driver,
  type Engine,
  neverRun,
  runWork,
  type Session,
  sessionOn,
  TIME_LIMIT,
  TooLong,
} from "./engine.ts";
import { reason, StoreError } from "./errors.ts";
import { PostgresWire } from "./postgres-wire.ts";
import type { Schema } from "./schema.ts";
import type { Sql, Statement, Value } from "./statement.ts";

/**
 * Connections of this process. Single statements have theirs: what was sent could not be forgotten, and what waits
 * could not be sent, while a crowd of transactions waits in front of it (docs/performance.md).
 */
const FOR_TRANSACTIONS = 10;
const FOR_STATEMENTS = 4;

/** How much longer than the server's own limit to wait for an answer that a broken network may never bring. */
const NETWORK_GRACE = 2_000;

/** serialization_failure and deadlock_detected (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const TRANSIENT = new Set<unknown>(["40001", "40P01"]);

/** bigint comes as text unless told otherwise. Ours are times and counters: far below 2^53, so numbers. */
const BIGINT: number = pg.types.builtins.INT8;
const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (id === BIGINT ? Number : pg.types.getTypeParser(id, format)),
};

/** PostgreSQL over a pool of connections: what several replicas share. */
export class PostgresEngine implements Engine {
  readonly name = "postgresql";
  readonly sql = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: neverRun }) });
  readonly wire: PostgresWire;
  readonly #server: string;
  readonly #transactions: pg.Pool;
  readonly #statements: pg.Pool;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(url: string) {
    this.#server = serverOf(url);
    this.wire = new PostgresWire(url, this.sql);
    this.#transactions = poolOf(url, FOR_TRANSACTIONS);
    this.#statements = poolOf(url, FOR_STATEMENTS);
  }

  /** Connects once to see that it works. Throws `StoreError`; its message never holds the password. */
  static async connect(url: string): Promise<PostgresEngine> {
    const engine = new PostgresEngine(url);
    try {
      (await engine.#connection(engine.#statements)).release();
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  transaction<T>(work: (session: Session) => Promise<T>, timeLimit = TIME_LIMIT): Promise<T> {
    return this.#untilClosed(this.#inTransaction(work, timeLimit));
  }

  rows<P, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.#untilClosed(this.#alone((session) => session.rows(statement, params)));
  }

  changes<P>(statement: Statement<P, unknown>, params: P): Promise<number> {
    return this.#untilClosed(this.#alone((session) => session.changes(statement, params)));
  }

  isTransient(error: unknown): boolean {
    return error instanceof Error && "code" in error && TRANSIENT.has(error.code);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    await this.wire.close();
    await Promise.all([this.#transactions.end(), this.#statements.end()]);
  }

  /** Lets `close` wait for it: the pool itself forgets whoever is still waiting for a connection. */
  #untilClosed<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.#underWay.delete(tracked));
    this.#underWay.add(tracked);
    return tracked;
  }

  async #inTransaction<T>(work: (session: Session) => Promise<T>, timeLimit: number): Promise<T> {
    const connection = await this.#connection(this.#transactions);
    let broken = false;
    try {
      await connection.query("begin");
      const result = await runWork(work, driverOn(connection, timeLimit), timeLimit);
      const { command } = await connection.query("commit");
      // PostgreSQL answers so to the commit of a transaction in which a statement has failed.
      if (command === "ROLLBACK")
        throw new StoreError("A call inside the transaction failed: nothing is kept.");
      return result;
    } catch (error) {
      // After too long a time a statement may still be under way: the connection goes, and it with it.
      broken = error instanceof TooLong || !(await rollback(connection));
      throw error;
    } finally {
      connection.release(broken);
    }
  }

  /** One statement needs no begin and commit: PostgreSQL makes it a transaction. */
  async #alone<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const connection = await this.#connection(this.#statements);
    try {
      return await work(sessionOn(driverOn(connection, TIME_LIMIT)));
    } finally {
      connection.release();
    }
  }

  async #connection(pool: pg.Pool): Promise<pg.PoolClient> {
    if (this.#closed) throw new StoreError("The store is closed.");
    try {
      return await pool.connect();
    } catch (error) {
      throw new StoreError(
        `Cannot reach PostgreSQL at ${this.#server} (${reason(error)}). ` +
          "Is it running, and is TOKERU_DATABASE_URL right, as in postgres://user:password@host:5432/tokeru?",
        { cause: error },
      );
    }
  }
}

function poolOf(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "tokeru",
    max,
    connectionTimeoutMillis: TIME_LIMIT,
    statement_timeout: TIME_LIMIT,
    query_timeout: TIME_LIMIT + NETWORK_GRACE,
    idle_in_transaction_session_timeout: TIME_LIMIT + NETWORK_GRACE,
    types,
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  return pool.on("error", () => {});
}

function driverOn(connection: pg.PoolClient, timeLimit: number): Driver {
  const run = ({ name, text }: Sql, values: Value[]) => {
    const query = { name, text, values, query_timeout: timeLimit + NETWORK_GRACE };
    return connection.query<Record<string, unknown>>(query);
  };
  return {
    rows: async (sql, values) => (await run(sql, values)).rows,
    changes: async (sql, values) => (await run(sql, values)).rowCount ?? 0,
  };
}

/** Whether the rollback worked, so that the connection can be used again. */
async function rollback(connection: pg.PoolClient): Promise<boolean> {
  try {
    await connection.query("rollback");
    return true;
  } catch {
    return false;
  }
}

/** The server and database of a URL, for a message: never the password. Throws `StoreError` for what is no URL. */
function serverOf(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new StoreError(
      "TOKERU_DATABASE_URL is not a PostgreSQL URL. It looks like postgres://user:password@host:5432/tokeru.",
    );
  }
  const { host, pathname } = new URL(url);
  return host + pathname;
}
