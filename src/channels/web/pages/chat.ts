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
}

/**
 * The widget over the whole page; without a script, the way to the page that asks the same. Answers that a link
 * carries, the widget reads from the address itself.
 */
export function chatPage(scene: Scene, { build, plain, framed }: ChatPage): string {
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
      </head>
      <body>
        <main><tokeru-chat mode="page" city="${scene.city}" lang="${scene.lang}"></tokeru-chat></main>
        <noscript>
          <p>${say("web.chat.no_script")}</p>
          <p>
            <a href="${plain}" ${framed && html`target="_blank" rel="noopener"`}>${say("web.chat.plain")}</a>
          </p>
        </noscript>
      </body>
    </html> `.markup;
}
