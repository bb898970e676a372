import { audit, type AuditReader, type AuditWriter } from "./audit.ts";
import { type ConversationReader, type Conversations, conversations } from "./conversations.ts";
import { type Engine, retrying } from "./engine.ts";
import { type HandoffReader, type Handoffs, handoffs } from "./handoffs.ts";
import { type Inbox, inbox } from "./inbox.ts";
import { type JourneyReader, type Journeys, journeys } from "./journeys.ts";
import { type MessageReader, type Messages, messages } from "./messages.ts";
import { type Listener, notice, type Notifier } from "./notices.ts";
import { type Course, type Outbox, outbox, type OutboxWriter } from "./outbox.ts";
import { type Pairings, pairings } from "./pairings.ts";
import { presence, type PresenceReader, type Presence } from "./presence.ts";
import { type ReminderReader, type Reminders, reminders } from "./reminders.ts";
import { type Retention, retention, type Swept } from "./retention.ts";
import { type SessionReader, type Sessions, sessions } from "./sessions.ts";
import { type Settings, settings, type SettingsReader } from "./settings.ts";
import { type SlipCodeReader, type SlipCodes, slipCodes } from "./slip-codes.ts";
import { type UserReader, type Users, users } from "./users.ts";
import { type VerdictReader, type Verdicts, verdicts } from "./verdicts.ts";

/** What can be done in one transaction. */
export interface Transaction extends Notifier {
  readonly inbox: Inbox;
  readonly conversations: Conversations;
  readonly outbox: OutboxWriter;
  readonly audit: AuditWriter;
  readonly pairings: Pairings;
  readonly reminders: Reminders;
  readonly handoffs: Handoffs;
  readonly messages: Messages;
  readonly users: Users;
  readonly sessions: Sessions;
  readonly settings: Settings;
  readonly slipCodes: SlipCodes;
  readonly presence: Presence;
  readonly journeys: Journeys;
  readonly verdicts: Verdicts;
}

/** Conversations, inbox, outbox, reminders and audit, on SQLite or PostgreSQL. */
export interface Store {
  readonly engine: "sqlite" | "postgresql";
  /**
   * Runs `work` in one transaction. Its result is durable when the promise resolves; when it rejects, nothing
   * of it was kept. Where someone else was first (`Conflict`), `work` is run again from the new state, three
   * times in all; so it should do nothing but read, decide and write through `tx`: no network, no other
   * transaction. After 5 seconds it is rolled back with a `StoreError`.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  readonly conversations: ConversationReader;
  readonly outbox: Outbox;
  readonly audit: AuditReader;
  readonly reminders: ReminderReader;
  readonly handoffs: HandoffReader;
  readonly messages: MessageReader;
  readonly users: UserReader;
  readonly sessions: SessionReader;
  readonly settings: SettingsReader;
  readonly slipCodes: SlipCodeReader;
  readonly presence: PresenceReader;
  readonly journeys: JourneyReader;
  readonly verdicts: VerdictReader;
  /**
   * Calls `listener` at whatever transactions notify of the topic, also in other replicas, until what it returns
   * is called. It is called with `null` ("look") whenever something may have been missed, as after a break in
   * the connection to PostgreSQL.
   */
  listen(topic: string, listener: Listener): () => void;
  /** Deletes what has been kept long enough, a little at a time; says how much. To be called every hour or so. */
  sweep(retention: Retention): Promise<Swept>;
  /** Waits for what is under way, then lets go of the database. */
  close(): Promise<void>;
}

/** The store on a database whose tables are up to date. */
export function storeOn(engine: Engine): Store {
  const rooms = {
    inbox: inbox(engine),
    conversations: conversations(engine),
    outbox: outbox(engine),
    audit: audit(engine),
    pairings: pairings(engine),
    reminders: reminders(engine),
    handoffs: handoffs(engine),
    messages: messages(engine),
    users: users(engine),
    sessions: sessions(engine),
    settings: settings(engine),
    slipCodes: slipCodes(engine),
    presence: presence(engine),
    journeys: journeys(engine),
    verdicts: verdicts(engine),
  };
  const once = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    const course: Course = { held: new Set(), notices: [], claims: [], followed: new Set() };
    const result = await engine.transaction((session) =>
      work({
        inbox: rooms.inbox(session),
        conversations: rooms.conversations.inside(session, course.held),
        outbox: rooms.outbox.inside(session, course),
        audit: rooms.audit.inside(session),
        pairings: rooms.pairings(session),
        reminders: rooms.reminders.inside(session),
        handoffs: rooms.handoffs.inside(session),
        messages: rooms.messages.inside(session),
        users: rooms.users.inside(session),
        sessions: rooms.sessions.inside(session),
        settings: rooms.settings.inside(session),
        slipCodes: rooms.slipCodes.inside(session),
        presence: rooms.presence.inside(session),
        journeys: rooms.journeys.inside(session),
        verdicts: rooms.verdicts.inside(session),
        notify: (topic, payload = null) => void course.notices.push(notice(topic, payload)),
      }),
    );
    rooms.outbox.handOver(course);
    engine.wire.kept(course.notices);
    return result;
  };
  return {
    engine: engine.name,
    transaction: (work) => retrying(engine, () => once(work)),
    conversations: rooms.conversations.outside(engine),
    outbox: rooms.outbox.outside(engine),
    audit: rooms.audit.outside(engine),
    reminders: rooms.reminders.outside(engine),
    handoffs: rooms.handoffs.outside(engine),
    messages: rooms.messages.outside(engine),
    users: rooms.users.outside(engine),
    sessions: rooms.sessions.outside(engine),
    settings: rooms.settings.outside(engine),
    slipCodes: rooms.slipCodes.outside(engine),
    presence: rooms.presence.outside(engine),
    journeys: rooms.journeys.outside(engine),
    verdicts: rooms.verdicts.outside(engine),
    listen: (topic, listener) => engine.wire.listen(topic, listener),
    sweep: retention(engine),
    close: () => engine.close(),
  };
}
