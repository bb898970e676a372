/** Wording for the browser: parsed, or as plain text with the facts put in. */
import { IntlMessageFormat } from "intl-messageformat";
import { readMessages } from "../src/app/locales.ts";
import { factVars } from "../src/assistant/vars.ts";
import { FACTS } from "../src/facts/index.ts";
import { ICU_SYNTAX, type Lang } from "../src/language/index.ts";

/** What a parsed message consists of, as formatjs numbers it. */
const LITERAL = 0;
const ARGUMENT = 1;

/** By language: messages that are mere words as text, the others parsed. */
export function parsedMessages(langs: readonly Lang[], wanted: (id: string) => boolean) {
  return byLanguage(langs, wanted, (_, text) => (ICU_SYNTAX.test(text) ? parsed(text) : text));
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
  return byLanguage(langs, wanted, plain);
}

function byLanguage<Made>(
  langs: readonly Lang[],
  wanted: (id: string) => boolean,
  make: (id: string, text: string) => Made,
): Record<string, Record<string, Made>> {
  const messagesIn = (lang: Lang): Record<string, Made> =>
    Object.fromEntries(
      Object.entries(readMessages(lang))
        .filter(([id]) => wanted(id))
        .map(([id, text]) => [id, make(id, text)]),
    );
  return Object.fromEntries(langs.map((lang) => [lang, messagesIn(lang)]));
}

function parsed(text: string) {
  return new IntlMessageFormat(text, "ja", undefined, { ignoreTag: true }).getAst();
}
