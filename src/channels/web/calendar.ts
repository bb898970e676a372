import { hash } from "node:crypto";
import type { FastifyPluginAsync } from "fastify";
import ical, { ICalAlarmRelatesTo, ICalAlarmType, ICalEventTransparency } from "ical-generator";
import * as v from "valibot";
import {
  type Ending,
  ENDINGS,
  MONTHS_BEFORE,
  reminderLines,
  remindersFor,
} from "../../assistant/reminders.ts";
import { dayInJapan, type World } from "../../assistant/world.ts";
import { LANGS, line, type Line, rubyToText, type Say } from "../../language/index.ts";
import { languageAskedFor } from "./asking.ts";
import { type Context, HIDDEN } from "./context.ts";
import { reminderPage } from "./pages/reminder.ts";

const QuerySchema = v.object({
  expiry: v.pipe(v.string(), v.isoDate()),
  of: v.picklist(ENDINGS),
});

/** How the page speaks; what cannot be read counts for nothing. */
const SpeechSchema = v.object({
  lang: v.optional(v.fallback(v.optional(v.picklist(LANGS)), undefined)),
  city: v.optional(v.fallback(v.string(), ""), ""),
});

/** At nine in the morning on a day that is marked as a whole. */
const ALARM_AFTER_S = 9 * 60 * 60;

/**
 * `/reminder.ics`: a calendar file with the days on which to be reminded of an expiry. The date stands in the
 * address alone, which no log keeps; nothing is stored.
 */
export function calendar({ around }: Context): FastifyPluginAsync {
  return async (app) => {
    app.get("/reminder.ics", HIDDEN, (request, reply) => {
      const { lang = languageAskedFor(request), city } = v.parse(SpeechSchema, request.query);
      const world = around.worldOf(around.cities.includes(city) ? city : around.city);
      const tell = (message: Line, status: number) =>
        reply
          .code(status)
          .type("text/html; charset=utf-8")
          .send(reminderPage({ lang, city: world.city.code, path: "/answer", say: around.say }, message));

      const asked = v.safeParse(QuerySchema, request.query);
      const today = dayInJapan(world.now);
      const days = asked.success ? daysFor(asked.output.expiry, today) : undefined;
      if (!asked.success || !days) return tell(line("reminder.unreadable"), 400);
      const { expiry, of } = asked.output;
      if (days.length === 0)
        return tell(
          line(expiry < today ? "reminder.over" : "reminder.late", { ...MONTHS_BEFORE, expiry }),
          200,
        );
      return reply
        .type("text/calendar; charset=utf-8")
        .header("content-disposition", 'attachment; filename="mynumber-reminder.ics"')
        .send(calendarOf(world, around.say(lang), of, expiry, days));
    });
  };
}

/** @returns undefined for 31 February */
function daysFor(expiry: string, today: string): readonly string[] | undefined {
  try {
    return remindersFor(expiry, today);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Whole days, which are the same everywhere: a phone that travels still reminds on the day in Japan. The same
 * reminder has the same id in every language, so that taking the file again changes it instead of adding one.
 */
function calendarOf(world: World, say: Say, ending: Ending, expiry: string, days: readonly string[]): string {
  const text = (message: Line): string => rubyToText(say(message));
  const { summary, description } = reminderLines(world, ending, expiry);
  const file = ical({ prodId: { company: "tokeru", product: "tokeru" } });
  for (const day of days) {
    const id = hash("sha256", `reminder ${world.city.code} ${ending} ${expiry} ${day}`).slice(0, 32);
    const event = file.createEvent({
      id: `${id}@tokeru`,
      stamp: new Date(world.now),
      start: new Date(`${day}T00:00:00Z`),
      allDay: true,
      summary: text(summary),
      description: description.map(text).join("\n"),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
    // The library takes this relation in no other way, and would count from the end of the day.
    event
      .createAlarm({ type: ICalAlarmType.display, triggerAfter: ALARM_AFTER_S, description: text(summary) })
      .relatesTo(ICalAlarmRelatesTo.start);
  }
  return file.toString();
}
