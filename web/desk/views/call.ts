import { html } from "lit";
import { LANGS } from "../../../src/language/langs.ts";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";
import { guide, languages } from "./guide.ts";

/** A caller on the phone, walked through the flow. */
export function call(scene: Scene): Content {
  const { standing } = scene.session;
  if (!standing) return html`<p class="quiet">${say("app.opening")}</p>`;
  return html`<article class="call" aria-labelledby="place">
    <header>
      <a class="to-list" href="#/">${say("app.home")}</a>
      <h2 id="place" tabindex="-1">${say("guide.call")}</h2>
      ${languages(scene, standing.view, LANGS)}
    </header>
    ${guide(scene, standing.view)}
  </article>`;
}
