import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { statement } from "./statement.ts";

/** Who wrote something: the person who asked, or the desk, to them or among itself. */
export type Author = "resident" | "agent" | "note";

/** Something that somebody wrote in a conversation with a person. The text is encrypted by the caller. */
export interface NewMessageLine {
  readonly conversation: string;
  readonly author: Author;
  /** Who of the desk; left out: the resident. */
  readonly agent?: string;
  readonly text: string;
  /** Finds it when it is taken back, for example a keyed hash of the channel's own id. */
  readonly ref?: string;
  readonly now: number;
}

/** The same, as it was kept. */
export interface MessageLine {
  readonly id: number;
  readonly author: Author;
  readonly agent: string | null;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Outside a transaction: reading only. */
export interface MessageReader {
  /** What was written in a conversation after the one with this id, in order; the oldest `limit` of it. */
  of(conversation: string, after: number, limit: number): Promise<readonly MessageLine[]>;
  /** What was written at this time or later, in order; the latest `limit` of it. */
  latest(conversation: string, since: number, limit: number): Promise<readonly MessageLine[]>;
}

/** Inside a transaction. */
export interface Messages extends MessageReader {
  /** Throws `Conflict` where the conversation is gone. With it, its messages go. Returns the id. */
  add(line: NewMessageLine): Promise<number>;
  /** It was taken back: whether there was one. */
  remove(conversation: string, ref: string): Promise<boolean>;
}

/** Messages on a database: their statements, built once, for sessions inside and outside a transaction. */
export function messages({ sql: db }: Engine) {
  const of = statement("messages.of", (p: { conversation: string; after: number; limit: number }) =>
    db
      .selectFrom("messages")
      .select(["id", "author", "agent", "text", "at"])
      .where("conversation", "=", p.conversation)
      .where("id", ">", p.after)
      .orderBy("id")
      .limit(p.limit),
  );
  const latest = statement("messages.latest", (p: { conversation: string; since: number; limit: number }) =>
    db
      .selectFrom("messages")
      .select(["id", "author", "agent", "text", "at"])
      .where("conversation", "=", p.conversation)
      .where("at", ">=", p.since)
      .orderBy("id", "desc")
      .limit(p.limit),
  );
  const add = statement(
    "messages.add",
    (p: {
      conversation: string;
      author: string;
      agent: string | null;
      text: string;
      ref: string | null;
      now: number;
    }) =>
      db
        .insertInto("messages")
        .columns(["conversation", "author", "agent", "text", "ref", "at"])
        .expression((eb) =>
          eb
            .selectFrom("conversations")
            .select((row) => [
              "id",
              row.cast<string>(row.val(p.author), "text").as("author"),
              row.cast<string | null>(row.val(p.agent), "text").as("agent"),
              row.cast<string>(row.val(p.text), "text").as("text"),
              row.cast<string | null>(row.val(p.ref), "text").as("ref"),
              row.cast<number>(row.val(p.now), "bigint").as("at"),
            ])
            .where("id", "=", p.conversation),
        )
        .returning("id"),
  );
  const remove = statement("messages.remove", (p: { conversation: string; ref: string }) =>
    db.deleteFrom("messages").where("conversation", "=", p.conversation).where("ref", "=", p.ref),
  );

  const reader = (session: Session): MessageReader => ({
    async of(conversation, after, limit) {
      const rows = await session.rows(of, { conversation, after, limit });
      return rows.map((row) => ({ ...row, author: row.author as Author }));
    },
    async latest(conversation, since, limit) {
      const rows = await session.rows(latest, { conversation, since, limit });
      return rows.toReversed().map((row) => ({ ...row, author: row.author as Author }));
    },
  });
  return {
    outside: reader,
    inside: (session: Session): Messages => ({
      ...reader(session),
      async add({ conversation, author, agent = null, text, ref = null, now }) {
        const [row] = await session.rows(add, { conversation, author, agent, text, ref, now });
        if (!row) throw new Conflict("The conversation to write in is gone.");
        return row.id;
      },
      async remove(conversation, ref) {
        return (await session.changes(remove, { conversation, ref })) > 0;
      },
    }),
  };
}
