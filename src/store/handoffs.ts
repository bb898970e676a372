import type { Selectable } from "kysely";
import type { Engine, Session } from "./engine.ts";
import { Conflict } from "./errors.ts";
import { fromText } from "./json.ts";
import type { Author } from "./messages.ts";
import type { HandoffsTable } from "./schema.ts";
import { statement } from "./statement.ts";

/** Where a hand-off stands: wanted, being talked in, put aside by whoever has it, over. */
export type HandoffState = "waiting" | "talking" | "held" | "closed";

/** A conversation in which a person is wanted, or was. */
export interface Handoff {
  readonly id: number;
  readonly conversation: string;
  readonly channel: string;
  readonly city: string;
  readonly lang: string;
  readonly state: HandoffState;
  /** Who has it; null while nobody does. */
  readonly agent: string | null;
  /** It was asked for while nobody was there. */
  readonly afterHours: boolean;
  /** Epoch milliseconds, as all times here. */
  readonly askedAt: number;
  readonly takenAt: number | null;
  readonly closedAt: number | null;
  /** How it ended, in a word of the caller's. */
  readonly ended: string | null;
  /** Counts the changes; 1 when new. */
  readonly rev: number;
}

/** Somebody asks for a person. */
export interface NewHandoff {
  readonly conversation: string;
  readonly channel: string;
  readonly city: string;
  readonly lang: string;
  readonly afterHours: boolean;
  readonly now: number;
}

/** What may change of one. What is left out stays. */
export type HandoffChange = Partial<Pick<Handoff, "state" | "agent" | "takenAt" | "closedAt" | "ended">>;

/** What answers somebody's last message without a push. */
export interface ReplyToken {
  readonly token: string;
  /** When it arrived. */
  readonly at: number;
}

/** One as it stands in the queue: with its conversation, and whoever has it. */
export interface StandingHandoff extends Handoff {
  readonly about: {
    readonly rev: number;
    /** The JSON that was stored; its shape is the caller's to check. */
    readonly body: unknown;
  };
  /** Null while nobody has it, and for somebody who is not known here. */
  readonly agentName: string | null;
  /** When whoever has it last showed a sign of life; null: never. */
  readonly agentSeenAt: number | null;
  /** What was written last, notes left aside; null: nothing. */
  readonly lastSaid: { readonly author: Author; readonly at: number } | null;
}

/** Outside a transaction: reading only. */
export interface HandoffReader {
  find(id: number): Promise<Handoff | undefined>;
  /** The one of a conversation that is not over. */
  open(conversation: string): Promise<Handoff | undefined>;
  /** One with all that is told of it. */
  look(id: number): Promise<StandingHandoff | undefined>;
  /** Those that are not over: first those that somebody has, then those that wait, the longest first. */
  queue(limit: number): Promise<readonly StandingHandoff[]>;
  /** All of a conversation, the first one first. */
  ofConversation(conversation: string): Promise<readonly Handoff[]>;
  /** Those that ended, the latest first. */
  closed(limit: number): Promise<readonly StandingHandoff[]>;
}

/**
 * Inside a transaction. Whatever is done about a conversation's hand-off, the conversation is found first: who
 * holds it, holds its hand-offs too.
 */
export interface Handoffs extends HandoffReader {
  /** Throws `Conflict` where the conversation is gone or has an open one. */
  ask(asked: NewHandoff): Promise<Handoff>;
  /** Returns it with the next revision. Throws `Conflict` where it was changed since it was found. */
  change(found: Handoff, change: HandoffChange): Promise<Handoff>;
  /** Keeps what answers the last message in the open hand-off of a conversation; an earlier one is of no use then. */
  keepToken(conversation: string, token: ReplyToken): Promise<void>;
  /** Takes it out: whoever has it, uses it, and nobody else. */
  takeToken(found: Pick<Handoff, "id">): Promise<ReplyToken | undefined>;
}

