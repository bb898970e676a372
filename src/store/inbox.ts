import type { Engine, Session } from "./engine.ts";
import { statement } from "./statement.ts";

/** An event of a person, as a channel tells of it. */
export interface PersonalEvent {
  readonly id: string;
  readonly channel: string;
  /** Whose it is: what finds their conversation. */
  readonly person: string;
  /** By the channel's clock, epoch milliseconds. */
  readonly happenedAt: number;
  /** Finds the message that it is, where that is taken back. */
  readonly message?: string | undefined;
  readonly now: number;
}

/** How an event that was taken on stands to what came before. */
export interface Standing {
  /** Something that the same person did later was taken on already, in the last days. */
  readonly isLate: boolean;
  /** It is a message that was taken back already. */
  readonly isTakenBack: boolean;
}

/** Remembers which events were handled, since a channel may deliver one twice (LINE redelivers, for example). */
export interface Inbox {
  /**
   * Takes an event on, in the same transaction as what follows from it. False: it was taken on before, and
   * there is nothing to do. An event being handled elsewhere is waited for.
   */
  accept(eventId: string, channel: string, now: number): Promise<boolean>;
  /**
   * The same for an event of a person, whose events may come in another order than they happened. Undefined: it was
   * taken on before. Where the person's conversation was found first, nothing of theirs is under way beside it.
   */
  acceptOf(event: PersonalEvent): Promise<Standing | undefined>;
  /** A message is taken back; it may be still to come. */
  takeBack(channel: string, message: string, now: number): Promise<void>;
}

/** The inbox on a database: its statement, built once, for sessions inside a transaction. */
export function inbox({ sql: db }: Engine) {
  const accept = statement("inbox.accept", (p: { eventId: string; channel: string; now: number }) =>
    db
      .insertInto("inbox")
      .values({ channel: p.channel, event_id: p.eventId, at: p.now })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const acceptOf = statement(
    "inbox.acceptOf",
    (p: {
      eventId: string;
      channel: string;
      now: number;
      person: string;
      happenedAt: number;
      taken: string | null;
    }) =>
      db
        .insertInto("inbox")
        .values({
          channel: p.channel,
          event_id: p.eventId,
          at: p.now,
          person: p.person,
          happened_at: p.happenedAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning(({ selectFrom }) => [
          selectFrom("inbox as other")
            .select(({ fn }) => fn.max("other.happened_at").as("newest"))
            .where("other.channel", "=", p.channel)
            .where("other.person", "=", p.person)
            .as("newest"),
          selectFrom("inbox as taken")
            .select("taken.at")
            .where("taken.channel", "=", p.channel)
            .where("taken.event_id", "=", p.taken)
            .as("takenBackAt"),
        ]),
  );
  return (session: Session): Inbox => ({
    async accept(eventId, channel, now) {
      return (await session.changes(accept, { eventId, channel, now })) > 0;
    },
    async acceptOf({ id, message, ...event }) {
      const taken = message === undefined ? null : takenBack(message);
      const [row] = await session.rows(acceptOf, { ...event, eventId: id, taken });
      return row && { isLate: (row.newest ?? 0) > event.happenedAt, isTakenBack: row.takenBackAt !== null };
    },
    async takeBack(channel, message, now) {
      await session.changes(accept, { eventId: takenBack(message), channel, now });
    },
  });
}

/** Stands in the inbox for a message that was taken back, as if that were an event. */
function takenBack(message: string): string {
  return `taken back ${message}`;
}
