import type { Engine, Session } from "./engine.ts";
import { statement } from "./statement.ts";

/** Reading when those of the desk last showed a sign of life. */
export interface PresenceReader {
  /** Those who did after a time, with when; epoch milliseconds. */
  since(at: number): Promise<ReadonlyMap<string, number>>;
  /** When one did; undefined: never. */
  find(user: string): Promise<number | undefined>;
}

/** Inside a transaction. */
export interface Presence extends PresenceReader {
  /** An earlier one than is known changes nothing. */
  seen(user: string, now: number): Promise<void>;
}

/** Presence on a database: its statements, built once, for sessions inside and outside a transaction. */
export function presence({ sql: db }: Engine) {
  const since = statement("presence.since", (p: { at: number }) =>
    db.selectFrom("presence").select(["user", "seen_at"]).where("seen_at", ">", p.at),
  );
  const find = statement("presence.find", (p: { user: string }) =>
    db.selectFrom("presence").select("seen_at").where("user", "=", p.user),
  );
  const seen = statement("presence.seen", (p: { user: string; now: number }) =>
    db
      .insertInto("presence")
      .values({ user: p.user, seen_at: p.now })
      .onConflict((conflict) =>
        conflict
          .column("user")
          .doUpdateSet((row) => ({ seen_at: row.ref("excluded.seen_at") }))
          .whereRef("presence.seen_at", "<", "excluded.seen_at"),
      ),
  );
  const reader = (session: Session): PresenceReader => ({
    async since(at) {
      const rows = await session.rows(since, { at });
      return new Map(rows.map(({ user, seen_at }) => [user, seen_at]));
    },
    async find(user) {
      const [row] = await session.rows(find, { user });
      return row?.seen_at;
    },
  });
  return {
    outside: reader,
    inside: (session: Session): Presence => ({
      ...reader(session),
      async seen(user, now) {
        await session.changes(seen, { user, now });
      },
    }),
  };
}
