import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { isSending } from "../keys.ts";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";

/** As the server takes them. */
const LONGEST_MESSAGE = 2_000;

/** The field for an answer or, apart and in another look, for a note that the other side does not see. */
export function writing({ session, shown, acts }: Scene): Content {
  if (!session.isMine || !session.standing) return nothing;
  const { writing: field } = shown;
  const send = (event: Event): void => {
    event.preventDefault();
    acts.send(field);
  };
  return html`<form class="writing to-${field}" @submit=${send}>
    <div class="row switch" role="group" aria-label=${say("talk.actions")}>
      ${(["say", "note"] as const).map(
        (one) =>
          html`<button
            type="button"
            class="plain"
            aria-pressed=${one === field}
            @click=${() => acts.show({ writing: one }, "#write")}
          >
            ${say(one === "say" ? "talk.as_reply" : "talk.as_note")}
          </button>`,
      )}
    </div>
    <label for="write">${say(field === "say" ? "talk.write" : "talk.write_note")}</label>
    <textarea
      id="write"
      rows="2"
      maxlength=${LONGEST_MESSAGE}
      aria-describedby="write-how"
      .value=${live(session.drafts.of(session.place, field))}
      @input=${({ target }: InputEvent) => acts.write(field, (target as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => isSending(event) && send(event)}
    ></textarea>
    <p class="row">
      <small id="write-how">${say("talk.write_how")}</small>
      <button class="main">${say(field === "say" ? "talk.send" : "talk.keep_note")}</button>
    </p>
  </form>`;
}
