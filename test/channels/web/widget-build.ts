import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folders as a build and a server leave them, thrown away afterwards. */
export interface Folders {
  readonly built: string;
  readonly kept: string;
  remove(): void;
}

export function newFolders(): Folders {
  const folder = mkdtempSync(join(tmpdir(), "tokeru-widget-"));
  const [built, kept] = [join(folder, "built"), join(folder, "data", "widgets")];
  mkdirSync(built);
  return { built, kept, remove: () => rmSync(folder, { recursive: true }) };
}

/** Writes what `npm run build:web` writes, around any script; returns where it is served, and its integrity. */
export function writeBuild({ built }: Folders, script: string): { path: string; integrity: string } {
  const entry = writeFile(built, "tokeru-chat.js", script);
  writeFileSync(join(built, MANIFEST), JSON.stringify(entry));
  return { path: pathOf(entry), integrity: entry.integrity };
}

/** Adds the file that the widget loads when somebody writes; returns where it is served. */
export function addGuard({ built }: Folders, script: string): string {
  const guard = writeFile(built, "tokeru-guard.js", script);
  const manifest = JSON.parse(readFileSync(join(built, MANIFEST), "utf8"));
  writeFileSync(join(built, MANIFEST), JSON.stringify({ ...manifest, guard }));
  return pathOf(guard);
}

const MANIFEST = "manifest.json";

function writeFile(folder: string, file: string, script: string) {
  const digest = (name: string) => createHash(name).update(script);
  writeFileSync(join(folder, file), script);
  const sha256 = digest("sha256").digest("hex");
  return { file, sha256, integrity: `sha384-${digest("sha384").digest("base64")}`, bytes: 1, gzip: 1 };
}

function pathOf({ file, sha256 }: { readonly file: string; readonly sha256: string }): string {
  return `/widget/${sha256.slice(0, 16)}/${file}`;
}
