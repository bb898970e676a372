import { createHmac } from "node:crypto";
import { prepared, seal, unseal } from "../sealing.ts";

/** Keys of this installation, 32 bytes each. */
export interface AddressKeys {
  /** Makes the lookup key of a LINE user. */
  readonly address: Buffer;
  /** Encrypts the one copy of the user's id that a push needs. */
  readonly seal: Buffer;
}

/** Finds a user's conversation without the id standing anywhere: HMAC-SHA256, base64url. */
export function addressKeyOf(keys: AddressKeys, userId: string): string {
  return createHmac("sha256", prepared(keys.address)).update(userId).digest("base64url");
}

/** Finds what was said with a message again, where LINE says that it was taken back. */
export function messageRefOf(keys: AddressKeys, messageId: string): string {
  return createHmac("sha256", prepared(keys.address)).update(`message ${messageId}`).digest("base64url");
}

/** Encrypts a user's id for one conversation; in another row it cannot be opened. */
export function sealAddress(keys: AddressKeys, conversation: string, userId: string): string {
  return seal(keys.seal, conversation, userId);
}

/** The user's id again; undefined where the keys are not those of `sealAddress`, or the text was changed. */
export function openAddress(keys: AddressKeys, conversation: string, address: string): string | undefined {
  return unseal(keys.seal, conversation, address);
}
