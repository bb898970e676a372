import { type Lang, LANGS } from "../../../language/index.ts";
import { ASSETS } from "../assets.ts";
import { type Html, html, type Piece } from "../html.ts";
import { formFields, htmlLang, type Scene, type Words, wordsOf } from "./scene.ts";

/** What a page puts into the frame that all pages share. */
export interface Sheet {
  /** What the page is about; stands before the name of the service. */
  readonly title: string;
  readonly main: Piece;
  /** What happened to the last input, where it needs a word. */
  readonly notices?: Piece;
  /** A mistake on this page, which its title names first. */
  readonly mistaken?: boolean;
  /** Answers were given, so that starting again means something. */
  readonly begun?: boolean;
  /** The page waits for something, and looks again by itself. */
  readonly refresh?: boolean;
  /** What is written here is kept for a person to read. */
  readonly keeps?: boolean;
  /** The slip has a print style of its own. */
  readonly slip?: boolean;
}

/** Seconds between two looks. */
const REFRESH_S = 5;

/** The frame of every page: its name, the languages, the way to a person, and nothing that needs a script. */
export function layout(scene: Scene, sheet: Sheet): string {
  const say = wordsOf(scene);
  const titles = [sheet.mistaken && say.plain("web.mistake"), sheet.title].filter(Boolean).join(": ");
  return html`<!doctype html>
    <html lang="${htmlLang(scene.lang)}" class="${scene.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        ${sheet.refresh && html`<meta http-equiv="refresh" content="${REFRESH_S}" />`}
        <title>${titles} - ${say.plain("ui.title")}</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
        ${sheet.slip && html`<link rel="stylesheet" href="${ASSETS.slip.path}" />`}
      </head>
      <body>
        <a class="skip" href="#main">${say("web.skip")}</a>
        <header>
          <div class="column">
            <a class="name" href="/">${say("ui.title")}</a>
            ${languages(scene, say)}
          </div>
        </header>
        <main id="main" class="column">
          ${scene.alert && html`<div class="notice"><p>${say.linked(scene.alert)}</p></div>`} ${sheet.notices}
          ${sheet.main}
        </main>
        <footer>
          <div class="column">
            <p class="person"><a href="/person">${say("ui.human")}</a></p>
            ${sheet.begun && restart(scene, say)}
            <p>${say(sheet.keeps ? "talk.privacy" : "ui.privacy_note")}</p>
            <p>${say("ui.made_by")}</p>
          </div>
        </footer>
      </body>
    </html> `.markup;
}

/** The page in another language, for a conversation or before one. */
export function languages(scene: Scene, say: Words): Html {
  return html`<form
    class="languages"
    method="post"
    action="/language"
    aria-label="${say.plain("ui.language")}"
  >
    ${formFields(scene)}
    <input type="hidden" name="path" value="${scene.path}" />
    ${scene.carried !== undefined && html`<input type="hidden" name="a" value="${scene.carried}" />`}
    ${LANGS.map((lang) => language(lang, scene))}
  </form>`;
}

/** Each language under its own name, in its own language. */
function language(lang: Lang, scene: Scene): Html {
  const name = wordsOf({ ...scene, lang }).plain(`ui.language_name.${lang}`);
  return lang === scene.lang
    ? html`<span class="spoken" aria-current="true" lang="${htmlLang(lang)}">${name}</span>`
    : html`<button name="to" value="${lang}" lang="${htmlLang(lang)}">${name}</button>`;
}

function restart(scene: Scene, say: Words): Html {
  return html`<form method="post" action="/restart">
    ${formFields(scene)}
    <button>${say("ui.restart")}</button>
  </form>`;
}
