import { MONTHS_BEFORE, type ReminderOffer } from "../../../assistant/reminders.ts";
import { line, type Line } from "../../../language/index.ts";
import { type Html, html } from "../html.ts";
import { layout } from "./layout.ts";
import { type Scene, type Words, wordsOf } from "./scene.ts";

/** The small form for a reminder on the page of an outcome. It asks for a date, which is kept nowhere. */
export function reminderForm({ lang, city }: Scene, { ending, expiry }: ReminderOffer, say: Words): Html {
  return html`<section class="reminder" aria-labelledby="reminder">
    <h2 id="reminder">${say("reminder.heading")}</h2>
    <p>${say(line("reminder.lead", MONTHS_BEFORE))}</p>
    <form method="get" action="/reminder.ics">
      <input type="hidden" name="lang" value="${lang}" /><input
        type="hidden"
        name="city"
        value="${city}"
      /><input type="hidden" name="of" value="${ending}" />
      <p>
        <label for="expiry">${say(`reminder.label.${ending}`)}</label>
        <span id="expiry-hint" class="hint">${say(`reminder.hint.${ending}`)}</span>
        <input
          type="date"
          id="expiry"
          name="expiry"
          required
          aria-describedby="expiry-hint"
          ${expiry !== null && html`value="${expiry}"`}
        />
      </p>
      <button>${say("reminder.button")}</button>
    </form>
  </section>`;
}

/** Why there is nothing to put into a calendar, with the way back. */
export function reminderPage(scene: Scene, message: Line): string {
  const say = wordsOf(scene);
  return layout(scene, {
    title: say.plain("reminder.title"),
    main: html`
      <h1>${say("reminder.title")}</h1>
      <p>${say(message)}</p>
      <p><a class="button" href="/answer">${say(line("web.slip.back"))}</a></p>
    `,
  });
}
