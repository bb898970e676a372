/** Exit codes of `tokeru probe`: stable, documented in docs/probe.md. */
import type { CardErrorKind } from "./port.ts";

export const exitCodes = {
  read: 0,
  unexpected: 1,
  usage: 2,
  noService: 3,
  noReader: 4,
  noCard: 5,
  busy: 6,
  notMyNumberCard: 7,
  severalCards: 8,
  notSent: 9,
} as const;

/** Which code each way to fail ends with. */
export const exitCodeOf: { readonly [kind in CardErrorKind]: number } = {
  no_library: exitCodes.noService,
  no_binding: exitCodes.noService,
  no_service: exitCodes.noService,
  no_access: exitCodes.noService,
  no_reader: exitCodes.noReader,
  reader_unknown: exitCodes.noReader,
  reader_gone: exitCodes.noReader,
  several_cards: exitCodes.severalCards,
  no_card: exitCodes.noCard,
  card_removed: exitCodes.noCard,
  card_mute: exitCodes.noCard,
  card_busy: exitCodes.busy,
  card_reset: exitCodes.busy,
  not_my_number_card: exitCodes.notMyNumberCard,
  timeout: exitCodes.noReader,
  unexpected: exitCodes.unexpected,
};

/** For --help. */
export const exitCodeHelp = `Exit codes:
  0  the card was read (or the readers were listed, or --watch was ended)
  1  unexpected error
  2  wrong options
  3  PC/SC is missing, not running, or refuses access
  4  no reader, not the one asked for, or it stopped answering
  5  no card, it does not answer, or it was pulled out
  6  another program holds the card
  7  not a My Number Card
  8  more than one reader has a card: choose with --reader
  9  --pair: the report was not sent, or the server refused it`;
