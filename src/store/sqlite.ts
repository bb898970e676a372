import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { Kysely, SqliteDialect } from "kysely";
import { type Driver, type Engine, neverRun, runWork, type Session, TIME_LIMIT } from "./engine.ts";
import { reason, StoreError } from "./errors.ts";
import { wireInProcess } from "./notices.ts";
import type { Schema } from "./schema.ts";
import type { Statement } from "./statement.ts";

/** At most so many transactions share a commit: what the last of them waits for stays in milliseconds. */
const GROUP = 128;

/**
 * - Pages of 2 KiB: a conversation has about one, and every page that a turn changes is written whole
 *   (a third more turns a second than with the usual 4 KiB).
 * - EXCLUSIVE before WAL: the file is ours alone, and the WAL index needs no shared memory.
 * - FULL: a commit is on the disk before anyone is told.
 * - A checkpoint every 400 pages stops the process for half as long as one every 1000 (the default), at the
 *   same throughput.
 * - secure_delete: what retention deletes is overwritten where that costs no further write.
 */
const SETTINGS = `
  pragma page_size = 2048;
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma wal_autocheckpoint = 400;
  pragma cache_size = -16384;
  pragma foreign_keys = on;
  pragma secure_delete = fast;
`;

/** A transaction in the queue. */
interface Job {
  /** Runs the work; never rejects. */
  run(): Promise<{ kept: boolean; tell(): void }>;
  /** Tells the caller that the group as a whole was lost. */
  lose(error: StoreError): void;
}

/**
 * SQLite in this process: one connection, one writer. Transactions that arrive while the disk is busy with a
 * commit go into the next commit together, each in a savepoint of its own, so that an error in one takes
 * nothing from its neighbours. Nobody is told before the commit is on the disk.
 */
export class SqliteEngine implements Engine {
  readonly name = "sqlite";
  readonly sql = new Kysely<Schema>({ dialect: new SqliteDialect({ database: neverRun }) });
  readonly wire = wireInProcess();
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #driver: Driver = {
    rows: (sql, values) => this.#prepare(sql.text).all(...values),
    changes: (sql, values) => Number(this.#prepare(sql.text).run(...values).changes),
  };
  readonly #waiting: Job[] = [];
  #working: Promise<void> | undefined;
  #closed = false;

  /** Opens the file (":memory:" for none), making its folder where missing. Throws `StoreError`. */
  constructor(file: string) {
    this.#db = open(file);
  }

  transaction<T>(work: (session: Session) => Promise<T>, timeLimit = TIME_LIMIT): Promise<T> {
    if (this.#closed) return Promise.reject(new StoreError("The store is closed."));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#waiting.push({
      run: () =>
        runWork(work, this.#driver, timeLimit).then(
          (value) => ({ kept: true, tell: () => resolve(value) }),
          (error: unknown) => ({ kept: false, tell: () => reject(error) }),
        ),
      lose: reject,
    });
    this.#working ??= this.#work();
    return promise;
  }

  rows<P, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.transaction((session) => session.rows(statement, params));
  }

  changes<P>(statement: Statement<P, unknown>, params: P): Promise<number> {
    return this.transaction((session) => session.changes(statement, params));
  }

  isTransient(): boolean {
    return false;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#working;
    this.#db.close();
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // First let in all that the network has ready: it belongs in the same commit.
      await setImmediate();
      await this.#commitGroup();
    }
    this.#working = undefined;
  }

  async #commitGroup(): Promise<void> {
    const jobs = this.#waiting.splice(0, GROUP);
    const tell: (() => void)[] = [];
    try {
      this.#execute("begin");
      for (const job of jobs) tell.push(await this.#runInSavepoint(job));
      this.#execute("commit");
    } catch (error) {
      const why = `SQLite could not keep the transaction: ${reason(error)}.`;
      for (const job of jobs) job.lose(new StoreError(why, { cause: error }));
      if (this.#db.isTransaction) this.#db.exec("rollback");
      return;
    }
    for (const each of tell) each();
  }

  async #runInSavepoint(job: Job): Promise<() => void> {
    this.#execute("savepoint one");
    const { kept, tell } = await job.run();
    // A full disk or an I/O error may make SQLite roll the whole group back by itself.
    if (!this.#db.isTransaction) throw new Error("SQLite rolled back by itself");
    if (!kept) this.#execute("rollback to one");
    this.#execute("release one");
    return tell;
  }

  #execute(sql: string): void {
    this.#prepare(sql).run();
  }

  #prepare(sql: string): StatementSync {
    let prepared = this.#prepared.get(sql);
    if (!prepared) {
      prepared = this.#db.prepare(sql);
      this.#prepared.set(sql, prepared);
    }
    return prepared;
  }
}

function open(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    const isFile = file !== ":memory:";
    if (isFile) makeForOwner(file);
    db = new DatabaseSync(file);
    db.exec(SETTINGS);
    if (isFile) keepForOwner(file);
    return db;
  } catch (error) {
    db?.close();
    throw new StoreError(whyNot(file, error), { cause: error });
  }
}

/**
 * Made before SQLite would make it readable for everybody; SQLite's other files take the mode over. One that
 * exists is not even opened: to close it again would end the locks that this process has on it (POSIX).
 */
function makeForOwner(file: string): void {
  makeFolder(dirname(resolve(file)));
  if (!existsSync(file)) closeSync(openSync(file, "wx", OWNER_ALONE));
}

/** What an earlier version left open, or a copy back from a backup. */
function keepForOwner(file: string): void {
  for (const one of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(one)) chmodSync(one, OWNER_ALONE);
  }
}

const OWNER_ALONE = 0o600;

/** One by one: Node's recursive mkdir never comes back where the system answers ENOENT, as under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that an operator can do something about. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

function whyNot(file: string, error: unknown): string {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : undefined;
  if (code === BUSY) {
    return (
      `Another tokeru is using ${file}; one process only. ` +
      "Stop the other one; for replicas set TOKERU_DATABASE_URL to PostgreSQL."
    );
  }
  if (code === NOT_A_DATABASE) {
    return `${file} is not a SQLite database. Move it away, or name another file.`;
  }
  return `Cannot open the database ${file} (${reason(error)}). The folder and the file must be writable.`;
}
