import { setTimeout as wait } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { type Session, TIME_LIMIT } from "./engine.ts";
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

/**
 * Notices between all processes on one PostgreSQL, over LISTEN and NOTIFY. What is listened to comes over one
 * connection of its own, made when first needed and again whenever it breaks. What was told meanwhile is lost:
 * so after every connecting all listeners are told to look.
 */
export class PostgresWire implements Wire {
  readonly #options: pg.ClientConfig;
  readonly #write: Statement<{ notices: string }, unknown>;
  readonly #listeners = new Listeners();
  readonly #closing = new AbortController();
  #listening: Promise<void> | undefined;

  constructor(url: string, db: Kysely<Schema>) {
    this.#options = {
      connectionString: url,
      application_name: "tokeru listener",
      connectionTimeoutMillis: TIME_LIMIT,
      query_timeout: TIME_LIMIT,
      keepAlive: true,
    };
    this.#write = statement("notices.write", ({ notices }: { notices: string }) => ({
      compile: () =>
        sql`select pg_notify(${sql.lit(CHANNEL)}, one) from json_array_elements_text(${notices}::json) as one`.compile(
          db,
        ),
    }));
  }

  async write(session: Session, notices: readonly Notice[]): Promise<void> {
    if (notices.length > 0) await session.rows(this.#write, { notices: JSON.stringify(notices) });
  }

  /** PostgreSQL tells everybody, this process too. */
  kept(): void {}

  listen(topic: string, listener: Listener): () => void {
    this.#listening ??= this.#listenUntilClosed();
    return this.#listeners.add(topic, listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
  }

  async #listenUntilClosed(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      if (await this.#listenOnce()) failures = 0;
      const full = Math.min(LAST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 30));
      await wait(full * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
    }
  }

  /** Comes back when the connection is no more. Whether there was one. */
  async #listenOnce(): Promise<boolean> {
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
      await client.query(`listen ${CHANNEL}`);
      this.#listeners.tellAll();
      await over.promise;
      return true;
    } catch {
      return false;
    } finally {
      clearInterval(probing);
      signal.removeEventListener("abort", end);
      // Not waited for: a network that is gone may never say so.
      client.end().catch(() => {});
    }
  }
}
