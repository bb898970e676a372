import { sql } from "kysely";
import type { Engine, Session } from "./engine.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** What became of one conversation, for figures: nobody's id, no text. */
export interface Journey {
  /** Tells it from all others, and nothing else. */
  readonly key: string;
  /** The day on which it began, `YYYY-MM-DD`. */
  readonly day: string;
  readonly city: string;
  readonly channel: string;
  readonly lang: string;
  /** Small JSON of the caller's own. */
  readonly detail: unknown;
}

/** Days, both included, and a city; left out: all. */
export interface Period {
  readonly city?: string | undefined;
  readonly from: string;
  readonly to: string;
}

/** One page of a period; an empty city, which is no code, stands for all. */
export type Page = { city: string; from: string; to: string; after: string; limit: number };

/** Outside a transaction: reading only. */
export interface JourneyReader {
  /** Those of a period after the one with this key, in the order of their keys; at most `limit`. */
  of(period: Period, after: string, limit: number): Promise<readonly Journey[]>;
  /** Ids of conversations that were not used on the day `before` or after, and not counted since. */
  uncounted(before: number, limit: number): Promise<readonly string[]>;
}

/** Inside a transaction. */
export interface Journeys {
  /** Counts it once: what was counted under the same key before is replaced. */
  put(journey: Journey): Promise<void>;
  /** What a conversation has come to by its last day is counted. */
  counted(conversation: string, usedOn: number): Promise<void>;
}

/** Journeys on a database: their statements, built once, for sessions inside and outside a transaction. */
export function journeys({ sql: db }: Engine) {
  const of = statement("journeys.of", (p: Page) =>
    db
      .selectFrom("journeys")
      .selectAll()
      .where("day", ">=", p.from)
      .where("day", "<=", p.to)
      .where((eb) => eb.or([eb(eb.val<string>(p.city), "=", ""), eb("city", "=", p.city)]))
      .where("key", ">", p.after)
      .orderBy("key")
      .limit(p.limit),
  );
  const uncounted = statement("journeys.uncounted", (p: { before: number; limit: number }) =>
    db
      .selectFrom("conversations")
      .select("id")
      .where("used_on", "<", p.before)
      // As the index has it.
      .where(sql<boolean>`(counted_on is null or counted_on < used_on)`)
      .orderBy("used_on")
      .limit(p.limit),
  );
  const put = statement("journeys.put", (p: Omit<Journey, "detail"> & { detail: string }) =>
    db
      .insertInto("journeys")
      .values({ key: p.key, day: p.day, city: p.city, channel: p.channel, lang: p.lang, detail: p.detail })
      .onConflict((conflict) =>
        conflict.column("key").doUpdateSet((eb) => ({
          lang: eb.ref("excluded.lang"),
          detail: eb.ref("excluded.detail"),
        })),
      ),
  );
  const counted = statement("journeys.counted", (p: { conversation: string; usedOn: number }) =>
    db.updateTable("conversations").set({ counted_on: p.usedOn }).where("id", "=", p.conversation),
  );
  return {
    outside: (session: Session): JourneyReader => ({
      async of({ city = "", from, to }, after, limit) {
        const rows = await session.rows(of, { city, from, to, after, limit });
        return rows.map((row) => ({ ...row, detail: fromText(row.detail) }));
      },
      async uncounted(before, limit) {
        return (await session.rows(uncounted, { before, limit })).map(({ id }) => id);
      },
    }),
    inside: (session: Session): Journeys => ({
      async put({ detail, ...journey }) {
        await session.changes(put, { ...journey, detail: toText(detail) });
      },
      async counted(conversation, usedOn) {
        await session.changes(counted, { conversation, usedOn });
      },
    }),
  };
}
