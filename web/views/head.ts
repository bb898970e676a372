import { html, nothing } from "lit";
import { LANGS } from "../../src/language/index.ts";
import { type Scene, SIZES, type View } from "../scene.ts";
import { htmlLang, inert } from "../text.ts";
import { wordsIn } from "../words.ts";

/** The name of the service, and the ways to set how it is read and to close it. */
export function head({ shown, acts, isPage, say, inert, standing }: Scene): View {
  return html`<div class="head">
    <h2 id="title" tabindex="-1" aria-level=${isPage ? 1 : 2}>
      ${say("ui.title")}${standing?.cityName ? html`<small>${inert(standing.cityName)}</small>` : nothing}
    </h2>
    <button
      type="button"
      class="quiet"
      aria-expanded=${shown.settings}
      aria-controls="settings"
      @click=${() => acts.show({ settings: !shown.settings })}
    >
      ${say("widget.settings")}
    </button>
    ${isPage ? nothing : html`<button type="button" class="quiet" @click=${() => acts.close()}>${say("ui.close")}</button>`}
  </div>`;
}

/** Language, size of text and furigana. */
export function settings(scene: Scene): View {
  const { shown, say } = scene;
  return html`<div id="settings" ?hidden=${!shown.settings}>
    <div role="group" aria-labelledby="languages">
      <span id="languages">${say("ui.language")}</span>${LANGS.map((lang) => language(scene, lang))}
    </div>
    <div role="group" aria-labelledby="sizes">
      <span id="sizes">${say("widget.size")}</span>${SIZES.map((size) =>
        toggle(shown.size === size, () => scene.acts.show({ size }), say(`widget.size.${size}`)),
      )}
    </div>
    ${
      scene.lang === "ja-simple"
        ? toggle(shown.furigana, () => scene.acts.show({ furigana: !shown.furigana }), say("widget.furigana"))
        : nothing
    }
  </div>`;
}

/** Each language under its own name, in its own language. */
function language(scene: Scene, lang: (typeof LANGS)[number]): View {
  const tag = htmlLang(lang);
  return html`<button
    type="button"
    lang=${tag}
    aria-pressed=${scene.lang === lang}
    aria-disabled=${scene.session.pending ? "true" : "false"}
    @click=${() => scene.acts.send({ command: "language", value: lang })}
  >
    ${inert(wordsIn(lang)(`ui.language_name.${lang}`), tag)}
  </button>`;
}

function toggle(pressed: boolean, press: () => void, label: View): View {
  return html`<button type="button" aria-pressed=${pressed} @click=${press}>${label}</button>`;
}
