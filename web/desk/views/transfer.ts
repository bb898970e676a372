import { html } from "lit";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";

/** Who may take a conversation from here. */
export function transfer({ session, acts }: Scene): Content {
  const { colleagues, standing, me } = session;
  const { handoff } = standing ?? {};
  if (!colleagues || !handoff) return html`<p role="status">${say("app.opening")}</p>`;
  const others = colleagues.filter(({ id }) => id !== handoff.agent?.id && id !== me?.user.id);
  if (others.length === 0) return html`<p role="status">${say("transfer.none")}</p>`;
  return html`<ul>
    ${others.map(
      ({ id, name }) =>
        html`<li>
          <button
            type="button"
            class="choice"
            @click=${() => {
              acts.show({ dialog: undefined });
              acts.act(handoff.id, "transfer", { to: id });
            }}
          >
            ${name}
          </button>
        </li>`,
    )}
  </ul>`;
}
