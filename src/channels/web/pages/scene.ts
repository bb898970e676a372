import { randomUUID } from "node:crypto";
import type { Reply } from "../../../assistant/index.ts";
import type { Lang, Line, Say } from "../../../language/index.ts";
import { line, withoutRuby } from "../../../language/index.ts";
import { type Html, html, linkedWords, words } from "../html.ts";

/** What every page knows of its reader and of where it stands. */
export interface Scene {
  readonly lang: Lang;
  readonly city: string;
  /** The path of the page itself, to come back to it in another language. */
  readonly path: string;
  /** What a link to this page carried: answers, for the page that shows them. */
  readonly carried?: string;
  /** Shows that a form was made for this visitor; absent before the first answer. */
  readonly token?: string;
  /** What everybody is to know now. */
  readonly alert?: Line;
  /** A card can be paired with this conversation. */
  readonly pairs?: boolean;
  readonly say: (lang: Lang) => Say;
}

/** Words of a page in its reader's language. */
export interface Words {
  /** A message as markup. */
  (message: string | Line): Html;
  /** With telephone numbers and addresses to be tapped. */
  readonly linked: (message: Line) => Html;
  /** Without furigana or markup, for titles. */
  readonly plain: (message: string | Line) => string;
}

/** Speaks a page's words in its reader's language. */
export function wordsOf({ lang, say }: Scene): Words {
  const spoken = say(lang);
  const text = (message: string | Line): string =>
    spoken(typeof message === "string" ? line(message) : message);
  return Object.assign((message: string | Line) => words(text(message), htmlLang(lang)), {
    linked: (message: Line) => linkedWords(text(message), htmlLang(lang)),
    plain: (message: string | Line) => withoutRuby(text(message)),
  });
}

/** やさしい日本語 is Japanese to a screen reader. */
export function htmlLang(lang: Lang): string {
  return lang === "ja-simple" ? "ja" : lang;
}

/** Fields that each form of a page carries. */
export function formFields({ lang, city, token }: Scene): Html {
  return html`<input type="hidden" name="lang" value="${lang}" /><input
      type="hidden"
      name="city"
      value="${city}"
    />${token !== undefined && html`<input type="hidden" name="token" value="${token}" />`}`;
}

/** Names the form as it was shown, so that it counts once, however often its button is pressed. */
export function onceField(): Html {
  return html`<input type="hidden" name="once" value="${randomUUID()}" />`;
}

/** The address of the page for a node of the flow. */
export function pathOfNode(node: Reply["node"]): string {
  return node === "outcome" ? "/answer" : `/q/${node}`;
}
