import { WORDS } from "tokeru:words";
import { isLang, type Lang } from "../src/language/langs.ts";

/** The widget's own words in one language, by id. Their variables are plain: the build refuses others. */
export type Words = (id: string, vars?: Readonly<Record<string, string>>) => string;

/** The words that came with the widget: they are there before any server has answered. */
export function wordsIn(lang: Lang): Words {
  const words = WORDS[lang];
  return (id, vars = {}) => (words[id] ?? id).replace(/\{(\w+)\}/g, (_, name: string) => vars[name] ?? "");
}

/** As the page says, else as the browser asks; who asks for other languages gets やさしい日本語. */
export function languageFor(attribute: string | null, wanted: readonly string[]): Lang {
  if (isLang(attribute)) return attribute;
  const tags = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return tags.find(isLang) ?? (tags.length > 0 ? "ja-simple" : "ja");
}
