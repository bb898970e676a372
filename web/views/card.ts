import { html, nothing } from "lit";
import { button, type Scene, type View } from "../scene.ts";

/** Where a reading of the card would help, and can be had. */
export function cardOffer(scene: Scene): View {
  const { standing, acts, say } = scene;
  if (!standing?.offersCard || !standing.canPair || standing.pairing) return nothing;
  return html`<p>
    ${button(scene, { look: "plain", press: () => acts.send({ command: "card" }, "#question") }, say("ui.card"))}
  </p>`;
}
