import type { Engine, Session } from "./engine.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** Somebody has signed in. */
export interface NewSignIn {
  /** A hash of the cookie, never the cookie. */
  readonly id: string;
  readonly user: string;
  /** Small JSON of the caller's own. */
  readonly detail: unknown;
  readonly now: number;
}

/** Who is signed in, and since when. Whether that still holds is the caller's to judge. */
export interface SignIn {
  readonly id: string;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly seenAt: number;
  /** The JSON that was stored; its shape is the caller's to check. */
  readonly detail: unknown;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly disabledAt: number | null;
  };
}

/** Outside a transaction: reading only. */
export interface SessionReader {
  find(id: string): Promise<SignIn | undefined>;
}

/** Inside a transaction. */
export interface Sessions extends SessionReader {
  /** Those last seen before `idleBefore`, whose ever, are deleted with it. */
  open(signIn: NewSignIn, idleBefore: number): Promise<void>;
  seen(id: string, now: number): Promise<void>;
  close(id: string): Promise<void>;
  /** All of a user; says how many there were. */
  closeOf(user: string): Promise<number>;
}

/** Sessions on a database: their statements, built once, for sessions inside and outside a transaction. */
export function sessions({ sql: db }: Engine) {
  const find = statement("sessions.find", (p: { id: string }) =>
    db
      .selectFrom("sessions")
      .innerJoin("users", "users.id", "sessions.user")
      .select([
        "sessions.id",
        "sessions.created_at as createdAt",
        "sessions.seen_at as seenAt",
        "sessions.detail",
        "users.id as user",
        "users.name",
        "users.role",
        "users.disabled_at as disabledAt",
      ])
      .where("sessions.id", "=", p.id),
  );
  const endIdle = statement("sessions.endIdle", (p: { before: number }) =>
    db.deleteFrom("sessions").where("seen_at", "<", p.before),
  );
  const open = statement("sessions.open", (p: { id: string; user: string; detail: string; now: number }) =>
    db
      .insertInto("sessions")
      .values({ id: p.id, user: p.user, created_at: p.now, seen_at: p.now, detail: p.detail }),
  );
  const seen = statement("sessions.seen", (p: { id: string; now: number }) =>
    db.updateTable("sessions").set({ seen_at: p.now }).where("id", "=", p.id).where("seen_at", "<", p.now),
  );
  const close = statement("sessions.close", (p: { id: string }) =>
    db.deleteFrom("sessions").where("id", "=", p.id),
  );
  const closeOf = statement("sessions.closeOf", (p: { user: string }) =>
    db.deleteFrom("sessions").where("user", "=", p.user),
  );

  const reader = (session: Session): SessionReader => ({
    async find(id) {
      const [row] = await session.rows(find, { id });
      if (!row) return undefined;
      const { createdAt, seenAt, detail, user, name, role, disabledAt } = row;
      return { id, createdAt, seenAt, detail: fromText(detail), user: { id: user, name, role, disabledAt } };
    },
  });
  return {
    outside: reader,
    inside: (session: Session): Sessions => ({
      ...reader(session),
      async open({ id, user, detail, now }, idleBefore) {
        await session.changes(endIdle, { before: idleBefore });
        await session.changes(open, { id, user, detail: toText(detail), now });
      },
      async seen(id, now) {
        await session.changes(seen, { id, now });
      },
      async close(id) {
        await session.changes(close, { id });
      },
      closeOf: (user) => session.changes(closeOf, { user }),
    }),
  };
}
