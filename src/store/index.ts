import type { Engine } from "./engine.ts";
import { migrate } from "./migrations.ts";
import { SqliteEngine } from "./sqlite.ts";
import { type Store, storeOn } from "./store.ts";

export type { AuditEntry, AuditReader, AuditSearch, AuditWriter, KeptEntry } from "./audit.ts";
export type { Conversation, ConversationReader, Conversations, NewConversation } from "./conversations.ts";
export { Conflict, StoreError } from "./errors.ts";
export type {
  Handoff,
  HandoffChange,
  HandoffReader,
  Handoffs,
  HandoffState,
  NewHandoff,
  ReplyToken,
  StandingHandoff,
} from "./handoffs.ts";
export type { Inbox } from "./inbox.ts";
export type { Journey, JourneyReader, Journeys, Period } from "./journeys.ts";
export type { Author, MessageLine, MessageReader, Messages, NewMessageLine } from "./messages.ts";
export type { Listener, Notifier } from "./notices.ts";
export type { Claim, NewMessage, Outbox, OutboxCount, OutboxWriter, Taker } from "./outbox.ts";
export type { Pairing, Pairings } from "./pairings.ts";
export type { Presence, PresenceReader } from "./presence.ts";
export type { NewReminder, Reminder, ReminderReader, Reminders } from "./reminders.ts";
export type { Retention, Swept } from "./retention.ts";
export type { NewSignIn, SessionReader, Sessions, SignIn } from "./sessions.ts";
export type { Settings, SettingsReader } from "./settings.ts";
export type { SlipCode, SlipCodeReader, SlipCodes } from "./slip-codes.ts";
export type { Store, Transaction } from "./store.ts";
export type { Verdict, VerdictReader, Verdicts } from "./verdicts.ts";
export type { NewUser, User, UserChange, UserReader, Users } from "./users.ts";

/**
 * Where the data is:
 * - `file`: an SQLite file, made with its folder where missing (":memory:" for none). One process only.
 * - `url`: a PostgreSQL database, `postgres://user:password@host:5432/name`. Any number of replicas.
 */
export type Place = { readonly file: string } | { readonly url: string };

/** Opens the store and brings its tables up to date. Throws `StoreError` saying what is wrong and what to do. */
export async function openStore(place: Place): Promise<Store> {
  const engine = "url" in place ? await connect(place.url) : new SqliteEngine(place.file);
  try {
    await migrate(engine);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return storeOn(engine);
}

/** The driver is loaded only where it is needed. */
async function connect(url: string): Promise<Engine> {
  const { PostgresEngine } = await import("./postgres.ts");
  return PostgresEngine.connect(url);
}
