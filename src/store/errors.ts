/** Someone else was first: the conversation has moved on, or its id or address is taken. Read again and retry. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

/** The store cannot be opened, or cannot keep what it was given. The message says what to do. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

/** The text of whatever was thrown; of a failed connection, which may have no text, its code. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
