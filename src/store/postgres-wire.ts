import { setTimeout as wait } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { TIME_LIMIT } from "./engine.ts";
import { type Listener, Listeners, type Notice, type Wire } from "./notices.ts";
import type { Schema } from "./schema.ts";
import { type Statement, statement } from "./statement.ts";

/** The one channel of this database; the topic travels in the payload, so that it may be any text. */
const CHANNEL = "tokeru";

/** How often to see whether the connection is alive: one that a network has silently dropped tells nothing. */
const PROBE_EVERY = 20_000;

/** The first wait before connecting again, in milliseconds; it doubles each time up to the last. */
const FIRST_WAIT = 50;
const LAST_WAIT = 5_000;

/** A connection that works, as far as anybody knows. */
interface Link {
  readonly client: pg.Client;
  /** It does not. */
  readonly end: () => void;
}

/**
 * Notices between all processes on one PostgreSQL, over LISTEN and NOTIFY. They come and go over one connection of
 * its own, made when first needed and again whenever it breaks. What was told meanwhile is lost: so after every
 * connecting all listeners are told to look.
 *
 * Notices are sent after the transaction that they tell of, and all that wait together: PostgreSQL lets no two
 * transactions with a notice commit at once, in the whole server, so that within them the disk would be waited for
 * one transaction after the other.
 */
export class PostgresWire implements Wire {
  readonly #options: pg.ClientConfig;
  readonly #send: Statement<{ notices: string }, unknown>;
  readonly #listeners = new Listeners();
  readonly #closing = new AbortController();
  readonly #untold = new Set<Notice>();
  #link: Link | undefined;
  #connecting: Promise<void> | undefined;
  #telling: Promise<void> | undefined;

  constructor(url: string, db: Kysely<Schema>) {
    this.#options = {
      connectionString: url,
      application_name: "tokeru listener",
      connectionTimeoutMillis: TIME_LIMIT,
      query_timeout: TIME_LIMIT,
      keepAlive: true,
    };
    this.#send = statement("notices.send", ({ notices }: { notices: string }) => ({
      compile: () =>
        sql`select pg_notify(${sql.lit(CHANNEL)}, one) from json_array_elements_text(${notices}::json) as one`.compile(
          db,
        ),
    }));
  }

  /** PostgreSQL tells everybody, this process too. */
  kept(notices: readonly Notice[]): void {
    if (notices.length === 0) return;
    for (const one of notices) this.#untold.add(one);
    this.#connect();
    this.#tell();
  }

  listen(topic: string, listener: Listener): () => void {
    this.#connect();
    return this.#listeners.add(topic, listener);
  }

  /** Tells what there is still to tell, where that is possible. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connecting;
  }

  #connect(): void {
    this.#connecting ??= this.#connectUntilClosed();
  }

  /** All that waits, at once; what comes meanwhile, at once afterwards. */
  #tell(): void {
    if (this.#link) this.#telling ??= this.#tellAll(this.#link).finally(() => (this.#telling = undefined));
  }

  async #tellAll({ client, end }: Link): Promise<void> {
    while (this.#untold.size > 0) {
      const notices = [...this.#untold];
      this.#untold.clear();
      try {
        const { name, text } = this.#send;
        await client.query({ name, text, values: this.#send.bind({ notices: JSON.stringify(notices) }) });
      } catch {
        for (const one of notices) this.#untold.add(one);
        return end();
      }
    }
  }

  async #connectUntilClosed(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      if (await this.#connectOnce()) failures = 0;
      const full = Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 30));
      await wait(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }

  /** Comes back when the connection is no more. Whether there was one. */
  async #connectOnce(): Promise<boolean> {
    const { signal } = this.#closing;
    const client = new pg.Client(this.#options);
    const over = Promise.withResolvers<void>();
    const end = () => over.resolve();
    client.on("notification", ({ payload }) => payload !== undefined && this.#listeners.tell(payload));
    client.on("error", end).on("end", end);
    signal.addEventListener("abort", end);
    const probing = setInterval(() => void client.query("select 1").catch(end), PROBE_EVERY);
    try {
      await client.connect();
      // What is told changes nothing in the database, so its commit need not wait for the disk.
      await client.query(`set synchronous_commit = off; listen ${CHANNEL}`);
      this.#listeners.tellAll();
      this.#link = { client, end };
      this.#tell();
      await over.promise;
      await this.#telling;
      return true;
    } catch {
      return false;
    } finally {
      this.#link = undefined;
      clearInterval(probing);
      signal.removeEventListener("abort", end);
      // Not waited for: a network that is gone may never say so.
      client.end().catch(() => {});
    }
  }
}
