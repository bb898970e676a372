import type { Lang } from "../src/language/index.ts";
import { htmlLang } from "./text.ts";

/** Long enough for every screen reader to take it up (TalkBack misses what is gone within 100 ms). */
const LIFE_MS = 1_000;
const RUBY = /｜([^｜《》]+)《[^｜《》]+》/gu;

/** Something to be said aloud. */
export interface Saying {
  readonly text: string;
  readonly lang: Lang;
}

/**
 * The second transcript: a polite live region that nobody sees, fed entry by entry in the order of saying.
 * Every entry is a new node and goes again, so the same words are said again, and nobody finds them twice
 * when reading the page.
 */
export class Announcer {
  readonly #region: HTMLElement;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  say(sayings: readonly Saying[]): void {
    for (const { text, lang } of sayings) {
      if (text === "") continue;
      const entry = document.createElement("p");
      entry.lang = htmlLang(lang);
      // Readings would be said twice; the spaces of やさしい日本語 are for the eye.
      const plain = text.replace(RUBY, "$1");
      entry.textContent = lang === "ja-simple" ? plain.replaceAll(" ", "") : plain;
      this.#region.append(entry);
      setTimeout(() => entry.remove(), LIFE_MS);
    }
  }
}
