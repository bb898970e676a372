import type { Engine, Session } from "./engine.ts";
import { fromText, toText } from "./json.ts";
import type { Page, Period } from "./journeys.ts";
import { statement } from "./statement.ts";

/** What a clerk said of a slip. */
export interface Verdict {
  /** Tells the slip from all others, and nothing else. */
  readonly slip: string;
  /** The day of the slip, `YYYY-MM-DD`. */
  readonly day: string;
  readonly city: string;
  /** Small JSON of the caller's own. */
  readonly detail: unknown;
}

/** Outside a transaction: reading only. */
export interface VerdictReader {
  /** Those of a period after the one of this slip, in the order of the slips; at most `limit`. */
  of(period: Period, after: string, limit: number): Promise<readonly Verdict[]>;
  has(slip: string): Promise<boolean>;
}

/** Inside a transaction. */
export interface Verdicts {
  /** Once a slip: false where there is one already, which stays. */
  add(verdict: Verdict): Promise<boolean>;
}

/** Verdicts on a database: their statements, built once, for sessions inside and outside a transaction. */
export function verdicts({ sql: db }: Engine) {
  const of = statement("verdicts.of", (p: Page) =>
    db
      .selectFrom("verdicts")
      .selectAll()
      .where("day", ">=", p.from)
      .where("day", "<=", p.to)
      .where((eb) => eb.or([eb(eb.val<string>(p.city), "=", ""), eb("city", "=", p.city)]))
      .where("slip", ">", p.after)
      .orderBy("slip")
      .limit(p.limit),
  );
  const has = statement("verdicts.has", (p: { slip: string }) =>
    db.selectFrom("verdicts").select("slip").where("slip", "=", p.slip),
  );
  const add = statement("verdicts.add", (p: Omit<Verdict, "detail"> & { detail: string }) =>
    db
      .insertInto("verdicts")
      .values({ slip: p.slip, day: p.day, city: p.city, detail: p.detail })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return {
    outside: (session: Session): VerdictReader => ({
      async of({ city = "", from, to }, after, limit) {
        const rows = await session.rows(of, { city, from, to, after, limit });
        return rows.map((row) => ({ ...row, detail: fromText(row.detail) }));
      },
      async has(slip) {
        return (await session.rows(has, { slip })).length > 0;
      },
    }),
    inside: (session: Session): Verdicts => ({
      async add({ detail, ...verdict }) {
        return (await session.changes(add, { ...verdict, detail: toText(detail) })) > 0;
      },
    }),
  };
}
