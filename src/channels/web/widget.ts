import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FastifyPluginAsync } from "fastify";
import * as v from "valibot";
import { HIDDEN } from "./context.ts";

/** One file of a build of the widget, as browsers load it. */
export interface Build {
  /** Changes with the content, so that a browser may keep it for ever. */
  readonly path: string;
  /** What a page says to be sure of the content (Subresource Integrity). */
  readonly integrity: string;
  readonly content: Buffer;
  readonly gzipped: Buffer;
}

/** The builds that a server has. */
export interface Widgets {
  /** The newest file that a page begins with; undefined where none was made. */
  readonly current: Build | undefined;
  /** What the page that is opened from LINE has beside it; left out: nothing. */
  readonly liff?: Build | undefined;
  /** Every file of every build. */
  readonly files: readonly Build[];
}

/** What a page begins with, and what that brings when somebody writes, or asks for a person. */
const LIFF = "liff.js";
const NAMES = ["tokeru-chat.js", "tokeru-guard.js", "tokeru-person.js", LIFF] as const;
const HASH_CHARACTERS = 16;
const fileSchema = v.object({
  file: v.picklist(NAMES),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  integrity: v.pipe(v.string(), v.regex(/^sha(256|384|512)-[\w+/=]+$/)),
});
const ManifestSchema = v.object({
  ...fileSchema.entries,
  guard: v.optional(fileSchema),
  person: v.optional(fileSchema),
  liff: v.optional(fileSchema),
});

/** A server without a widget: the page without a script and the API do the same. */
export const NO_WIDGETS: Widgets = { current: undefined, files: [] };

/**
 * Reads the newest build from `built`, and keeps a copy of it in `kept`: a line that a city has pasted names its
 * build, and has to go on working after an upgrade. What was damaged there is passed over.
 */
export function loadWidgets(built: string, kept: string): Widgets {
  const newest = readBuilt(built);
  for (const file of newest) keep(kept, file);
  const files = new Map([...readKept(kept), ...newest].map((file) => [file.path, file]));
  const liff = newest.find(({ path }) => path.endsWith(`/${LIFF}`));
  return { current: newest[0], liff, files: [...files.values()] };
}

/** The files of the newest build, the one to begin with first; none where it was not written to its end. */
function readBuilt(folder: string): readonly Build[] {
  const said = v.safeParse(ManifestSchema, parse(readWhereThere(join(folder, "manifest.json"))));
  if (!said.success) return [];
  const { guard, person, liff, ...first } = said.output;
  const named = [first, guard, person, liff].filter((file) => file !== undefined);
  const files = named.map(({ file, sha256: hash, integrity }) => {
    const content = readWhereThere(join(folder, file));
    return content && sha256(content) === hash ? buildOf(file, content, integrity) : undefined;
  });
  return files.every((file) => file !== undefined) ? files : [];
}

/** Files in folders named for their hash, but for those whose content is no longer what it was. */
function readKept(folder: string): readonly Build[] {
  const hashes = existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{16}$/.test(name)) : [];
  return hashes.flatMap((hash) =>
    NAMES.flatMap((name) => {
      const content = readWhereThere(join(folder, hash, name));
      return content && sha256(content).startsWith(hash) ? [buildOf(name, content)] : [];
    }),
  );
}

function buildOf(name: string, content: Buffer, integrity = integrityOf(content)): Build {
  const path = `/widget/${sha256(content).slice(0, HASH_CHARACTERS)}/${name}`;
  return { path, integrity, content, gzipped: gzipSync(content, { level: 9 }) };
}

/** Nobody ever sees half a file, also when two replicas start together on one folder. */
function keep(folder: string, { path, content }: Build): void {
  const [hash = "", name = ""] = path.split("/").slice(-2);
  const file = join(folder, hash, name);
  if (readWhereThere(file)?.equals(content)) return;
  mkdirSync(join(folder, hash), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, content, { mode: 0o600, flush: true });
  renameSync(next, file);
}

function readWhereThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function integrityOf(content: Buffer): string {
  return `sha384-${createHash("sha384").update(content).digest("base64")}`;
}

function parse(text: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(text));
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

/** Serves every file to every page: it is the same for everybody, and what it may ask, the API decides. */
export function widgetFiles({ files }: Widgets): FastifyPluginAsync {
  return async (app) => {
    for (const { path, content, gzipped } of files) {
      app.get(path, HIDDEN, (request, reply) => {
        reply.type("text/javascript; charset=utf-8").headers(FOR_EVER);
        const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
        return takesGzip ? reply.header("content-encoding", "gzip").send(gzipped) : reply.send(content);
      });
    }
  };
}
