import { type Html, html } from "../html.ts";
import { formFields, onceField, type Scene, type Words } from "./scene.ts";

/** A place to say it in one's own words, below the choices. */
export function wordsForm(scene: Scene, say: Words): Html {
  return html`<form class="words" method="post" action="/words" autocomplete="off">
    ${formFields(scene)} ${onceField()}
    <label for="words">${say("web.words")}</label>
    <p id="words-note">${say("web.words_note")}</p>
    <input id="words" name="text" type="text" maxlength="500" required aria-describedby="words-note" />
    <button>${say("web.words_send")}</button>
  </form>`;
}
