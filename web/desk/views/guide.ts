import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import type { View, ViewQuestion } from "../../../src/desk/view.ts";
import { isLang } from "../../../src/language/langs.ts";
import { htmlLang, inert, rich } from "../../text.ts";
import { CHOICE_KEYS, isSending } from "../keys.ts";
import { type Content, keyed, type Scene } from "../scene.ts";
import { say, sayOf } from "../words.ts";
import { outcome } from "./outcome.ts";
import { path } from "./path.ts";

const LONGEST_TEXT = 500;

/** The co-pilot: what to say and to listen for, the answers by number, and what was answered so far. */
export function guide(scene: Scene, view: View): Content {
  const { session, shown } = scene;
  const isCall = session.place.kind === "call";
  const ahead = view.questions.find(({ node }) => node === shown.ahead);
  return html`<section class="guide" aria-labelledby="guide-title">
    <h3 id="guide-title" class=${isCall ? "unseen" : ""}>${say("guide.title")}</h3>
    ${isCall ? nothing : html`<p class="quiet">${say(session.isMine ? "guide.for_resident" : "guide.look_only")}</p>`}
    <div class="columns">
      <div class="stage" aria-busy=${session.isWaiting}>
        ${heard(view)}
        ${ahead ? aheadOf(scene, view, ahead) : view.outcome ? outcome(view, { isCall, slip: slipWay(scene) }) : question(scene, view)}
        ${session.isMine ? ways(scene) : nothing}
      </div>
      <div class="side">${avoided(view)} ${path(scene, view)}</div>
    </div>
  </section>`;
}

/** What became of the last input; it is for the agent. */
function heard({ notices }: View): Content {
  if (notices.length === 0) return nothing;
  return html`<div class="notice" role="status">
    ${notices.map((text) => html`<p>${rich(text, "ja")}</p>`)}
  </div>`;
}

function question(scene: Scene, view: View): Content {
  const { script, lang, suggested, answers, questions, node } = view;
  const here = questions.find((one) => one.node === node);
  return html`<h4 id="guide-heading" tabindex="-1">
      <small>${say("guide.nth", { n: answers.length + 1 })}</small> ${inert(here?.title ?? "", "ja")}
    </h4>
    ${spoken(scene, script.say, lang)} ${choicesOf(scene, heardAs(view), { suggested, lang })} `;
}

function spoken({ session, acts }: Scene, lines: readonly string[], lang: string): Content {
  if (lines.length === 0) return nothing;
  const isWritten = session.place.kind === "handoff" && session.isMine;
  return html`<div class="say">
    <p class="row">
      <b>${say(session.place.kind === "call" ? "guide.say" : "guide.ask")}</b>
      ${
        isWritten
          ? html`<button type="button" class="quiet" @click=${() => acts.use(lines)}>
              ${say("guide.use")}
            </button>`
          : nothing
      }
    </p>
    <div lang=${tagOf(lang)} class=${lang}>
      ${lines.map((text) => html`<p>${inert(text, tagOf(lang))}</p>`)}
    </div>
  </div>`;
}

/** A choice with what callers say who mean it. */
interface Heard {
  readonly value: string;
  readonly label: string;
  readonly listen?: string;
}

/** Between what callers say and the short name of the choice that it means (src/desk/copilot/script.ts). */
const MEANS = " → ";

function heardAs({ choices, script }: View): readonly Heard[] {
  const heard = new Map(
    script.listen.map((said) => said.split(MEANS)).map(([said = "", short = ""]) => [short, said]),
  );
  return choices.map(({ value, label, short }) => {
    const listen = heard.get(short);
    return { value, label, ...(listen !== undefined && { listen }) };
  });
}

function avoided({ script }: View): Content {
  if (script.avoid.length === 0) return nothing;
  return html`<div class="avoid">
    <h5><span aria-hidden="true">✕ </span>${say("guide.avoid")}</h5>
    <ul>
      ${script.avoid.map((text) => html`<li>${inert(text, "ja")}</li>`)}
    </ul>
  </div>`;
}

/** A question before its turn: it is kept until the flow reaches it. */
function aheadOf(scene: Scene, view: View, one: ViewQuestion): Content {
  return html`<h4 id="guide-heading" tabindex="-1">
      <small>${say("guide.ahead")}</small> ${inert(one.title, "ja")}
    </h4>
    ${choicesOf(scene, one.choices, { lang: view.lang, suggested: null })}
    <p>
      <button
        type="button"
        class="plain"
        @click=${() => scene.acts.show({ ahead: undefined }, "#guide-heading")}
      >
        ${say("guide.ahead_back")}
      </button>
    </p>`;
}

