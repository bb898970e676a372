import * as v from "valibot";
import { DOCUMENTS, ROUTES } from "../facts/index.ts";

/** A text in every language that is served. */
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const texts = v.strictObject({ ja: text, "ja-simple": text, en: text });
const time = v.pipe(v.string(), v.regex(/^([01]\d|2[0-4]):[0-5]\d$/, "write a time as 08:30"));
const url = v.pipe(v.string(), v.url(), v.startsWith("https://"));
const origin = v.pipe(
  v.string(),
  v.regex(
    /^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/,
    "write an origin as https://www.city.example.jp, without a slash",
  ),
);
const telephone = v.pipe(v.string(), v.regex(/^\+?[\d-]{4,20}$/, "write a telephone number as 0000-12-3456"));
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Said as "Monday to Friday", so a gap needs an entry of its own. */
const consecutiveDays = v.pipe(
  v.array(v.picklist(DAYS)),
  v.minLength(1),
  v.check(
    (days) => days.every((day, n) => n === 0 || DAYS.indexOf(day) === DAYS.indexOf(days[n - 1] ?? day) + 1),
    "list days that follow each other; begin a new entry after a gap",
  ),
);

const office = v.strictObject({
  name: texts,
  address: v.optional(texts),
  telephone: v.optional(telephone),
  /** Routes handled here; left out: all that lead to a counter. */
  handles: v.optional(v.array(v.picklist(ROUTES))),
  hours: v.pipe(v.array(v.strictObject({ days: consecutiveDays, from: time, to: time })), v.minLength(1)),
  /** Closed days in words, such as holidays and the nationwide maintenance day. */
  closed: v.optional(texts),
  booking: v.optional(url),
  /** Languages spoken at the counter, in words. */
  languages: v.optional(texts),
});

const CLOSED_DAYS =
  /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(\.\.(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$/;

/** Days on which nobody is there: of one year, or of every year. */
const closedDays = v.pipe(
  v.string(),
  v.regex(CLOSED_DAYS, "write a closed day as 2026-12-28 or 12-28, and several as 12-29..01-03"),
  v.check((days) => {
    const [first = "", last = first] = days.split("..");
    return first.length === last.length && (first.length === "MM-DD".length || first <= last);
  }, "write both ends of closed days alike, the earlier one first: 2026-08-13..2026-08-15 or 12-29..01-03"),
);

const deskSpan = v.pipe(
  v.strictObject({ days: consecutiveDays, from: time, to: time }),
  v.check(
    ({ from, to }) => from < to && to <= "24:00",
    "let `from` be before `to`, and `to` 24:00 at the latest",
  ),
);

/** When the city's own people take over conversations. */
const desk = v.strictObject({
  hours: v.pipe(v.array(deskSpan), v.minLength(1)),
  /** Public holidays: whether the hours hold then too. */
  holidays: v.picklist(["closed", "open"]),
  closed: v.optional(v.array(closedDays)),
  /** Left out: every channel. */
  channels: v.optional(v.pipe(v.array(v.picklist(["line", "web"])), v.minLength(1))),
});

const documentList = v.array(v.picklist(DOCUMENTS));

/**
 * One municipality's pack, `cities/<code>.json`: what differs from city to city and nothing else. For
 * documents and hours the city's word wins over the national facts.
 */
export const CityPackSchema = v.strictObject({
  code: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/, "use lower-case letters, digits and hyphens")),
  name: v.nullable(texts),
  /** Shown with every slip, so that a made-up city is never taken for a real one. */
  notice: v.optional(texts),
  telephone: v.optional(telephone),
  page: v.optional(url),
  /** Origins of the city's own pages, such as `https://www.city.example.jp`: where the chat may be embedded. */
  origins: v.optional(v.array(origin)),
  offices: v.array(office),
  /** What the city asks for instead of the national list, a list a kind of applicant. */
  documents: v.optional(
    v.strictObject({
      self: v.optional(documentList),
      legal_representative: v.optional(documentList),
      agent: v.optional(documentList),
    }),
  ),
  /** The city asks for its own wording of a document, for example which second proof it takes. */
  documentNotes: v.optional(v.record(v.picklist(DOCUMENTS), texts)),
  /** Designated post offices (R9); empty: the city lists none. Left out: not known. */
  postOffices: v.optional(v.array(texts)),
  /** Left out: nobody takes over, and a person is had by telephone alone. */
  desk: v.optional(desk),
});
export type CityPack = v.InferOutput<typeof CityPackSchema>;
export type Office = CityPack["offices"][number];
export type DeskHours = NonNullable<CityPack["desk"]>;
export type Day = (typeof DAYS)[number];

/** National facts only. */
export const DEFAULT_CITY = "default";

/** A city pack that does not keep to the schema. */
export class CityPackError extends Error {
  constructor(file: string, issue: string) {
    super(`City pack ${file}: ${issue}`);
    this.name = "CityPackError";
  }
}

/**
 * Reads one city pack.
 * @throws {CityPackError} naming the file, the field and what is wrong with it.
 */
export function readCityPack(file: string, json: unknown): CityPack {
  const parsed = v.safeParse(CityPackSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new CityPackError(file, `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
}
