export { guard, type Guarded, GUARDED_KINDS, type GuardedKind } from "./guard/index.ts";
export { type GuardMemory, guardMemory } from "./guard/memory.ts";
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
export { momentIn } from "./moment.ts";
export { escapeHtml, readingOnly, rubyToHtml, rubyToText, withoutRuby } from "./ruby.ts";
