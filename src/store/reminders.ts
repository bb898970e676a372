import { dayOf } from "./day.ts";
import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** Something to remind of, once. */
export interface NewReminder {
  readonly conversation: string;
  /** Which channel makes a message of it. */
  readonly channel: string;
  /** When, epoch milliseconds. */
  readonly due: number;
  /** Small JSON of the channel's own. */
  readonly body: unknown;
  readonly now: number;
}

/** A reminder that waits for its time. */
export interface Reminder {
  readonly id: number;
  readonly conversation: string;
  readonly channel: string;
  readonly due: number;
  /** The JSON that was stored; its shape is the channel's to check. */
  readonly body: unknown;
  readonly createdAt: number;
}

/** Outside a transaction: reading only. */
export interface ReminderReader {
  /** Those of a channel whose time has come, oldest first, without their bodies. */
  due(wanted: {
    channel: string;
    now: number;
    limit: number;
  }): Promise<readonly Pick<Reminder, "id" | "conversation">[]>;
}

/** Inside a transaction. Whatever is done about a conversation's reminders, the conversation is found first. */
export interface Reminders {
  /** Throws `Conflict` where the conversation is gone. With it, its reminders go. */
  add(reminder: NewReminder): Promise<void>;
  /** Those of a conversation, the next one first. */
  ofConversation(conversation: string): Promise<readonly Reminder[]>;
  /** All of a conversation, or the one with this id; says how many there were. */
  cancel(conversation: string, id?: number): Promise<number>;
  /**
   * Takes one out, so that what is made of it is kept with its end, once. Its conversation counts as used now:
   * somebody may answer. Undefined: it was taken or cancelled meanwhile.
   */
  take(id: number, now: number): Promise<Reminder | undefined>;
}

/** Reminders on a database: their statements, built once, for sessions inside and outside a transaction. */
export function reminders({ sql: db, name }: Engine) {
  const columns = ["id", "conversation", "channel", "due", "body", "created_at as createdAt"] as const;
  const add = statement(
    "reminders.add",
    (p: { conversation: string; channel: string; due: number; body: string; now: number }) =>
      db
        .insertInto("reminders")
        .columns(["conversation", "channel", "due", "body", "created_at"])
        .expression((eb) =>
          eb
            .selectFrom("conversations")
            .select((of) => [
              "id",
              of.cast<string>(of.val(p.channel), "text").as("channel"),
              of.cast<number>(of.val(p.due), "bigint").as("due"),
              of.cast<string>(of.val(p.body), "text").as("body"),
              of.cast<number>(of.val(p.now), "bigint").as("created_at"),
            ])
            .where("id", "=", p.conversation)
            .$if(name === "postgresql", (query) => query.forUpdate()),
        ),
  );
  const ofConversation = statement("reminders.ofConversation", (p: { conversation: string }) =>
    db
      .selectFrom("reminders")
      .select(columns)
      .where("conversation", "=", p.conversation)
      .orderBy("due")
      .orderBy("id"),
  );
  const cancelAll = statement("reminders.cancelAll", (p: { conversation: string }) =>
    db.deleteFrom("reminders").where("conversation", "=", p.conversation),
  );
  const cancel = statement("reminders.cancel", (p: { conversation: string; id: number }) =>
    db.deleteFrom("reminders").where("conversation", "=", p.conversation).where("id", "=", p.id),
  );
  const due = statement("reminders.due", (p: { channel: string; now: number; limit: number }) =>
    db
      .selectFrom("reminders")
      .select(["id", "conversation"])
      .where("channel", "=", p.channel)
      .where("due", "<=", p.now)
      .orderBy("due")
      .limit(p.limit),
  );
  const take = statement("reminders.take", (p: { id: number }) =>
    db.deleteFrom("reminders").where("id", "=", p.id).returning(columns),
  );
  const use = statement("reminders.use", (p: { conversation: string; usedOn: number }) =>
    db
      .updateTable("conversations")
      .set({ used_on: p.usedOn })
      .where("id", "=", p.conversation)
      .where("used_on", "<", p.usedOn),
  );

  return {
    outside: (session: Session): ReminderReader => ({
      due: (wanted) => session.rows(due, wanted),
    }),
    inside: (session: Session): Reminders => ({
      async add({ conversation, channel, due, body, now }) {
        const added = await session.changes(add, { conversation, channel, due, body: toText(body), now });
        if (!added) throw new Conflict("The conversation to remind in is gone.");
      },
      async ofConversation(conversation) {
        const rows = await session.rows(ofConversation, { conversation });
        return rows.map((row) => ({ ...row, body: fromText(row.body) }));
      },
      cancel: (conversation, id) =>
        id === undefined
          ? session.changes(cancelAll, { conversation })
          : session.changes(cancel, { conversation, id }),
      async take(id, now) {
        const [row] = await session.rows(take, { id });
        if (!row) return undefined;
        await session.changes(use, { conversation: row.conversation, usedOn: dayOf(now) });
        return { ...row, body: fromText(row.body) };
      },
    }),
  };
}
