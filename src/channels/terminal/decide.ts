import {
  decide,
  type Decision,
  type FactTables,
  type IsoDate,
  QueryError,
  readQuery,
} from "../../facts/index.ts";

/** A line that is no query: the field that is wrong, where there is one, and what would do. */
export interface DecideError {
  readonly error: { readonly field: string | null; readonly message: string };
}

/** `tokeru decide --json`: policy alone, one query a line. A query without `on` is decided for `today`. */
export function decideLine(facts: FactTables, today: IsoDate, text: string): Decision | DecideError {
  try {
    const { said, on, unread } = readQuery(parse(text));
    const decision = decide(facts, said, on ?? today);
    return { ...decision, unknowns: [...decision.unknowns, ...unread] };
  } catch (error) {
    if (error instanceof QueryError) return { error: { field: error.field, message: error.message } };
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new QueryError(
      null,
      'the line is not JSON; write one object a line, such as {"situation":"locked"}',
    );
  }
}
