import { hkdfSync, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { ConfigError } from "./config.ts";

/** Secret keys of this installation, 32 bytes each. */
export interface Keys {
  /** Makes the lookup key of an address, so that the address itself need not be searchable. */
  readonly address: Buffer;
  /** Encrypts the one copy of an address that is needed to send. */
  readonly seal: Buffer;
  /** Hashes the codes with which a card's report finds its conversation. */
  readonly pairing: Buffer;
  /** Encrypts what residents and the desk write to each other. */
  readonly thread: Buffer;
}

const NAMES = ["address", "seal", "pairing", "thread"] as const;
const BYTES = 32;

const key = v.pipe(
  v.string(),
  v.transform((text) => Buffer.from(text, "base64")),
  v.check((bytes) => bytes.length === BYTES),
);
/** A file of before there was something lacks its key. What a newer version added stays as it is. */
const FileSchema = v.looseObject({
  address: key,
  seal: key,
  pairing: v.optional(key),
  thread: v.optional(key),
});

/**
 * Reads the keys from the data folder, or makes them at the first start (readable by the owner alone). A key
 * that a newer version needs is added. Replicas share one file: without the keys, addresses in the database
 * cannot be read.
 * @throws {ConfigError} where the folder cannot be written or the file is damaged.
 */
export function loadKeys(data: string): Keys {
  const file = join(data, "keys.json");
  usingFolder(() => makeWhereMissing(data, file));
  const kept: unknown = parse(usingFolder(() => readFileSync(file, "utf8")));
  const parsed = v.safeParse(FileSchema, kept);
  if (!parsed.success) {
    throw new ConfigError(
      "TOKERU_DATA",
      `holds a damaged ${file}: restore it from a backup, or delete it to start anew`,
    );
  }
  const {
    address,
    seal,
    pairing = derived(seal, "pairing"),
    thread = derived(seal, "thread"),
  } = parsed.output;
  const keys = { address, seal, pairing, thread };
  if (NAMES.some((name) => !parsed.output[name])) {
    const added = NAMES.map((name) => [name, keys[name].toString("base64")]);
    usingFolder(() => replace(file, textOf(Object.assign({}, kept, Object.fromEntries(added)))));
  }
  return keys;
}

/** Derived and not drawn, so that replicas that start together add the same key (HKDF, RFC 5869). */
function derived(from: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync("sha256", from, "", `tokeru ${name}`, BYTES));
}

function makeWhereMissing(data: string, file: string): void {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const made = Object.fromEntries(NAMES.map((name) => [name, randomBytes(BYTES).toString("base64")]));
  try {
    writeFileSync(file, textOf(made), { flag: "wx", mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
}

/** Nobody ever sees half a file, also when the machine stops in between. */
function replace(file: string, text: string): void {
  const next = `${file}.${process.pid}`;
  try {
    writeFileSync(next, text, { mode: 0o600, flush: true });
    chmodSync(next, 0o600);
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
}

function textOf(keys: object): string {
  return `${JSON.stringify(keys, null, 2)}\n`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function usingFolder<T>(use: () => T): T {
  try {
    return use();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError("TOKERU_DATA", `cannot be used as data folder: ${reason}`);
  }
}
