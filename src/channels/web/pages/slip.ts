import type { Slip, SlipCounter } from "../../../assistant/index.ts";
import { line, type Line, withoutRuby } from "../../../language/index.ts";
import { counterState } from "../../rendered.ts";
import { type Html, html, words } from "../html.ts";
import { layout } from "./layout.ts";
import { htmlLang, type Scene, wordsOf } from "./scene.ts";

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

/** The slip for the counter, to be shown on the phone or printed on A5 or A4. */
export function slipPage(scene: Scene, slip: Slip): string {
  const say = wordsOf(scene);
  const beside = besideIn(scene);
  return layout(scene, {
    title: say.plain("ui.slip"),
    begun: true,
    slip: true,
    main: html`
      <p class="screen"><a class="back" href="/answer">${say("web.slip.back")}</a></p>
      <p class="screen">${say("web.slip.how")}</p>
      <article class="slip">
        <h1>${beside(slip.title)}</h1>
        ${part("request", beside, html`<p class="request">${beside(slip.request)}</p>`)}
        ${part("facts", beside, items(slip.facts, beside))}
        ${part("counters", beside, counters(slip.counters, beside))}
        ${slip.readAt && html`<p class="note">${beside(slip.readAt)}</p>`}
        ${slip.bring.length > 0 && part("bring", beside, items(slip.bring, beside))}
        <dl>
          <dt>${beside("slip.heading.date")}</dt>
          <dd>${slip.day}</dd>
        </dl>
        <p class="note">${beside("slip.note")}</p>
        <p class="note">${beside(line("slip.facts_version", { version: slip.factsVersion }))}</p>
        ${slip.notice && html`<p class="note">${beside(slip.notice)}</p>`}
      </article>
    `,
  });
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
