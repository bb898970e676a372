/** Messages of the widget in every language, put in by the build (scripts/build-web.ts). */
declare module "tokeru:words" {
  export const WORDS: Readonly<Record<"ja" | "ja-simple" | "en", Readonly<Record<string, string>>>>;
}

/** The guard's file beside the widget (scripts/build-web.ts). */
declare module "tokeru:guard" {
  export const GUARD: { readonly file: string; readonly folder: string; readonly integrity: string };
}

/** The file of the talk with a person (scripts/build-web.ts). */
declare module "tokeru:person" {
  export const PERSON: { readonly file: string; readonly folder: string; readonly integrity: string };
}

/** The file that understands words, beside the widget without a server (scripts/build-web.ts). */
declare module "tokeru:reader" {
  export const READER: { readonly file: string; readonly folder: string; readonly integrity: string };
}

/** Answers to questions aside in every language, parsed where they take a fact (scripts/build-web.ts). */
declare module "tokeru:asides" {
  export const ASIDES: Readonly<Record<"ja" | "ja-simple" | "en", Readonly<Record<string, unknown>>>>;
}

/** A style sheet as text, with the design tokens' values put in by the build. */
declare module "*.css?inline" {
  const css: string;
  export default css;
}
