import { html, nothing } from "lit";
import type { ViewQuestion } from "../../../src/desk/view.ts";
import { inert } from "../../text.ts";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";

/** The questions whose words hold what was typed; those that are called so before those that only offer it. */
export function questionsFor({ session, shown }: Pick<Scene, "session" | "shown">): readonly ViewQuestion[] {
  const wanted = shown.filter.trim().toLowerCase();
  const { questions = [] } = session.standing?.view ?? {};
  const holds = (texts: readonly string[]): boolean => texts.join("\n").toLowerCase().includes(wanted);
  return questions
    .filter(({ title, choices }) => holds([title, ...choices.map(({ label }) => label)]))
    .toSorted((one, other) => Number(holds([other.title])) - Number(holds([one.title])));
}

/** Every question by its words: an open one is answered ahead, an answered one again. A combobox with its list. */
export function jump(scene: Scene): Content {
  const { shown, acts } = scene;
  const found = questionsFor(scene);
  const picked = found[shown.picked];
  const press = (event: KeyboardEvent): void => {
    const { key, isComposing } = event;
    if (isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      acts.show({ picked: (shown.picked + step + found.length) % found.length });
    }
    if (key === "Enter" && picked) {
      event.preventDefault();
      acts.open(picked.node);
    }
  };
  return html`<label for="filter">${say("jump.filter")}</label>
    <input
      id="filter"
      type="text"
      autocomplete="off"
      role="combobox"
      aria-expanded="true"
      aria-controls="jump-list"
      aria-activedescendant=${picked ? `jump-${picked.node}` : nothing}
      aria-describedby="jump-how"
      .value=${shown.filter}
      @input=${({ target }: InputEvent) => acts.show({ filter: (target as HTMLInputElement).value, picked: 0 })}
      @keydown=${press}
    />
    <p id="jump-how" class="quiet">${say("jump.how")}</p>
    ${found.length === 0 ? html`<p role="status">${say("jump.none")}</p>` : nothing}
    <ul id="jump-list" role="listbox" aria-label=${say("jump.title")}>
      ${found.map(
        (one, n) =>
          html`<li
            id="jump-${one.node}"
            role="option"
            aria-selected=${n === shown.picked}
            @click=${() => acts.open(one.node)}
          >
            <span>${inert(one.title, "ja")}</span>
            <span class="state ${one.state}">${state(one)}</span>
          </li>`,
      )}
    </ul>`;
}

function state({ state, label = "" }: ViewQuestion): string {
  if (state === "answered") return say("jump.answered", { label });
  return say(state === "here" ? "jump.here" : "jump.open");
}
