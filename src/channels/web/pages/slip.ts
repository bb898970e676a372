import type { Slip, SlipCounter } from "../../../assistant/index.ts";
import { type Lang, line, type Line, withoutRuby } from "../../../language/index.ts";
import { counterState } from "../../rendered.ts";
import { WAS_INSTEAD } from "../../slip-verdict.ts";
import { type Html, html, words } from "../html.ts";
import { ASSETS } from "../assets.ts";
import { qrCode } from "../qr.ts";
import { languages } from "./layout.ts";
import { htmlLang, type Scene, type Words, wordsOf } from "./scene.ts";

/** What the page of a slip shows. */
export interface SlipPage {
  readonly slip: Slip;
  /** Where the same slip opens on another device. */
  readonly url: string;
  /** What has to be said of a slip that a link brought. */
  readonly notices: readonly Line[];
  /** What the clerk is asked: the fields that bring the slip back, and whether somebody has answered. */
  readonly verdict?:
    | { readonly fields: Readonly<Record<string, string | undefined>>; readonly given: boolean }
    | undefined;
  /** The same linked slip in each language; left out for somebody's own slip, whose conversation changes with it. */
  readonly languages?: readonly { readonly lang: Lang; readonly href: string }[];
}

/** A line in Japanese for the clerk, and in the resident's language beside it. */
type Beside = (message: string | Line) => Html;

function besideIn({ say, lang }: Scene): Beside {
  const clerk = say("ja");
  const own = say(lang);
  return (message) => {
    const said = typeof message === "string" ? line(message) : message;
    const japanese = clerk(said);
    const translated = own(said);
    // The same words need not stand twice: with furigana, both can read them.
    if (bare(translated) === bare(japanese))
      return html`<span class="clerk" lang="ja">${words(translated, "ja")}</span>`;
    return html`<span class="beside"
      ><span class="clerk" lang="ja">${words(japanese, "ja")}</span>
      <span class="own" lang="${htmlLang(lang)}">${words(translated, htmlLang(lang))}</span></span
    >`;
  };
}

/** Without furigana, and without the spaces that help to read やさしい日本語. */
function bare(text: string): string {
  return withoutRuby(text).replaceAll(" ", "");
}

/**
 * The slip for the counter, to be shown on the phone or printed on A5 or A4: bright in every colour scheme, and
 * first what the clerk has to read. What only its bearer needs comes after it, where a thumb reaches it.
 */
export function slipPage(scene: Scene, { slip, url, notices, verdict, languages: links }: SlipPage): string {
  const say = wordsOf(scene);
  const beside = besideIn(scene);
  return html`<!doctype html>
    <html lang="${htmlLang(scene.lang)}" class="slip-page ${scene.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="robots" content="noindex" />
        <title>${say.plain("ui.slip")} - ${say.plain("ui.title")}</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
        <link rel="stylesheet" href="${ASSETS.slip.path}" />
      </head>
      <body>
        <main id="main" class="column">
          <article class="slip">
            <h1>${beside(slip.title)}</h1>
            ${notices.map((notice) => html`<p class="told">${beside(notice)}</p>`)}
            ${part("request", beside, html`<p class="request">${beside(slip.request)}</p>`)}
            ${part("facts", beside, items(slip.facts, beside))}
            ${part("counters", beside, counters(slip.counters, beside))}
            ${slip.readAt && html`<p class="note">${beside(slip.readAt)}</p>`}
            ${slip.bring.length > 0 && part("bring", beside, items(slip.bring, beside))}
            ${foot(slip, url, beside, say)}
          </article>
          ${verdict && forClerk(scene, verdict)} ${forBearer(scene, say, links)}
        </main>
      </body>
    </html> `.markup;
}

