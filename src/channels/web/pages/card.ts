import { codeLines, type PairingDesk } from "../../pairing.ts";
import { html } from "../html.ts";
import { layout } from "./layout.ts";
import { formFields, type Scene, type Words, wordsOf } from "./scene.ts";

/** The code for the probe. The page asks again by itself, and goes on when the report has arrived. */
export function cardPage(scene: Scene, code: string, desk: PairingDesk, back: string): string {
  const say = wordsOf(scene);
  return layout(scene, {
    title: say.plain("pairing.title"),
    refresh: true,
    main: html`
      <p><a class="back" href="${back}">${say("web.back_to_questions")}</a></p>
      <h1>${say("pairing.title")}</h1>
      ${codeLines(code, desk).map((text) => html`<p class="${text.id.replace(".", "-")}">${say(text)}</p>`)}
      <p role="status">${say("pairing.waiting")}</p>
    `,
  });
}

/** The way to that page, where a reading would help. */
export function cardOffer(scene: Scene, say: Words) {
  return html`<form class="card-offer" method="post" action="/card">
    ${formFields(scene)}
    <button>${say("ui.card")}</button>
  </form>`;
}
