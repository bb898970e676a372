/**
 * koffi inside the single executable: its addon is an asset, and an addon can only be loaded from a file.
 * The file lies in a folder that only this user can open, and is gone once it is loaded where the system
 * allows that (Windows does not: there the system's clean-up of temporary files takes it).
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRawAsset } from "node:sea";
import type * as koffi from "koffi";

type Addon = Pick<typeof koffi, "array" | "inout" | "load" | "out" | "pack" | "pointer" | "struct" | "type">;

function loadAddon(): Addon {
  const folder = mkdtempSync(join(tmpdir(), "tokeru-koffi-"));
  const file = join(folder, "koffi.node");
  try {
    writeFileSync(file, new Uint8Array(getRawAsset("koffi.node")));
    const loaded = { exports: {} };
    process.dlopen(loaded, file);
    if (!isAddon(loaded.exports)) throw new Error("koffi's addon lacks a function");
    return loaded.exports;
  } finally {
    if (process.platform !== "win32") rmSync(folder, { recursive: true });
  }
}

function isAddon(exports: object): exports is Addon {
  return ["array", "inout", "load", "out", "pack", "pointer", "struct", "type"].every(
    (name) => name in exports,
  );
}

export const { array, inout, load, out, pack, pointer, struct, type } = loadAddon();
