import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { button, type Scene, type View } from "../scene.ts";

interface Told {
  readonly node: string;
  readonly question: string;
  readonly label: string;
  readonly isPending?: true;
}

/**
 * What was asked and answered so far, with a way to change each answer. It is rebuilt from the answers, so it
 * is the same after a reload. An answer on its way stands here already, and can be read again.
 */
export function story(scene: Scene): View {
  const told = toldIn(scene);
  if (told.length === 0) return nothing;
  const { say, inert, isPage } = scene;
  return html`<section class="story" aria-labelledby="answers">
    <h3 id="answers" aria-level=${isPage ? 2 : 3}>${say("ui.answers")}</h3>
    <ol>
      ${repeat(
        told,
        ({ node }) => node,
        ({ node, question, label, isPending }) =>
          html`<li id="answer-${node}" tabindex="-1">
            <p class="asked">${inert(question)}</p>
            <p class="answered"><span class="unseen">${say("widget.your_answer")} </span>${inert(label)}</p>
            ${isPending ? html`<p class="sending">${say("widget.sending")}</p>` : change(scene, node, question)}
          </li>`,
      )}
    </ol>
  </section>`;
}

function change(scene: Scene, node: string, question: string): View {
  const { say, inert, acts } = scene;
  return button(
    scene,
    { look: "change", press: () => acts.send({ change: node }, "#question") },
    html`${say("ui.change")}<span class="unseen"> (${inert(question)})</span>`,
  );
}

function toldIn({ standing, session }: Scene): readonly Told[] {
  if (!standing) return [];
  const input = session.pending?.input;
  if (!input || !("choose" in input) || input.node !== standing.node) return standing.answers;
  const label = standing.choices.find(({ value }) => value === input.choose)?.label ?? "";
  const question = standing.say.at(-1) ?? "";
  return [...standing.answers, { node: input.node, question, label, isPending: true }];
}