function choicesOf(
  { session, acts, shown }: Scene,
  choices: readonly Heard[],
  { lang, suggested }: { readonly lang: string; readonly suggested: string | null },
): Content {
  const waits = !session.isMine || session.isWaiting;
  return html`<ol class="choices" aria-label=${say("guide.choices")}>
    ${choices.map(({ value, label, listen }, n) => {
      const key = CHOICE_KEYS[n];
      return html`<li>
        <button
          type="button"
          class=${value === suggested ? "choice likely" : "choice"}
          aria-disabled=${waits ? "true" : "false"}
          aria-keyshortcuts=${key ?? nothing}
          @click=${() => acts.choose(value)}
        >
          ${shown.keys && session.isMine ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
          <span lang=${tagOf(lang)}>
            ${inert(label, tagOf(lang))}
            ${listen === undefined ? nothing : html`<small><span class="unseen" lang="ja">${say("guide.listen")} </span>${inert(listen, tagOf(lang))}</small>`}
          </span>
          ${value === suggested ? html`<span class="mark">${say("guide.suggested")}</span>` : nothing}
        </button>
      </li>`;
    })}
  </ol>`;
}

/** The caller gets the slip by a code. A resident has it on their own screen. */
function slipWay(scene: Scene): Content {
  const { place, standing } = scene.session;
  const hasSlip = place.kind === "call" && standing?.view.outcome?.slip;
  return hasSlip ? keyed(scene, "slip", "guide.slip", "main") : nothing;
}

/** Free text, one step back, another question, another language, and what ends it. */
function ways(scene: Scene): Content {
  const { session, shown } = scene;
  const isCall = session.place.kind === "call";
  return html`${freeText(scene)} ${shown.asks === "restart" || shown.asks === "end" ? sure(scene) : nothing}
    <div class="row ways">
      ${keyed(scene, "back", "guide.back")} ${keyed(scene, "jump", "guide.jump")}
      ${keyed(scene, "restart", "guide.restart")} ${isCall ? keyed(scene, "end", "guide.end") : nothing}
    </div>`;
}

function freeText({ session, acts }: Scene): Content {
  const send = (event: Event): void => {
    event.preventDefault();
    acts.send("text");
  };
  return html`<form class="free" @submit=${send}>
    <label for="free">${say("guide.text")} <kbd aria-hidden="true">/</kbd></label>
    <div class="row">
      <input
        id="free"
        type="text"
        maxlength=${LONGEST_TEXT}
        autocomplete="off"
        enterkeyhint="send"
        .value=${live(session.drafts.of(session.place, "text"))}
        @input=${({ target }: InputEvent) => acts.write("text", (target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => isSending(event) && send(event)}
      />
      <button class="plain">${say("guide.text_send")}</button>
    </div>
  </form>`;
}

function sure({ acts, shown }: Scene): Content {
  const word = shown.asks === "end" ? "guide.end_sure" : "guide.restart_sure";
  return html`<div class="sure" role="group" aria-labelledby="asks">
    <p id="asks" tabindex="-1">${say(word)}</p>
    <p class="row">
      <button type="button" class="main" @click=${() => acts.confirm()}>
        ${say(shown.asks === "end" ? "guide.end" : "guide.restart")}
      </button>
      <button type="button" class="plain" @click=${() => acts.show({ asks: undefined }, "#guide-heading")}>
        ${say("app.cancel")}
      </button>
    </p>
  </div>`;
}

/** The languages that a call can be held in, the current one marked. */
export function languages({ session }: Scene, view: View, langs: readonly string[]): Content {
  return html`<div class="row languages" role="group" aria-label=${say("guide.lang")}>
    ${langs.map(
      (lang) =>
        html`<button
          type="button"
          class="plain"
          aria-pressed=${lang === view.lang}
          @click=${() => session.turn({ command: "language", value: lang })}
        >
          ${sayOf("lang", lang)}
        </button>`,
    )}
  </div>`;
}

function tagOf(lang: string): "ja" | "en" {
  return isLang(lang) ? htmlLang(lang) : "ja";
}
