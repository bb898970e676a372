/** The text of a JSON value. Throws a `TypeError` for what JSON cannot hold. */
export function toText(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`The store keeps JSON; a ${typeof value} is none.`);
  return text;
}

/**
 * The JSON value of a text that the store wrote. Its shape is for the reader to check: an older version may have
 * written it. Where it is no JSON at all, undefined, which has no shape either.
 */
export function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
