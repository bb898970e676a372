import * as v from "valibot";
import { guard, type Guarded } from "../../language/index.ts";

const LineSchema = v.object({ text: v.string(), lang: v.optional(v.nullable(v.string())) });

/** A line that holds no text to guard: what would do. What the line held is not repeated. */
export interface GuardError {
  readonly error: { readonly message: string };
}

/** `tokeru guard --json`: the text with what must not be kept masked, and what that was. */
export function guardLine(text: string): Guarded | GuardError {
  const parsed = v.safeParse(LineSchema, parse(text));
  return parsed.success ? guard(parsed.output.text) : { error: { message: EXPECTED } };
}

const EXPECTED = 'expected one JSON object a line, such as {"text": "…"}';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
