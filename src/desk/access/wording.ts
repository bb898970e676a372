import { readFileSync } from "node:fs";
import { createSay, line, type Messages, type Vars } from "../../language/index.ts";

const WORDING = new URL("../../../locales/ja/desk/access.json", import.meta.url);
const MESSAGES = JSON.parse(readFileSync(WORDING, "utf8")) as Messages;
const say = createSay(MESSAGES, "ja");

/** Words of the desk's own pages: in Japanese alone, for those who work there. */
export function words(id: string, vars?: Vars): string {
  return say(line(id, vars));
}

/** Words for something that has an id and perhaps no words; then the id. */
export function wordsFor(kind: "action" | "actor", id: string): string {
  return MESSAGES[`${kind}.${id}`] === undefined ? id : words(`${kind}.${id}`);
}
