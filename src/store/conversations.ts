import type { Kysely, Selectable } from "kysely";
import { dayOf } from "./day.ts";
import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { fromText, toText } from "./json.ts";
import type { ConversationsTable, Schema } from "./schema.ts";
import { statement } from "./statement.ts";

/** A conversation as it was found. */
export interface Conversation {
  /** Unguessable, issued by the caller. */
  readonly id: string;
  readonly channel: string;
  /** What finds the conversation of a channel's user (for example a keyed hash of the id); null for none. */
  readonly addressKey: string | null;
  /** Where to send to, encrypted by the caller; null for none. */
  readonly address: string | null;
  /** Counts the changes; 1 when new. */
  readonly rev: number;
  /** The JSON that was stored; its shape is the caller's to check. */
  readonly body: unknown;
  readonly createdAt: number;
  /** The day of the last turn, in days since 1970-01-01 (UTC). */
  readonly usedOn: number;
}

/** A conversation to be kept from now on. */
export interface NewConversation {
  readonly id: string;
  readonly channel: string;
  readonly addressKey?: string;
  readonly address?: string;
  readonly body: unknown;
  readonly now: number;
}

/** Outside a transaction: reading only. */
export interface ConversationReader {
  find(id: string): Promise<Conversation | undefined>;
  /** The conversation with a channel's user; at most one. */
  findByAddress(channel: string, addressKey: string): Promise<Conversation | undefined>;
}

/**
 * Inside a transaction: what is found stays as it is until the transaction ends (PostgreSQL locks the row,
 * SQLite has one writer). So two turns at once run one after the other, the second on the first's outcome.
 */
export interface Conversations extends ConversationReader {
  /** Throws `Conflict` where the id or the address is taken. */
  insert(row: NewConversation): Promise<Conversation>;
  /**
   * Replaces the body of a conversation as it was found. Returns it with the next revision.
   * Throws `Conflict` where it has been changed or deleted since: so a lost update also undoes the
   * acceptance of the event that led to it.
   */
  update(found: Conversation, body: unknown, now: number): Promise<Conversation>;
  /** Deletes the conversation and what waits to be sent in it. False: there was none. */
  delete(id: string): Promise<boolean>;
}

/** Conversations on a database: statements built once, for sessions inside and outside a transaction. */
export function conversations({ sql: db, name }: Engine) {
  const rowLocks = name === "postgresql";
  const reading = finders(db, "find", false);
  const changing = finders(db, "lock", rowLocks);

  const insert = statement("conversations.insert", (p: ConversationsTable) =>
    db
      .insertInto("conversations")
      .values({
        id: p.id,
        channel: p.channel,
        address_key: p.address_key,
        address: p.address,
        rev: p.rev,
        body: p.body,
        created_at: p.created_at,
        used_on: p.used_on,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const update = statement("conversations.update", (p: { id: string; rev: number; body: string }) =>
    db
      .updateTable("conversations")
      .set((row) => ({ body: p.body, rev: row("rev", "+", 1) }))
      .where("id", "=", p.id)
      .where("rev", "=", p.rev),
  );
  const use = statement("conversations.use", (p: { id: string; usedOn: number }) =>
    db.updateTable("conversations").set({ used_on: p.usedOn }).where("id", "=", p.id),
  );
  const remove = statement("conversations.delete", (p: { id: string }) =>
    db.deleteFrom("conversations").where("id", "=", p.id),
  );

  const reader = (session: Session, { byId, byAddress }: typeof reading): ConversationReader => ({
    async find(id) {
      return conversation(await session.rows(byId, { id }));
    },
    async findByAddress(channel, addressKey) {
      return conversation(await session.rows(byAddress, { channel, addressKey }));
    },
  });

  return {
    outside: (session: Session) => reader(session, reading),
    /** `held`: gets the ids of those that nobody else can change before the transaction is over. */
    inside: (session: Session, held: Set<string>): Conversations => ({
      ...holding(reader(session, changing), held),
      async insert(row) {
        const { id, channel, addressKey = null, address = null, body, now } = row;
        const usedOn = dayOf(now);
        const inserted = await session.changes(insert, {
          id,
          channel,
          address_key: addressKey,
          address,
          rev: 1,
          body: toText(body),
          created_at: now,
          used_on: usedOn,
        });
        if (!inserted) throw new Conflict("The conversation's id or address is taken.");
        held.add(id);
        return { id, channel, addressKey, address, rev: 1, body, createdAt: now, usedOn };
      },
      async update(found, body, now) {
        const { id, rev } = found;
        const updated = await session.changes(update, { id, rev, body: toText(body) });
        if (!updated) throw new Conflict(`The conversation is no longer at revision ${rev}.`);
        const usedOn = Math.max(found.usedOn, dayOf(now));
        if (usedOn > found.usedOn) await session.changes(use, { id, usedOn });
        return { ...found, body, rev: rev + 1, usedOn };
      },
      async delete(id) {
        return (await session.changes(remove, { id })) > 0;
      },
    }),
  };
}

function holding(reader: ConversationReader, held: Set<string>): ConversationReader {
  const hold = (found: Conversation | undefined) => {
    if (found) held.add(found.id);
    return found;
  };
  return {
    find: async (id) => hold(await reader.find(id)),
    findByAddress: async (channel, addressKey) => hold(await reader.findByAddress(channel, addressKey)),
  };
}

function finders(db: Kysely<Schema>, verb: "find" | "lock", rowLocks: boolean) {
  const rows = db
    .selectFrom("conversations")
    .selectAll()
    .$if(rowLocks, (query) => query.forUpdate());
  return {
    byId: statement(`conversations.${verb}`, (p: { id: string }) => rows.where("id", "=", p.id)),
    byAddress: statement(`conversations.${verb}ByAddress`, (p: { channel: string; addressKey: string }) =>
      rows.where("channel", "=", p.channel).where("address_key", "=", p.addressKey),
    ),
  };
}

function conversation([row]: Selectable<ConversationsTable>[]): Conversation | undefined {
  return (
    row && {
      id: row.id,
      channel: row.channel,
      addressKey: row.address_key,
      address: row.address,
      rev: row.rev,
      body: fromText(row.body),
      createdAt: row.created_at,
      usedOn: row.used_on,
    }
  );
}
