import type { Engine, Session } from "./engine.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** Who did what to what, and when. */
export interface AuditEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** Any JSON. */
  readonly detail: unknown;
}

/** Inside a transaction: entries are added together with what they tell of, and never changed. */
export interface AuditWriter {
  add(entry: AuditEntry): Promise<void>;
}

/** Outside a transaction: reading only. */
export interface AuditReader {
  /** The latest entries about a subject, newest first. */
  about(subject: string, limit: number): Promise<AuditEntry[]>;
}

/** The audit on a database: its statements, built once, for sessions inside and outside a transaction. */
export function audit({ sql: db }: Engine) {
  const add = statement(
    "audit.add",
    (p: { at: number; actor: string; action: string; subject: string; detail: string }) =>
      db
        .insertInto("audit")
        .values({ at: p.at, actor: p.actor, action: p.action, subject: p.subject, detail: p.detail }),
  );
  const about = statement("audit.about", (p: { subject: string; limit: number }) =>
    db
      .selectFrom("audit")
      .select(["at", "actor", "action", "subject", "detail"])
      .where("subject", "=", p.subject)
      .orderBy("id", "desc")
      .limit(p.limit),
  );
  return {
    inside: (session: Session): AuditWriter => ({
      async add({ at, actor, action, subject, detail }) {
        await session.changes(add, { at, actor, action, subject, detail: toText(detail) });
      },
    }),
    outside: (session: Session): AuditReader => ({
      async about(subject, limit) {
        const entries = await session.rows(about, { subject, limit });
        return entries.map((entry) => ({ ...entry, detail: fromText(entry.detail) }));
      },
    }),
  };
}
