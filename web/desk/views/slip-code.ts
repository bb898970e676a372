import { html } from "lit";
import { isLang } from "../../../src/language/langs.ts";
import { htmlLang, inert } from "../../text.ts";
import { type Content, type Scene, timeText } from "../scene.ts";
import { say } from "../words.ts";

/** The slip's code, to be read aloud character by character, and the link for whoever can take one. */
export function slipCode({ session, shown, acts, now }: Scene): Content {
  const { slipCode: code } = session;
  const { outcome, lang } = session.standing?.view ?? {};
  if (!outcome) return html`<p role="status">${say("slip.not_yet")}</p>`;
  if (!outcome.slip) return html`<p role="status">${say("slip.none")}</p>`;
  if (session.acting === "slip") return html`<p role="status">${say("slip.waiting")}</p>`;
  if (!code) return html`<p role="status">${session.notice?.text ?? say("app.failed")}</p>`;
  const tag = isLang(lang) ? htmlLang(lang) : "ja";
  return html`<div class="say">
      <b>${say("guide.say")}</b>
      <div lang=${tag} class=${lang}>${code.aloud.map((text) => html`<p>${inert(text, tag)}</p>`)}</div>
    </div>
    <ol class="code" aria-label=${code.code}>
      ${code.spoken.map(({ char, ja }) => html`<li><b>${char}</b><span>${ja}</span></li>`)}
    </ol>
    <p>${say("slip.address")} <b class="address">${code.address}</b></p>
    <p class="quiet">${say("slip.until", { time: timeText(code.expiresAt, now) })}</p>
    <p class="row">
      ${say("slip.link")}
      <button
        type="button"
        class="plain"
        @click=${() => void copy(code.link).then(() => acts.show({ copied: true }))}
      >
        ${say("slip.copy")}
      </button>
      <span role="status">${shown.copied ? say("slip.copied") : ""}</span>
    </p>
    <p class="link"><a href=${code.link} target="_blank" rel="noopener">${code.link}</a></p>`;
}

/** Where the clipboard is closed to us, the link stands below to be copied by hand. */
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