/** Day, versions and the code, side by side. */
function foot(slip: Slip, url: string, beside: Beside, say: Words): Html {
  return html`<div class="foot">
    <div class="made">
      <dl>
        <dt>${beside("slip.heading.date")}</dt>
        <dd>${slip.day}</dd>
      </dl>
      <p class="note">${beside("slip.note")}</p>
      <p class="note">${beside(line("slip.facts_version", { version: slip.factsVersion }))}</p>
      ${slip.notice && html`<p class="note">${beside(slip.notice)}</p>`}
    </div>
    <div class="code">
      ${qrCode(url, say.plain("slip.qr_alt"))}
      <p class="note"><a href="${url}">${say("slip.qr")}</a></p>
    </div>
  </div>`;
}

/** Never printed: two taps of the clerk tell the city whether people are sent to the right place. */
function forClerk(scene: Scene, { fields, given }: NonNullable<SlipPage["verdict"]>): Html {
  const say = wordsOf({ ...scene, lang: "ja" });
  const carried = Object.entries(fields).map(
    ([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<section class="verdict" id="verdict" lang="ja" aria-labelledby="verdict-title">
    <h2 id="verdict-title">${say("slip.verdict.title")}</h2>
    ${
      given
        ? html`<p>${say("slip.verdict.thanks")}</p>`
        : html`<p>${say("slip.verdict.ask")}</p>
            <form method="post" action="/slip/verdict">
              ${carried}
              <button class="button" name="right" value="yes">${say("slip.verdict.right")}</button>
            </form>
            <form method="post" action="/slip/verdict">
              ${carried}
              <fieldset>
                <legend>${say("slip.verdict.wrong")}</legend>
                ${WAS_INSTEAD.map(
                  (was, at) =>
                    html`<label>
                      <input type="radio" name="was" value="${was}" ${at === 0 && html`required`} />
                      ${say(`slip.verdict.was.${was}`)}
                    </label>`,
                )}
              </fieldset>
              <button class="button" name="right" value="no">${say("slip.verdict.send")}</button>
            </form>`
    }
  </section>`;
}

/** Never printed: the way back, and the other languages. */
function forBearer(scene: Scene, say: Words, links: SlipPage["languages"]): Html {
  return html`<div class="bearer">
    <p>${say("web.slip.how")}</p>
    ${
      links
        ? html`<nav class="languages" aria-label="${say.plain("web.slip.languages")}">
            ${links.map(({ lang, href }) => languageLink(scene, lang, href))}
          </nav>`
        : [html`<p><a class="button" href="/answer">${say("web.slip.back")}</a></p>`, languages(scene, say)]
    }
    <p class="alone"><a href="/person">${say("ui.human")}</a></p>
  </div>`;
}

function languageLink(scene: Scene, lang: Lang, href: string): Html {
  const name = wordsOf({ ...scene, lang }).plain(`ui.language_name.${lang}`);
  return lang === scene.lang
    ? html`<span class="spoken" aria-current="true" lang="${htmlLang(lang)}">${name}</span>`
    : html`<a href="${href}" lang="${htmlLang(lang)}" hreflang="${htmlLang(lang)}">${name}</a>`;
}

function part(id: string, beside: Beside, content: Html): Html {
  return html`<section class="${id}" aria-labelledby="slip-${id}">
    <h2 id="slip-${id}">${beside(`slip.heading.${id}`)}</h2>
    ${content}
  </section>`;
}

function items(lines: readonly Line[], beside: Beside): Html {
  return html`<ul>
    ${lines.map((text) => html`<li>${beside(text)}</li>`)}
  </ul>`;
}

/** What nobody has read says so: it is never shown as "not locked". */
function counters(rows: readonly SlipCounter[], beside: Beside): Html {
  return html`<table aria-labelledby="slip-counters">
    <thead>
      <tr>
        <th scope="col">${beside("web.slip.secret")}</th>
        <th scope="col">${beside("web.slip.left")}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, applications, left, concerned }) =>
          html`<tr ${concerned && html`class="concerned"`}>
            <th scope="row">
              ${beside(name)} <small lang="ja">${applications.join("・")}</small>
              ${concerned && html`<strong>${beside("slip.counter.concerned")}</strong>`}
            </th>
            <td>${beside(counterState(left))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
