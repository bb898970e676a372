import { line, type Line, momentIn } from "../../../language/index.ts";
import { type Html, html } from "../html.ts";
import type { Talk } from "../person.ts";
import { layout } from "./layout.ts";
import { news } from "./notices.ts";
import { formFields, onceField, type Scene, type Words, wordsOf } from "./scene.ts";

/** What the page about persons shows. */
export interface PersonPage {
  /** Whom to call. */
  readonly phones: readonly Line[];
  /** Where the questions go on. */
  readonly back: string;
  /** Whether a person can be had here, and when; undefined: nobody takes over here. */
  readonly desk: readonly Line[] | undefined;
  readonly talk: Talk | null;
  /** What became of typed words. */
  readonly told: readonly Line[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How to reach a person; while one is wanted or talks, what was written and a place to write. */
export function personPage(scene: Scene, shown: PersonPage): string {
  const say = wordsOf(scene);
  const title = titleOf(shown.talk);
  return layout(scene, {
    title: say.plain(title),
    keeps: shown.talk !== null,
    notices: shown.told.length > 0 && news(say, shown.told),
    main: html`
      ${shown.talk?.state !== "talking" && html`<p><a class="back" href="${shown.back}">${say("web.back_to_questions")}</a></p>`}
      <h1>${say(title)}</h1>
      ${mainOf(scene, shown, say)}
    `,
  });
}

function titleOf(talk: Talk | null): string {
  if (!talk) return "ui.human";
  return talk.state === "waiting" && !talk.open ? "talk.waiting_closed" : `talk.${talk.state}`;
}

function mainOf(scene: Scene, shown: PersonPage, say: Words): Html {
  const { talk } = shown;
  if (!talk) return html`${asking(scene, shown, say)} ${byPhone(shown, say)}`;
  if (talk.state === "over") {
    return html`${thread(scene, talk, shown.now, say)} ${asking(scene, shown, say)} ${byPhone(shown, say)}`;
  }
  if (talk.state === "talking") {
    return html`${thread(scene, talk, shown.now, say)} ${again(say)} ${writing(scene, say)}
    ${leaving(scene, "talk.leave", say)}`;
  }
  // The city's number stands below, with the others.
  const about = talk.about.filter(({ id }) => id !== "handoff.phone");
  return html`${about.map((one) => html`<p>${say.linked(one)}</p>`)}
    ${talk.messages.length > 0 && thread(scene, talk, shown.now, say)} ${again(say)} ${writing(scene, say)}
    <p class="alone"><a href="${shown.back}">${say("talk.to_questions")}</a></p>
    ${leaving(scene, "ui.unask", say)} ${byPhone(shown, say)}`;
}

/** The city's own people, where it has a desk. */
function asking(scene: Scene, { desk }: PersonPage, say: Words): Html | null {
  if (!desk) return null;
  return html`${desk.map((one) => html`<p>${say.linked(one)}</p>`)}
    <form method="post" action="/person">
      ${formFields(scene)}
      <button class="main">${say("talk.ask")}</button>
    </form>`;
}

function byPhone({ phones, desk, talk }: PersonPage, say: Words): Html {
  return html`${(desk || talk) && html`<h2>${say("talk.by_phone")}</h2>`}
  ${phones.map((phone) => html`<p>${say.linked(phone)}</p>`)}`;
}

function thread({ lang }: Scene, { messages }: Talk, now: number, say: Words): Html {
  return html`<section aria-labelledby="thread">
    <h2 id="thread">${say("talk.thread")}</h2>
    ${messages.length === 0 && html`<p>${say("talk.none")}</p>`}
    <ol class="thread">
      ${messages.map(
        ({ from, text, at }) =>
          html`<li class="${from}">
            <p class="who">${say(`talk.${from}`)} <time>${momentIn(lang, at, now)}</time></p>
            ${text.split("\n").map((one) => html`<p>${say.linked(written(one))}</p>`)}
          </li>`,
      )}
    </ol>
  </section>`;
}

/** Words of a person, which have no other language. */
function written(text: string): Line {
  return { id: "message", text: { ja: text, "ja-simple": text, en: text } };
}

/** Without a script nothing comes by itself; and a page that reloads takes away what somebody is writing. */
function again(say: Words): Html {
  return html`<p>${say("talk.again_how")}</p>
    <p><a class="button" href="/person">${say("talk.again")}</a></p>`;
}

function writing(scene: Scene, say: Words): Html {
  return html`<form class="words" method="post" action="/person/words" autocomplete="off">
    ${formFields(scene)} ${onceField()}
    <label for="words">${say("talk.write")}</label>
    <textarea id="words" name="text" rows="3" maxlength="2000" required></textarea>
    <button class="main">${say("web.words_send")}</button>
  </form>`;
}

function leaving(scene: Scene, label: string, say: Words): Html {
  return html`<form method="post" action="/person/leave">
    ${formFields(scene)}
    <button>${say(label)}</button>
  </form>`;
}

/** On the other pages, while somebody waits: the way to what was written. */
export const WAITING = {
  message: line("talk.waiting"),
  way: { href: "/person", label: line("talk.see") },
} as const;
