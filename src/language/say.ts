import { IntlMessageFormat } from "intl-messageformat";
import type { Lang } from "./langs.ts";

/** Values that a message may take; another line is rendered first, in the same language. */
export type Vars = Readonly<Record<string, string | number | Line>>;

/** Something to say: a message's id and its variables. Wording is chosen when the language is known. */
export interface Line {
  readonly id: string;
  readonly vars?: Vars;
  /** Ready words from a city pack, a language each, instead of a message. */
  readonly text?: Readonly<Record<Lang, string>>;
}

/** A message as translators write it, or parsed beforehand: a browser then needs no parser. */
export type Message = ConstructorParameters<typeof IntlMessageFormat>[0];

/** The messages of one language, by id. */
export type Messages = Readonly<Record<string, string>>;

/** Renders a line in one language. Furigana stays in Aozora notation; the channel gives it its form. */
export type Say = (line: Line) => string;

/** A line that says this message. */
export function line(id: string, vars?: Vars): Line {
  return vars ? { id, vars } : { id };
}

/** ICU falls back by prefix, so やさしい日本語 counts and selects as Japanese does. */
const ICU_LOCALE: Readonly<Record<Lang, string>> = { ja: "ja", "ja-simple": "ja", en: "en" };

/** What makes a message more than its words: a variable, or a quote. */
export const ICU_SYNTAX = /[{']/;

/** How one message is said. */
type Speak = (vars: Vars | undefined) => string;

/** Values for the variables of a message, in its language. */
type Values = Readonly<Record<string, string | number>>;

/**
 * A renderer for one language; each message is parsed once, and one without variables not at all.
 * @throws {Error} where a message or one of its variables is missing: CI finds these, a resident never does.
 */
export function createSay(messages: Readonly<Record<string, Message>>, lang: Lang): Say {
  const known = new Map<string, Speak>();
  // All lines of an outcome share one set of variables.
  const rendered = new WeakMap<Vars, Values>();

  function speakOf(id: string): Speak {
    const text = messages[id];
    if (text === undefined) throw new Error(`No message "${id}" in ${lang}`);
    if (typeof text === "string" && !ICU_SYNTAX.test(text)) return () => text;
    const message = new IntlMessageFormat(text, ICU_LOCALE[lang], undefined, { ignoreTag: true });
    return (vars) => String(message.format(vars && valuesOf(vars)));
  }

  function valuesOf(vars: Vars): Values {
    let values = rendered.get(vars);
    if (!values) {
      const entries = Object.entries(vars).map(([name, value]) => [
        name,
        typeof value === "object" ? say(value) : value,
      ]);
      values = Object.fromEntries(entries) as Values;
      rendered.set(vars, values);
    }
    return values;
  }

  function say({ id, vars, text }: Line): string {
    if (text) return text[lang];
    let speak = known.get(id);
    if (!speak) {
      speak = speakOf(id);
      known.set(id, speak);
    }
    return speak(vars);
  }
  return say;
}
