import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import * as v from "valibot";
import { ASSETS } from "../channels/web/assets.ts";
import { html } from "../channels/web/html.ts";
import { policyOf, TRUSTED_TYPES } from "../channels/web/security.ts";
import { anyone } from "./access/session.ts";

/** The desk's script as browsers load it. */
export interface DeskScript {
  /** Changes with the content, so that a browser may keep it for ever. */
  readonly path: string;
  readonly integrity: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
}

/** Where `npm run build:web` puts it. */
const BUILT = fileURLToPath(new URL("../../dist/web/", import.meta.url));
const HASH_CHARACTERS = 16;
const ManifestSchema = v.object({
  desk: v.object({
    file: v.literal("desk.js"),
    sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
    integrity: v.pipe(v.string(), v.regex(/^sha384-[\w+/=]+$/)),
  }),
});

/** Our own script, which asks this server alone; Lit writes its style sheet without markup. */
const DESK_POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
  "base-uri": ["'none'"],
  "frame-ancestors": ["'none'"],
  ...TRUSTED_TYPES,
};

/** The newest build; undefined where none was made, or where it is not what its manifest says. */
export function loadDeskScript(folder = BUILT): DeskScript | undefined {
  const said = v.safeParse(ManifestSchema, parsed(`${folder}/manifest.json`));
  if (!said.success) return undefined;
  const { file, sha256, integrity } = said.output.desk;
  if (!existsSync(`${folder}/${file}`)) return undefined;
  const content = readFileSync(`${folder}/${file}`);
  if (createHash("sha256").update(content).digest("hex") !== sha256) return undefined;
  const path = `/desk/assets/${sha256.slice(0, HASH_CHARACTERS)}/${file}`;
  return { path, integrity, content, gzipped: gzipSync(content, { level: 9 }) };
}

/** Serves the script, to be kept for ever. It holds no secret: it is the same before and after signing in. */
export function deskFiles(script: DeskScript | undefined): FastifyPluginAsync {
  return async (app) => {
    if (!script) return;
    app.get(script.path, { schema: { hide: true }, preHandler: anyone }, (request, reply) => {
      reply
        .type("text/javascript; charset=utf-8")
        .header("cache-control", "public, max-age=31536000, immutable")
        .header("vary", "Accept-Encoding");
      const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      return takesGzip
        ? reply.header("content-encoding", "gzip").send(script.gzipped)
        : reply.send(script.content);
    });
  };
}

/** Answers `GET /desk`: the page, or in its place what an operator has to do first. */
export function sendDesk(reply: FastifyReply, script: DeskScript | undefined): FastifyReply {
  reply.type("text/html; charset=utf-8").header("content-security-policy", policyOf(DESK_POLICY));
  return script ? reply.send(deskPage(script)) : reply.code(503).send(missingPage());
}

/** Everything else is drawn by the script. */
function deskPage({ path, integrity }: DeskScript): string {
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>相談デスク</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <script type="module" src="${path}" integrity="${integrity}"></script>
      </head>
      <body>
        <noscript>
          <h1>相談デスク</h1>
          <p>この画面はJavaScriptで動きます。ブラウザの設定で有効にして、開き直してください。</p>
        </noscript>
        <tokeru-desk></tokeru-desk>
      </body>
    </html> `.markup;
}

/** Whoever sees this has to tell an operator. */
function missingPage(): string {
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>相談デスクはまだ使えません</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
      </head>
      <body>
        <main>
          <h1>相談デスクはまだ使えません</h1>
          <p>画面のファイルが作られていません。住民の方の案内は、いつもどおり動いています。</p>
          <p>サーバーを管理している方へ: <code>npm run build:web</code> を実行し、起動し直してください。</p>
        </main>
      </body>
    </html> `.markup;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
