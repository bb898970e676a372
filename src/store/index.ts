import { audit, type AuditReader, type AuditWriter } from "./audit.ts";
import { type ConversationReader, type Conversations, conversations } from "./conversations.ts";
import type { Engine } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { type Inbox, inbox } from "./inbox.ts";
import { migrate } from "./migrations.ts";
import { type Outbox, outbox, type OutboxWriter } from "./outbox.ts";
import { PostgresEngine } from "./postgres.ts";
import { type Retention, retention, type Swept } from "./retention.ts";
import { SqliteEngine } from "./sqlite.ts";

export type { AuditEntry, AuditReader, AuditWriter } from "./audit.ts";
export type { Conversation, ConversationReader, Conversations, NewConversation } from "./conversations.ts";
export { Conflict, StoreError } from "./errors.ts";
export type { Inbox } from "./inbox.ts";
export type { Claim, NewMessage, Outbox, OutboxCount, OutboxWriter } from "./outbox.ts";
export type { Retention, Swept } from "./retention.ts";

/** What can be done in one transaction. */
export interface Transaction {
  readonly inbox: Inbox;
  readonly conversations: Conversations;
  readonly outbox: OutboxWriter;
  readonly audit: AuditWriter;
}

/** Conversations, inbox, outbox and audit, on SQLite or PostgreSQL. */
export interface Store {
  readonly engine: "sqlite" | "postgresql";
  /**
   * Runs `work` in one transaction. Its result is durable when the promise resolves; when it rejects, nothing
   * of it was kept. Where someone else was first (`Conflict`), `work` is run again from the new state, three
   * times in all; so it should do nothing but read, decide and write through `tx`: no network, no other
   * transaction. After 5 seconds it is rolled back with a `StoreError`.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  readonly conversations: ConversationReader;
  readonly outbox: Outbox;
  readonly audit: AuditReader;
  /** Deletes what has been kept long enough, a little at a time; says how much. To be called every hour or so. */
  sweep(retention: Retention): Promise<Swept>;
  /** Waits for what is under way, then lets go of the database. */
  close(): Promise<void>;
}

/** How often a transaction is tried where someone else was first. */
const ATTEMPTS = 3;

/**
 * Opens the store and brings its tables up to date.
 * - `file`: an SQLite file, made with its folder where missing (":memory:" for none). One process only.
 * - `url`: a PostgreSQL database, `postgres://user:password@host:5432/name`. Any number of replicas.
 * Throws `StoreError` saying what is wrong and what to do.
 */
export async function openStore(where: { file: string } | { url: string }): Promise<Store> {
  const engine = "url" in where ? await PostgresEngine.connect(where.url) : new SqliteEngine(where.file);
  try {
    await migrate(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return storeOn(engine);
}

function storeOn(engine: Engine): Store {
  const rooms = {
    inbox: inbox(engine),
    conversations: conversations(engine),
    outbox: outbox(engine),
    audit: audit(engine),
  };
  const once = <T>(work: (tx: Transaction) => Promise<T>) =>
    engine.transaction((session) =>
      work({
        inbox: rooms.inbox(session),
        conversations: rooms.conversations.inside(session),
        outbox: rooms.outbox.inside(session),
        audit: rooms.audit.inside(session),
      }),
    );
  return {
    engine: engine.name,
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(work);
        } catch (error) {
          const again = error instanceof Conflict || engine.isTransient(error);
          if (!again || attempt === ATTEMPTS) throw error;
        }
      }
    },
    conversations: rooms.conversations.outside(engine),
    outbox: rooms.outbox.outside(engine),
    audit: rooms.audit.outside(engine),
    sweep: retention(engine),
    close: () => engine.close(),
  };
}
