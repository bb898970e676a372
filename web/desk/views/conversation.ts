import { html, nothing } from "lit";
import type { Card } from "../../../src/desk/view.ts";
import { type Content, keyed, type Scene, timeText } from "../scene.ts";
import { say, sayOf } from "../words.ts";
import { guide } from "./guide.ts";
import { thread } from "./thread.ts";
import { writing } from "./writing.ts";

/** A hand-off: what people write to each other, and beside it the flow of the resident's own conversation. */
export function conversation(scene: Scene): Content {
  const { session, shown, acts } = scene;
  const { standing } = session;
  const { handoff } = standing ?? {};
  if (!standing || !handoff) return html`<p class="quiet">${say("app.opening")}</p>`;
  return html`<article class="conversation shows-${shown.side}" aria-labelledby="place">
    <header>
      <a class="to-list" href="#/">${say("app.home")}</a>
      <h2 id="place" tabindex="-1">${say("talk.title", { channel: sayOf("channel", handoff.channel) })}</h2>
      ${about(scene, handoff)} ${actions(scene, handoff)}
      <div class="sides" role="group" aria-label=${say("talk.views")}>
        ${(["thread", "guide"] as const).map(
          (side) =>
            html`<button
              type="button"
              class="plain"
              aria-pressed=${shown.side === side}
              @click=${() => acts.show({ side })}
            >
              ${say(side === "thread" ? "talk.view_thread" : "talk.view_guide")}
            </button>`,
        )}
      </div>
    </header>
    <section class="talk" aria-labelledby="talk-title">
      <h3 id="talk-title">${say("talk.thread")}</h3>
      ${thread(scene)} ${writing(scene)}
    </section>
    ${guide(scene, standing.view)}
  </article>`;
}

function about(scene: Scene, handoff: Card): Content {
  const { now } = scene;
  const told = [
    sayOf("lang", handoff.lang),
    handoff.cityName ?? say("city.none"),
    `${say("talk.asked_at")} ${timeText(handoff.askedAt, now)}`,
    handoff.takenAt === null ? "" : `${say("talk.taken_at")} ${timeText(handoff.takenAt, now)}`,
    handoff.afterHours ? say("queue.after_hours") : "",
  ].filter((text) => text !== "");
  return html`<p class="about">${told.join("・")}</p>
    <p class="whose ${handoff.state}">${whose(scene, handoff)}</p>`;
}

function whose({ session }: Scene, { state, agent, silent }: Card): string {
  if (state === "closed") return say("talk.closed");
  if (state === "waiting") return say("talk.waiting");
  const name = agent?.name ?? say("talk.agent");
  if (!session.isMine) return say(silent?.free ? "talk.free" : "talk.taken_by", { name });
  return say(state === "held" ? "talk.held" : "talk.mine");
}

function actions(scene: Scene, { id, state, silent }: Card): Content {
  const { session, shown, acts } = scene;
  if (state === "closed") return nothing;
  if (!session.isMine) {
    const isFree = state === "waiting" || silent?.free || session.may("handoff.assign");
    const word = state === "waiting" ? "queue.take" : "queue.take_over";
    return html`<p class="row">
      ${isFree && session.may("handoff.take") ? keyed(scene, "take", word, "main") : nothing}
      ${session.may("handoff.assign") ? keyed(scene, "transfer", "talk.transfer") : nothing}
    </p>`;
  }
  if (shown.asks === "close") return sure(scene);
  const press = (act: "give-back") => (): void => acts.act(id, act);
  return html`<div class="row" role="group" aria-label=${say("talk.actions")}>
    ${keyed(scene, "hold", state === "held" ? "talk.resume" : "talk.hold")}
    ${session.may("handoff.transfer") ? keyed(scene, "transfer", "talk.transfer") : nothing}
    <button type="button" class="plain" @click=${press("give-back")}>${say("talk.give_back")}</button>
    <button type="button" class="plain" id="close" @click=${() => acts.ask("close")}>
      ${say("talk.close")}
    </button>
  </div>`;
}

function sure({ acts }: Scene): Content {
  return html`<div class="sure" role="group" aria-labelledby="asks">
    <p id="asks" tabindex="-1">${say("talk.close_sure")}</p>
    <p class="row">
      <button type="button" class="main" @click=${() => acts.confirm()}>${say("talk.close_yes")}</button>
      <button type="button" class="plain" @click=${() => acts.show({ asks: undefined }, "#close")}>
        ${say("app.cancel")}
      </button>
    </p>
  </div>`;
}
