import { DAY, dayOf } from "./day.ts";
import { type Engine, retrying } from "./engine.ts";
import { statement } from "./statement.ts";

/** How long things are kept, in days. */
export interface Retention {
  readonly now: number;
  /**
   * Conversations, with all that was to be sent in them, since their last turn, and what people wrote to each other
   * since then; default 30. One in which somebody
   * is to be reminded is kept until the last reminder is done, and then as long; a reminder that could not be sent
   * for as long keeps it no more.
   */
  readonly conversationDays?: number;
  /** Ids of handled events; default 3. LINE redelivers for less than a day. */
  readonly inboxDays?: number;
  /** Audit entries; default 365. */
  readonly auditDays?: number;
}

/** How many of each were deleted. */
export interface Swept {
  readonly conversations: number;
  readonly inbox: number;
  readonly audit: number;
  /** What people wrote to each other, however long its conversation goes on. */
  readonly messages: number;
  /** Those whose code nobody used in time. */
  readonly pairings: number;
  /** Codes of slips whose time is over. */
  readonly slipCodes: number;
}

/** Deleted at a time, so that turns never wait long behind it. */
const PORTION = 100;

/** What a portion is: the oldest of what is older than `before`, at most `limit`. */
type Portion = { before: number; limit: number };

/** What deletes, a portion at a time, all that has been kept long enough. The same on both databases. */
export function retention(engine: Engine) {
  const db = engine.sql;
  // The outer condition is checked again on a row that a turn has just used (PostgreSQL).
  const conversations = statement("retention.conversations", (p: Portion) =>
    db
      .deleteFrom("conversations")
      .where("used_on", "<", p.before)
      .where("id", "in", (eb) =>
        eb
          .selectFrom("conversations")
          .select("id")
          .where("used_on", "<", p.before)
          // Somebody has asked to be reminded, and is still to be.
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom("reminders")
                  .select("reminders.id")
                  .whereRef("reminders.conversation", "=", "conversations.id")
                  .where(({ eb: of }) =>
                    of(
                      "reminders.due",
                      ">=",
                      of(of.cast<number>(of.val(p.before), "bigint"), "*", of.lit(DAY)),
                    ),
                  ),
              ),
            ),
          )
          .orderBy("used_on")
          .limit(p.limit),
      ),
  );
  const inbox = statement("retention.inbox", (p: Portion) =>
    db
      .deleteFrom("inbox")
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple("channel", "event_id"),
          "in",
          selectFrom("inbox")
            .select(["channel", "event_id"])
            .where("at", "<", p.before)
            .orderBy("at")
            .limit(p.limit)
            .$asTuple("channel", "event_id"),
        ),
      ),
  );
  const audit = statement("retention.audit", (p: Portion) =>
    db
      .deleteFrom("audit")
      .where("id", "in", (eb) =>
        eb.selectFrom("audit").select("id").where("at", "<", p.before).orderBy("at").limit(p.limit),
      ),
  );
  const messages = statement("retention.messages", (p: Portion) =>
    db
      .deleteFrom("messages")
      .where("id", "in", (eb) =>
        eb.selectFrom("messages").select("id").where("at", "<", p.before).orderBy("at").limit(p.limit),
      ),
  );
  const pairings = statement("retention.pairings", (p: Portion) =>
    db
      .deleteFrom("pairings")
      .where("expires_at", "<", p.before)
      .where("selector", "in", (eb) =>
        eb
          .selectFrom("pairings")
          .select("selector")
          .where("expires_at", "<", p.before)
          .orderBy("expires_at")
          .limit(p.limit),
      ),
  );

  const slipCodes = statement("retention.slipCodes", (p: Portion) =>
    db
      .deleteFrom("slip_codes")
      .where("code", "in", (eb) =>
        eb
          .selectFrom("slip_codes")
          .select("code")
          .where("expires_at", "<", p.before)
          .orderBy("expires_at")
          .limit(p.limit),
      ),
  );

  const deleteAll = async (portion: typeof audit, before: number): Promise<number> => {
    let deleted = 0;
    for (;;) {
      // Two replicas that sweep at once may lock each other's rows.
      const changes = await retrying(engine, () => engine.changes(portion, { before, limit: PORTION }));
      deleted += changes;
      if (changes < PORTION) return deleted;
    }
  };

  return async ({
    now,
    conversationDays = 30,
    inboxDays = 3,
    auditDays = 365,
  }: Retention): Promise<Swept> => ({
    conversations: await deleteAll(conversations, dayOf(now) - conversationDays),
    inbox: await deleteAll(inbox, now - inboxDays * DAY),
    audit: await deleteAll(audit, now - auditDays * DAY),
    messages: await deleteAll(messages, now - conversationDays * DAY),
    pairings: await deleteAll(pairings, now),
    slipCodes: await deleteAll(slipCodes, now),
  });
}
