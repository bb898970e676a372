import { html, nothing } from "lit";
import type { View } from "../../../src/desk/view.ts";
import { inert } from "../../text.ts";
import { type Content, type Scene, timeText } from "../scene.ts";
import { say, sayOf } from "../words.ts";

/** What was answered so far and by whom, each to be changed, and what the card said. */
export function path(scene: Scene, view: View): Content {
  return html`<aside class="path" aria-labelledby="path-title">
    <h4 id="path-title">${say("guide.path")}</h4>
    ${answers(scene, view)} ${card(scene, view)}
  </aside>`;
}

function answers({ session, acts }: Scene, view: View): Content {
  if (view.answers.length === 0) return html`<p class="quiet">${say("guide.path_empty")}</p>`;
  const asked = new Map(view.questions.map((one) => [one.node, one]));
  return html`<ol>
    ${view.answers.map(({ node, question, label, by }) => {
      const { title = question, label: answer = label } = asked.get(node) ?? {};
      return html`<li>
        <p class="asked">${inert(title, "ja")}</p>
        <p class="answered">${inert(answer, "ja")}</p>
        ${session.place.kind === "call" ? nothing : html`<p class="by">${sayOf("guide.by", by)}</p>`}
        ${
          session.isMine
            ? html`<button type="button" class="quiet" @click=${() => acts.open(node)}>
                ${say("guide.change")}<span class="unseen"> ${inert(title, "ja")}</span>
              </button>`
            : nothing
        }
      </li>`;
    })}
  </ol>`;
}

/** What a reader said of the card; else what nobody has checked. "Not checked" is never "not locked". */
function card({ session, now }: Scene, view: View): Content {
  const named = view.outcome?.slip?.counters.map(({ name, left, concerned }) => ({
    name: name.ja,
    left,
    concerned,
  }));
  const counters: readonly Counter[] = view.card?.counters ?? named ?? [];
  // On the telephone there is nothing to read it with.
  if (counters.length === 0 && session.place.kind === "call") return nothing;
  return html`<h4>${say("guide.card")}</h4>
    <p class="quiet">
      ${view.card ? say("guide.card_at", { time: timeText(view.card.readAt, now) }) : say("guide.card_none")}
    </p>
    ${counters.length === 0 ? nothing : table(counters)}`;
}

interface Counter {
  readonly name: string;
  readonly left: number | null;
  /** It is the one that the outcome is about. */
  readonly concerned?: boolean;
}

function table(counters: readonly Counter[]): Content {
  return html`<table class="counters">
    <tbody>
      ${counters.map(
        ({ name, left, concerned }) =>
          html`<tr class=${concerned || left === 0 ? "concerned" : ""}>
            <th scope="row">${inert(name, "ja")}</th>
            <td>${left === null ? say("guide.card_unchecked") : say("guide.card_left", { n: left })}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
