/** The probe's wording: flat ICU messages of locales/<lang>/probe.json, said on a terminal. */
import { readFile } from "node:fs/promises";
import IntlMessageFormat from "intl-messageformat";
import * as v from "valibot";

export const languages = ["ja", "ja-simple", "en"] as const;
export type Language = (typeof languages)[number];

/** Says a message with its variables. @throws Error for an unknown id or a missing variable */
export type Say = (id: string, variables?: Record<string, string | number>) => string;

/** Reads one language's messages, as JSON text. */
export type ReadMessages = (language: Language) => Promise<string>;

/** From the folder `locales` beside `src` and `dist`. */
export const readMessagesFromFolder: ReadMessages = (language) =>
  readFile(new URL(`../../locales/${language}/probe.json`, import.meta.url), "utf8");

/** Furigana as a terminal can show it: `｜残《のこ》り` becomes `残(のこ)り`. */
export function plainRuby(text: string): string {
  return text.replace(/｜([^｜《》]+)《([^《》]+)》/g, "$1($2)");
}

/**
 * Loads the wording of one language.
 * @throws Error where the messages are missing or malformed
 */
export async function loadWording(
  language: Language,
  read: ReadMessages = readMessagesFromFolder,
): Promise<Say> {
  const messages = v.parse(v.record(v.string(), v.string()), JSON.parse(await read(language)));
  const locale = language === "en" ? "en" : "ja";
  return (id, variables = {}) => {
    const message = messages[id];
    if (message === undefined) throw new Error(`no message ${id} in ${language}`);
    return plainRuby(String(new IntlMessageFormat(message, locale).format(variables)));
  };
}
