import { readFileSync } from "node:fs";
import { createSay, type Lang, line, type Say, type Vars, withoutRuby } from "../../language/index.ts";
import type { Breakdown } from "./figures.ts";

const FILE = new URL("../../../locales/ja/desk/insights.json", import.meta.url);
const own: Readonly<Record<string, string>> = JSON.parse(readFileSync(FILE, "utf8"));
const say = createSay(own, "ja");

/** Words of the page: in Japanese alone, for those who work there. */
export function words(id: string, vars?: Vars): string {
  return say(line(id, vars));
}

/** Messages that name a kind, in the words that residents get. */
const NAMED: Readonly<Partial<Record<Breakdown, (key: string) => string>>> = {
  lang: (key) => `ui.language_name.${key}`,
  left: (key) => `asked.${key}`,
  secret: (key) => `secret.${key}.official`,
  wrong: (key) => `slip.verdict.was.${key}`,
};

/** What a kind is called; its own id where nobody has words for it, such as one of an older version. */
export function nameOf(breakdown: Breakdown, key: string, residents: (lang: Lang) => Say): string {
  const known = [`kind.${breakdown}.${key}`, `kind.${key}`].find((id) => id in own);
  if (known) return words(known);
  if (breakdown === "understood" && key.startsWith("aside.")) {
    return words("kind.aside", { what: key.slice("aside.".length) });
  }
  const id = NAMED[breakdown]?.(key);
  if (!id) return key;
  try {
    return withoutRuby(residents("ja")(line(id)));
  } catch {
    return key;
  }
}
