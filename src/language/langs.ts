/** Languages that are complete in `locales/`. `ja-simple` is やさしい日本語, with furigana. */
export const LANGS = ["ja", "ja-simple", "en"] as const;
export type Lang = (typeof LANGS)[number];

/** Whether a text is the tag of a language that is served. */
export function isLang(text: unknown): text is Lang {
  return (LANGS as readonly unknown[]).includes(text);
}
