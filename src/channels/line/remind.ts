import * as v from "valibot";
import { ENDINGS, type Ending, latestEnd, reminderOffer, remindersFor } from "../../assistant/reminders.ts";
import { dayInJapan } from "../../assistant/world.ts";
import type { IsoDate } from "../../facts/index.ts";
import { line, type Line } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import { lookAt, type Surroundings } from "../dialogue.ts";
import { dayLine } from "./day.ts";
import { CHANNEL } from "./outgoing.ts";

/** What somebody wants to be reminded of, or of what no more: `any` is what buttons say that name no ending. */
export type Reminding =
  | { readonly ending: Ending; readonly expiry: IsoDate }
  | { readonly off: Ending | "any" };

/** What became of a wish. */
export interface Reminded {
  readonly notice: Line;
  /** What is reminded of now, and can be taken back; left out: there is nothing to take back. */
  readonly set?: Ending;
}

/** What is kept of a reminder beside its time: the date on the card is not. */
export interface Due {
  readonly ending: Ending;
  /** The earlier one, three months before; else the one a month before. */
  readonly first: boolean;
  /** When it was to be sent, epoch milliseconds, where LINE did not take it then; left out: at its time. */
  readonly since?: number | undefined;
}

const DueSchema = v.object({
  ending: v.picklist(ENDINGS),
  first: v.boolean(),
  since: v.optional(v.number()),
});

/** Reads what was stored, possibly by another version. */
export function readDue(body: unknown): Due | undefined {
  const read = v.safeParse(DueSchema, body);
  return read.success ? read.output : undefined;
}

const DAY = 24 * 60 * 60 * 1000;
/** So much later the months that a reminder counts, and its "from today", still hold. */
const PUNCTUAL = 3 * DAY;
/** So much later what it reminds of has ended long ago, and it is not sent any more. */
const POINTLESS = 90 * DAY;

/** How reminders are worded. One that is late, since the server was away or the channel off, counts no months. */
export const TIMINGS = ["first", "first_late", "again", "again_late"] as const;
/** One of them. */
export type Timing = (typeof TIMINGS)[number];

/** Undefined: it is too late to say anything. `late`: by so many milliseconds. */
export function timingOf({ first }: Due, late: number): Timing | undefined {
  if (late > POINTLESS) return undefined;
  if (late > PUNCTUAL) return first ? "first_late" : "again_late";
  return first ? "first" : "again";
}

/** In the morning, when offices are open and nobody is woken. */
const TIME_OF_DAY = "T10:00:00+09:00";

/** Sets or cancels the reminders of one ending; those of another stay. Says which, or why there are none. */
export async function remind(
  tx: Transaction,
  conversation: string,
  wish: Reminding,
  now: number,
): Promise<Reminded> {
  if ("off" in wish) {
    await cancel(tx, conversation, wish.off);
    return { notice: line("line.remind.cancelled", { ending: wish.off }) };
  }
  const { ending, expiry } = wish;
  const today = dayInJapan(now);
  // What cannot be meant changes nothing; neither do reminders that were set before.
  if (expiry < today) return { notice: line("line.remind.over") };
  if (expiry > latestEnd(ending, today)) return { notice: line("line.remind.far") };
  const had = await cancel(tx, conversation, ending);
  const days = remindersFor(expiry, today);
  for (const [n, day] of days.entries()) {
    const body: Due = { ending, first: n < days.length - 1 };
    await tx.reminders.add({ conversation, channel: CHANNEL, due: Date.parse(day + TIME_OF_DAY), body, now });
  }
  const [first, again] = days.map(dayLine);
  if (!first) return { notice: line("line.remind.late", { had: had ? "yes" : "no" }) };
  const notice = again
    ? line("line.remind.twice", { first, again })
    : line("line.remind.once", { day: first });
  return { notice, set: ending };
}

/** Says whether there was something to cancel. */
async function cancel(tx: Transaction, conversation: string, off: Ending | "any"): Promise<boolean> {
  if (off === "any") return (await tx.reminders.cancel(conversation)) > 0;
  const theirs = await remindersOf(tx, conversation, off);
  for (const { id } of theirs) await tx.reminders.cancel(conversation, id);
  return theirs.length > 0;
}

/** The reminders of one ending. */
export async function remindersOf(tx: Transaction, conversation: string, ending: Ending) {
  const all = await tx.reminders.ofConversation(conversation);
  return all.filter(({ body }) => readDue(body)?.ending === ending);
}

/**
 * Whether what was told of this ending stands there still. Months lie between being told and being reminded, and
 * somebody may have talked of another card or another trouble since.
 */
export function stillStands(around: Surroundings, ending: Ending, row: Row): boolean {
  const { reply, conversation } = lookAt(around, row);
  return reply.outcome !== null && reminderOffer(reply.outcome, conversation.card)?.ending === ending;
}
