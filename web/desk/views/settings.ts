import { html } from "lit";
import type { Notice, Settings } from "../../../src/desk/view.ts";
import { LANGS } from "../../../src/language/langs.ts";
import { htmlLang } from "../../text.ts";
import type { Content, Scene } from "../scene.ts";
import { say, sayOf } from "../words.ts";

const LONGEST_NOTICE = 500;
const CHANNELS = ["line", "web"] as const;

/** What a lead sets while the program runs: the notice to everybody, and where nobody takes over. */
export function settings({ session }: Scene): Content {
  const { settings: now } = session;
  return html`<article class="settings" aria-labelledby="place">
    <a class="to-list" href="#/">${say("app.home")}</a>
    <h2 id="place" tabindex="-1">${say("settings.title")}</h2>
    ${
      now
        ? html`<form
            @submit=${(event: SubmitEvent) => {
              event.preventDefault();
              const wanted = settingsIn(event.target as HTMLFormElement);
              if (wanted) void session.saveSettings(wanted);
            }}
          >
            <fieldset>
              <legend>${say("settings.notice")}</legend>
              <p id="notice-how" class="quiet">${say("settings.notice_how")}</p>
              ${LANGS.map((lang) => notice(lang, now))}
            </fieldset>
            <fieldset>
              <legend>${say("settings.off")}</legend>
              <p class="quiet">${say("settings.off_how")}</p>
              ${CHANNELS.map(
                (channel) =>
                  html`<p>
                    <label class="check">
                      <input type="checkbox" role="switch" name=${channel} .checked=${now.off[channel]} />
                      ${say(`settings.off_${channel}`)}
                    </label>
                  </p>`,
              )}
            </fieldset>
            <p><button class="main">${say("settings.save")}</button></p>
          </form>`
        : html`<p class="quiet">${say("app.opening")}</p>`
    }
  </article>`;
}

function notice(lang: keyof Notice, { notice: now }: Settings): Content {
  return html`<label for="notice-${lang}">${sayOf("lang", lang)}</label>
    <textarea
      id="notice-${lang}"
      name=${lang}
      lang=${htmlLang(lang)}
      rows="2"
      maxlength=${LONGEST_NOTICE}
      aria-describedby="notice-how"
      .value=${now?.[lang] ?? ""}
    ></textarea>`;
}

/** What the form says; undefined where the notice is not told in every language, which it then says. */
function settingsIn(form: HTMLFormElement): Settings | undefined {
  const fields = LANGS.map((lang) => form.elements.namedItem(lang) as HTMLTextAreaElement);
  const texts = fields.map(({ value }) => value.trim());
  const isAny = texts.some((text) => text !== "");
  const missing = fields.find((_, n) => isAny && texts[n] === "");
  fields.forEach((field) => field.setCustomValidity(field === missing ? say("settings.all_three") : ""));
  if (!form.reportValidity()) {
    // It is checked again at the next try, with what stands there then.
    fields.forEach((field) => field.setCustomValidity(""));
    return undefined;
  }
  const [ja = "", simple = "", en = ""] = texts;
  const off = (channel: string): boolean => (form.elements.namedItem(channel) as HTMLInputElement).checked;
  return {
    notice: isAny ? { ja, "ja-simple": simple, en } : null,
    off: { line: off("line"), web: off("web") },
  };
}