/** Hand-offs on a database: their statements, built once, for sessions inside and outside a transaction. */
export function handoffs({ sql: db }: Engine) {
  const all = db.selectFrom("handoffs").selectAll();
  const byId = statement("handoffs.find", (p: { id: number }) => all.where("id", "=", p.id));
  const openOne = statement("handoffs.open", (p: { conversation: string }) =>
    all.where("conversation", "=", p.conversation).where("closed_at", "is", null),
  );
  const standing = db
    .selectFrom("handoffs")
    .innerJoin("conversations", "conversations.id", "handoffs.conversation")
    .leftJoin("users", "users.id", "handoffs.agent")
    .leftJoin("presence", "presence.user", "handoffs.agent")
    // The last that they wrote to each other.
    .leftJoin("messages", (join) =>
      join.on((eb) =>
        eb(
          "messages.id",
          "=",
          eb
            .selectFrom("messages as last")
            .select("last.id")
            .whereRef("last.conversation", "=", "handoffs.conversation")
            .where("last.author", "<>", "note")
            .orderBy("last.id", "desc")
            .limit(1),
        ),
      ),
    )
    .selectAll("handoffs")
    .select([
      "conversations.rev as about_rev",
      "conversations.body as about_body",
      "users.name as agent_name",
      "presence.seen_at as agent_seen_at",
      "messages.author as last_author",
      "messages.at as last_at",
    ]);
  const look = statement("handoffs.look", (p: { id: number }) => standing.where("handoffs.id", "=", p.id));
  const ofConversation = statement("handoffs.ofConversation", (p: { conversation: string }) =>
    all.where("conversation", "=", p.conversation).orderBy("id"),
  );
  const queue = statement("handoffs.queue", (p: { limit: number }) =>
    standing
      .where("handoffs.closed_at", "is", null)
      // However many wait, nobody loses sight of what they have.
      .orderBy((eb) => eb.case().when("handoffs.agent", "is", null).then(1).else(0).end())
      .orderBy("handoffs.asked_at")
      .orderBy("handoffs.id")
      .limit(p.limit),
  );
  const closed = statement("handoffs.closed", (p: { limit: number }) =>
    standing
      .where("handoffs.closed_at", "is not", null)
      .orderBy("handoffs.closed_at", "desc")
      .orderBy("handoffs.id", "desc")
      .limit(p.limit),
  );
  const ask = statement("handoffs.ask", (p: Omit<NewHandoff, "afterHours"> & { afterHours: number }) =>
    db
      .insertInto("handoffs")
      .columns(["conversation", "channel", "city", "lang", "state", "after_hours", "asked_at", "rev"])
      .expression((eb) =>
        eb
          .selectFrom("conversations")
          .select((of) => [
            "id",
            of.cast<string>(of.val(p.channel), "text").as("channel"),
            of.cast<string>(of.val(p.city), "text").as("city"),
            of.cast<string>(of.val(p.lang), "text").as("lang"),
            of.cast<string>(of.val("waiting"), "text").as("state"),
            of.cast<number>(of.val(p.afterHours), "bigint").as("after_hours"),
            of.cast<number>(of.val(p.now), "bigint").as("asked_at"),
            of.cast<number>(of.val(1), "bigint").as("rev"),
          ])
          .where("id", "=", p.conversation),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returningAll(),
  );
  const change = statement("handoffs.change", (p: Row & { wasAt: number }) =>
    db
      .updateTable("handoffs")
      .set({
        state: p.state,
        agent: p.agent,
        taken_at: p.taken_at,
        closed_at: p.closed_at,
        ended: p.ended,
        rev: p.rev,
      })
      .where("id", "=", p.id)
      .where("rev", "=", p.wasAt),
  );
  const keepToken = statement(
    "handoffs.keepToken",
    (p: { conversation: string; token: string; at: number }) =>
      db
        .updateTable("handoffs")
        .set({ reply_token: p.token, reply_token_at: p.at })
        .where("conversation", "=", p.conversation)
        .where("closed_at", "is", null),
  );
  const token = statement("handoffs.token", (p: { id: number }) =>
    db
      .selectFrom("handoffs")
      .select(["reply_token as token", "reply_token_at as at"])
      .where("id", "=", p.id)
      .where("reply_token", "is not", null),
  );
  const dropToken = statement("handoffs.dropToken", (p: { id: number; token: string }) =>
    db
      .updateTable("handoffs")
      .set({ reply_token: null, reply_token_at: null })
      .where("id", "=", p.id)
      .where("reply_token", "=", p.token),
  );

  const reader = (session: Session): HandoffReader => ({
    async find(id) {
      const [row] = await session.rows(byId, { id });
      return row && handoff(row);
    },
    async open(conversation) {
      const [row] = await session.rows(openOne, { conversation });
      return row && handoff(row);
    },
    async look(id) {
      const [row] = await session.rows(look, { id });
      return row && standingHandoff(row);
    },
    async ofConversation(conversation) {
      return (await session.rows(ofConversation, { conversation })).map(handoff);
    },
    async queue(limit) {
      return (await session.rows(queue, { limit })).map(standingHandoff);
    },
    async closed(limit) {
      return (await session.rows(closed, { limit })).map(standingHandoff);
    },
  });

  return {
    outside: reader,
    inside: (session: Session): Handoffs => ({
      ...reader(session),
      async ask({ afterHours, ...asked }) {
        const [row] = await session.rows(ask, { ...asked, afterHours: afterHours ? 1 : 0 });
        if (!row) throw new Conflict("The conversation is gone, or somebody is asked for in it already.");
        return handoff(row);
      },
      async change(found, changes) {
        const after: Handoff = { ...found, ...changes, rev: found.rev + 1 };
        const changed = await session.changes(change, { ...rowOf(after), wasAt: found.rev });
        if (!changed) throw new Conflict(`The hand-off is no longer at revision ${found.rev}.`);
        return after;
      },
      async keepToken(conversation, { token, at }) {
        await session.changes(keepToken, { conversation, token, at });
      },
      async takeToken({ id }) {
        const [row] = await session.rows(token, { id });
        if (row?.token == null || row.at === null) return undefined;
        const taken = await session.changes(dropToken, { id, token: row.token });
        return taken ? { token: row.token, at: row.at } : undefined;
      },
    }),
  };
}

/** What a change writes. */
type Row = Pick<
  Selectable<HandoffsTable>,
  "id" | "state" | "agent" | "taken_at" | "closed_at" | "ended" | "rev"
>;

function rowOf({ id, state, agent, takenAt, closedAt, ended, rev }: Handoff): Row {
  return { id, state, agent, taken_at: takenAt, closed_at: closedAt, ended, rev };
}

function handoff(row: Selectable<HandoffsTable>): Handoff {
  return {
    id: row.id,
    conversation: row.conversation,
    channel: row.channel,
    city: row.city,
    lang: row.lang,
    state: row.state as HandoffState,
    agent: row.agent,
    afterHours: row.after_hours === 1,
    askedAt: row.asked_at,
    takenAt: row.taken_at,
    closedAt: row.closed_at,
    ended: row.ended,
    rev: row.rev,
  };
}

type StandingRow = Selectable<HandoffsTable> & {
  readonly about_rev: number;
  readonly about_body: string;
  readonly agent_name: string | null;
  readonly agent_seen_at: number | null;
  readonly last_author: string | null;
  readonly last_at: number | null;
};

function standingHandoff(row: StandingRow): StandingHandoff {
  const { last_author: author, last_at: at } = row;
  return {
    ...handoff(row),
    about: { rev: row.about_rev, body: fromText(row.about_body) },
    agentName: row.agent_name,
    agentSeenAt: row.agent_seen_at,
    lastSaid: author === null || at === null ? null : { author: author as Author, at },
  };
}
