import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Card } from "../../../src/desk/view.ts";
import { hashOf, isSame } from "../place.ts";
import { type Content, keyed, type Scene, timeText } from "../scene.ts";
import { durationText, isLong } from "../waiting-time.ts";
import { say, sayOf, type WordId } from "../words.ts";

/** Everybody who wants a person, the longest waiting first, and the calls that were not ended. */
export function queue(scene: Scene): Content {
  const { session } = scene;
  const { queue: all } = session;
  return html`<nav class="queue" aria-labelledby="queue">
    <h2 id="queue" tabindex="-1">${say("queue.title")}</h2>
    ${session.may("call.use") ? html`${keyed(scene, "newCall", "queue.new_call", "main")}${calls(scene)}` : nothing}
    ${
      all
        ? [
            part(
              scene,
              "waiting",
              all.waiting.toSorted((one, other) => one.askedAt - other.askedAt),
            ),
            part(scene, "mine", all.mine),
            part(scene, "others", all.others),
          ]
        : html`<p class="quiet">${say("app.opening")}</p>`
    }
  </nav>`;
}

const NONE = {
  waiting: "queue.none_waiting",
  mine: "queue.none_mine",
  others: "queue.none_others",
} as const satisfies Record<string, WordId>;

function part(scene: Scene, name: keyof typeof NONE, cards: readonly Card[]): Content {
  return html`<section class=${name} aria-labelledby="queue-${name}">
    <h3 id="queue-${name}">
      ${say(`queue.${name}`)} <span class="count">${say("queue.count", { n: cards.length })}</span>
    </h3>
    ${
      cards.length === 0
        ? html`<p class="quiet">${say(NONE[name])}</p>`
        : html`<ul>
            ${repeat(
              cards,
              ({ id }) => id,
              (one) => card(scene, one),
            )}
          </ul>`
    }
  </section>`;
}

function card(scene: Scene, one: Card): Content {
  const { session, acts } = scene;
  const place = { kind: "handoff", id: one.id } as const;
  const isHere = isSame(place, session.place);
  const take = one.state === "waiting" ? "queue.take" : "queue.take_over";
  const takeable =
    one.state === "waiting" ||
    (one.agent?.id !== session.me?.user.id && (one.silent?.free || session.may("handoff.assign")));
  return html`<li class=${isHere ? "card here" : "card"}>
    <a href=${hashOf(place)} aria-current=${isHere ? "page" : nothing}>
      ${standing(scene, one)}
      <span class="of">
        ${sayOf("channel", one.channel)}・${sayOf("lang", one.lang)}・${one.cityName ?? say("city.none")}
      </span>
      <span class="question">${one.question}</span>
      ${marks(scene, one)}
    </a>
    ${
      takeable && session.may("handoff.take")
        ? html`<button
            type="button"
            class="take"
            aria-disabled=${session.acting ? "true" : "false"}
            @click=${() => acts.take(one)}
          >
            ${say(take)}<span class="unseen"> ${sayOf("channel", one.channel)} ${one.question}</span>
          </button>`
        : nothing
    }
  </li>`;
}

/** How long somebody waits, or who has taken it. */
function standing({ session, now }: Scene, { state, askedAt, agent }: Card): Content {
  if (state !== "waiting") {
    return html`<span class="has"
      >${agent?.id === session.me?.user.id ? nothing : html`<b>${agent?.name}</b>`}
      ${timeText(askedAt, now)}</span
    >`;
  }
  const waits = now - askedAt;
  return html`<span class=${isLong(waits) ? "waits long" : "waits"}>
    <span class="unseen">${say("queue.waits")} </span>${durationText(waits)}
    ${isLong(waits) ? html`<span class="mark">${say("queue.long")}</span>` : nothing}
  </span>`;
}

function marks({ session }: Scene, { state, afterHours, silent, agent, said, lastSaid }: Card): Content {
  const isMine = agent?.id === session.me?.user.id;
  const found = [
    afterHours && state === "waiting" && say("queue.after_hours"),
    state === "held" && say("queue.held"),
    isMine && lastSaid?.author === "resident" && say("queue.unread"),
    silent && !isMine && agent && say("queue.silent", { name: agent.name }),
    said > 0 && say("queue.said", { n: said }),
  ].filter((mark) => typeof mark === "string");
  return found.length === 0
    ? nothing
    : html`<span class="marks">${found.map((mark) => html`<span class="mark">${mark}</span>`)}</span>`;
}

function calls({ session, now }: Scene): Content {
  const open = session.calls.filter(({ id }) => !isSame({ kind: "call", id }, session.place));
  if (open.length === 0) return nothing;
  return html`<ul class="calls">
    ${open.map(
      ({ id, at }) =>
        html`<li>
          <a href=${hashOf({ kind: "call", id })}>${say("queue.open_call")} ${timeText(at, now)}</a>
        </li>`,
    )}
  </ul>`;
}
