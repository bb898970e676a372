import * as v from "valibot";
import { RATINGS } from "../../assistant/index.ts";
import { LANGS } from "../../language/index.ts";
import type { Mistake } from "./mistakes.ts";
import { Refusal } from "./problems.ts";

const word = v.pipe(v.string(), v.maxLength(60));
const answers = v.pipe(v.string(), v.maxLength(1000));
const path = v.pipe(v.string(), v.regex(/^\/(?:q\/[a-z_]{1,40}|answer|slip|person|card|s)?$/));

/** What every form carries: the language and city of its page, and whom it was made for. */
const common = { lang: v.picklist(LANGS), city: word, token: v.optional(word) };

/** The answer to one question; without a choice where none was ticked. */
export const AnswerForm = v.object({ ...common, node: word, choose: v.optional(word) });

/** Another language, and the page to come back to. */
export const LanguageForm = v.object({ ...common, to: v.picklist(LANGS), path, a: v.optional(answers) });

/** Answers that a link carried. */
export const CarriedForm = v.object({ ...common, a: answers });

/** Somebody's own words. `once` names this very form: sent twice, it counts once. */
export const WordsForm = v.object({
  ...common,
  text: v.pipe(v.string(), v.maxLength(2000)),
  once: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/))),
});

/** What somebody says of the answer that they got. */
export const RatingForm = v.object({ ...common, rate: v.picklist(RATINGS) });

/** The code of a slip, as somebody was told it. */
export const SlipCodeForm = v.object({ ...common, code: v.pipe(v.string(), v.maxLength(200)) });

/** A form that says nothing but that its button was pressed. */
export const PlainForm = v.object(common);

/**
 * Reads a posted form.
 * @throws {Refusal} naming the field, where it is none of our forms.
 */
export function readForm<T extends v.GenericSchema>(schema: T, body: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, body);
  if (parsed.success) return parsed.output;
  throw new Refusal("invalid_input", v.getDotPath(parsed.issues[0]) ?? undefined);
}

const AddressSchema = v.object({
  lang: v.optional(v.picklist(LANGS)),
  city: v.optional(word),
  a: v.optional(answers),
  notice: v.optional(word),
  told: v.optional(v.pipe(v.string(), v.maxLength(200))),
});

/** What may stand after the "?" of a page: language and city, answers of a link, a mistake or an answer to tell of. */
type Address = v.InferOutput<typeof AddressSchema>;

/** Reads what stands after the "?". People type and link addresses: what cannot be read counts for nothing. */
export function readAddress(query: unknown): Address {
  const given = Object.entries(v.parse(v.record(v.string(), v.unknown()), query));
  const readable = given.filter(([name, value]) => v.is(AddressSchema, { [name]: value }));
  return v.parse(AddressSchema, Object.fromEntries(readable));
}

/** The address of a page. */
export function addressOf(
  path: string,
  address: Address & { readonly notice?: Mistake | undefined },
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) {
    if (value !== undefined) query.set(name, value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
