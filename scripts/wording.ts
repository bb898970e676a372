/** Wording for the browser: parsed, or as plain text with the facts put in. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { readMessages } from "../src/app/locales.ts";
import { factVars } from "../src/assistant/vars.ts";
import { FACTS } from "../src/facts/index.ts";
import { ICU_SYNTAX, type Lang } from "../src/language/index.ts";

/** What a parsed message consists of, as formatjs numbers it. */
const LITERAL = 0;
const ARGUMENT = 1;

/** Writes a file a language: messages that are mere words as text, the others parsed. */
export function writeParsed(folder: string, langs: readonly Lang[], wanted: (id: string) => boolean): void {
  for (const lang of langs) {
    const messages = Object.entries(readMessages(lang))
      .filter(([id]) => wanted(id))
      .map(([id, text]) => [id, ICU_SYNTAX.test(text) ? parsed(text) : text]);
    writeFileSync(join(folder, `${lang}.json`), JSON.stringify(Object.fromEntries(messages)));
  }
}

/**
 * The messages that are built into the widget. A fact is put in at once; what remains are plain variables, for
 * which the widget needs no formatter.
 * @throws {Error} naming a message that needs one.
 */
export function ownWords(langs: readonly Lang[], wanted: (id: string) => boolean) {
  const facts = factVars(FACTS);
  const plain = (id: string, text: string): string =>
    parsed(text)
      .map((part) => {
        if (part.type === LITERAL) return part.value;
        if (part.type !== ARGUMENT) throw new Error(`${id}: the widget can put in plain variables only`);
        const fact = facts[part.value];
        return typeof fact === "string" || typeof fact === "number" ? String(fact) : `{${part.value}}`;
      })
      .join("");
  return Object.fromEntries(
    langs.map((lang) => [
      lang,
      Object.fromEntries(
        Object.entries(readMessages(lang))
          .filter(([id]) => wanted(id))
          .map(([id, text]) => [id, plain(id, text)]),
      ),
    ]),
  );
}

function parsed(text: string) {
  return new IntlMessageFormat(text, "ja", undefined, { ignoreTag: true }).getAst();
}
