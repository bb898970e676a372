import { type CompiledQuery, type Kysely, type SchemaModule, sql } from "kysely";
import type { Engine } from "./engine.ts";
import { StoreError } from "./errors.ts";
import type { Schema } from "./schema.ts";
import { statement } from "./statement.ts";

/** One step of the schema, forward only. What was released is never changed again: add the next one. */
interface Migration {
  readonly id: string;
  up(schema: SchemaModule, engine: Engine["name"], db: Kysely<Schema>): { compile(): CompiledQuery }[];
}

/** Nobody may make an entry of the audit disappear that is younger than this, in milliseconds: 30 days. */
const AUDIT_STAYS_MS = 2_592_000_000;

/**
 * The audit is added to. The database itself refuses to change an entry, and to delete one that is young, whoever
 * asks; retention deletes what is a year old.
 */
const AUDIT_STAYS: Readonly<Record<Engine["name"], readonly string[]>> = {
  sqlite: [
    `create trigger audit_unchanged before update on audit
      begin select raise(abort, 'Entries of the audit are never changed.'); end`,
    `create trigger audit_kept before delete on audit
      when old.at > unixepoch() * 1000 - ${AUDIT_STAYS_MS}
      begin select raise(abort, 'Entries of the audit are kept for 30 days at least.'); end`,
    // "Insert or replace" deletes without asking the trigger above (https://sqlite.org/lang_conflict.html).
    `create trigger audit_not_replaced before insert on audit
      when new.id is not null and exists (select 1 from audit where id = new.id)
      begin select raise(abort, 'Entries of the audit are never changed.'); end`,
  ],
  postgresql: [
    `create function audit_unchanged() returns trigger language plpgsql as
      $$ begin raise exception 'Entries of the audit are never changed.'; end $$`,
    `create function audit_kept() returns trigger language plpgsql as
      $$ begin
        if tg_op = 'DELETE' and old.at <= extract(epoch from now()) * 1000 - ${AUDIT_STAYS_MS} then return old; end if;
        raise exception 'Entries of the audit are kept for 30 days at least.';
      end $$`,
    `create trigger audit_unchanged before update on audit for each row execute function audit_unchanged()`,
    `create trigger audit_kept before delete on audit for each row execute function audit_kept()`,
    `create trigger audit_not_emptied before truncate on audit for each statement execute function audit_kept()`,
  ],
};

