import WORDS from "../../locales/ja/desk/ui.json" with { type: "json" };

/** A message of the desk. It speaks Japanese alone: whoever works there does. */
export type WordId = keyof typeof WORDS;

/** A message with its plain variables put in. */
export function say(id: WordId, vars: Readonly<Record<string, string | number>> = {}): string {
  return WORDS[id].replace(/\{(\w+)\}/g, (_, name: string) => String(vars[name] ?? ""));
}

/** A message whose name ends with what the server says; where there is none, that itself. */
export function sayOf(group: "role" | "channel" | "lang" | "guide.by", name: string): string {
  const id = `${group}.${name}`;
  return isWord(id) ? say(id) : name;
}

function isWord(id: string): id is WordId {
  return Object.hasOwn(WORDS, id);
}
