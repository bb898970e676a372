/**
 * The report: what one reading of one card says. It is the card room's only word to the other rooms, and
 * what `tokeru probe --json` prints; `reportSchema` is what a server checks before it believes one.
 * It holds counters and dates, nothing that says whose card it is.
 */
import * as v from "valibot";
import { applicationIds, countedSecrets, tokenLabels } from "./applications.ts";
import { combine, counterStates, readQueryStatus, readSelectStatus, type Reading } from "./status.ts";

/** Longest JSON text of a report, in bytes; a server can refuse anything longer before it parses. */
export const maxReportBytes = 8192;

const statusWord = v.pipe(v.string(), v.regex(/^[0-9A-Fa-f]{4}$/), v.toUpperCase());
const tries = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(15)));

/** True where `sw` is a word with which a card says `state` and `left`. */
function isSaidBy({ state, left, sw }: Reading): boolean {
  return [readQueryStatus(sw), readSelectStatus(sw)].some(
    (said) => said.state === state && said.left === left,
  );
}

function isSameReading(a: Reading, b: Reading): boolean {
  return a.state === b.state && a.left === b.left && a.sw === b.sw;
}

const state = v.picklist(counterStates);

/** One counter file: where it lies, and what it said. */
export const partSchema = v.pipe(
  v.strictObject({
    application: v.picklist(applicationIds),
    file: v.pipe(v.string(), v.regex(/^[0-9A-F]{4}$/)),
    left: tries,
    state,
    sw: statusWord,
  }),
  v.check((part) => isSaidBy(part), "left and state are not what sw says"),
);

/**
 * One secret. `left` and `state` are those of its worst counter; `max` is for display and may be null;
 * `parts` is given where the secret has several counters.
 */
export const counterSchema = v.pipe(
  v.strictObject({
    left: tries,
    max: tries,
    state,
    sw: statusWord,
    parts: v.optional(v.pipe(v.array(partSchema), v.minLength(2), v.maxLength(4))),
  }),
  v.check(({ left, state, sw, parts }) => {
    const [first, ...rest] = parts ?? [];
    const reading = { left, state, sw };
    return first ? isSameReading(reading, combine([first, ...rest])) : isSaidBy(reading);
  }, "left and state are not what sw, or the worst of the parts, says"),
);

/** A moment (`2030-05-01T14:59:59Z`) or a day (`2030-05-01`). The probe writes moments, in UTC. */
const momentOrDay = v.pipe(
  v.string(),
  v.maxLength(35),
  v.check((text) =>
    v.is(v.union([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.isoDate())]), text),
  ),
  v.check((text) => !Number.isNaN(Date.parse(text)), "not a date of the calendar"),
);

const validitySchema = v.pipe(
  v.strictObject({ not_before: momentOrDay, not_after: momentOrDay }),
  v.check(
    ({ not_before, not_after }) => Date.parse(not_before) <= Date.parse(not_after),
    "ends before it begins",
  ),
);

export const reportSchema = v.strictObject({
  schema: v.literal(1),
  /** When the reading began: a moment in UTC by the clock of the computer with the reader. */
  read_at: v.pipe(
    v.string(),
    v.maxLength(35),
    v.isoTimestamp(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
  /** Kind of reader, without its serial number. */
  reader: v.pipe(v.string(), v.maxLength(128), v.regex(/^[^\p{Cc}\p{Cf}]*$/u)),
  /** Label of the JPKI token: a card (`JPKIAPICCTOKEN2`), an old 住基カード, a phone; null where not read. */
  token: v.nullable(v.picklist([...tokenLabels, "other"])),
  /** A secret that is left out was not asked: nothing is known about it. */
  counters: v.record(v.picklist(countedSecrets), counterSchema),
  /** Dates of the user certificate (利用者証明用); null where they could not be read. */
  user_cert: v.nullable(validitySchema),
  /** Whether a signature certificate (署名用) is on the card; null where the card did not say. */
  sign_cert_present: v.nullable(v.boolean()),
});

export type CardReport = v.InferOutput<typeof reportSchema>;
export type Counter = v.InferOutput<typeof counterSchema>;
export type CounterPart = v.InferOutput<typeof partSchema>;
export type CertificateValidity = v.InferOutput<typeof validitySchema>;

/**
 * Reads a report that came from outside: the parsed JSON or its text.
 * @returns the report, or why it is refused, without repeating what it held.
 */
export function parseReport(input: unknown): { report: CardReport } | { refused: string } {
  let value = input;
  if (typeof input === "string") {
    if (input.length > maxReportBytes) return { refused: `longer than ${maxReportBytes} characters` };
    try {
      value = JSON.parse(input);
    } catch {
      return { refused: "not JSON" };
    }
  }
  const result = v.safeParse(reportSchema, value, { abortEarly: true });
  if (result.success) return { report: result.output };
  return { refused: `not a card report: ${v.getDotPath(result.issues[0]) ?? "value"}` };
}
