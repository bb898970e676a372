/** Messages of the widget in every language, put in by the build (scripts/build-web.ts). */
declare module "tokeru:words" {
  export const WORDS: Readonly<Record<"ja" | "ja-simple" | "en", Readonly<Record<string, string>>>>;
}

/** The guard's file beside the widget (scripts/build-web.ts). */
declare module "tokeru:guard" {
  export const GUARD: { readonly file: string; readonly sha256: string; readonly integrity: string };
}

/** A style sheet as text, with the design tokens' values put in by the build. */
declare module "*.css?inline" {
  const css: string;
  export default css;
}
