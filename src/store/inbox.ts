import type { Engine, Session } from "./engine.ts";
import { statement } from "./statement.ts";

/** Remembers which events were handled, since a channel may deliver one twice (LINE redelivers, for example). */
export interface Inbox {
  /**
   * Takes an event on, in the same transaction as what follows from it. False: it was taken on before, and
   * there is nothing to do. An event being handled elsewhere is waited for.
   */
  accept(eventId: string, channel: string, now: number): Promise<boolean>;
}

/** The inbox on a database: its statement, built once, for sessions inside a transaction. */
export function inbox({ sql: db }: Engine) {
  const accept = statement("inbox.accept", (p: { eventId: string; channel: string; now: number }) =>
    db
      .insertInto("inbox")
      .values({ channel: p.channel, event_id: p.eventId, at: p.now })
      .onConflict((conflict) => conflict.doNothing()),
  );
  return (session: Session): Inbox => ({
    async accept(eventId, channel, now) {
      return (await session.changes(accept, { eventId, channel, now })) > 0;
    },
  });
}
