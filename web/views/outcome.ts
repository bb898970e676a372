import { html, nothing } from "lit";
import type { Rating } from "../../src/assistant/index.ts";
import type { RenderedSection } from "../../src/channels/rendered.ts";
import { button, type Scene, type View } from "../scene.ts";
import { cardOffer } from "./card.ts";
import { drawing } from "./drawing.ts";

/** The answer first, then the slip, then every section under its heading. */
export function outcome(scene: Scene): View {
  const { standing, rich } = scene;
  if (!standing?.outcome) return nothing;
  const { sections, slip } = standing.outcome;
  const [answer, ...rest] = sections;
  return html`<div class="headline">${answer?.lines.map((text) => html`<p>${rich(text)}</p>`)}</div>
    ${slip && !slip.fallback ? slipWay(scene, "main") : nothing} ${cardOffer(scene)}
    ${rest.map((section) => sectionOf(scene, section))} ${slip?.fallback ? slipWay(scene, "plain") : nothing}
    ${rating(scene)} ${keep(scene)}`;
}

/** Two buttons until one is pressed; the server's answer then says thank you. */
function rating(scene: Scene): View {
  const { acts, say } = scene;
  if (scene.standing?.rated) return nothing;
  const choice = (rate: Rating): View =>
    button(scene, { look: "plain", press: () => acts.send({ rate }) }, say(`rate.${rate}`));
  return html`<p class="ways">${choice("good")}${choice("bad")}</p>`;
}

function slipWay(scene: Scene, look: string): View {
  const { acts, say } = scene;
  const press = (): void => acts.show({ slip: true }, "#slip-title");
  return html`<p>${button(scene, { look, id: "slip-way", press }, say("ui.slip_show"))}</p>`;
}

function sectionOf(scene: Scene, { id, heading, lines }: RenderedSection): View {
  const { inert, rich, say, isPage } = scene;
  const items = lines.map((text) => html`<li>${rich(text)}</li>`);
  return html`<section class=${id} aria-labelledby="section-${id}">
    <h4 id="section-${id}" aria-level=${isPage ? 3 : 4}>${inert(heading)}</h4>
    ${
      id === "steps"
        ? html`<ol>
              ${items}
            </ol>
            ${drawing(scene)}`
        : html`<ul>
            ${items}
          </ul>`
    }
    ${id === "sources" ? html`<p>${say("ui.sources_note")}</p>` : nothing}
  </section>`;
}

/** A link that opens the same answers again. */
function keep(scene: Scene): View {
  const { standing, talk, acts, say, shown, isPage } = scene;
  if (!standing) return nothing;
  const address = talk.linkTo(standing);
  return html`<section aria-labelledby="keep">
    <h4 id="keep" aria-level=${isPage ? 3 : 4}>${say("widget.keep")}</h4>
    <p>${say("widget.keep_how")}</p>
    <p><a class="alone" href=${address} target="_blank" rel="noopener">${say("widget.keep_link")}</a></p>
    <p>
      <button type="button" class="plain" @click=${() => acts.copy(address)}>${say("ui.link_copy")}</button>
      ${shown.copied ? html`<span>${say("widget.copied")}</span>` : nothing}
    </p>
  </section>`;
}
