import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { statement } from "./statement.ts";

/** A slip that a spoken code opens. The code itself is kept nowhere. */
export interface SlipCode {
  /** A keyed hash of the code. */
  readonly code: string;
  /** Where the slip opens: path and query. */
  readonly slip: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Outside a transaction: reading only. */
export interface SlipCodeReader {
  /** Where the slip of a code opens; undefined where there is none, or its time is over. */
  find(code: string, now: number): Promise<string | undefined>;
}

/** Inside a transaction. */
export interface SlipCodes extends SlipCodeReader {
  /** Throws `Conflict` where the code is taken, also by one whose time is over and which nothing has swept yet. */
  add(slipCode: SlipCode): Promise<void>;
}

/** Slip codes on a database: their statements, built once, for sessions inside and outside a transaction. */
export function slipCodes({ sql: db }: Engine) {
  const find = statement("slipCodes.find", (p: { code: string; now: number }) =>
    db.selectFrom("slip_codes").select("slip").where("code", "=", p.code).where("expires_at", ">", p.now),
  );
  const add = statement("slipCodes.add", (p: { code: string; slip: string; expiresAt: number }) =>
    db
      .insertInto("slip_codes")
      .values({ code: p.code, slip: p.slip, expires_at: p.expiresAt })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const reader = (session: Session): SlipCodeReader => ({
    async find(code, now) {
      const [found] = await session.rows(find, { code, now });
      return found?.slip;
    },
  });
  return {
    outside: reader,
    inside: (session: Session): SlipCodes => ({
      ...reader(session),
      async add({ code, slip, expiresAt }) {
        if (!(await session.changes(add, { code, slip, expiresAt }))) {
          throw new Conflict("The code of the slip is taken.");
        }
      },
    }),
  };
}
