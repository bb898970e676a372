import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/** Keys of this installation, 32 bytes each. */
export interface AddressKeys {
  /** Makes the lookup key of a LINE user. */
  readonly address: Buffer;
  /** Encrypts the one copy of the user's id that a push needs. */
  readonly seal: Buffer;
}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Node prepares a key given as bytes anew at every use, which takes longer than the use itself. */
const preparedKeys = new WeakMap<Buffer, KeyObject>();

function prepared(bytes: Buffer): KeyObject {
  const key = preparedKeys.get(bytes) ?? createSecretKey(bytes);
  preparedKeys.set(bytes, key);
  return key;
}

/** Finds a user's conversation without the id standing anywhere: HMAC-SHA256, base64url. */
export function addressKeyOf(keys: AddressKeys, userId: string): string {
  return createHmac("sha256", prepared(keys.address)).update(userId).digest("base64url");
}

/** Encrypts a user's id for one conversation; in another row it cannot be opened. */
export function sealAddress(keys: AddressKeys, conversation: string, userId: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, prepared(keys.seal), iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(conversation));
  const sealed = Buffer.concat([cipher.update(userId, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** The user's id again; undefined where the keys are not those of `sealAddress`, or the text was changed. */
export function openAddress(keys: AddressKeys, conversation: string, address: string): string | undefined {
  try {
    return decipher(keys, conversation, address);
  } catch {
    return undefined;
  }
}

function decipher(keys: AddressKeys, conversation: string, address: string): string {
  const bytes = Buffer.from(address, "base64url");
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const opening = createDecipheriv(CIPHER, prepared(keys.seal), iv, { authTagLength: TAG_BYTES });
  opening.setAAD(Buffer.from(conversation)).setAuthTag(tag);
  const opened = [opening.update(bytes.subarray(IV_BYTES + TAG_BYTES)), opening.final()];
  return Buffer.concat(opened).toString("utf8");
}
