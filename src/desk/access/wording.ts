import { readFileSync } from "node:fs";
import { createSay, line, type Vars } from "../../language/index.ts";

const WORDING = new URL("../../../locales/ja/desk/access.json", import.meta.url);
const say = createSay(JSON.parse(readFileSync(WORDING, "utf8")), "ja");

/** Words of the desk's own pages: in Japanese alone, for those who work there. */
export function words(id: string, vars?: Vars): string {
  return say(line(id, vars));
}
