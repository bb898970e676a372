import type { FactTables, IsoDate } from "../facts/index.ts";
import type { Flow } from "../flows/index.ts";
import type { Lang, Say } from "../language/index.ts";
import type { CityPack } from "./city.ts";
import type { Understand } from "./understood.ts";

/** What a turn may know of the world. Handed in, so that a turn is a function and can be replayed. */
export interface World {
  readonly facts: FactTables;
  readonly flow: Flow;
  /** The city's pack, or the national default. */
  readonly city: CityPack;
  /** Wording, a language each. A turn needs it only to read what somebody typed. */
  readonly say: (lang: Lang) => Say;
  /** Left out: nobody takes over here, and a person is had by telephone alone. */
  readonly desk?: DeskStanding;
  /** What everybody is to know now, such as that counters cannot issue cards today; left out: nothing. */
  readonly alert?: Readonly<Record<Lang, string>>;
  /** Left out: typed words are held against choices and commands, and not understood beyond that. */
  readonly understand?: Understand;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Whether somebody is there who takes over. */
export interface DeskStanding {
  readonly open: boolean;
  /** When somebody is next, in Japan; null: not known, or now. */
  readonly opens: { readonly day: IsoDate; readonly time: string } | null;
}

const JAPAN = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo", dateStyle: "short" });
const CLOCK = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo", timeStyle: "short" });
const DAY_MS = 24 * 60 * 60 * 1000;
const JAPAN_AHEAD_MS = 9 * 60 * 60 * 1000;
let latest: { readonly number: number; readonly day: IsoDate } | undefined;

/** The calendar day in Japan, which has no summer time. */
export function dayInJapan(now: number): IsoDate {
  const number = Math.floor((now + JAPAN_AHEAD_MS) / DAY_MS);
  if (latest?.number !== number) latest = { number, day: JAPAN.format(now) };
  return latest.day;
}

/** The time of day in Japan, 24-hour clock. */
export function timeInJapan(now: number): string {
  return CLOCK.format(now);
}
