import { html, nothing } from "lit";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";

/** Who may take a conversation from here. */
export function transfer({ session, acts }: Scene): Content {
  const { colleagues, standing, me } = session;
  const { handoff } = standing ?? {};
  if (!colleagues || !handoff) return html`<p role="status">${say("app.opening")}</p>`;
  const others = colleagues.filter(({ id }) => id !== handoff.agent?.id && id !== me?.user.id);
  const give = (to: string | null) => (): void => {
    acts.show({ dialog: undefined });
    acts.act(handoff.id, "transfer", { to });
  };
  return html`${others.length === 0 ? html`<p role="status">${say("transfer.none")}</p>` : nothing}
    <ul>
      ${others.map(
        ({ id, name, here }) =>
          html`<li>
            <button type="button" class="choice" @click=${give(id)}>
              ${name} <span class="mark">${say(here ? "transfer.here" : "transfer.away")}</span>
            </button>
          </li>`,
      )}
      ${
        handoff.agent
          ? html`<li>
              <button type="button" class="choice" @click=${give(null)}>${say("transfer.queue")}</button>
            </li>`
          : nothing
      }
    </ul>`;
}
