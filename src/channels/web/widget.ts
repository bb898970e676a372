import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyPluginAsync } from "fastify";
import * as v from "valibot";
import { HIDDEN } from "./context.ts";

/** One build of the widget, as browsers load it. */
export interface Build {
  /** Changes with the content, so that a browser may keep it for ever. */
  readonly path: string;
  /** What a page says to be sure of the content (Subresource Integrity). */
  readonly integrity: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
}

/** The builds that a server has, by their path. */
export interface Widgets {
  /** The newest one; undefined where none was made. */
  readonly current: Build | undefined;
  readonly builds: ReadonlyMap<string, Build>;
}

const FILE = "tokeru-chat.js";
const HASH_CHARACTERS = 16;
const ManifestSchema = v.object({
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  integrity: v.pipe(v.string(), v.regex(/^sha(256|384|512)-[\w+/=]+$/)),
});

/** A server without a widget: the page without a script and the API do the same. */
export const NO_WIDGETS: Widgets = { current: undefined, builds: new Map() };

/**
 * Reads the newest build from `built`, and keeps a copy of it in `kept`: a line that a city has pasted names its
 * build, and has to go on working after an upgrade. What was damaged there is passed over.
 */
export function loadWidgets(built: string, kept: string): Widgets {
  const current = readBuilt(built);
  if (current) keep(kept, current);
  const earlier = existsSync(kept) ? readdirSync(kept) : [];
  const builds = [...earlier.flatMap((hash) => readKept(kept, hash)), ...(current ? [current] : [])];
  return { current, builds: new Map(builds.map((build) => [build.path, build])) };
}

/** Undefined where there is none, or one that was not written to its end. */
function readBuilt(folder: string): Build | undefined {
  const [manifest, script] = ["manifest.json", FILE].map((name) => join(folder, name));
  if (!manifest || !script || !existsSync(manifest) || !existsSync(script)) return undefined;
  const said = v.safeParse(ManifestSchema, parse(readFileSync(manifest, "utf8")));
  const content = readFileSync(script);
  if (!said.success || said.output.sha256 !== sha256(content)) return undefined;
  return buildOf(content, said.output.integrity);
}

/** A build under the beginning of its hash; nothing where the content is no longer what it was. */
function readKept(folder: string, hash: string): readonly Build[] {
  const file = join(folder, hash, FILE);
  if (!/^[0-9a-f]{16}$/.test(hash) || !existsSync(file)) return [];
  const content = readFileSync(file);
  return sha256(content).startsWith(hash) ? [buildOf(content)] : [];
}

function buildOf(content: Buffer, integrity = integrityOf(content)): Build {
  const hash = sha256(content).slice(0, HASH_CHARACTERS);
  return { path: `/widget/${hash}/${FILE}`, integrity, content, gzipped: gzipSync(content, { level: 9 }) };
}

/** Nobody ever sees half a file, also when two replicas start together on one folder. */
function keep(folder: string, { content }: Build): void {
  const place = join(folder, sha256(content).slice(0, HASH_CHARACTERS));
  const file = join(place, FILE);
  if (existsSync(file) && sha256(readFileSync(file)) === sha256(content)) return;
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, content, { mode: 0o600, flush: true });
  renameSync(next, file);
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function integrityOf(content: Buffer): string {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const FOR_EVER = {
  "access-control-allow-origin": "*",
  "cache-control": "public, max-age=31536000, immutable",
  "cross-origin-resource-policy": "cross-origin",
  vary: "Accept-Encoding",
};

/** Serves every build to every page: it is the same for everybody, and what it may ask, the API decides. */
export function widgetFiles({ builds }: Widgets): FastifyPluginAsync {
  return async (app) => {
    for (const { path, content, gzipped } of builds.values()) {
      app.get(path, HIDDEN, (request, reply) => {
        reply.type("text/javascript; charset=utf-8").headers(FOR_EVER);
        const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
        return takesGzip ? reply.header("content-encoding", "gzip").send(gzipped) : reply.send(content);
      });
    }
  };
}
