import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { ASSETS } from "../../channels/web/assets.ts";
import { type Html, html, type Piece } from "../../channels/web/html.ts";
import { pagesOf } from "./pages.ts";
import { anyone, type Session } from "./session.ts";
import { words } from "./wording.ts";

const CONTENT = readFileSync(new URL("./static/access.css", import.meta.url));
const HASH = createHash("sha256").update(CONTENT).digest("base64url").slice(0, 12);
const STYLE = `/desk/assets/${HASH}/access.css`;

/** Serves the style sheet of these pages, to be kept for ever. */
export function serveStyle(app: FastifyInstance): void {
  app.get(STYLE, { schema: { hide: true }, preHandler: anyone }, (_request, reply) =>
    reply
      .type("text/css; charset=utf-8")
      .header("cache-control", "public, max-age=31536000, immutable")
      .send(CONTENT),
  );
}

/** What a page of the desk puts into the frame that they share. */
interface Sheet {
  readonly title: string;
  readonly main: Piece;
  /** Whoever is signed in, with a way out. */
  readonly session?: Session;
  /** For tables. */
  readonly wide?: boolean;
  /** A style sheet of the page's own. */
  readonly style?: string;
}

/** The frame of the desk's own pages: in Japanese, without a script, in the looks of all our pages. */
export function sheet({ title, main, session, wide, style }: Sheet): string {
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} - ${words("access.desk")}</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
        <link rel="stylesheet" href="${STYLE}" />
        ${style && html`<link rel="stylesheet" href="${style}" />`}
      </head>
      <body class="${wide && "wide"}">
        <header>
          <div class="column">
            <a class="name" href="/desk">${words("access.desk")}</a>
            ${session && who(session)}
          </div>
        </header>
        <main id="main" class="column">${main}</main>
      </body>
    </html> `.markup;
}

function who({ user, csrf }: Session): Html {
  const name = words("access.signed_in_as", { name: user.name, role: words(`role.${user.role}`) });
  return html`<div class="who">
    <nav aria-label="${words("nav.label")}">
      ${pagesOf(user.role).map(([page, path]) => html`<a href="${path}">${words(`nav.${page}`)}</a>`)}
    </nav>
    <p>${name}</p>
    <form method="post" action="/desk/sign-out">
      <input type="hidden" name="csrf" value="${csrf}" />
      <button>${words("access.sign_out")}</button>
    </form>
  </div>`;
}

/** What went wrong, at the top and in focus. */
export function mistake(title: string, message: string): Html {
  return html`<div class="notice mistaken" role="alert" tabindex="-1" autofocus>
    <h2>${title}</h2>
    <p>${message}</p>
  </div>`;
}

/** A problem in kind words, with a way on. */
export function problemSheet(message: string): string {
  return sheet({
    title: words("access.problem"),
    main: html`
      <h1>${words("access.problem")}</h1>
      <p>${message}</p>
      <p><a class="button" href="/desk">${words("access.back")}</a></p>
    `,
  });
}
