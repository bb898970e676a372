import { html, nothing } from "lit";
import { draw } from "../picture.ts";
import type { Scene, View } from "../scene.ts";

/** The drawing that explains it better than words; its text alternative stands in for it until it has come. */
export function drawing({ standing, picture, lang, inert }: Scene): View {
  if (!standing?.picture) return nothing;
  const { id, alt } = standing.picture;
  const shape = picture(id, lang);
  if (!shape) return html`<p class="picture">${inert(alt)}</p>`;
  return html`<div
    class="picture"
    role="img"
    aria-label=${alt.replace(/｜([^｜《》]+)《[^｜《》]+》/gu, "$1")}
  >
    ${drawn(shape)}
  </div>`;
}

const known = new WeakMap<object, SVGElement>();

/** Drawn once, so that a new look at the page does not draw it again. */
function drawn(shape: Parameters<typeof draw>[0]): SVGElement {
  const element = known.get(shape) ?? draw(shape);
  element.setAttribute("aria-hidden", "true");
  element.removeAttribute("role");
  element.removeAttribute("aria-label");
  known.set(shape, element);
  return element;
}
