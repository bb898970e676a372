import type { Selectable } from "kysely";
import type { Engine, Session } from "./engine.ts";
import type { UsersTable } from "./schema.ts";
import { statement } from "./statement.ts";

/** Somebody who may sign in to the desk. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** A memory-hard hash; null for whoever signs in elsewhere. */
  readonly password: string | null;
  /** Issuer and subject of whoever signs in elsewhere; unique. */
  readonly subject: string | null;
  /** Epoch milliseconds, as all times here. */
  readonly createdAt: number;
  readonly disabledAt: number | null;
  /** Wrong passwords in a row. */
  readonly misses: number;
  readonly lockedUntil: number;
}

/** Somebody new. */
export interface NewUser {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password?: string;
  readonly subject?: string;
  readonly now: number;
}

/** What may change of one. What is left out stays. */
export type UserChange = Partial<
  Pick<User, "name" | "role" | "password" | "disabledAt" | "misses" | "lockedUntil">
>;

/** Reading. Inside a transaction, what is found stays as it is until the transaction ends. */
export interface UserReader {
  find(id: string): Promise<User | undefined>;
  findBySubject(subject: string): Promise<User | undefined>;
  /** Everybody, also those who may no longer sign in, by id. */
  all(): Promise<readonly User[]>;
}

/** Inside a transaction. Nobody is ever deleted: the audit names them. */
export interface Users extends UserReader {
  /** False where the id or the subject is taken. */
  add(user: NewUser): Promise<boolean>;
  /** Returns how it is now. */
  change(found: User, change: UserChange): Promise<User>;
}

/** Users on a database: their statements, built once, for sessions inside and outside a transaction. */
export function users({ sql: db, name: engine }: Engine) {
  const all = db.selectFrom("users").selectAll();
  const byId = statement("users.find", (p: { id: string }) => all.where("id", "=", p.id));
  const bySubject = statement("users.findBySubject", (p: { subject: string }) =>
    all.where("subject", "=", p.subject),
  );
  const lock = statement("users.lock", (p: { id: string }) =>
    all.where("id", "=", p.id).$if(engine === "postgresql", (query) => query.forUpdate()),
  );
  const lockBySubject = statement("users.lockBySubject", (p: { subject: string }) =>
    all.where("subject", "=", p.subject).$if(engine === "postgresql", (query) => query.forUpdate()),
  );
  const everybody = statement("users.all", () => all.orderBy("id"));
  const add = statement("users.add", (p: Selectable<UsersTable>) =>
    db
      .insertInto("users")
      .values({
        id: p.id,
        name: p.name,
        role: p.role,
        password: p.password,
        subject: p.subject,
        created_at: p.created_at,
        disabled_at: p.disabled_at,
        misses: p.misses,
        locked_until: p.locked_until,
      })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const change = statement("users.change", (p: Omit<Selectable<UsersTable>, "subject" | "created_at">) =>
    db
      .updateTable("users")
      .set({
        name: p.name,
        role: p.role,
        password: p.password,
        disabled_at: p.disabled_at,
        misses: p.misses,
        locked_until: p.locked_until,
      })
      .where("id", "=", p.id),
  );

  const reader = (session: Session, find: typeof byId, findBySubject: typeof bySubject): UserReader => ({
    async find(id) {
      const [row] = await session.rows(find, { id });
      return row && user(row);
    },
    async findBySubject(subject) {
      const [row] = await session.rows(findBySubject, { subject });
      return row && user(row);
    },
    async all() {
      return (await session.rows(everybody, {})).map(user);
    },
  });

  return {
    outside: (session: Session): UserReader => reader(session, byId, bySubject),
    inside: (session: Session): Users => ({
      ...reader(session, lock, lockBySubject),
      async add({ now, password = null, subject = null, ...rest }) {
        const row = { ...rest, password, subject, created_at: now, disabled_at: null };
        return (await session.changes(add, { ...row, misses: 0, locked_until: 0 })) > 0;
      },
      async change(found, changes) {
        const after: User = { ...found, ...changes };
        const {
          id,
          name,
          role,
          password,
          disabledAt: disabled_at,
          misses,
          lockedUntil: locked_until,
        } = after;
        await session.changes(change, { id, name, role, password, disabled_at, misses, locked_until });
        return after;
      },
    }),
  };
}

function user(row: Selectable<UsersTable>): User {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    password: row.password,
    subject: row.subject,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    misses: row.misses,
    lockedUntil: row.locked_until,
  };
}
