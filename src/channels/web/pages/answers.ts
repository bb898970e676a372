import type { AnswerView } from "../../../assistant/index.ts";
import { type Html, html } from "../html.ts";
import { pathOfNode, type Words } from "./scene.ts";

/** What was answered so far. */
export function answerList(answers: readonly AnswerView[], say: Words, changeable: boolean): Html {
  return html`<dl class="answers">
    ${answers.map(
      ({ node, question, label }) =>
        html`<div>
          <dt>${say(question)}</dt>
          <dd>${say(label)}</dd>
          ${
            changeable &&
            html`<dd class="change">
              <a href="${pathOfNode(node)}"
                >${say("ui.change")}<span class="unseen"> (${say(question)})</span></a
              >
            </dd>`
          }
        </div>`,
    )}
  </dl>`;
}

/** "Your answers so far", with a way back to each question. */
export function answersSoFar(answers: readonly AnswerView[], say: Words): Html | null {
  if (answers.length === 0) return null;
  return html`<section aria-labelledby="answers">
    <h2 id="answers">${say("ui.answers")}</h2>
    ${answerList(answers, say, true)}
  </section>`;
}
