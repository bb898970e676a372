import { createHmac } from "node:crypto";
import { prepared, seal, unseal } from "../sealing.ts";

/** Keys of this installation, 32 bytes each. */
export interface IdentityKeys {
  /** Makes the lookup keys of people and events. */
  readonly address: Buffer;
  /** Encrypts where an answer goes to. */
  readonly seal: Buffer;
}

/** Who talks, as the platform itself says: every part is the platform's id, and none comes from a text. */
export interface Person {
  readonly platform: string;
  /** Slack's team or Teams' tenant; empty where a platform has none. */
  readonly team: string;
  /** The chat or channel in which somebody talks: who talks in two has two conversations. */
  readonly channel: string;
  readonly user: string;
}

/** Finds a person's conversation; no id of a platform stands in the database. HMAC-SHA256, base64url. */
export function personKey({ address }: IdentityKeys, { platform, team, channel, user }: Person): string {
  return hmac(address, ["person", platform, team, channel, user]);
}

/** Finds out that an event was seen before. */
export function eventKey({ address }: IdentityKeys, { platform, team }: Person, event: string): string {
  return hmac(address, ["event", platform, team, event]);
}

/** Encrypts where to answer, for one conversation. */
export function sealReference({ seal: key }: IdentityKeys, conversation: string, reference: unknown): string {
  return seal(key, placeOf(conversation), JSON.stringify(reference));
}

/** Where to answer; undefined where the keys are not those of `sealReference`. */
export function openReference({ seal: key }: IdentityKeys, conversation: string, sealed: string): unknown {
  const opened = unseal(key, placeOf(conversation), sealed);
  return opened === undefined ? undefined : JSON.parse(opened);
}

function placeOf(conversation: string): string {
  return `botkit ${conversation}`;
}

/** As JSON, so that no two lists of ids are the same text. */
function hmac(key: Buffer, parts: readonly string[]): string {
  return createHmac("sha256", prepared(key)).update(JSON.stringify(parts)).digest("base64url");
}
