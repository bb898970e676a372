import { createHmac, timingSafeEqual } from "node:crypto";
import type { SlipLink } from "../assistant/slip-link.ts";
import type { PairingDesk } from "./pairing.ts";

/**
 * What a seal speaks for: that this slip was made here, for these answers, with this reading, on this day, in this
 * city.
 */
export interface Sealed extends SlipLink {
  readonly on: string;
  readonly city: string;
  /** Tells the slip from all others; links of before this was added have none. */
  readonly n?: string | undefined;
}

/** 128 bits: short enough for a code on paper, and nobody guesses them. */
const SEAL_BYTES = 16;

/** Seals a slip, so that a link can show it elsewhere and nobody can write one themselves. */
export function sealOfSlip(desk: PairingDesk, slip: Sealed): string {
  return macOf(desk, slip).toString("base64url");
}

/** Whether the seal was made here for exactly this; compared in constant time. */
export function isSealed(desk: PairingDesk, slip: Sealed, seal: string): boolean {
  const given = Buffer.from(seal, "base64url");
  return given.length === SEAL_BYTES && timingSafeEqual(given, macOf(desk, slip));
}

/** Codes are hashed with the same key; they have neither small letters nor line breaks, so no hash passes for another. */
function macOf({ key }: PairingDesk, { a, c = "", on, city, n }: Sealed): Buffer {
  const text = ["slip", a, c, on, city, ...(n === undefined ? [] : [n])].join("\n");
  return createHmac("sha256", key).update(text).digest().subarray(0, SEAL_BYTES);
}
