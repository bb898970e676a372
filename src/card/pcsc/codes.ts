/**
 * PC/SC's numbers as tables. Sources: pcsc-lite PCSC/pcsclite.h, Microsoft winscard.h; the numbers are the
 * same on all systems.
 */
import { CardError, type CardErrorKind, type ReaderStatus } from "../port.ts";

export const SUCCESS = 0;
export const SCARD_E_CANCELLED = 0x80100002;
export const SCARD_E_TIMEOUT = 0x8010000a;
export const SCARD_E_NO_READERS_AVAILABLE = 0x8010002e;

export const SCOPE_SYSTEM = 2;
/** Never SHARED: another program's PIN could then land on the file that the probe selected. */
export const SHARE_EXCLUSIVE = 1;
/** T=0 or T=1, as the card offers; never RAW. */
export const PROTOCOL_T0_OR_T1 = 3;
export const dispositions = { leave: 0, reset: 1 } as const;

/** Name of the library's constant that goes with the protocol in use. */
export const protocolHeaders: ReadonlyMap<number, string> = new Map([
  [1, "g_rgSCardT0Pci"],
  [2, "g_rgSCardT1Pci"],
]);

const errors: ReadonlyMap<number, readonly [name: string, kind: CardErrorKind]> = new Map([
  [0x80100003, ["SCARD_E_INVALID_HANDLE", "no_service"]], // the service was restarted
  [0x80100009, ["SCARD_E_UNKNOWN_READER", "reader_gone"]],
  [SCARD_E_TIMEOUT, ["SCARD_E_TIMEOUT", "timeout"]],
  [0x8010000b, ["SCARD_E_SHARING_VIOLATION", "card_busy"]],
  [0x8010000c, ["SCARD_E_NO_SMARTCARD", "no_card"]],
  [0x8010000f, ["SCARD_E_PROTO_MISMATCH", "card_mute"]],
  [0x80100013, ["SCARD_F_COMM_ERROR", "no_service"]],
  [0x80100016, ["SCARD_E_NOT_TRANSACTED", "card_removed"]],
  [0x80100017, ["SCARD_E_READER_UNAVAILABLE", "reader_gone"]],
  [0x8010001d, ["SCARD_E_NO_SERVICE", "no_service"]],
  [0x8010001e, ["SCARD_E_SERVICE_STOPPED", "no_service"]],
  [SCARD_E_NO_READERS_AVAILABLE, ["SCARD_E_NO_READERS_AVAILABLE", "no_reader"]],
  [0x8010002f, ["SCARD_E_COMM_DATA_LOST", "card_removed"]],
  [0x80100065, ["SCARD_W_UNSUPPORTED_CARD", "card_mute"]],
  [0x80100066, ["SCARD_W_UNRESPONSIVE_CARD", "card_mute"]],
  [0x80100067, ["SCARD_W_UNPOWERED_CARD", "card_mute"]],
  [0x80100068, ["SCARD_W_RESET_CARD", "card_reset"]],
  [0x80100069, ["SCARD_W_REMOVED_CARD", "card_removed"]],
  [0x8010006a, ["SCARD_W_SECURITY_VIOLATION", "no_access"]],
]);

/** The error for a return code other than success. */
export function errorOf(call: string, code: number): CardError {
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, "0")}`;
  const [name, kind] = errors.get(code) ?? [hex, "unexpected" as const];
  return new CardError(kind, `${call}: ${name}`, hex);
}

/** Bits of dwEventState; the upper sixteen count insertions and removals. */
const STATE_CHANGED = 0x2;
const STATE_PRESENT = 0x20;
const STATE_EXCLUSIVE = 0x80;
const STATE_INUSE = 0x100;
const STATE_MUTE = 0x200;

/** The state to pass back in, so that the next wait ends on any difference. */
export function withoutChanged(eventState: number): number {
  return (eventState & ~STATE_CHANGED) >>> 0;
}

export function statusOf(name: string, eventState: number): ReaderStatus {
  const has = (bit: number) => (eventState & bit) !== 0;
  const card = has(STATE_MUTE) ? "mute" : has(STATE_PRESENT) ? "present" : "none";
  const use = has(STATE_EXCLUSIVE) ? "exclusive" : has(STATE_INUSE) ? "shared" : "free";
  return { name, card, use, events: eventState >>> 16 };
}
