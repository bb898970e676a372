import { html, nothing } from "lit";
import type { Content, Scene } from "../scene.ts";
import { say, type WordId } from "../words.ts";
import { help } from "./help.ts";
import { jump } from "./jump.ts";
import { slipCode } from "./slip-code.ts";
import { transfer } from "./transfer.ts";

const DIALOGS = {
  jump: { title: "jump.title", content: jump },
  slip: { title: "slip.title", content: slipCode },
  help: { title: "keys.title", content: help },
  transfer: { title: "transfer.title", content: transfer },
} as const satisfies Record<string, { title: WordId; content: (scene: Scene) => Content }>;

/** What lies over the page; Escape closes it. */
export function dialog(scene: Scene): Content {
  const { shown, acts } = scene;
  if (!shown.dialog) return nothing;
  const { title, content } = DIALOGS[shown.dialog];
  return html`<dialog
    class=${shown.dialog}
    aria-labelledby="dialog-title"
    @close=${() => acts.show({ dialog: undefined })}
  >
    <header>
      <h2 id="dialog-title">${say(title)}</h2>
      <button
        type="button"
        class="plain"
        @click=${({ target }: Event) => (target as Element).closest("dialog")?.close()}
      >
        ${say("app.dismiss")} <kbd aria-hidden="true">Esc</kbd>
      </button>
    </header>
    ${content(scene)}
  </dialog>`;
}
