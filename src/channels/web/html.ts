import { escapeHtml, rubyToHtml } from "../../language/index.ts";

/** Markup that may be sent as it is. Only this module makes it, so no value slips in unescaped. */
class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}
export type { Html };

/** What a template takes: text is escaped, lists are joined, and what is absent leaves no trace. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

/** Tagged template for markup: html`<p>${text}</p>`. */
export function html(fixed: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(fixed.reduce((before, next, n) => before + markupOf(pieces[n - 1]) + next));
}

function markupOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return "";
  if (piece instanceof Html) return piece.markup;
  if (typeof piece === "object") return piece.map(markupOf).join("");
  return escapeHtml(String(piece));
}

/** Words of a message: furigana as `<ruby>`, and Japanese terms inside another language marked as Japanese. */
export function words(text: string, lang: string): Html {
  const markup = rubyToHtml(text);
  return new Html(lang === "ja" ? markup : markJapanese(markup));
}

/** The same, with telephone numbers and addresses of pages to be tapped. */
export function linkedWords(text: string, lang: string): Html {
  const { markup } = words(text, lang);
  return new Html(
    markup
      .replace(PAGE, (url) => `<a href="${url}">${url}</a>`)
      .replace(TELEPHONE, (number) => `<a href="tel:${number.replaceAll("-", "")}">${number}</a>`),
  );
}

const PAGE = /https:\/\/[\w./?=&;%#~:@+-]*[\w/]/g;
/** Numbers that can be dialled in Japan, also as in +81-3-1234-5678; never part of an address of a page. */
const TELEPHONE = /(?<![\w/.-])(?:\+81-\d{1,4}|0\d{1,4})-\d{2,4}-\d{2,4}(?![\w-])/g;

/** Runs that begin with a Japanese letter. Tags and entities hold none, so markup stays whole (WCAG 3.1.2). */
const JAPANESE =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}][\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}・（）「」、。0-9０-９]*/gu;

function markJapanese(markup: string): string {
  return markup.replace(JAPANESE, (run) => `<span lang="ja">${run}</span>`);
}
