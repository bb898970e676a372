import { line, type Line } from "../../../language/index.ts";
import { SLIP_CODE_LENGTH, SLIP_CODE_LIFE_MS, SLIP_CODE_PATH } from "../../slip-code.ts";
import { html } from "../html.ts";
import { layout } from "./layout.ts";
import { alert } from "./notices.ts";
import { formFields, type Scene, wordsOf } from "./scene.ts";

/** Twice what six characters take when they are typed as they were told, in kana. */
const MOST_TYPED = 200;

const HOUR_MS = 60 * 60 * 1000;

/** One field for the code that somebody was told on the telephone. What they typed is not shown again. */
export function spokenSlipPage(scene: Scene, mistake?: Line): string {
  const say = wordsOf(scene);
  const count = { count: SLIP_CODE_LENGTH };
  return layout(scene, {
    title: say.plain("web.spoken.title"),
    mistaken: mistake !== undefined,
    notices: mistake && alert(say, mistake, "#code"),
    main: html`
      <h1>${say("web.spoken.title")}</h1>
      <p class="lead">${say(line("web.spoken.lead", count))}</p>
      <form class="words spoken-code" method="post" action="${SLIP_CODE_PATH}" autocomplete="off">
        ${formFields(scene)}
        <label for="code">${say(line("web.spoken.label", count))}</label>
        <p id="code-how">${say("web.spoken.how")}</p>
        <input
          id="code"
          name="code"
          type="text"
          maxlength="${MOST_TYPED}"
          required
          autocapitalize="characters"
          spellcheck="false"
          ${mistake && html`aria-invalid="true"`}
          aria-describedby="code-how"
        />
        <button class="main">${say("web.spoken.open")}</button>
      </form>
      <p>${say(line("web.spoken.life", { hours: SLIP_CODE_LIFE_MS / HOUR_MS }))}</p>
      <p class="alone"><a href="/">${say("web.home")}</a></p>
    `,
  });
}
