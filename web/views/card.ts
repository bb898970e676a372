import { html, nothing } from "lit";
import { button, type Scene, type View } from "../scene.ts";

/** Where a reading of the card would help: the way to it, or why there is none here. */
export function cardOffer(scene: Scene): View {
  const { standing, acts, say, rich, words, talk } = scene;
  if (!standing?.offersCard || standing.pairing) return nothing;
  if (talk.isLocal) return html`<p class="quiet">${rich(words("widget.local"))}</p>`;
  if (!standing.canPair) return nothing;
  return html`<p>
    ${button(scene, { look: "plain", press: () => acts.send({ command: "card" }, "#question") }, say("ui.card"))}
  </p>`;
}
