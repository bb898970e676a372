import type { Reply } from "../../../assistant/index.ts";
import { type Html, html } from "../html.ts";
import type { Scene, Words } from "./scene.ts";

/** The drawing that explains it better than words, with all that it shows as its text. */
export function pictureHere({ lang }: Scene, { picture }: Reply, say: Words): Html | null {
  return (
    picture &&
    html`<img
      class="picture"
      src="/pictures/${lang}/${picture}.svg"
      alt="${say.plain(`picture.${picture}.alt`)}"
      loading="lazy"
    />`
  );
}
