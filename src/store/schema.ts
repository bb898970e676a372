import type { Generated } from "kysely";

/**
 * The tables, the same on SQLite and PostgreSQL: text and bigint columns only. JSON is text; a time is in
 * epoch milliseconds and comes from the caller, a day is a whole number of days since 1970-01-01 (UTC).
 */
export interface Schema {
  conversations: ConversationsTable;
  inbox: InboxTable;
  outbox: OutboxTable;
  audit: AuditTable;
  pairings: PairingsTable;
  reminders: RemindersTable;
  migrations: { id: string };
}

/** Conversations, one row each. */
export interface ConversationsTable {
  id: string;
  channel: string;
  /** Finds the conversation of a channel's user, for example a keyed hash; null where the id alone finds it. */
  address_key: string | null;
  /** Where to send to, encrypted by the caller; null where nothing is ever sent unasked. */
  address: string | null;
  rev: number;
  body: string;
  created_at: number;
  /**
   * The day of the last turn. A day and not a time: the retention index on it then changes once a day for a
   * conversation and not at every turn, which saves a third of a turn's cost among a million conversations.
   */
  used_on: number;
}

/** Events that were handled. */
export interface InboxTable {
  channel: string;
  event_id: string;
  at: number;
}

/** Messages that wait to be sent, or were given up. */
export interface OutboxTable {
  /** Rises in the order of the messages; never used twice. */
  id: Generated<number>;
  conversation: string;
  channel: string;
  body: string;
  /** When the message may be claimed. A claim moves it to the end of the lease. */
  due: number;
  attempts: number;
  created_at: number;
  failed_at: number | null;
  /** Why the last attempt did not succeed. */
  error: string | null;
}

/** Conversations that wait for a card's report. */
export interface PairingsTable {
  selector: string;
  verifier: string;
  conversation: string;
  expires_at: number;
  misses: number;
}

/** What somebody has asked to be reminded of, until then. */
export interface RemindersTable {
  id: Generated<number>;
  conversation: string;
  channel: string;
  due: number;
  body: string;
  created_at: number;
}

/** Who did what to what, and when. */
export interface AuditTable {
  id: Generated<number>;
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: string;
}
