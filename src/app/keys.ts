import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config.ts";

/** Secret keys of this installation, 32 bytes each. */
export interface Keys {
  /** Makes the lookup key of an address, so that the address itself need not be searchable. */
  readonly address: Buffer;
  /** Encrypts the one copy of an address that is needed to send. */
  readonly seal: Buffer;
  /** Hashes the codes with which a card's report finds its conversation. */
  readonly pairing: Buffer;
}

const NAMES = ["address", "seal", "pairing"] as const;
const BYTES = 32;

/**
 * Reads the keys from the data folder, or makes them at the first start (readable by the owner alone).
 * Replicas share one file: without the keys, addresses in the database cannot be read.
 * @throws {ConfigError} where the folder cannot be written or the file is damaged.
 */
export function loadKeys(data: string): Keys {
  const file = join(data, "keys.json");
  return parseKeys(file, readOrMake(data, file));
}

function readOrMake(data: string, file: string): string {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    const made = Object.fromEntries(NAMES.map((name) => [name, randomBytes(BYTES).toString("base64")]));
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { flag: "wx", mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    if (!isExisting(error)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError("TOKERU_DATA", `cannot be used as data folder: ${reason}`);
    }
  }
  return readFileSync(file, "utf8");
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function parseKeys(file: string, text: string): Keys {
  const damaged = (): never => {
    throw new ConfigError(
      "TOKERU_DATA",
      `holds a damaged ${file}: restore it from a backup, or delete it to start anew`,
    );
  };
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text);
  } catch {
    damaged();
  }
  const key = (name: (typeof NAMES)[number]): Buffer => {
    const value = json[name];
    const bytes = typeof value === "string" ? Buffer.from(value, "base64") : Buffer.alloc(0);
    return bytes.length === BYTES ? bytes : damaged();
  };
  return { address: key("address"), seal: key("seal"), pairing: key("pairing") };
}
