import type { Build } from "../widget.ts";
import { ASSETS } from "../assets.ts";
import { html } from "../html.ts";
import { htmlLang, type Scene, wordsOf } from "./scene.ts";

/** A page with nothing but the widget, open. `plain` is the address of the page that needs no script. */
export interface ChatPage {
  readonly build: Build;
  readonly plain: string;
  /** In somebody else's frame, links lead to a window of their own. */
  readonly framed: boolean;
  /** Opened from LINE: the answer can be put into the chat. */
  readonly liff?: { readonly id: string; readonly build: Build } | undefined;
}

/**
 * The widget over the whole page; without a script, the way to the page that asks the same. Answers that a link
 * carries, the widget reads from the address itself.
 */
export function chatPage(scene: Scene, { build, plain, framed, liff }: ChatPage): string {
  const say = wordsOf(scene);
  return html`<!doctype html>
    <html lang="${htmlLang(scene.lang)}" class="${scene.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${say.plain("ui.title")}</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.chat.path}" />
        <script type="module" src="${build.path}" integrity="${build.integrity}"></script>
        ${liff && html`<script defer src="${liff.build.path}" integrity="${liff.build.integrity}"></script>`}
      </head>
      <body>
        <main>
          <noscript>
            <p>${say("web.chat.no_script")}</p>
            <p>
              <a href="${plain}" ${framed && html`target="_blank" rel="noopener"`}
                >${say("web.chat.plain")}</a
              >
            </p>
          </noscript>
          <tokeru-chat mode="page" city="${scene.city}" lang="${scene.lang}"></tokeru-chat>
        </main>
        ${liff && shareBar(liff.id, say)}
      </body>
    </html> `.markup;
}

/** Hidden until there is an answer to share. */
function shareBar(id: string, say: ReturnType<typeof wordsOf>) {
  return html`<div
    id="share"
    hidden
    data-liff="${id}"
    data-sent="${say.plain("web.share.sent")}"
    data-failed="${say.plain("web.share.failed")}"
  >
    <button type="button" hidden>${say("web.share.to_chat")}</button>
    <a hidden href="https://line.me/" target="_blank" rel="noopener">${say("web.share.by_line")}</a>
    <p role="status"></p>
  </div>`;
}
