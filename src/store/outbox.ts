import { sql } from "kysely";
import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** A message to be sent, any JSON, in the order in which messages are added to its conversation. */
export interface NewMessage {
  readonly conversation: string;
  /** Which sender takes it on. */
  readonly channel: string;
  readonly body: unknown;
  readonly now: number;
  /** Not to be sent before this time; at once when left out. */
  readonly notBefore?: number;
}

/** A message that a sender has taken on until its lease ends. */
export interface Claim {
  readonly id: number;
  readonly conversation: string;
  readonly channel: string;
  /** The JSON that was stored; its shape is the sender's to check. */
  readonly body: unknown;
  readonly createdAt: number;
  /** How often it was claimed, this time included. More than 1: it may have been sent before. */
  readonly attempts: number;
}

/** How a channel's outbox stands, for a status page. */
export interface OutboxCount {
  readonly channel: string;
  /** To be sent, or being sent. */
  readonly waiting: number;
  /** Given up; kept as long as its conversation. */
  readonly failed: number;
  /** When the oldest waiting message was added; null for none. */
  readonly oldest: number | null;
}

/** Inside a transaction: what a turn wants sent goes in together with the turn. */
export interface OutboxWriter {
  /** Messages of one conversation are sent in the order in which they are added. Throws `Conflict` where it is gone. */
  add(message: NewMessage): Promise<void>;
}

/** What a sender works through. Every call is a transaction of its own. */
export interface Outbox {
  /**
   * Takes on up to `limit` messages that are due, oldest first, for `leaseMs`. Only the oldest message of a
   * conversation can be had, so the order holds; no other claim gets it meanwhile. A message that is not
   * settled (done, retry, fail) when its lease ends, since its sender died, can be claimed again.
   */
  claim(wanted: { channel: string; limit: number; now: number; leaseMs: number }): Promise<Claim[]>;
  /** It was sent: forgets it, text and all. */
  done(claim: Claim): Promise<void>;
  /** It was not sent, and may be claimed again at the time `at`. False: the lease ended and another claim has it. */
  retry(claim: Claim, at: number, why: string): Promise<boolean>;
  /** It will never be sent; the next of its conversation may go. False: the lease ended and another claim has it. */
  fail(claim: Claim, now: number, why: string): Promise<boolean>;
  counts(): Promise<OutboxCount[]>;
}

/**
 * Stands for "did not fail" where a query tests it row by row. With `is null` there, PostgreSQL reads the whole
 * index of what is due, again for every message (measured: 100 ms for a claim among 4,000 messages).
 */
const NEVER = -1;

/** The outbox on a database: its statements, built once, for sessions inside and outside a transaction. */
export function outbox({ sql: db, name }: Engine) {
  const rowLocks = name === "postgresql";

  // The row lock on the conversation makes the ids of its messages rise in the order of their commits.
  const add = statement(
    "outbox.add",
    (p: { conversation: string; channel: string; body: string; due: number; now: number }) =>
      db
        .insertInto("outbox")
        .columns(["conversation", "channel", "body", "due", "attempts", "created_at"])
        .expression((eb) =>
          eb
            .selectFrom("conversations")
            .select((of) => [
              "id",
              of.cast<string>(of.val(p.channel), "text").as("channel"),
              of.cast<string>(of.val(p.body), "text").as("body"),
              of.cast<number>(of.val(p.due), "bigint").as("due"),
              of.lit(0).as("attempts"),
              of.cast<number>(of.val(p.now), "bigint").as("created_at"),
            ])
            .where("id", "=", p.conversation)
            .$if(rowLocks, (query) => query.forUpdate()),
        ),
  );

  // A claim moves `due` to the end of the lease: until then the message is not due for anyone else, and
  // afterwards it is, without anyone having to notice that its sender died.
  const claim = statement(
    "outbox.claim",
    (p: { channel: string; limit: number; now: number; leaseEnd: number }) =>
      db
        .with("next", (eb) =>
          eb
            .selectFrom("outbox as message")
            .select("message.id")
            .where("message.channel", "=", p.channel)
            .where("message.failed_at", "is", null)
            .where("message.due", "<=", p.now)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom("outbox as earlier")
                    .select("earlier.id")
                    .whereRef("earlier.conversation", "=", "message.conversation")
                    .whereRef("earlier.id", "<", "message.id")
                    .where(({ fn, val }) => fn.coalesce("earlier.failed_at", val(NEVER)), "=", NEVER),
                ),
              ),
            )
            .orderBy("message.due")
            .orderBy("message.id")
            .limit(p.limit)
            .$if(rowLocks, (query) => query.forUpdate("message").skipLocked()),
        )
        .updateTable("outbox")
        .set((row) => ({ due: p.leaseEnd, attempts: row("attempts", "+", 1) }))
        .where("id", "in", (eb) => eb.selectFrom("next").select("id"))
        .returning(["id", "conversation", "channel", "body", "created_at as createdAt", "attempts"]),
  );

  const done = statement("outbox.done", (p: { id: number }) =>
    db.deleteFrom("outbox").where("id", "=", p.id),
  );

  // The number of attempts tells this claim from a later one.
  const settle = (p: { id: number; attempts: number }) =>
    db
      .updateTable("outbox")
      .where("id", "=", p.id)
      .where("attempts", "=", p.attempts)
      .where("failed_at", "is", null);
  const retry = statement("outbox.retry", (p: { id: number; attempts: number; at: number; why: string }) =>
    settle(p).set({ due: p.at, error: p.why }),
  );
  const fail = statement("outbox.fail", (p: { id: number; attempts: number; now: number; why: string }) =>
    settle(p).set({ failed_at: p.now, error: p.why }),
  );

  const counts = statement("outbox.counts", () =>
    db
      .selectFrom("outbox")
      .select(({ fn }) => [
        "channel",
        fn.countAll<number>().filterWhere("failed_at", "is", null).as("waiting"),
        fn.count<number>("failed_at").as("failed"),
        sql<number | null>`min(case when failed_at is null then created_at end)`.as("oldest"),
      ])
      .groupBy("channel")
      .orderBy("channel"),
  );

  return {
    inside: (session: Session): OutboxWriter => ({
      async add({ conversation, channel, body, now, notBefore = now }) {
        const params = { conversation, channel, body: toText(body), due: notBefore, now };
        const added = await session.changes(add, params);
        if (!added) throw new Conflict("The conversation to send to is gone.");
      },
    }),
    outside: (session: Session): Outbox => ({
      async claim({ channel, limit, now, leaseMs }) {
        const claimed = await session.rows(claim, { channel, limit, now, leaseEnd: now + leaseMs });
        return claimed
          .toSorted((a, b) => a.id - b.id)
          .map((message) => ({ ...message, body: fromText(message.body) }));
      },
      async done({ id }) {
        await session.changes(done, { id });
      },
      async retry({ id, attempts }, at, why) {
        return (await session.changes(retry, { id, attempts, at, why })) > 0;
      },
      async fail({ id, attempts }, now, why) {
        return (await session.changes(fail, { id, attempts, now, why })) > 0;
      },
      async counts() {
        return (await session.rows(counts, {})).map((count) => ({ ...count }));
      },
    }),
  };
}
