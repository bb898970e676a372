/** Someone else was first: the conversation has moved on, or its id or address is taken. Read again and retry. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

/** The store cannot be opened, or cannot keep what it was given. The message says what to do. */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

/** The text of whatever was thrown. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
