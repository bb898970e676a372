import { html, nothing, type TemplateResult } from "lit";
import type { Lang } from "../src/language/index.ts";
import type { Session } from "./session.ts";
import type { Input, Shape, Standing, Talk } from "./talk.ts";
import { htmlLang, inert, rich } from "./text.ts";
import { type Words, wordsIn } from "./words.ts";

/** What a lit template takes. */
export type View = TemplateResult | typeof nothing | string | readonly View[] | undefined;

/** Sizes of text, in steps. */
export const SIZES = [1, 2, 3] as const;
export type Size = (typeof SIZES)[number];

/** What is asked of the element, by whoever draws a part of it. All of these are the resident's own acts. */
export interface Acts {
  /** Says something; the focus goes where it would otherwise be lost. */
  send(input: Input, focusOn?: string): void;
  /** Opens and closes parts of the panel. */
  show(change: Partial<Shown>, focusOn?: string): void;
  begin(): void;
  close(): void;
  copy(address: string): void;
}

/** Which parts are open, and how they look; kept for the tab. */
export interface Shown {
  readonly settings: boolean;
  readonly slip: boolean;
  /** Starting again asks once. */
  readonly sure: boolean;
  readonly copied: boolean;
  readonly size: Size;
  readonly furigana: boolean;
}

/** What every part of the panel knows. */
export interface Scene {
  readonly lang: Lang;
  readonly session: Session;
  readonly standing: Standing | undefined;
  readonly talk: Talk;
  readonly shown: Shown;
  readonly acts: Acts;
  /** The element is a page's only content. */
  readonly isPage: boolean;
  /** A drawing, once it has come. */
  readonly picture: (id: string, lang: Lang) => Shape | undefined;
  readonly words: Words;
  /** A message of the widget as nodes, without links. */
  readonly say: (id: string, vars?: Readonly<Record<string, string>>) => View;
  /** A text of the assistant as nodes, with links. */
  readonly rich: (text: string) => View;
  readonly inert: (text: string) => View;
}

/** What a scene says follows from its language. */
export function spoken(lang: Lang): Pick<Scene, "lang" | "words" | "say" | "rich" | "inert"> {
  const words = wordsIn(lang);
  const tag = htmlLang(lang);
  return {
    lang,
    words,
    say: (id, vars) => inert(words(id, vars), tag),
    rich: (text) => rich(text, tag),
    inert: (text) => inert(text, tag),
  };
}

/** A button that can be pressed, or waits while something is on its way: it keeps the focus either way. */
export function button(
  scene: Scene,
  { look, id, press }: { readonly look: string; readonly id?: string; readonly press: () => void },
  label: View,
): TemplateResult {
  const waits = scene.session.pending !== undefined || !scene.standing;
  return html`<button
    type="button"
    class=${look}
    id=${id ?? nothing}
    aria-disabled=${waits ? "true" : "false"}
    @click=${() => waits || press()}
  >
    ${label}
  </button>`;
}
