import type { Conversation, Slip } from "../assistant/index.ts";
import { toSlipLink } from "../assistant/slip-link.ts";
import type { PairingDesk } from "./pairing.ts";
import { sealOfSlip } from "./slip-seal.ts";
import { slipIdOf } from "./slip-verdict.ts";

/**
 * The path and query under which the slip of a conversation opens on any device: for a QR code, a button on
 * LINE, another tab. It holds choices and, sealed, what was read from the card and which of all slips it is; nothing
 * says whose.
 */
export function slipPath(pairing: PairingDesk | undefined, conversation: Conversation, slip: Slip): string {
  const { city, lang } = conversation;
  const on = slip.day;
  const link = toSlipLink(conversation, on);
  const parts = { a: link.a, on, lang, city, v: slip.factsVersion };
  const n = slipIdOf(conversation);
  const sealed = pairing && { c: link.c, n, s: sealOfSlip(pairing, { ...link, on, city, n }) };
  return `/slip?${queryOf({ ...parts, ...sealed })}`;
}

/** Every part is plain, so that little needs escaping and a QR code stays small. */
export function queryOf(parts: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(parts)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join("&");
}
