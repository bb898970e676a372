import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ThreadLine } from "../../../src/desk/view.ts";
import { inert } from "../../text.ts";
import type { Letter } from "../outbox.ts";
import { type Content, type Scene, timeText } from "../scene.ts";
import { say } from "../words.ts";

/** What people wrote to each other, and what is on its way. New lines are read out as they come. */
export function thread(scene: Scene): Content {
  const { session } = scene;
  const lines = session.standing?.thread ?? [];
  const letters = session.outbox.of(session.place).filter(({ kind }) => kind !== "turn");
  return html`<div class="thread" role="log" tabindex="0" aria-label=${say("talk.thread")}>
    ${lines.length + letters.length === 0 ? html`<p class="quiet">${say("talk.empty")}</p>` : nothing}
    <ol>
      ${repeat(
        lines,
        ({ id }) => id,
        (one) => line(scene, one),
      )}
      ${lettersOf(scene, letters)}
    </ol>
  </div>`;
}

/** What the server has not taken, in a conversation that cannot be shown any more. */
export function leftOver(scene: Scene): Content {
  const { session } = scene;
  const letters = session.outbox.of(session.place).filter(({ kind }) => kind !== "turn");
  return letters.length === 0
    ? nothing
    : html`<ol class="thread">
        ${lettersOf(scene, letters)}
      </ol>`;
}

function lettersOf(scene: Scene, letters: readonly Letter[]): Content {
  return html`${repeat(
    letters,
    ({ id }) => id,
    (one) => letter(scene, one),
  )}`;
}

function line({ session, now }: Scene, { author, agent, text, at }: ThreadLine): Content {
  const isMine = agent !== null && agent.id === session.me?.user.id;
  return html`<li class=${author}>
    <p class="by">${byline(author, isMine, agent?.name)} <time>${timeText(at, now)}</time></p>
    <p class="text">${text === null ? html`<i>${say("talk.unreadable")}</i>` : inert(text, "ja")}</p>
  </li>`;
}

function byline(author: ThreadLine["author"], isMine: boolean, name?: string): string {
  if (author === "resident") return say("talk.resident");
  if (author === "note" && !isMine && name === undefined) return say("talk.record");
  const who = isMine ? say("talk.you") : (name ?? say("talk.agent"));
  return author === "note" ? `${say("talk.note")} ${who}` : who;
}

function letter({ session }: Scene, one: Letter): Content {
  const text = "text" in one.body && typeof one.body.text === "string" ? one.body.text : "";
  return html`<li class="${one.kind === "note" ? "note" : "agent"} unsent">
    <p class="by">
      ${one.kind === "note" ? say("talk.note") : say("talk.you")}
      <b class="mark">${say(one.refused === undefined ? "talk.pending" : "talk.refused")}</b>
    </p>
    <p class="text">${inert(text, "ja")}</p>
    ${
      one.refused === undefined
        ? nothing
        : html`<p class="why">${one.refused}</p>
            <p class="row">
              <button type="button" class="plain" @click=${() => session.again(one)}>
                ${say("talk.again")}
              </button>
              <button type="button" class="plain" @click=${() => session.drop(one)}>
                ${say(session.standing && session.isMine ? "talk.drop" : "talk.discard")}
              </button>
            </p>`
    }
  </li>`;
}
