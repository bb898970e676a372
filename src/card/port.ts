/**
 * The reader port: what the probe needs from whatever holds the card, and the ways it can fail.
 * Readers live behind it: PC/SC (pcsc/) and the simulated card in process (simulated/reader.ts).
 */
import type { PermittedCommand } from "./guard.ts";

/** An exclusive connection to one card. Nobody else can talk to the card until it ends. */
export interface CardConnection {
  /**
   * Sends one command that the guard let through.
   * @returns the answer's data followed by the two status bytes.
   * @throws CardError
   */
  transmit(command: PermittedCommand): Promise<Uint8Array>;
  /** Ends the connection; `reset` gives the next program a card without state. Never throws. */
  disconnect(how: "leave" | "reset"): Promise<void>;
}

export type ReaderStatus = {
  /** Name as the system gives it; may hold the reader's serial number. */
  readonly name: string;
  readonly card: "none" | "present" | "mute";
  /** Another program is connected; `exclusive`: nobody else can be. */
  readonly use: "free" | "shared" | "exclusive";
  /** Grows with every insertion and removal, where the system counts them. */
  readonly events: number;
};

export interface CardReaders {
  /** All readers now. An empty list is an answer, not an error. @throws CardError */
  list(): Promise<ReaderStatus[]>;
  /** Waits until the readers differ from `known` and returns them; returns `known` once aborted. @throws CardError */
  change(known: readonly ReaderStatus[], signal: AbortSignal): Promise<readonly ReaderStatus[]>;
  /** Connects EXCLUSIVE, never shared. @throws CardError, kind `card_busy` where another program is connected */
  connect(reader: string): Promise<CardConnection>;
  /** Gives everything back to the system. Never throws. */
  close(): Promise<void>;
}

export const cardErrorKinds = [
  "no_library",
  "no_binding",
  "no_service",
  "no_access",
  "no_reader",
  "reader_unknown",
  "reader_gone",
  "several_cards",
  "no_card",
  "card_removed",
  "card_mute",
  "card_busy",
  "card_reset",
  "not_my_number_card",
  "timeout",
  "unexpected",
] as const;

/**
 * no_library          the system's PC/SC library is not installed
 * no_binding          the foreign-function library (koffi) for this system is not installed
 * no_service          the smart card service is not running, or stopped
 * no_access           the service refuses this user
 * no_reader           no reader is connected
 * reader_unknown      the reader that was asked for is not there
 * reader_gone         the reader was unplugged
 * several_cards       more than one reader has a card: the person must choose
 * no_card             no card in the reader
 * card_removed        the card left the reader while it was read
 * card_mute           a card is there and does not answer: upside down, dirty, not a chip card
 * card_busy           another program is connected to the card
 * card_reset          another program reset the card
 * not_my_number_card  the card has no 公的個人認証AP
 * timeout             the reader did not answer in time
 * unexpected          anything else; `code` has the system's number
 */
export type CardErrorKind = (typeof cardErrorKinds)[number];

/** Why no report could be made. Holds nothing about the card but, at most, a status word. */
export class CardError extends Error {
  readonly kind: CardErrorKind;
  /** The system's error code or the card's status word, for a technician. */
  readonly code: string | undefined;

  constructor(kind: CardErrorKind, message: string, code?: string) {
    super(code === undefined ? message : `${message} (${code})`);
    this.name = "CardError";
    this.kind = kind;
    this.code = code;
  }
}

/** True for an error of one of these kinds. */
export function isCardError(error: unknown, ...kinds: CardErrorKind[]): error is CardError {
  return error instanceof CardError && kinds.includes(error.kind);
}
