import { html, nothing } from "lit";
import type { View, ViewStatement } from "../../../src/desk/view.ts";
import { isLang } from "../../../src/language/langs.ts";
import { htmlLang, inert } from "../../text.ts";
import type { Content } from "../scene.ts";
import { say } from "../words.ts";

/** The outcome as a script in large letters, and beside every statement what it rests on. */
export function outcome({ aloud, statements, lang }: View): Content {
  const tag = isLang(lang) ? htmlLang(lang) : "ja";
  return html`<h4 id="guide-heading" tabindex="-1">${say("guide.outcome")}</h4>
    <div class="say aloud">
      <h5>${say("guide.aloud")}</h5>
      <ol lang=${tag} class=${lang}>
        ${aloud.map((text) => html`<li>${inert(text, tag)}</li>`)}
      </ol>
    </div>
    <div class="grounds">
      <h5>${say("guide.grounds")}</h5>
      <table>
        <thead>
          <tr>
            <th scope="col">${say("guide.statement")}</th>
            <th scope="col">${say("guide.rests_on")}</th>
          </tr>
        </thead>
        <tbody>
          ${statements.map((one) => row(one, tag))}
        </tbody>
      </table>
    </div>`;
}

function row({ text, rule, sources }: ViewStatement, tag: "ja" | "en"): Content {
  return html`<tr>
    <td lang=${tag}>${inert(text, tag)}</td>
    <td>
      ${rule === "" ? nothing : html`<p class="rule">${say("guide.rule")} ${rule}</p>`}
      ${sources.map(
        ({ title, url, checked }) =>
          html`<p class="source">
            ${url === null ? title : html`<a href=${url} target="_blank" rel="noopener">${title}</a>`}
            <small>${say("guide.checked", { day: checked })}</small>
          </p>`,
      )}
    </td>
  </tr>`;
}
