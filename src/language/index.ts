export { isLang, type Lang, LANGS } from "./langs.ts";
export {
  createSay,
  ICU_SYNTAX,
  line,
  type Line,
  type Message,
  type Messages,
  type Say,
  type Vars,
} from "./say.ts";
export { escapeHtml, readingOnly, rubyToHtml, rubyToText, withoutRuby } from "./ruby.ts";
