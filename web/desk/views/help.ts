import { html } from "lit";
import { SHORTCUTS } from "../keys.ts";
import type { Content, Scene } from "../scene.ts";
import { say } from "../words.ts";

/** Every shortcut, and the way to do without them. */
export function help({ shown, acts }: Scene): Content {
  return html`<p>${say("keys.lead")}</p>
    <table>
      <tbody>
        <tr>
          <th scope="row"><kbd>1</kbd>…<kbd>9</kbd> <kbd>0</kbd> <kbd>a</kbd>…</th>
          <td>${say("keys.choose")}</td>
        </tr>
        <tr>
          <th scope="row"><kbd>Esc</kbd></th>
          <td>${say("keys.escape")}</td>
        </tr>
        ${Object.values(SHORTCUTS).map(
          ({ key, word }) =>
            html`<tr>
              <th scope="row"><kbd>${key}</kbd></th>
              <td>${say(word)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p>
      <label>
        <input
          type="checkbox"
          .checked=${shown.keys}
          @change=${({ target }: Event) => acts.show({ keys: (target as HTMLInputElement).checked })}
        />
        ${say("keys.on")}
      </label>
    </p>`;
}
