import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { statement } from "./statement.ts";

/** A conversation that waits for a card's report. The code that opens it is kept as a keyed hash alone. */
export interface Pairing {
  /** The part of the code that finds it; unique among those that wait. */
  readonly selector: string;
  /** A keyed hash of the whole code. */
  readonly verifier: string;
  readonly conversation: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Codes that found it and were wrong. */
  readonly misses: number;
}

/** Inside a transaction: what is found stays as it is until the transaction ends. */
export interface Pairings {
  /**
   * Opens a pairing; an earlier one of the conversation ends, and so do those whose time is over.
   * Throws `Conflict` where the selector is taken.
   */
  open(pairing: Omit<Pairing, "misses">, now: number): Promise<void>;
  find(selector: string): Promise<Pairing | undefined>;
  /** Counts a wrong code. */
  miss(selector: string): Promise<void>;
  /** It was used, and is no more. */
  close(selector: string): Promise<void>;
}

/** Pairings on a database: their statements, built once, for sessions inside a transaction. */
export function pairings({ sql: db, name }: Engine) {
  const endOthers = statement("pairings.endOthers", (p: { conversation: string; now: number }) =>
    db
      .deleteFrom("pairings")
      .where((eb) => eb.or([eb("conversation", "=", p.conversation), eb("expires_at", "<", p.now)])),
  );
  const open = statement(
    "pairings.open",
    (p: { selector: string; verifier: string; conversation: string; expiresAt: number }) =>
      db
        .insertInto("pairings")
        .values({
          selector: p.selector,
          verifier: p.verifier,
          conversation: p.conversation,
          expires_at: p.expiresAt,
          misses: 0,
        })
        .onConflict((conflict) => conflict.doNothing()),
  );
  const find = statement("pairings.find", (p: { selector: string }) =>
    db
      .selectFrom("pairings")
      .select(["selector", "verifier", "conversation", "expires_at as expiresAt", "misses"])
      .where("selector", "=", p.selector)
      .$if(name === "postgresql", (query) => query.forUpdate()),
  );
  const miss = statement("pairings.miss", (p: { selector: string }) =>
    db
      .updateTable("pairings")
      .set((row) => ({ misses: row("misses", "+", 1) }))
      .where("selector", "=", p.selector),
  );
  const close = statement("pairings.close", (p: { selector: string }) =>
    db.deleteFrom("pairings").where("selector", "=", p.selector),
  );

  return (session: Session): Pairings => ({
    async open({ selector, verifier, conversation, expiresAt }, now) {
      await session.changes(endOthers, { conversation, now });
      const opened = await session.changes(open, { selector, verifier, conversation, expiresAt });
      if (!opened) throw new Conflict("The pairing's selector is taken.");
    },
    async find(selector) {
      const [pairing] = await session.rows(find, { selector });
      return pairing;
    },
    async miss(selector) {
      await session.changes(miss, { selector });
    },
    async close(selector) {
      await session.changes(close, { selector });
    },
  });
}
