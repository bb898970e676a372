import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FastifyPluginAsync } from "fastify";

interface Asset {
  /** Changes with the content, so that it may be kept for ever. */
  readonly path: string;
  readonly type: string;
  readonly content: Buffer;
}

function asset(name: string, type: string): Asset {
  const content = readFileSync(new URL(`./static/${name}`, import.meta.url));
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 12);
  return { path: `/assets/${hash}/${name}`, type, content };
}

/** The files that a page asks for, read once. */
export const ASSETS = {
  style: asset("style.css", "text/css; charset=utf-8"),
  slip: asset("slip.css", "text/css; charset=utf-8"),
  icon: asset("icon.svg", "image/svg+xml"),
  chat: asset("chat.css", "text/css; charset=utf-8"),
  demo: asset("demo.css", "text/css; charset=utf-8"),
  demoScript: asset("demo.js", "text/javascript; charset=utf-8"),
} as const;

/** Serves them, to be kept for ever. */
export const assets: FastifyPluginAsync = async (app) => {
  for (const { path, type, content } of Object.values(ASSETS)) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.type(type).header("cache-control", "public, max-age=31536000, immutable").send(content),
    );
  }
};
