import * as v from "valibot";
import { ENDINGS, type Ending, remindersFor } from "../../assistant/reminders.ts";
import { dayInJapan } from "../../assistant/world.ts";
import type { IsoDate } from "../../facts/index.ts";
import { line, type Line } from "../../language/index.ts";
import type { Transaction } from "../../store/index.ts";
import { CHANNEL } from "./outgoing.ts";

/** What somebody wants to be reminded of, or `off`: of nothing any more. */
export type Reminding = { readonly ending: Ending; readonly expiry: IsoDate } | "off";

/** What is kept of a reminder beside its time: the date on the card is not. */
export interface Due {
  readonly ending: Ending;
  /** The earlier one, three months before; else the one a month before. */
  readonly first: boolean;
}

const DueSchema = v.object({ ending: v.picklist(ENDINGS), first: v.boolean() });

/** Reads what was stored, possibly by another version. */
export function readDue(body: unknown): Due | undefined {
  const read = v.safeParse(DueSchema, body);
  return read.success ? read.output : undefined;
}

/** In the morning, when offices are open and nobody is woken. */
const TIME_OF_DAY = "T10:00:00+09:00";

/** Sets the reminders of a conversation, in place of any before; says which, or why there are none. */
export async function remind(
  tx: Transaction,
  conversation: string,
  wish: Reminding,
  now: number,
): Promise<Line> {
  await tx.reminders.cancel(conversation);
  if (wish === "off") return line("line.remind.cancelled");
  const days = remindersFor(wish.expiry, dayInJapan(now));
  for (const [n, day] of days.entries()) {
    const body: Due = { ending: wish.ending, first: n < days.length - 1 };
    await tx.reminders.add({ conversation, channel: CHANNEL, due: Date.parse(day + TIME_OF_DAY), body, now });
  }
  const [first, again] = days.map(dayLine);
  if (!first) return line("line.remind.late");
  return again ? line("line.remind.twice", { first, again }) : line("line.remind.once", { day: first });
}

/** A day in the words of each language. */
function dayLine(day: IsoDate): Line {
  const [year = "", month = "", date = ""] = day.split("-").map((part) => String(Number(part)));
  return line("line.remind.day", { year, month, date });
}
