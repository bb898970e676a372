import holidays from "@holiday-jp/holiday_jp";
import type { CityPack, Day, DeskHours, DeskStanding } from "../assistant/index.ts";
import type { IsoDate } from "../facts/index.ts";
import type { HandingOver } from "../channels/handing-over.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Japan has no summer time. */
const JAPAN_AHEAD_MS = 9 * 60 * MINUTE_MS;
/** 1970-01-01 was a Thursday. */
const WEEK: readonly Day[] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"];
/** So many days are looked through for the next time that somebody is there. */
const AHEAD = 90;

const HOLIDAYS: ReadonlySet<string> = new Set(Object.keys(holidays.holidays));
const YEARS = [...HOLIDAYS].map((day) => Number(day.slice(0, 4)));
/** The years whose public holidays are known. They may still be changed by law: then the library has to be newer. */
export const HOLIDAY_YEARS = { first: Math.min(...YEARS), last: Math.max(...YEARS) } as const;

/**
 * Whether somebody is at the desk, and when somebody is next. Where it is closed on public holidays and nobody knows
 * those of the year, it counts as closed: nobody is promised a person who does not come.
 */
export function standingAt(desk: DeskHours, now: number): DeskStanding {
  const at = now + JAPAN_AHEAD_MS;
  const today = Math.floor(at / DAY_MS);
  const minute = Math.floor((at - today * DAY_MS) / MINUTE_MS);
  if (spansOn(desk, today).some(([from, to]) => from <= minute && minute < to)) {
    return { open: true, opens: null };
  }
  return { open: false, opens: opensAfter(desk, today, minute) };
}

function opensAfter(desk: DeskHours, today: number, minute: number): DeskStanding["opens"] {
  for (let day = today; day < today + AHEAD; day += 1) {
    const starts = spansOn(desk, day).map(([from]) => from);
    const next = starts.filter((from) => day > today || from > minute);
    if (next.length > 0) return { day: isoOf(day), time: timeOf(Math.min(...next)) };
  }
  return null;
}

/** From when to when somebody is there on a day, in minutes. */
function spansOn(desk: DeskHours, day: number): readonly (readonly [from: number, to: number])[] {
  if (isClosed(desk, isoOf(day))) return [];
  const weekday = WEEK[((day % 7) + 7) % 7];
  const hours = desk.hours.filter(({ days }) => days.some((one) => one === weekday));
  return hours.map(({ from, to }) => [minutesOf(from), minutesOf(to)]);
}

function isClosed({ holidays: onHolidays, closed = [] }: DeskHours, day: IsoDate): boolean {
  const isOff = onHolidays === "closed" && (HOLIDAYS.has(day) || !isKnown(day));
  return isOff || closed.some((one) => isWithin(one, day));
}

function isKnown(day: IsoDate): boolean {
  const year = Number(day.slice(0, 4));
  return year >= HOLIDAY_YEARS.first && year <= HOLIDAY_YEARS.last;
}

/** A day or a span of days, of one year or, as `12-29..01-03`, of every year. */
function isWithin(closed: string, day: IsoDate): boolean {
  const [first = "", last = first] = closed.split("..");
  const one = first.length === "MM-DD".length ? day.slice("YYYY-".length) : day;
  return first <= last ? first <= one && one <= last : first <= one || one <= last;
}

function isoOf(day: number): IsoDate {
  return new Date(day * DAY_MS).toISOString().slice(0, "YYYY-MM-DD".length);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** What an operator should know of a desk's hours before residents find out; undefined: nothing. */
export function hoursToMend({ code, desk }: CityPack, now: number): string | undefined {
  if (desk?.holidays !== "closed") return undefined;
  const next = Number(isoOf(Math.floor(now / DAY_MS)).slice(0, 4)) + 1;
  if (next <= HOLIDAY_YEARS.last) return undefined;
  return (
    `The desk of ${code} is closed on public holidays, and those after ${HOLIDAY_YEARS.last} are not known: from then ` +
    "on it counts as closed. Install a newer Tokeru, or say `holidays: open` and list the closed days."
  );
}

/** Whether somebody takes over from a channel, a city each: as its pack says. */
export function standingsOf(packOf: (city: string) => CityPack, now: () => number): HandingOver["standing"] {
  // Every turn asks, and the answer changes by the minute.
  const known = new Map<string, { readonly minute: number; readonly standing: DeskStanding }>();
  return (city, channel) => {
    const { desk } = packOf(city);
    const isServed = desk?.channels?.some((one) => one === channel) ?? true;
    if (!desk || !isServed) return undefined;
    const minute = Math.floor(now() / MINUTE_MS);
    const before = known.get(city);
    if (before?.minute === minute) return before.standing;
    const standing = standingAt(desk, now());
    known.set(city, { minute, standing });
    return standing;
  };
}
