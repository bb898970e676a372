import * as v from "valibot";
import type { Case } from "./case.ts";
import type { IsoDate } from "./provenance.ts";
import {
  RESIDENCES,
  SCREENS,
  SECRETS,
  type SecretId,
  SERVICES,
  type ServiceId,
  SITUATIONS,
  SUBJECTS,
  type SubjectId,
  WHO,
} from "./vocabulary.ts";

/** Full years. */
const years = v.pipe(
  v.number(),
  v.check((age) => Number.isInteger(age) && age >= 0 && age <= 130, "must be full years, for example 40"),
);
const flag = v.nullish(v.boolean());

/** A day that exists: 2026-02-30 does not. */
const day = v.pipe(
  v.string(),
  v.check((text) => isCalendarDay(text), "is not a day that exists; write it as 2026-11-21"),
);

/** What `tokeru decide --json` reads, one object a line. */
export const QuerySchema = v.object({
  situation: v.nullish(v.picklist(SITUATIONS), "unclear"),
  secret: v.nullish(v.picklist(SUBJECTS), "unknown"),
  service: v.nullish(v.pipe(v.string(), v.maxLength(100))),
  screen: v.nullish(v.picklist(SCREENS)),
  medium: v.nullish(v.picklist(["card", "phone"])),
  knows: v.nullish(v.array(v.picklist(SUBJECTS))),
  age: v.nullish(years),
  who: v.nullish(v.picklist(WHO)),
  ward: flag,
  nfc_phone: flag,
  data_changed: flag,
  certs_valid: flag,
  residence: v.nullish(v.picklist(RESIDENCES)),
  abroad: flag,
  pinless_card: flag,
  notice_form: flag,
  at_clinic: flag,
  months_since_expiry: v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1200))),
  move_in_day: flag,
  residence_card_in_one: flag,
  counters: v.nullish(
    v.record(v.picklist(SECRETS), v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)))),
  ),
  on: v.nullish(day),
});

export type Query = Omit<v.InferInput<typeof QuerySchema>, "knows"> & {
  readonly knows?: readonly SubjectId[] | null | undefined;
};

/** A query that cannot be read: which field, what is wrong with it, and what would do. */
export class QueryError extends Error {
  readonly field: string | null;

  constructor(field: string | null, message: string) {
    super(message);
    this.name = "QueryError";
    this.field = field;
  }
}

/** A query in the terms of {@link Case}, and what of it could not be used. */
export interface ReadQuery {
  readonly said: Case;
  readonly on: IsoDate | undefined;
  /** Fields whose value means nothing to us, such as a service that is not in the table. */
  readonly unread: readonly string[];
}

/**
 * Reads one query.
 * @throws {QueryError} naming the first field that is wrong and what it may be.
 */
export function readQuery(input: unknown): ReadQuery {
  const parsed = v.safeParse(QuerySchema, Array.isArray(input) ? null : input);
  if (!parsed.success) throw queryError(parsed.issues[0]);
  const { on, service, knows, counters, age, ...plain } = parsed.output;
  const knownService = isService(service) ? service : undefined;
  const said: Case = {
    ...defined(plain),
    situation: plain.situation,
    secret: plain.secret,
    ...(age !== undefined && ages(age)),
    ...(service === null ? { service } : knownService && { service: knownService }),
    ...(knows !== undefined && { knows: knowledge(knows) }),
    ...(counters && { counters }),
  };
  return {
    said: withDefaults(said),
    on: on ?? undefined,
    unread: service && !knownService ? ["service"] : [],
  };
}

function queryError(issue: v.BaseIssue<unknown>): QueryError {
  const field = v.getDotPath(issue);
  const subject = field ?? "the line";
  const expected = issue.expected
    ? `: expected ${issue.expected}, received ${issue.received}`
    : ` ${issue.message}`;
  return new QueryError(field, `${subject}${expected}`);
}

function isService(service: string | null | undefined): service is ServiceId {
  return (SERVICES as readonly (string | null | undefined)[]).includes(service);
}

/** `knows` says all that is known: what it does not name is not known. */
function knowledge(knows: readonly string[] | null): Record<SecretId, boolean | null> {
  const all = SECRETS.map((id) => [id, knows === null ? null : knows.includes(id)]);
  return Object.fromEntries(all);
}

function ages(years: number | null): Pick<Case, "under_15" | "under_18"> {
  return { under_15: years === null ? null : years < 15, under_18: years === null ? null : years < 18 };
}

/**
 * What is left out of a query: special circumstances are read as absent, the age as an adult's and the
 * person as the holder, the last two named as doubts. Everything else stays unknown.
 */
function withDefaults(said: Case): Case {
  const afterReset = said.situation === "reset_but_still_fails";
  const changing = said.situation === "change_known_pin";
  return {
    ward: false,
    abroad: false,
    pinless_card: false,
    residence_card_in_one: false,
    at_clinic: false,
    ...(said.situation !== "not_issued" && ages(null)),
    ...(said.situation !== "agent_request" && { who: null }),
    move_in_day: null,
    // The kiosk's app has tested the certificates before it gave a reservation.
    ...(afterReset && { data_changed: null, certs_valid: null, knows: { kenmen_pin: null, sign_pw: null } }),
    ...(changing && { nfc_phone: null }),
    ...said,
  };
}

function defined<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };
}

/** Whether the text is a calendar day as `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
