import { html } from "lit";
import { SHORTCUTS } from "../keys.ts";
import type { Content } from "../scene.ts";
import { say } from "../words.ts";

/** Nothing is open: what to begin with. */
export function home(): Content {
  const key = (one: string): Content => html`<kbd>${one}</kbd>`;
  return html`<article class="homely" aria-labelledby="place">
    <h2 id="place" tabindex="-1">${say("home.title")}</h2>
    <p>${say("home.lead")}</p>
    <p>
      ${key(SHORTCUTS.newCall.key)} ${say("home.key_call")}、${key(SHORTCUTS.help.key)}
      ${say("home.key_help")}
    </p>
  </article>`;
}
