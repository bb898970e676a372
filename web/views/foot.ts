import { html, nothing } from "lit";
import type { Drawn } from "../person.ts";
import { button, type Scene, type View } from "../scene.ts";

/** One step back, and from the beginning, which asks once. */
export function ways(scene: Scene): View {
  const { standing, shown, acts, say } = scene;
  if (!standing || standing.answers.length === 0) return nothing;
  if (shown.sure) return sure(scene);
  return html`<p class="ways">
    ${button(scene, { look: "plain", press: () => acts.send({ command: "back" }, "#question") }, say("ui.back"))}
    ${button(
      scene,
      { look: "plain", id: "restart", press: () => acts.show({ sure: true }, "#sure") },
      say("ui.restart"),
    )}
  </p>`;
}

function sure(scene: Scene): View {
  const { acts, say } = scene;
  const restart = (): void => {
    acts.show({ sure: false });
    acts.send({ command: "restart" }, "#question");
  };
  return html`<div class="notice" role="group" aria-labelledby="sure">
    <p id="sure" tabindex="-1">${say("widget.restart_sure")}</p>
    <p class="ways">
      ${button(scene, { look: "plain", press: restart }, say("widget.restart_yes"))}
      ${button(
        scene,
        { look: "plain", press: () => acts.show({ sure: false }, "#restart") },
        say("widget.restart_no"),
      )}
    </p>
  </div>`;
}

/** Always in the same place: own words, and the way to a person. */
export function foot(scene: Scene, talk: Drawn | undefined): View {
  const { acts, say, session, standing } = scene;
  const waits = session.pending !== undefined || !standing;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("text") as HTMLInputElement;
    const text = field.value.trim();
    if (waits || text === "") return;
    field.value = "";
    acts.send({ text });
  };
  return html`<div class="foot">
    <form @submit=${submit}>
      <label for="text">${talk?.write ?? say("widget.write")}</label>
      <div>
        <input id="text" name="text" type="text" maxlength="500" autocomplete="off" enterkeyhint="send" />
        <button aria-disabled=${waits ? "true" : "false"}>${say("widget.send")}</button>
      </div>
    </form>
    ${talk?.alone ? nothing : button(scene, { look: "person", press: () => acts.send({ command: "human" }) }, say("ui.human"))}
  </div>`;
}
