/** What a phone makes of a message, whatever its type: what it shows, and what can be tapped. */

/** Something that can be tapped. */
export interface Action {
  readonly type: string;
  readonly label?: string;
  readonly data?: string;
  readonly text?: string;
  readonly uri?: string;
}

/** All words of a message, in order. What stands on a button is not among them. */
export function wordsOf(message: unknown): string {
  return parts(message, (part) =>
    part["type"] === "text" || part["type"] === "span" ? part["text"] : undefined,
  )
    .filter((text) => typeof text === "string")
    .join("\n");
}

/** All that can be tapped in a message and below it, in order; the same thing only once. */
export function actionsOf(message: unknown): readonly Action[] {
  const all = parts(message, (part) => (isAction(part) ? part : undefined)).filter(
    (one) => one !== undefined,
  );
  return [...new Map(all.map((one) => [one.data ?? one.text ?? one.uri ?? "", one])).values()];
}

const ACTIONS = new Set(["postback", "message", "uri", "datetimepicker", "richmenuswitch", "clipboard"]);

function isAction(part: Part): part is Part & Action {
  return ACTIONS.has(String(part["type"]));
}

type Part = Readonly<Record<string, unknown>>;

/** Goes through a message as it is read; what `pick` makes of each part that has a type. */
function parts<T>(value: unknown, pick: (part: Part) => T | undefined): T[] {
  if (Array.isArray(value)) return value.flatMap((one) => parts(one, pick));
  if (typeof value !== "object" || value === null) return [];
  const picked = pick(value as Part);
  const inside = Object.values(value).flatMap((one) => parts(one, pick));
  return picked === undefined ? inside : [picked, ...inside];
}
