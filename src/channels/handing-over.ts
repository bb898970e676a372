import type { DeskStanding, Effect } from "../assistant/index.ts";
import type { Conversation as Row, Transaction } from "../store/index.ts";
import type { Thread } from "./thread.ts";

/**
 * Those of the desk, in every process, hear here that a hand-off has changed: `{ handoff }`, its id. With `said: true`
 * something was written in it, and it stands in the queue as before.
 */
export const DESK_TOPIC = "desk";

/** What it takes to hand a conversation over to a person. */
export interface HandingOver {
  /** Whether somebody of the city takes over from a channel, and when; undefined: nobody does. */
  readonly standing: (city: string, channel: string) => DeskStanding | undefined;
  readonly thread: Thread;
}

/** What carrying out a turn's wishes needs to know of it. */
export interface Wished {
  readonly row: Row;
  readonly lang: string;
  readonly city: string;
  readonly effects: readonly Effect[];
  /** A person is wanted or talks, and has not seen yet what this turn has changed. */
  readonly shown?: boolean;
  /** Finds what was said again, where it is taken back: a keyed hash. */
  readonly ref?: string;
  readonly now: number;
}

/** What tells the desk of itself. */
const OF_PERSON: ReadonlySet<Effect["type"]> = new Set(["handoff", "say", "withdraw"]);

/** Carries out what a turn wishes of people, in its transaction: somebody is asked for, told something, or let go. */
export async function handOver(tx: Transaction, desk: HandingOver, wished: Wished): Promise<void> {
  if (wished.shown && !wished.effects.some(({ type }) => OF_PERSON.has(type))) await show(tx, wished);
  for (const effect of wished.effects) {
    if (effect.type === "handoff") await ask(tx, desk, wished);
    if (effect.type === "say") await say(tx, desk, wished, effect.text);
    if (effect.type === "withdraw") await withdraw(tx, wished);
  }
}

async function ask(tx: Transaction, desk: HandingOver, { row, lang, city, now }: Wished): Promise<void> {
  const { id: conversation, channel } = row;
  const standing = desk.standing(city, channel);
  if (!standing || (await tx.handoffs.open(conversation))) return;
  const asked = { conversation, channel, city, lang, afterHours: !standing.open, now };
  const { id } = await tx.handoffs.ask(asked);
  await tx.audit.add({
    at: now,
    actor: "resident",
    action: "handoff.asked",
    subject: conversation,
    detail: {},
  });
  tx.notify(DESK_TOPIC, { handoff: id });
}

async function say(
  tx: Transaction,
  { thread }: HandingOver,
  { row, ref, now }: Wished,
  text: string,
): Promise<void> {
  const open = await tx.handoffs.open(row.id);
  await thread.add(tx, row.id, { author: "resident", text, now, ...(ref !== undefined && { ref }) });
  if (open) tx.notify(DESK_TOPIC, { handoff: open.id, said: true });
}

/** Whoever looks on sees a card that was read, an answer, another language. */
async function show(tx: Transaction, { row }: Wished): Promise<void> {
  const open = await tx.handoffs.open(row.id);
  if (open) tx.notify(DESK_TOPIC, { handoff: open.id, said: true });
}

async function withdraw(tx: Transaction, { row, now }: Wished): Promise<void> {
  const open = await tx.handoffs.open(row.id);
  if (!open) return;
  await tx.handoffs.change(open, { state: "closed", closedAt: now, ended: "withdrawn" });
  const entry = { at: now, actor: "resident", subject: row.id, detail: { handoff: open.id } };
  await tx.audit.add({ ...entry, action: "handoff.withdrawn" });
  tx.notify(DESK_TOPIC, { handoff: open.id });
}
