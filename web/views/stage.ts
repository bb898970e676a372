import { html, nothing } from "lit";
import { button, type Scene, type View } from "../scene.ts";
import { cardOffer } from "./card.ts";
import { drawing } from "./drawing.ts";
import { outcome } from "./outcome.ts";

/** Where the conversation stands: the open question with its answers, or the outcome. */
export function stage(scene: Scene): View {
  const { standing, session, isPage, say } = scene;
  const isOutcome = Boolean(standing?.outcome);
  return html`${standing ? lead(scene) : nothing}
    <div class="stage" role="group" aria-labelledby="question" ?hidden=${session.isGone}>
      <h3 id="question" tabindex="-1" aria-level=${isPage ? 2 : 3}>${heading(scene)}</h3>
      ${standing ? (isOutcome ? outcome(scene) : question(scene)) : nothing}
    </div>
    ${
      session.isGone
        ? html`<button type="button" class="main" @click=${() => scene.acts.begin()}>
            ${say("ui.restart")}
          </button>`
        : nothing
    }`;
}

function heading({ standing, say, inert }: Scene): View {
  if (!standing) return say("widget.opening");
  if (standing.outcome) return say("section.answer");
  const n = String(standing.answers.length + 1);
  return html`<small>${say("ui.progress", { n })}</small>${inert(standing.say.at(-1) ?? "")}`;
}

/** The greeting, before the first question. */
function lead({ standing, rich }: Scene): View {
  if (!standing || standing.outcome) return nothing;
  return standing.say
    .slice(standing.notices.length, -1)
    .map((text) => html`<p class="lead">${rich(text)}</p>`);
}

function question(scene: Scene): View {
  const { standing, acts, inert } = scene;
  if (!standing) return nothing;
  const { node, choices, picture } = standing;
  return html`${help(scene)}
    <div class="choices">
      ${choices.map(({ value, label }) =>
        button(
          scene,
          {
            look: value === standing.suggested ? "choice likely" : "choice",
            press: () => acts.send({ choose: value, node }, `#answer-${node}`),
          },
          inert(label),
        ),
      )}
    </div>
    ${picture && !standing.help ? drawing(scene) : nothing} ${cardOffer(scene)}`;
}

function help(scene: Scene): View {
  const { standing, say, rich } = scene;
  if (!standing?.help) return nothing;
  return html`<details>
    <summary>${say("ui.help")}</summary>
    <p>${rich(standing.help)}</p>
    ${drawing(scene)}
  </details>`;
}
