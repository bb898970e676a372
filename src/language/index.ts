export { isLang, type Lang, LANGS } from "./langs.ts";
export { createSay, line, type Line, type Messages, type Say, type Vars } from "./say.ts";
export { escapeHtml, readingOnly, rubyToHtml, rubyToText, withoutRuby } from "./ruby.ts";
