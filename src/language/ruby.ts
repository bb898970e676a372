/** Aozora notation: ｜base《reading》. It cannot clash with ICU syntax, and translators' tools leave it alone. */
const RUBY = /｜([^｜《》]+)《([^｜《》]+)》/g;

/** For channels without ruby: 漢字(かんじ). */
export function rubyToText(text: string): string {
  return text.replace(RUBY, "$1($2)");
}

/** The readings in place of their kanji, as people without a kanji keyboard type. */
export function readingOnly(text: string): string {
  return text.replace(RUBY, "$2");
}

/** The base text alone. */
export function withoutRuby(text: string): string {
  return text.replace(RUBY, "$1");
}

/** As HTML, everything else escaped. */
export function rubyToHtml(text: string): string {
  return escapeHtml(text).replace(RUBY, "<ruby>$1<rp>(</rp><rt>$2</rt><rp>)</rp></ruby>");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
