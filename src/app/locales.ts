import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSay, type Lang, LANGS, type Messages, type Say } from "../language/index.ts";

const LOCALES = fileURLToPath(new URL("../../locales/", import.meta.url));

/**
 * All messages of one language, from every file of its folder.
 * @throws {Error} naming the file that is not JSON, or the id that stands in two files.
 */
export function readMessages(lang: Lang, dir = LOCALES): Messages {
  const folder = join(dir, lang);
  const messages: Record<string, string> = {};
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()) {
    for (const [id, text] of Object.entries(readJson(join(folder, file)))) {
      if (id in messages)
        throw new Error(`${join(folder, file)}: message "${id}" stands in another file too`);
      messages[id] = text;
    }
  }
  return messages;
}

function readJson(file: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is not JSON`, { cause: error });
  }
}

/** A renderer for each language, read from disk once. */
export function loadLocales(dir = LOCALES): (lang: Lang) => Say {
  const says = new Map(LANGS.map((lang) => [lang, createSay(readMessages(lang, dir), lang)]));
  return (lang) => says.get(lang) ?? missing(lang);
}

function missing(lang: string): never {
  throw new Error(`No locale ${lang}`);
}
