import { html, nothing, type TemplateResult } from "lit";
import type { Beside, RenderedSlip } from "../../src/channels/rendered.ts";
import { type Scene, type View } from "../scene.ts";
import { htmlLang, inert } from "../text.ts";
import { wordsIn } from "../words.ts";

type Show = (text: Beside) => View;

/** The slip for the counter: the clerk's Japanese, and beside it the resident's language. No personal data. */
export function slip(scene: Scene): View {
  const { standing, say, acts, isPage, talk } = scene;
  const shown = standing?.outcome?.slip;
  if (!standing || !shown) return nothing;
  const page = talk.slipPage(standing);
  return html`<div class="screen">
      <p>
        <button type="button" class="plain" @click=${() => acts.show({ slip: false }, "#slip-way")}>
          ${say("widget.slip_back")}
        </button>
      </p>
      <p>${say("widget.slip_how")}</p>
      ${page === undefined ? nothing : html`<p><a class="alone" href=${page} target="_blank" rel="noopener">${say("widget.slip_page")}</a></p>`}
      ${isPage ? html`<p><button type="button" class="plain" @click=${() => print()}>${say("ui.print")}</button></p>` : nothing}
    </div>
    ${sheet(scene, shown)}`;
}

function sheet(scene: Scene, slip: RenderedSlip): TemplateResult {
  const own = htmlLang(scene.lang);
  const clerk = wordsIn("ja");
  const show: Show = (text) => beside(text, own);
  const say = (id: string, vars?: Record<string, string>): View =>
    show({ ja: clerk(id, vars), own: scene.words(id, vars) });
  const level = scene.isPage ? 3 : 4;
  const part = (id: string, content: View): View =>
    html`<section aria-labelledby="slip-${id}">
      <h4 id="slip-${id}" aria-level=${level}>${say(`slip.heading.${id}`)}</h4>
      ${content}
    </section>`;
  const list = (texts: readonly Beside[]): View =>
    html`<ul>
      ${texts.map((text) => html`<li>${show(text)}</li>`)}
    </ul>`;
  return html`<article class="slip">
    <h3 id="slip-title" tabindex="-1" aria-level=${level - 1}>${show(slip.title)}</h3>
    ${part("request", html`<p class="request">${show(slip.request)}</p>`)} ${part("facts", list(slip.facts))}
    ${part("counters", counters(slip.counters, show, say))}
    ${slip.readAt ? html`<p class="note">${show(slip.readAt)}</p>` : nothing}
    ${slip.bring.length > 0 ? part("bring", list(slip.bring)) : nothing}
    <dl>
      <dt>${say("slip.heading.date")}</dt>
      <dd>${slip.day}</dd>
    </dl>
    <p class="note">${say("slip.note")}</p>
    <p class="note">${say("slip.facts_version", { version: slip.factsVersion })}</p>
    ${slip.notice ? html`<p class="note">${show(slip.notice)}</p>` : nothing}
  </article>`;
}

/** What nobody has read says so: it is never shown as "not locked". */
function counters(rows: RenderedSlip["counters"], show: Show, say: (id: string) => View): View {
  return html`<table aria-labelledby="slip-counters">
    <thead>
      <tr>
        <th scope="col">${say("web.slip.secret")}</th>
        <th scope="col">${say("web.slip.left")}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ name, applications, state, concerned }) =>
          html`<tr class=${concerned ? "concerned" : ""}>
            <th scope="row">
              ${show(name)} <small lang="ja">${applications.join("・")}</small> ${
                concerned ? html`<strong>${say("slip.counter.concerned")}</strong>` : nothing
              }
            </th>
            <td>${show(state)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The same words need not stand twice: with furigana, both can read them. */
function beside({ ja, own }: Beside, lang: "ja" | "en"): View {
  if (bare(ja) === bare(own)) return html`<span class="clerk" lang="ja">${inert(own, "ja")}</span>`;
  return html`<span class="clerk" lang="ja">${inert(ja, "ja")}</span>
    <span class="own" lang=${lang}>${inert(own, lang)}</span>`;
}

/** Without furigana, and without the spaces that help to read やさしい日本語. */
function bare(text: string): string {
  return text.replace(/｜([^｜《》]+)《[^｜《》]+》/gu, "$1").replaceAll(" ", "");
}
