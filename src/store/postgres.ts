import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import { type Engine, runWork, type Session, TIME_LIMIT, TooLong } from "./engine.ts";
import { reason, StoreError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import type { Sql, Statement, Value } from "./statement.ts";

const CONNECTIONS = 10;

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
  readonly sql = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  readonly #pool: pg.Pool;

  private constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Connects once to see that it works. Throws `StoreError`; its message never holds the password. */
  static async connect(url: string): Promise<PostgresEngine> {
    const server = serverOf(url);
    const pool = new pg.Pool({
      connectionString: url,
      application_name: "tokeru",
      max: CONNECTIONS,
      connectionTimeoutMillis: TIME_LIMIT,
      statement_timeout: TIME_LIMIT,
      query_timeout: TIME_LIMIT + NETWORK_GRACE,
      idle_in_transaction_session_timeout: TIME_LIMIT + NETWORK_GRACE,
      types,
    });
    // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
    pool.on("error", () => {});
    try {
      (await pool.connect()).release();
    } catch (error) {
      await pool.end();
      throw new StoreError(
        `Cannot reach PostgreSQL at ${server} (${reason(error)}). ` +
          "Is it running, and is TOKERU_DATABASE_URL right, as in postgres://user:password@host:5432/tokeru?",
        { cause: error },
      );
    }
    return new PostgresEngine(pool);
  }

  async transaction<T>(work: (session: Session) => Promise<T>, timeLimit = TIME_LIMIT): Promise<T> {
    const client = await this.#pool.connect();
    let broken = false;
    try {
      await client.query("begin");
      const result = await runWork(work, (statement, values) => query(client, statement, values), timeLimit);
      await client.query("commit");
      return result;
    } catch (error) {
      // After too long a time a statement may still be under way: the connection goes, and it with it.
      broken = error instanceof TooLong || !(await rollback(client));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async run<P, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return statement.rows(await query(this.#pool, statement, statement.bind(params)));
  }

  isTransient(error: unknown): boolean {
    return error instanceof Error && "code" in error && TRANSIENT.has(error.code);
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }
}

async function query(on: pg.Pool | pg.PoolClient, sql: Sql, values: Value[]): Promise<unknown[]> {
  const { rows } = await on.query<Record<string, unknown>>({ name: sql.name, text: sql.text, values });
  return rows;
}

/** Whether the rollback worked, so that the connection can be used again. */
async function rollback(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query("rollback");
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
