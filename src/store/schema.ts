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
  handoffs: HandoffsTable;
  messages: MessagesTable;
  users: UsersTable;
  sessions: SessionsTable;
  presence: PresenceTable;
  settings: SettingsTable;
  slip_codes: SlipCodesTable;
  journeys: JourneysTable;
  verdicts: VerdictsTable;
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
  /** The `used_on` up to which it is counted in the journeys; null: not yet. */
  counted_on?: number | null;
}

/** Events that were handled, and messages that were taken back. */
export interface InboxTable {
  channel: string;
  event_id: string;
  at: number;
  /** Whose event it was, as the address key of conversations; null where the order of events does not matter. */
  person?: string | null;
  /** When it happened, by the channel's clock. */
  happened_at?: number | null;
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

/** Conversations in which a person is wanted, or was; one open a conversation. */
export interface HandoffsTable {
  id: Generated<number>;
  conversation: string;
  channel: string;
  city: string;
  lang: string;
  /** waiting, talking, held or closed. */
  state: string;
  /** Who has it; null while nobody does. */
  agent: string | null;
  /** 1 where it was asked for while nobody was there. */
  after_hours: number;
  asked_at: number;
  taken_at: number | null;
  closed_at: number | null;
  /** How it ended. */
  ended: string | null;
  /** What answers the person's last message without a push, where the channel has such a thing. */
  reply_token: string | null;
  reply_token_at: number | null;
  /** Counts the changes. */
  rev: number;
}

/** What people wrote to each other, encrypted by the caller. Notes are among the desk alone. */
export interface MessagesTable {
  id: Generated<number>;
  conversation: string;
  /** resident, agent or note. */
  author: string;
  agent: string | null;
  text: string;
  /** Finds it again when it is taken back: a keyed hash of the channel's own id. */
  ref: string | null;
  at: number;
}

/** Those who may sign in to the desk. */
export interface UsersTable {
  id: string;
  name: string;
  role: string;
  /** A memory-hard hash; null for whoever signs in elsewhere. */
  password: string | null;
  /** Issuer and subject of whoever signs in elsewhere. */
  subject: string | null;
  created_at: number;
  disabled_at: number | null;
  /** Wrong passwords in a row. */
  misses: number;
  locked_until: number;
}

/** Who is signed in: a hash of the cookie, never the cookie. */
export interface SessionsTable {
  id: string;
  user: string;
  created_at: number;
  seen_at: number;
  detail: string;
}

/** When somebody of the desk last showed a sign of life. */
export interface PresenceTable {
  user: string;
  seen_at: number;
}

/** What is set while the program runs: a notice, a channel that is switched off. */
export interface SettingsTable {
  name: string;
  value: string;
  changed_at: number;
}

/** Slips by the code that is told on the telephone; a keyed hash of it. */
export interface SlipCodesTable {
  code: string;
  slip: string;
  expires_at: number;
}

/** Finished conversations, as figures: no id of anybody, no text. */
export interface JourneysTable {
  key: string;
  day: string;
  city: string;
  channel: string;
  lang: string;
  detail: string;
}

/** What clerks said of slips, once a slip. */
export interface VerdictsTable {
  slip: string;
  day: string;
  city: string;
  detail: string;
}
