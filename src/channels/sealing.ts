import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Node prepares a key given as bytes anew at every use, which takes longer than the use itself. */
const preparedKeys = new WeakMap<Buffer, KeyObject>();

/** A key of 32 bytes, ready for use. */
export function prepared(bytes: Buffer): KeyObject {
  const key = preparedKeys.get(bytes) ?? createSecretKey(bytes);
  preparedKeys.set(bytes, key);
  return key;
}

/** Encrypts a text for one place: with another `place` it cannot be opened. base64url. */
export function seal(key: Buffer, place: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, prepared(key), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The text again; undefined where key or place are not those of `seal`, or what was sealed was changed. */
export function unseal(key: Buffer, place: string, sealed: string): string | undefined {
  try {
    return decipher(key, place, sealed);
  } catch {
    return undefined;
  }
}

function decipher(key: Buffer, place: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const opening = createDecipheriv(CIPHER, prepared(key), iv, { authTagLength: TAG_BYTES });
  opening.setAAD(Buffer.from(place)).setAuthTag(tag);
  const opened = [opening.update(bytes.subarray(IV_BYTES + TAG_BYTES)), opening.final()];
  return Buffer.concat(opened).toString("utf8");
}
