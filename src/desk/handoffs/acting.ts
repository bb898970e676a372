import { type Conversation, readConversation } from "../../assistant/index.ts";
import { DESK_TOPIC } from "../../channels/handing-over.ts";
import type { Conversation as Row, StandingHandoff, Transaction } from "../../store/index.ts";
import { audited } from "../access/audited.ts";
import type { Session } from "../access/session.ts";
import type { DeskOptions } from "../context.ts";
import { Refusal } from "../problems.ts";
import { holderOf } from "./cards.ts";

/** A hand-off that somebody is about to do something with, and nobody else until they are done. */
export interface At {
  readonly tx: Transaction;
  readonly desk: DeskOptions;
  readonly session: Session;
  readonly handoff: StandingHandoff;
  readonly row: Row;
  readonly conversation: Conversation;
  readonly now: number;
}

/** Something done with a hand-off that is not over, inside a transaction that may run more than once. */
export type Deed = (at: At) => Promise<void>;

/** What is to be done with which hand-off, and under which id of the client's; the same is done once. */
export interface Wanted {
  readonly handoff: number;
  readonly what: string;
  readonly once?: string | undefined;
}

const CHANNEL = "desk";

/**
 * Does something with a hand-off in one transaction. The conversation is found first: whoever holds it, holds its
 * hand-off too, so that of two who do something at once, the second finds what the first has done.
 * @returns whether it was done; false: it was before.
 * @throws {Refusal} where it cannot be done; then nothing has changed.
 */
export async function act(
  desk: DeskOptions,
  session: Session,
  { handoff: id, what, once }: Wanted,
  deed: Deed,
): Promise<boolean> {
  return desk.store.transaction(async (tx) => {
    const named = await tx.handoffs.find(id);
    const row = named && (await tx.conversations.find(named.conversation));
    const handoff = row && (await tx.handoffs.look(id));
    if (!row || !handoff) throw new Refusal("not_found");
    const now = desk.now();
    const event = `${session.user.id} ${id} ${what} ${once}`;
    if (once !== undefined && !(await tx.inbox.accept(event, CHANNEL, now))) return false;
    if (handoff.closedAt !== null) throw new Refusal("over");
    await deed({ tx, desk, session, handoff, row, conversation: readConversation(row.body), now });
    return true;
  });
}

/**
 * What is done to a resident's conversation is for whoever has it alone.
 * @throws {Refusal} where that is nobody, or somebody else.
 */
export function requireOwn({ handoff, session }: At): void {
  const by = holderOf(handoff);
  if (!by) throw new Refusal("not_taken");
  if (by.id !== session.user.id) throw new Refusal("not_yours", { by });
}

/** Notes it, and tells every page of the desk that this hand-off has changed. */
export async function noted(at: At, action: string, detail: Detail = {}): Promise<void> {
  await write(at, action, detail);
  at.tx.notify(DESK_TOPIC, { handoff: at.handoff.id });
}

/** The same where something was written, and the queue stands as before. */
export async function notedInside(at: At, action: string, detail: Detail = {}): Promise<void> {
  await write(at, action, detail);
  at.tx.notify(DESK_TOPIC, { handoff: at.handoff.id, said: true });
}

type Detail = Readonly<Record<string, string | number | null>>;

async function write({ tx, session, handoff }: At, action: string, detail: Detail): Promise<void> {
  await audited(tx, session, action, handoff.conversation, { handoff: handoff.id, ...detail });
}
