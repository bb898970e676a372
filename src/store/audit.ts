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

/** An entry as it was kept. */
export interface KeptEntry extends AuditEntry {
  readonly id: number;
}

/** Which entries are wanted. */
export interface AuditSearch {
  /** Whose doing, or about what; left out: anybody's, about anything. */
  readonly who?: string;
  /** From this time on, and before that one: epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Older than the entry with this id, to turn the page. */
  readonly before?: number;
  readonly limit: number;
}

/** Inside a transaction: entries are added together with what they tell of, and never changed. */
export interface AuditWriter {
  add(entry: AuditEntry): Promise<void>;
}

/** Outside a transaction: reading only. */
export interface AuditReader {
  /** The latest entries about a subject, newest first. */
  about(subject: string, limit: number): Promise<AuditEntry[]>;
  /** The latest of those that are wanted, newest first. */
  search(wanted: AuditSearch): Promise<KeptEntry[]>;
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
  const found = (p: { from: number; to: number; before: number; limit: number }) =>
    db
      .selectFrom("audit")
      .select(["id", "at", "actor", "action", "subject", "detail"])
      .where("at", ">=", p.from)
      .where("at", "<", p.to)
      .where("id", "<", p.before)
      .orderBy("id", "desc")
      .limit(p.limit);
  const searchAll = statement("audit.searchAll", found);
  const searchWho = statement("audit.searchWho", (p: Parameters<typeof found>[0] & { who: string }) =>
    found(p).where((eb) => eb.or([eb("actor", "=", p.who), eb("subject", "=", p.who)])),
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
      async search({ who, from, to, before = Number.MAX_SAFE_INTEGER, limit }) {
        const page = { from, to, before, limit };
        const entries = await (who === undefined
          ? session.rows(searchAll, page)
          : session.rows(searchWho, { ...page, who }));
        return entries.map((entry) => ({ ...entry, detail: fromText(entry.detail) }));
      },
    }),
  };
}
