import type { Period, Store } from "../../store/index.ts";
import { type Detail, readDetail } from "./journey.ts";
import { share, type Told, told, toldPart, toldParts } from "./small-cells.ts";
import { readVerdict } from "./verdict.ts";

/** Everything that the page tells, with small cells left out. Each is defined on the page itself. */
export interface Figures {
  readonly conversations: Told;
  readonly completed: Part;
  /** Completed, no person asked for, not called useless. */
  readonly contained: Part;
  readonly handoffs: Part;
  /** Of the hand-offs, those that somebody took on. */
  readonly taken: Part;
  /** Of the completed ones, those that rest on what was read from the card. */
  readonly grounded: Part;
  readonly rated: { readonly good: Told; readonly bad: Told };
  /** Minutes, of the completed ones; null where there are few. */
  readonly minutes: { readonly median: number | null; readonly nineOfTen: number | null };
  /** Minutes until somebody took it on. */
  readonly waited: { readonly median: number | null; readonly nineOfTen: number | null };
  readonly words: Part;
  readonly misrouted: Part;
  readonly by: Readonly<Record<Breakdown, readonly Cell[]>>;
  readonly days: readonly Cell[];
}

/** A part of a whole, and its share of it in per cent, all as they are told: in fives. */
export interface Part {
  readonly part: Told;
  readonly whole: Told;
  readonly share: number | null;
}

export interface Cell {
  readonly key: string;
  readonly count: Told;
}

/** What is counted by kinds, the most frequent first. */
export const BREAKDOWNS = ["channel", "lang", "route", "secret", "left", "understood", "wrong"] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** Read at a time. */
const PORTION = 1_000;

/** The figures of a period. */
export async function figuresOf(store: Store, period: Period): Promise<Figures> {
  const tally = new Tally();
  for await (const { day, channel, lang, detail } of all(store.journeys, period, ({ key }) => key)) {
    const read = readDetail(detail);
    if (read) tally.journey(day, channel, lang, read);
  }
  for await (const { detail } of all(store.verdicts, period, ({ slip }) => slip)) {
    const read = readVerdict(detail);
    if (read) tally.verdict(read.right ? null : read.was);
  }
  return tally.told();
}

/** All rows of a period, a page at a time. */
async function* all<Row>(
  from: { of(period: Period, after: string, limit: number): Promise<readonly Row[]> },
  period: Period,
  keyOf: (row: Row) => string,
): AsyncGenerator<Row> {
  for (let after = ""; ;) {
    const rows = await from.of(period, after, PORTION);
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PORTION || !last) return;
    after = keyOf(last);
  }
}

/** Counts, before anything is left out. */
class Tally {
  readonly #counts = new Map<string, number>();
  readonly #by = new Map<string, Map<string, number>>();
  readonly #minutes: number[] = [];
  readonly #waited: number[] = [];

  journey(day: string, channel: string, lang: string, detail: Detail): void {
    const { outcome, left, handoff, rated, words, card } = detail;
    this.#add("conversations");
    this.#addTo("day", day);
    this.#addTo("channel", channel);
    this.#addTo("lang", lang);
    if (outcome) {
      this.#add("completed");
      this.#addTo("route", outcome.route);
      this.#addTo("secret", outcome.secret);
      if (detail.minutes !== null) this.#minutes.push(detail.minutes);
      if (card) this.#add("grounded");
      if (handoff === "none" && rated !== "bad") this.#add("contained");
    } else if (left !== null) this.#addTo("left", left);
    if (handoff !== "none") this.#add("handoffs");
    if (handoff === "taken") this.#add("taken");
    if (detail.waited !== null) this.#waited.push(detail.waited);
    if (rated) this.#add(rated);
    for (const [as, n] of Object.entries(words)) {
      this.#add("texts", n);
      this.#addTo("understood", as, n);
      if (as !== "none") this.#add("understood", n);
    }
  }

  /** What it really was; null: it was as the slip said. */
  verdict(was: string | null): void {
    this.#add("verdicts");
    if (was === null) return;
    this.#add("wrong");
    this.#addTo("wrong", was);
  }

  told(): Figures {
    const of = (name: string): number => this.#counts.get(name) ?? 0;
    const part = (name: string, whole: string): Part => ({
      part: toldPart(of(name), of(whole)),
      whole: told(of(whole)),
      share: share(of(name), of(whole)),
    });
    return {
      conversations: told(of("conversations")),
      completed: part("completed", "conversations"),
      contained: part("contained", "conversations"),
      handoffs: part("handoffs", "conversations"),
      taken: part("taken", "handoffs"),
      grounded: part("grounded", "completed"),
      rated: { good: told(of("good")), bad: told(of("bad")) },
      minutes: spread(this.#minutes),
      waited: spread(this.#waited),
      words: part("understood", "texts"),
      misrouted: part("wrong", "verdicts"),
      by: Object.fromEntries(BREAKDOWNS.map((name) => [name, this.#cells(name)])) as Figures["by"],
      days: this.#cells("day").toSorted((one, other) => one.key.localeCompare(other.key)),
    };
  }

  #cells(name: string): readonly Cell[] {
    const cells = [...toldParts(this.#by.get(name) ?? new Map<string, number>())];
    return cells
      .map(([key, count]) => ({ key, count }))
      .toSorted((one, other) => (other.count ?? 0) - (one.count ?? 0) || one.key.localeCompare(other.key));
  }

  #add(name: string, n = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + n);
  }

  #addTo(name: string, key: string, n = 1): void {
    const counts = this.#by.get(name) ?? new Map<string, number>();
    this.#by.set(name, counts.set(key, (counts.get(key) ?? 0) + n));
  }
}

/** Few are told nothing of: the median of two is one of them, or lies between. */
function spread(values: readonly number[]): { median: number | null; nineOfTen: number | null } {
  if (told(values.length) === null || values.length === 0) return { median: null, nineOfTen: null };
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  // The longest of all is one person's; that nine of ten were done by then is nobody's.
  return { median: at(0.5), nineOfTen: at(0.9) };
}
