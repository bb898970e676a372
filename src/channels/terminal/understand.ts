import * as v from "valibot";
import {
  decide,
  type FactTables,
  type IsoDate,
  QueryError,
  readQuery,
  type RouteId,
} from "../../facts/index.ts";
import { isSure, type Told, understand, type Understanding } from "../../language/understand/index.ts";

const InputSchema = v.object({
  text: v.pipe(v.string(), v.maxLength(5000)),
  lang: v.nullish(v.pipe(v.string(), v.maxLength(35))),
});

/** What `tokeru understand --json` answers. What the text does not tell is null. */
export interface UnderstoodLine {
  readonly situation: string | null;
  readonly secret: string | null;
  readonly service: string | null;
  readonly screen: string | null;
  /** Where policy leads with what was understood; left out where nothing of the card was. */
  readonly route?: RouteId;
  /** How sure it is that situation and secret are both right. */
  readonly confidence: number;
  readonly lang: string;
  /** Everything else that the text tells, each with how sure it is, and which of all are sure. */
  readonly told: Readonly<Record<string, Told<unknown>>>;
  readonly sure: readonly string[];
}

/** A line that is no message: what is wrong with it, for the program that wrote it. */
export interface UnderstandError {
  readonly error: { readonly message: string };
}

/** `tokeru understand --json`: one message a line. */
export function understandLine(
  facts: FactTables,
  today: IsoDate,
  line: string,
): UnderstoodLine | UnderstandError {
  const parsed = v.safeParse(InputSchema, parse(line));
  if (!parsed.success) {
    return { error: { message: 'expected one JSON object a line: {"text": "…", "lang"?: "ja"}' } };
  }
  const { text, lang } = parsed.output;
  return understood(facts, today, text, lang ?? undefined);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A message as understood, with the route that policy gives it. */
export function understood(facts: FactTables, today: IsoDate, text: string, lang?: string): UnderstoodLine {
  const read = understand(text);
  const told = factsTold(read);
  const route = routeOf(facts, today, read);
  return {
    situation: read.situation?.value ?? null,
    secret: read.secret?.value ?? null,
    service: read.service?.value ?? null,
    screen: read.screen?.value ?? null,
    ...(route && { route }),
    confidence: rounded(read.both),
    lang: lang ?? read.lang.value,
    told,
    sure: Object.entries(told)
      .filter(([name, { confidence, value }]) => isSure(name, confidence, value))
      .map(([name]) => name),
  };
}

/** Every facet that the text tells, `knows` one secret at a time. */
function factsTold({ both: _, knows, ...read }: Understanding): Record<string, Told<unknown>> {
  const known = Object.entries(knows).map(([secret, told]) => [`knows:${secret}`, told] as const);
  const entries = [...Object.entries(read), ...known] as [string, Told<unknown> | null | undefined][];
  return Object.fromEntries(
    entries.flatMap(([name, told]) =>
      told ? [[name, { value: told.value, confidence: rounded(told.confidence) }]] : [],
    ),
  );
}

const rounded = (confidence: number): number => Math.round(confidence * 1000) / 1000;

/** Facets that a query for policy takes as they are. */
const ASKED = [
  "service",
  "screen",
  "medium",
  "who",
  "age",
  "ward",
  "nfc_phone",
  "data_changed",
  "residence",
  "abroad",
  "pinless_card",
  "notice_form",
  "at_clinic",
  "months_since_expiry",
  "move_in_day",
  "residence_card_in_one",
] as const satisfies readonly (keyof Understanding)[];

/** Words that only may mean a circumstance do not lead anywhere by themselves. */
const LEAST = 0.55;

function routeOf(facts: FactTables, today: IsoDate, read: Understanding): RouteId | undefined {
  if (!read.situation || !read.secret) return undefined;
  const told = ASKED.flatMap((name) => {
    const facet = read[name];
    return facet && facet.confidence >= LEAST ? [[name, facet.value] as const] : [];
  });
  const age = read.age ?? ageOf(read);
  const known = Object.entries(read.knows);
  try {
    const { said } = readQuery({
      situation: read.situation.value,
      secret: read.secret.value,
      ...Object.fromEntries(told),
      ...(age && { age: age.value }),
    });
    const knows = Object.fromEntries(known.map(([secret, facet]) => [secret, facet.value]));
    return decide(facts, known.length > 0 ? { ...said, knows } : said, today).route;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

/** A child is told of without a number, too. */
function ageOf({ under_15, under_18 }: Understanding): Told<number> | null {
  if (under_15?.value) return { value: 9, confidence: under_15.confidence };
  return under_18?.value ? { value: 16, confidence: under_18.confidence } : null;
}
