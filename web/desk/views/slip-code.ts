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
  const copy = (): void =>
    void navigator.clipboard.writeText(code.link).then(() => acts.show({ copied: true }), ignore);
  return html`<ol class="code" aria-label=${code.code}>
      ${code.spoken.map(
        ({ char, ja, en }) => html`<li><b>${char}</b><span lang=${tag}>${tag === "en" ? en : ja}</span></li>`,
      )}
    </ol>
    <p>${say("slip.address")} <b class="address">${code.address}</b></p>
    <div class="say">
      <b>${say("guide.say")}</b>
      <div lang=${tag} class=${lang}>${code.aloud.map((text) => html`<p>${inert(text, tag)}</p>`)}</div>
    </div>
    <label for="link">${say("slip.link")}</label>
    <div class="row link">
      <input
        id="link"
        type="text"
        readonly
        .value=${code.link}
        @focus=${({ target }: Event) => (target as HTMLInputElement).select()}
      />
      ${
        // A page that came over plain http may not reach it.
        "clipboard" in navigator
          ? html`<button type="button" class="plain" @click=${copy}>${say("slip.copy")}</button>`
          : ""
      }
      <span role="status">${shown.copied ? say("slip.copied") : ""}</span>
    </div>
    <p class="quiet">${say("slip.until", { time: timeText(code.expiresAt, now) })}</p>`;
}

/** Not allowed: the link stands beside it to be copied by hand. */
function ignore(): void {}
