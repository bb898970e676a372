import type { FastifyBaseLogger } from "fastify";
import { readConversation } from "../../assistant/index.ts";
import type { Reminder, Transaction } from "../../store/index.ts";
import type { Surroundings } from "../dialogue.ts";
import { reminderMessages } from "./messages.ts";
import { CHANNEL, toOutbox } from "./outgoing.ts";
import { type Due, readDue, remindersOf, timingOf } from "./remind.ts";

/** What it takes to remind. */
interface RemindingSurroundings extends Surroundings {
  readonly log: FastifyBaseLogger;
}

/** How often to look; a reminder is for a day, not for a minute. */
const EVERY_MS = 60_000;
/** Looked up at a time. */
const AT_ONCE = 100;

/**
 * Makes a message of each reminder whose time has come. Taking the reminder and leaving the message in the
 * outbox are one transaction, so each is sent once, whoever of several servers is first.
 */
export function createReminding({ store, say, now, log }: RemindingSurroundings) {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  const stopping = new AbortController();

  /** What cannot be made now stays, is passed over in this round, and tried again in the next. */
  async function remindAll(): Promise<void> {
    const failed = new Set<number>();
    while (!stopping.signal.aborted) {
      const due = await store.reminders.due({ channel: CHANNEL, now: now(), limit: AT_ONCE + failed.size });
      const others = due.filter(({ id }) => !failed.has(id));
      if (others.length === 0) return;
      for (const one of others) {
        await remindOf(one).catch((error: unknown) => {
          failed.add(one.id);
          log.error(
            { err: error, reminder: one.id },
            "A reminder could not be sent; trying again in a minute.",
          );
        });
      }
    }
  }

  function remindOf({
    id,
    conversation,
  }: {
    readonly id: number;
    readonly conversation: string;
  }): Promise<void> {
    return store.transaction(async (tx) => {
      const row = await tx.conversations.find(conversation);
      const reminder = row && (await tx.reminders.take(id, now()));
      const due = reminder && readDue(reminder.body);
      const wording = due && (await wordingOf(tx, reminder, due));
      if (!wording) return;
      const messages = reminderMessages(say(readConversation(row.body).lang), wording);
      const receivedAt = now();
      const body = toOutbox({ messages, receivedAt, reminder: { since: reminder.due, ...due } });
      await tx.outbox.add({ conversation, channel: CHANNEL, body, now: receivedAt });
    });
  }

  /** Undefined: nothing is to be said, since it is far too late, or since the next one is due as well. */
  async function wordingOf(tx: Transaction, { conversation, due }: Reminder, of: Due) {
    const next = await remindersOf(tx, conversation, of.ending);
    const timing = timingOf(of, now() - (of.since ?? due));
    if (timing === undefined || next.some((one) => one.due <= now())) return undefined;
    return { ending: of.ending, timing, more: next.length > 0 };
  }

  function look(): void {
    underWay ??= remindAll()
      .catch((error: unknown) => {
        log.error({ err: error }, "Reminders could not be read; trying again in a minute.");
      })
      .finally(() => (underWay = undefined));
  }

  return {
    start(): void {
      look();
      timer = setInterval(look, EVERY_MS);
    },
    async stop(): Promise<void> {
      stopping.abort();
      clearInterval(timer);
      await underWay;
    },
  };
}
