import { type Conversation, readConversation } from "../../src/assistant/index.ts";
import { spoken, withoutPerson, withPerson } from "../../src/assistant/person.ts";
import { change, lookAt, type Surroundings } from "../../src/channels/dialogue.ts";
import type { HandingOver } from "../../src/channels/handing-over.ts";
import type { Settings } from "../../src/channels/settings.ts";
import type { Speak } from "../../src/channels/speak.ts";
import { threads } from "../../src/channels/thread.ts";
import { standingsOf } from "../../src/desk/hours.ts";
import { line } from "../../src/language/index.ts";
import type { Conversation as Row, StandingHandoff, Transaction } from "../../src/store/index.ts";
import { house } from "./house.ts";

/** A Tuesday morning in Japan: the desk of Asagiri is open. */
export const OPEN_HOURS = Date.parse("2026-11-24T10:00:00+09:00");
/** Sunday before a public holiday: it is not, until Tuesday. */
export const CLOSED_HOURS = Date.parse("2026-11-22T12:00:00+09:00");

export const NOTHING_SET: Settings = { notice: null, off: {} };

/** The desk of the cities as they ship, by a clock of the test's. */
export function deskOf(now: () => number): HandingOver {
  return {
    standing: standingsOf((city) => house.worldOf(city).city, now),
    thread: threads(Buffer.alloc(32, 4)),
  };
}

/** Plays a person of the desk, with what the desk's server does too. `row`: the resident's conversation. */
export interface Agent {
  /** Takes the conversation on. */
  take(row: string): Promise<void>;
  say(row: string, text: string): Promise<void>;
  note(row: string, text: string): Promise<void>;
  /** Gives it back to the assistant. */
  end(row: string): Promise<void>;
  /** Whoever reads along sees this, oldest first. */
  reads(row: string): Promise<readonly string[]>;
}

type At = { readonly row: Row; readonly conversation: Conversation; readonly handoff: StandingHandoff };

/** An agent of this installation. `speak`: left out on the web, where residents ask by themselves. */
export function agentOf(around: Surroundings & { readonly desk: HandingOver }, speak?: Speak): Agent {
  const { store, desk, now } = around;

  function act(id: string, deed: (tx: Transaction, at: At) => Promise<void>): Promise<void> {
    return store.transaction(async (tx) => {
      const row = await tx.conversations.find(id);
      const open = await tx.handoffs.open(id);
      const handoff = open && (await tx.handoffs.look(open.id));
      if (!row || !handoff) throw new Error("Nobody asked for a person");
      await deed(tx, { row, handoff, conversation: readConversation(row.body) });
    });
  }

  return {
    take: (id) =>
      act(id, async (tx, at) => {
        const conversation = withPerson(at.conversation, now());
        const row = await change(tx, at.row, conversation, now());
        await tx.handoffs.change(at.handoff, { state: "talking", agent: "a1", takenAt: now() });
        await speak?.(tx, { row, conversation, handoff: at.handoff, lines: [line("handoff.came")] });
      }),
    say: (id, text) =>
      act(id, async (tx, at) => {
        const conversation = spoken(at.conversation);
        const row = await change(tx, at.row, conversation, now());
        await desk.thread.add(tx, id, { author: "agent", agent: "a1", text, now: now() });
        await speak?.(tx, { row, conversation, handoff: at.handoff, text });
      }),
    note: (id, text) =>
      act(id, async (tx) => {
        await desk.thread.add(tx, id, { author: "note", agent: "a1", text, now: now() });
      }),
    end: (id) =>
      act(id, async (tx, at) => {
        const conversation = withoutPerson(at.conversation);
        const row = await change(tx, at.row, conversation, now());
        await tx.handoffs.change(at.handoff, { state: "closed", closedAt: now(), ended: "given_back" });
        const there = lookAt(around, row);
        const reply = { ...there.reply, notices: [line("handoff.back"), ...there.reply.notices] };
        const over = { ...there, reply, effects: [] };
        await speak?.(tx, { row, conversation, handoff: at.handoff, over });
      }),
    reads: async (id) => (await desk.thread.read(store.messages, id)).map(({ text }) => text ?? "?"),
  };
}
