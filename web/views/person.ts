import { momentIn } from "../../src/language/moment.ts";
import type { Drawn, Means, PersonView } from "../person.ts";
import css from "../person.css?inline";
import type { Scene, View } from "../scene.ts";
import type { Standing } from "../talk.ts";
import { wordsIn } from "../words.ts";

type Person = NonNullable<Standing["person"]>;

/** Draws a talk with a person, with what the widget draws with; its style goes along. */
export function personView({ html, nothing, button }: Means, root: ShadowRoot): PersonView {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  /** Whether it was asked if the talk is to end. */
  let asks = false;
  let known: { readonly state: Person["state"]; readonly last: number } | undefined;

  /** Words of our own, which the widget has not. */
  function wordsOf({ lang, inert }: Scene): (id: string) => View {
    const words = wordsIn(lang);
    return (id) => inert(words(id));
  }

  function waiting(scene: Scene, person: Person): View {
    const { acts, rich, standing } = scene;
    const say = wordsOf(scene);
    // What was told when it was asked for stands there still.
    const about = person.about.filter((text) => !standing?.notices.includes(text));
    const press = (): void => acts.send({ command: "assistant" }, "#question");
    return html`<section class="talk" aria-labelledby="person">
      ${heading(scene, "person", say(person.open ? "talk.waiting" : "talk.waiting_closed"))}
      ${about.map((text) => html`<p>${rich(text)}</p>`)}
      ${person.messages.length > 0 ? thread(scene, person) : nothing}
      <p>${button(scene, { look: "plain", press }, say("ui.unask"))}</p>
    </section>`;
  }

  function talking(scene: Scene, person: Person): View {
    return html`<section class="talk" aria-labelledby="question">
        ${heading(scene, "question", wordsOf(scene)("talk.talking"))} ${thread(scene, person)}
        ${leaving(scene)}
      </section>
      <p class="quiet">${wordsOf(scene)("talk.privacy")}</p>`;
  }

  function over(scene: Scene, person: Person): View {
    const say = wordsOf(scene);
    return html`<section class="talk over" aria-labelledby="person">
      ${heading(scene, "person", say("talk.over"))}
      <details>
        <summary>${say("talk.see")}</summary>
        ${thread(scene, person)}
      </details>
    </section>`;
  }

  function heading({ isPage }: Scene, id: string, content: View): View {
    return html`<h3 id=${id} tabindex="-1" aria-level=${isPage ? 2 : 3}>${content}</h3>`;
  }

  function thread(scene: Scene, { messages }: Person): View {
    const say = wordsOf(scene);
    const { input } = scene.session.pending ?? {};
    const unsent = input && "text" in input ? input.text : undefined;
    if (messages.length === 0 && unsent === undefined) return html`<p class="none">${say("talk.none")}</p>`;
    const now = Date.now();
    return html`<ol class="thread" aria-label=${plain(wordsIn(scene.lang)("talk.thread"))}>
      ${messages.map(({ from, text, at }) =>
        line(scene, from, text, html`<time>${momentIn(scene.lang, at, now)}</time>`),
      )}
      ${unsent === undefined ? nothing : line(scene, "you", unsent, html`<span>${say(scene.session.isCut ? "talk.unsent" : "talk.sending")}</span>`)}
    </ol>`;
  }

  function line(scene: Scene, from: "you" | "desk", text: string, state: View): View {
    return html`<li class=${from}>
      <p class="who">${wordsOf(scene)(`talk.${from}`)} ${state}</p>
      <p class="words">${scene.rich(text)}</p>
    </li>`;
  }

  /** Somebody who talks is not to lose the person by a slip of the finger. */
  function leaving(scene: Scene): View {
    const { acts } = scene;
    const say = wordsOf(scene);
    const answer = (asked: boolean, focusOn: string): void => {
      asks = asked;
      acts.show({}, focusOn);
    };
    const ask = (): void => answer(true, "#sure");
    if (!asks) {
      return html`<p>${button(scene, { look: "plain", id: "leave", press: ask }, say("talk.leave"))}</p>`;
    }
    const leave = (): void => {
      asks = false;
      acts.send({ command: "assistant" }, "#question");
    };
    const stay = (): void => answer(false, "#leave");
    return html`<div class="notice" role="group" aria-labelledby="sure">
      <p id="sure" tabindex="-1">${say("talk.leave_sure")}</p>
      <p class="ways">
        ${button(scene, { look: "plain", press: leave }, say("talk.leave_yes"))}
        ${button(scene, { look: "plain", press: stay }, say("talk.leave_no"))}
      </p>
    </div>`;
  }

  const VIEWS = { waiting, talking, over } as const;

  return {
    draw(scene): Drawn | undefined {
      const person = scene.standing?.person;
      if (!person) return undefined;
      const alone = person.state === "talking";
      asks &&= alone;
      return {
        view: VIEWS[person.state](scene, person),
        alone,
        write: alone ? wordsOf(scene)("talk.write") : undefined,
      };
    },
    say({ standing, lang, words: shared, session }, usual) {
      const person = standing?.person;
      if (!person) return usual;
      const words = wordsIn(lang);
      const { state, open, messages } = person;
      const title = words(state === "waiting" && !open ? "talk.waiting_closed" : `talk.${state}`);
      // What was there when it was opened can be read; it is not said.
      const last = known?.last ?? Number.POSITIVE_INFINITY;
      const news = messages.filter(({ from, id }) => from === "desk" && id > last);
      const said = [
        ...(session.masked ? [shared("widget.masked")] : []),
        ...(known?.state === state ? [] : [title]),
        ...news.map(({ text }) => words("talk.said", { who: words("talk.desk"), text })),
      ];
      known = { state, last: messages.at(-1)?.id ?? 0 };
      if (state === "talking") return [...said, ...(standing?.notices ?? [])];
      // Only what the resident did is answered once more by the question.
      return news.length > 0 ? said : [...said, ...usual];
    },
  };
}

function plain(text: string): string {
  return text.replace(/｜([^｜《》]+)《[^｜《》]+》/gu, "$1");
}
