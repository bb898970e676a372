import type { Line } from "../../../language/index.ts";
import { type Html, html } from "../html.ts";
import type { Words } from "./scene.ts";

interface Way {
  readonly href: string;
  readonly label: Line;
}

/** A mistake, at the top and in focus, with a way to where it can be mended. */
export function alert(say: Words, message: Line, href: string): Html {
  return html`<div class="notice mistaken" role="alert" tabindex="-1" autofocus>
    <h2>${say("web.mistake")}</h2>
    <p><a href="${href}">${say(message)}</a></p>
  </div>`;
}

/** News, which may wait until the reader is done with what they are reading. */
export function status(say: Words, message: Line, way?: Way): Html {
  return html`<div class="notice" role="status">
    <p>${say.linked(message)}</p>
    ${way && html`<p><a href="${way.href}">${say(way.label)}</a></p>`}
  </div>`;
}

/** What several lines tell together, such as an answer and its sources. */
export function news(say: Words, lines: readonly Line[]): Html {
  return html`<div class="notice" role="status">
    ${lines.map((text) => html`<p>${say.linked(text)}</p>`)}
  </div>`;
}
