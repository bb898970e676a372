import { sql } from "kysely";
import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { fromText, toText } from "./json.ts";
import { type Notice, notice } from "./notices.ts";
import { type Statement, statement } from "./statement.ts";

/** A message to be sent, any JSON, in the order in which messages are added to its conversation. */
export interface NewMessage {
  readonly conversation: string;
  /** Which sender takes it on. */
  readonly channel: string;
  readonly body: unknown;
  readonly now: number;
  /** Not to be sent before this time; at once when left out. */
  readonly notBefore?: number;
  /** It is of less use later: what waits before it, to be tried again another time, is due now. */
  readonly presses?: boolean;
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

/** A sender in this process. */
export interface Taker {
  /** For how long it takes on what it is handed, in milliseconds. */
  readonly leaseMs: number;
  /** Whether it can take on another message now. */
  hasRoom(): boolean;
  /** Hands it a message that a transaction of this process has just added, once that is kept; claimed already. */
  take(claim: Claim): void;
  /** There may be something to `claim`: what nobody could be handed, or what another process has added. */
  look(): void;
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
  /**
   * Messages of one conversation are sent in the order in which they are added. Throws `Conflict` where it is gone.
   * Where this process serves the channel and nothing of the conversation waits, the message is claimed with the
   * same stroke and handed over when the transaction is kept: no search, no second commit. Else all who serve the
   * channel, in whatever process, are told to look.
   */
  add(message: NewMessage): Promise<void>;
  /** Takes back what will not be sent; what becomes of it instead is kept with that. False: another claim has it. */
  withdraw(claim: Pick<Claim, "id" | "attempts">): Promise<boolean>;
}

/** What a sender works through. Every call is a transaction of its own. */
export interface Outbox {
  /** Serves a channel in this process, until what it returns is called. One sender a channel. */
  serve(channel: string, taker: Taker): () => void;
  /**
   * Takes on up to `limit` messages that are due, oldest first, for `leaseMs`. Only the oldest message of a
   * conversation can be had, so the order holds; no other claim gets it meanwhile. A message that is not
   * settled (done, retry, fail) when its lease ends, since its sender died, can be claimed again.
   */
  claim(wanted: { channel: string; limit: number; now: number; leaseMs: number }): Promise<Claim[]>;
  /**
   * Takes on again what this very claim was to be tried again with, before anybody else does; undefined where
   * somebody has.
   */
  again(claim: Pick<Claim, "id" | "attempts">, now: number, leaseMs: number): Promise<Claim | undefined>;
  /** The bodies of what waits behind this claim in its conversation, in order. */
  behind(claim: Pick<Claim, "id" | "conversation">): Promise<readonly unknown[]>;
  /** They were sent: forgets them, text and all. */
  done(...claims: readonly Pick<Claim, "id">[]): Promise<void>;
  /**
   * It was not sent, and may be claimed again at the time `at`, with another body where one is given. False: the
   * lease ended and another claim has it.
   */
  retry(claim: Claim, at: number, why: string, body?: unknown): Promise<boolean>;
  /**
   * It will never be sent, and its text is forgotten; the next of its conversation may go. False: the lease ended and
   * another claim has it.
   */
  fail(claim: Claim, now: number, why: string): Promise<boolean>;
  counts(): Promise<OutboxCount[]>;
}

/**
 * Stands for "did not fail" where a query tests it row by row. With `is null` there, PostgreSQL reads the whole
 * index of what is due, again for every message (measured: 100 ms for a claim among 4,000 messages).
 */
const NEVER = -1;

/** What is left of the body of a message that was given up. */
const NOTHING = toText(null);

/** What a transaction has done of which the outbox must know, until its end. */
export interface Course {
  /** Conversations that nobody else can change before it is over. */
  readonly held: Set<string>;
  /** To be told once it is kept. */
  readonly notices: Notice[];
  /** To be handed over once it is kept. */
  readonly claims: Claim[];
  /** Channels in which something follows what is handed over. */
  readonly followed: Set<string>;
}

/** The outbox on a database: its statements, built once, for sessions inside and outside a transaction. */
export function outbox({ sql: db, name, wire }: Engine) {
  const rowLocks = name === "postgresql";
  const takers = new Map<string, Taker>();

  const hold = statement("outbox.hold", (p: { conversation: string }) =>
    db.selectFrom("conversations").select("id").where("id", "=", p.conversation).forUpdate(),
  );
  const row = (p: Added, attempts: 0 | 1) =>
    db
      .selectFrom("conversations")
      .select((of) => [
        "id",
        of.cast<string>(of.val(p.channel), "text").as("channel"),
        of.cast<string>(of.val(p.body), "text").as("body"),
        of.cast<number>(of.val(p.due), "bigint").as("due"),
        of.lit(attempts).as("attempts"),
        of.cast<number>(of.val(p.now), "bigint").as("created_at"),
      ])
      .where("id", "=", p.conversation);
  const into = db
    .insertInto("outbox")
    .columns(["conversation", "channel", "body", "due", "attempts", "created_at"]);
  // The row lock on the conversation makes the ids of its messages rise in the order of their commits.
  const add = statement("outbox.add", (p: Added) =>
    into.expression(row(p, 0).$if(rowLocks, (query) => query.forUpdate())),
  );
  // Adds nothing where an earlier message waits. Whoever runs it holds the conversation already: a row lock of its
  // own would not do, since it would look at the outbox as that was before the lock was had.
  const addTaken = statement("outbox.addTaken", (p: Added) =>
    into
      .expression(
        row(p, 1).where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom("outbox as earlier")
                .select("earlier.id")
                .where("earlier.conversation", "=", p.conversation)
                .where(({ fn, val }) => fn.coalesce("earlier.failed_at", val(NEVER)), "=", NEVER),
            ),
          ),
        ),
      )
      .returning("id"),
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

  const done: Statement<{ ids: string }, unknown> = statement("outbox.done", (p: { ids: string }) =>
    db
      .deleteFrom("outbox")
      .where(
        "id",
        "in",
        rowLocks
          ? sql<number>`(select value::bigint from json_array_elements_text(${p.ids}::json))`
          : sql<number>`(select value from json_each(${p.ids}))`,
      ),
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
  const change = statement(
    "outbox.change",
    (p: { id: number; attempts: number; at: number; why: string; body: string }) =>
      settle(p).set({ due: p.at, error: p.why, body: p.body }),
  );
  const fail = statement("outbox.fail", (p: { id: number; attempts: number; now: number; why: string }) =>
    settle(p).set({ failed_at: p.now, error: p.why, body: NOTHING }),
  );

  const withdraw = statement("outbox.withdraw", (p: { id: number; attempts: number }) =>
    db
      .deleteFrom("outbox")
      .where("id", "=", p.id)
      .where("attempts", "=", p.attempts)
      .where("failed_at", "is", null),
  );
  // What is due later than any lease ends is with nobody: it waits after an attempt that came to nothing.
  const press = statement("outbox.press", (p: { conversation: string; now: number; leaseEnd: number }) =>
    db
      .updateTable("outbox")
      .set({ due: p.now })
      .where("conversation", "=", p.conversation)
      .where("due", ">", p.leaseEnd)
      .where("attempts", ">", 0)
      .where("failed_at", "is", null),
  );
  const behind = statement("outbox.behind", (p: { id: number; conversation: string }) =>
    db
      .selectFrom("outbox")
      .select("body")
      .where("conversation", "=", p.conversation)
      .where("id", ">", p.id)
      .where("failed_at", "is", null)
      .orderBy("id"),
  );

  const again = statement("outbox.again", (p: { id: number; attempts: number; leaseEnd: number }) =>
    settle(p)
      .set((row) => ({ due: p.leaseEnd, attempts: row("attempts", "+", 1) }))
      .returning(["id", "conversation", "channel", "body", "created_at as createdAt", "attempts"]),
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

  /** Adds the message as one that is claimed; undefined where an earlier one of the conversation waits. */
  async function claimed(session: Session, held: Course["held"], message: Added, body: unknown) {
    const { conversation, channel, now } = message;
    if (rowLocks && !held.has(conversation)) await session.rows(hold, { conversation });
    const [added] = await session.rows(addTaken, message);
    return added && { id: added.id, conversation, channel, body, createdAt: now, attempts: 1 };
  }

  return {
    inside: (session: Session, { held, notices, claims, followed }: Course): OutboxWriter => ({
      async add({ conversation, channel, body, now, notBefore = now, presses = false }) {
        const message = { conversation, channel, body: toText(body), due: notBefore, now };
        const taker = takers.get(channel);
        if (taker?.hasRoom() && notBefore <= now) {
          const claim = await claimed(session, held, { ...message, due: now + taker.leaseMs }, body);
          if (claim) return void claims.push(claim);
          if (presses) await session.changes(press, { conversation, now, leaseEnd: now + taker.leaseMs });
        }
        const added = await session.changes(add, message);
        if (!added) throw new Conflict("The conversation to send to is gone.");
        // Whoever is handed the one before is told to look for this one afterwards; nobody else can do anything.
        if (claims.some((one) => one.conversation === conversation)) followed.add(channel);
        else notices.push(notice(topicOf(channel), null));
      },
      async withdraw({ id, attempts }) {
        return (await session.changes(withdraw, { id, attempts })) > 0;
      },
    }),
    /** Hands over what a transaction that is kept has added. */
    handOver({ claims, followed }: Course): void {
      for (const claim of claims) takers.get(claim.channel)?.take(claim);
      for (const channel of followed) takers.get(channel)?.look();
    },
    outside: (session: Session): Outbox => ({
      serve(channel, taker) {
        takers.set(channel, taker);
        const stopListening = wire.listen(topicOf(channel), () => taker.look());
        return () => {
          stopListening();
          if (takers.get(channel) === taker) takers.delete(channel);
        };
      },
      async claim({ channel, limit, now, leaseMs }) {
        const claimed = await session.rows(claim, { channel, limit, now, leaseEnd: now + leaseMs });
        return claimed
          .toSorted((a, b) => a.id - b.id)
          .map((message) => ({ ...message, body: fromText(message.body) }));
      },
      async again({ id, attempts }, now, leaseMs) {
        const [message] = await session.rows(again, { id, attempts, leaseEnd: now + leaseMs });
        return message && { ...message, body: fromText(message.body) };
      },
      async behind({ id, conversation }) {
        const rows = await session.rows(behind, { id, conversation });
        return rows.map(({ body }) => fromText(body));
      },
      async done(...settled) {
        await session.changes(done, { ids: JSON.stringify(settled.map(({ id }) => id)) });
      },
      async retry({ id, attempts }, at, why, body) {
        const changed =
          body === undefined
            ? session.changes(retry, { id, attempts, at, why })
            : session.changes(change, { id, attempts, at, why, body: toText(body) });
        return (await changed) > 0;
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

/** A message as it goes into a row. */
type Added = { conversation: string; channel: string; body: string; due: number; now: number };

/** Where those who serve a channel hear that there may be something to send. */
function topicOf(channel: string): string {
  return `outbox ${channel}`;
}
