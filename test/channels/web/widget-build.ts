import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
  const digest = (name: string) => createHash(name).update(script);
  const sha256 = digest("sha256").digest("hex");
  const integrity = `sha384-${digest("sha384").digest("base64")}`;
  const file = "tokeru-chat.js";
  writeFileSync(join(built, file), script);
  writeFileSync(join(built, "manifest.json"), JSON.stringify({ file, sha256, integrity, bytes: 1, gzip: 1 }));
  return { path: `/widget/${sha256.slice(0, 16)}/${file}`, integrity };
}