const MIGRATIONS: readonly Migration[] = [
  {
    id: "2026-11-21 first",
    up: (schema, engine) => [
      schema
        .createTable("conversations")
        .addColumn("id", "text", (c) => c.primaryKey().notNull())
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("address_key", "text")
        .addColumn("address", "text")
        .addColumn("rev", "bigint", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("used_on", "bigint", (c) => c.notNull()),
      schema
        .createIndex("conversations_address")
        .unique()
        .on("conversations")
        .columns(["channel", "address_key"])
        .where("address_key", "is not", null),
      schema.createIndex("conversations_used_on").on("conversations").column("used_on"),
      schema
        .createTable("inbox")
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("event_id", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("inbox_event", ["channel", "event_id"]),
      schema.createIndex("inbox_at").on("inbox").column("at"),
      withSerialId(schema, "outbox", engine)
        .addColumn("conversation", "text", (c) =>
          c.notNull().references("conversations.id").onDelete("cascade"),
        )
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("due", "bigint", (c) => c.notNull())
        .addColumn("attempts", "bigint", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("failed_at", "bigint")
        .addColumn("error", "text"),
      schema.createIndex("outbox_conversation").on("outbox").columns(["conversation", "id"]),
      schema
        .createIndex("outbox_due")
        .on("outbox")
        .columns(["channel", "due", "id"])
        .where(sql<boolean>`failed_at is null`),
      withSerialId(schema, "audit", engine)
        .addColumn("at", "bigint", (c) => c.notNull())
        .addColumn("actor", "text", (c) => c.notNull())
        .addColumn("action", "text", (c) => c.notNull())
        .addColumn("subject", "text", (c) => c.notNull())
        .addColumn("detail", "text", (c) => c.notNull()),
      schema.createIndex("audit_at").on("audit").column("at"),
      schema.createIndex("audit_subject").on("audit").columns(["subject", "id"]),
    ],
  },
  {
    id: "2026-11-21 pairings",
    up: (schema) => [
      schema
        .createTable("pairings")
        .addColumn("selector", "text", (c) => c.primaryKey().notNull())
        .addColumn("verifier", "text", (c) => c.notNull())
        .addColumn("conversation", "text", (c) =>
          c.notNull().references("conversations.id").onDelete("cascade"),
        )
        .addColumn("expires_at", "bigint", (c) => c.notNull())
        .addColumn("misses", "bigint", (c) => c.notNull()),
      schema.createIndex("pairings_conversation").on("pairings").column("conversation"),
      schema.createIndex("pairings_expires_at").on("pairings").column("expires_at"),
    ],
  },
  {
    id: "2026-11-22 reminders",
    up: (schema, engine) => [
      withSerialId(schema, "reminders", engine)
        .addColumn("conversation", "text", (c) =>
          c.notNull().references("conversations.id").onDelete("cascade"),
        )
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("due", "bigint", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("created_at", "bigint", (c) => c.notNull()),
      schema.createIndex("reminders_conversation").on("reminders").column("conversation"),
      schema.createIndex("reminders_due").on("reminders").columns(["channel", "due"]),
    ],
  },
  {
    id: "2026-11-22 desk",
    up: (schema, engine, db) => [
      ...AUDIT_STAYS[engine].map((text) => ({ compile: () => sql.raw(text).compile(db) })),
      schema.createIndex("audit_actor").on("audit").columns(["actor", "id"]),
      withSerialId(schema, "handoffs", engine)
        .addColumn("conversation", "text", (c) =>
          c.notNull().references("conversations.id").onDelete("cascade"),
        )
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("city", "text", (c) => c.notNull())
        .addColumn("lang", "text", (c) => c.notNull())
        .addColumn("state", "text", (c) => c.notNull())
        .addColumn("agent", "text")
        .addColumn("after_hours", "bigint", (c) => c.notNull())
        .addColumn("asked_at", "bigint", (c) => c.notNull())
        .addColumn("taken_at", "bigint")
        .addColumn("closed_at", "bigint")
        .addColumn("ended", "text")
        .addColumn("reply_token", "text")
        .addColumn("reply_token_at", "bigint")
        .addColumn("rev", "bigint", (c) => c.notNull()),
      // One at a time.
      schema
        .createIndex("handoffs_open")
        .unique()
        .on("handoffs")
        .column("conversation")
        .where(sql<boolean>`closed_at is null`),
      schema.createIndex("handoffs_conversation").on("handoffs").columns(["conversation", "id"]),
      schema.createIndex("handoffs_closed_at").on("handoffs").column("closed_at"),
      withSerialId(schema, "messages", engine)
        .addColumn("conversation", "text", (c) =>
          c.notNull().references("conversations.id").onDelete("cascade"),
        )
        .addColumn("author", "text", (c) => c.notNull())
        .addColumn("agent", "text")
        .addColumn("text", "text", (c) => c.notNull())
        .addColumn("ref", "text")
        .addColumn("at", "bigint", (c) => c.notNull()),
      schema.createIndex("messages_conversation").on("messages").columns(["conversation", "id"]),
      schema.createIndex("messages_at").on("messages").column("at"),
      schema
        .createTable("users")
        .addColumn("id", "text", (c) => c.primaryKey().notNull())
        .addColumn("name", "text", (c) => c.notNull())
        .addColumn("role", "text", (c) => c.notNull())
        .addColumn("password", "text")
        .addColumn("subject", "text")
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("disabled_at", "bigint")
        .addColumn("misses", "bigint", (c) => c.notNull())
        .addColumn("locked_until", "bigint", (c) => c.notNull()),
      schema
        .createIndex("users_subject")
        .unique()
        .on("users")
        .column("subject")
        .where("subject", "is not", null),
      schema
        .createTable("sessions")
        .addColumn("id", "text", (c) => c.primaryKey().notNull())
        .addColumn("user", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
        .addColumn("created_at", "bigint", (c) => c.notNull())
        .addColumn("seen_at", "bigint", (c) => c.notNull())
        .addColumn("detail", "text", (c) => c.notNull()),
      schema.createIndex("sessions_user").on("sessions").column("user"),
      schema.createIndex("sessions_seen_at").on("sessions").column("seen_at"),
      schema
        .createTable("presence")
        .addColumn("user", "text", (c) => c.primaryKey().notNull())
        .addColumn("seen_at", "bigint", (c) => c.notNull()),
      schema
        .createTable("settings")
        .addColumn("name", "text", (c) => c.primaryKey().notNull())
        .addColumn("value", "text", (c) => c.notNull())
        .addColumn("changed_at", "bigint", (c) => c.notNull()),
      schema
        .createTable("slip_codes")
        .addColumn("code", "text", (c) => c.primaryKey().notNull())
        .addColumn("slip", "text", (c) => c.notNull())
        .addColumn("expires_at", "bigint", (c) => c.notNull()),
      schema.createIndex("slip_codes_expires_at").on("slip_codes").column("expires_at"),
      schema.alterTable("conversations").addColumn("counted_on", "bigint"),
      schema
        .createIndex("conversations_uncounted")
        .on("conversations")
        .column("used_on")
        .where(sql<boolean>`counted_on is null or counted_on < used_on`),
      schema
        .createTable("journeys")
        .addColumn("key", "text", (c) => c.primaryKey().notNull())
        .addColumn("day", "text", (c) => c.notNull())
        .addColumn("city", "text", (c) => c.notNull())
        .addColumn("channel", "text", (c) => c.notNull())
        .addColumn("lang", "text", (c) => c.notNull())
        .addColumn("detail", "text", (c) => c.notNull()),
      schema.createIndex("journeys_day").on("journeys").columns(["city", "day"]),
      schema
        .createTable("verdicts")
        .addColumn("slip", "text", (c) => c.primaryKey().notNull())
        .addColumn("day", "text", (c) => c.notNull())
        .addColumn("city", "text", (c) => c.notNull())
        .addColumn("detail", "text", (c) => c.notNull()),
      schema.createIndex("verdicts_day").on("verdicts").columns(["city", "day"]),
    ],
  },
  {
    id: "2026-11-22 order of events",
    up: (schema) => [
      schema.alterTable("inbox").addColumn("person", "text"),
      schema.alterTable("inbox").addColumn("happened_at", "bigint"),
      schema
        .createIndex("inbox_person")
        .on("inbox")
        .columns(["channel", "person", "happened_at"])
        .where("person", "is not", null),
    ],
  },
];

/** A table whose `id` the database counts up. An id is never used twice, also when the row with the last one is gone. */
function withSerialId(schema: SchemaModule, table: string, engine: Engine["name"]) {
  const create = schema.createTable(table);
  return engine === "sqlite"
    ? create.addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    : create.addColumn("id", "bigint", (c) => c.primaryKey().generatedAlwaysAsIdentity());
}

/** A migration may rewrite large tables: ten minutes. */
const MIGRATION_TIME_LIMIT = 600_000;

/**
 * Brings the database to today's schema, in one transaction. On PostgreSQL a lock lets one replica do it while
 * the others wait. Throws `StoreError` where the database was made by a newer Tokeru.
 */
export async function migrate(engine: Engine): Promise<void> {
  const db = engine.sql;
  await engine.transaction(async (session) => {
    const run = (name: string, query: { compile(): CompiledQuery }) =>
      session.changes(
        statement(`migrations.${name}`, () => query),
        {},
      );
    if (engine.name === "postgresql") await run("lock", onlyOneReplica(db));
    await run("table", migrationsTable(db));
    const applied = await session.rows(
      statement("migrations.applied", () => db.selectFrom("migrations").select("id")),
      {},
    );
    refuseNewer(applied.map((row) => row.id));
    for (const migration of MIGRATIONS.slice(applied.length)) {
      for (const [n, step] of migration.up(db.schema, engine.name, db).entries()) {
        await run(`${migration.id} ${n}`, step);
      }
      await run(`${migration.id} done`, db.insertInto("migrations").values({ id: migration.id }));
    }
  }, MIGRATION_TIME_LIMIT);
}

/** Waits until no other replica migrates; held until the end of the transaction, which may take its time. */
function onlyOneReplica(db: Kysely<Schema>) {
  const lock = 0x746f6b65; // "toke": any number that nothing else in this database locks
  const query = sql`select set_config('statement_timeout', ${String(MIGRATION_TIME_LIMIT)}, true), pg_advisory_xact_lock(${lock})`;
  return { compile: () => query.compile(db) };
}

function migrationsTable(db: Kysely<Schema>) {
  return db.schema
    .createTable("migrations")
    .ifNotExists()
    .addColumn("id", "text", (c) => c.primaryKey().notNull());
}

function refuseNewer(applied: readonly string[]): void {
  const unknown = applied.find((id) => !MIGRATIONS.some((migration) => migration.id === id));
  if (unknown === undefined) return;
  throw new StoreError(
    `The database was made by a newer Tokeru ("${unknown}"). Install that version or later.`,
  );
}
