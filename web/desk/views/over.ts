import { html, nothing } from "lit";
import type { Card } from "../../../src/desk/view.ts";
import { hashOf, pathOf } from "../place.ts";
import { type Content, type Scene, timeText } from "../scene.ts";
import { say, sayOf } from "../words.ts";

/** As many as the server tells of. */
const MOST = 200;

/** Conversations that are over, to be read and to be taken along by those who may. */
export function over(scene: Scene): Content {
  const { over: cards } = scene.session;
  return html`<article class="over" aria-labelledby="place">
    <a class="to-list" href="#/">${say("app.home")}</a>
    <h2 id="place" tabindex="-1">${say("over.title")}</h2>
    <p class="quiet">${say("over.lead", { n: MOST })}</p>
    ${cards ? (cards.length > 0 ? table(scene, cards) : html`<p>${say("over.none")}</p>`) : html`<p>${say("app.opening")}</p>`}
  </article>`;
}

function table({ session, now }: Scene, cards: readonly Card[]): Content {
  const mayRead = session.may("conversation.read_closed");
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${say("over.closed_at")}</th>
        <th scope="col">${say("over.how")}</th>
        <th scope="col">${say("over.where")}</th>
        <th scope="col">${say("over.agent")}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${cards.map((card) => {
        const place = { kind: "handoff", id: card.id } as const;
        const at = timeText(card.closedAt ?? card.askedAt, now);
        return html`<tr>
          <th scope="row">${at}</th>
          <td>${sayOf("channel", card.channel)}・${sayOf("lang", card.lang)}</td>
          <td>${card.question}</td>
          <td>${card.agent?.name}</td>
          <td>
            ${mayRead ? html`<a href=${hashOf(place)}>${say("over.open")}<span class="unseen"> ${at}</span></a>` : nothing}
            <a href="/desk/api${pathOf(place)}/export" download>
              ${say("over.export")}<span class="unseen"> ${at}</span>
            </a>
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}
