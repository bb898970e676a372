/**
 * One reading from reader to report: which reader, an exclusive connection with patience, the probe, and
 * a clean goodbye. A reading is whole or it is not made: after any disturbance it begins anew.
 */
import { CardError, isCardError, type CardConnection, type CardReaders, type ReaderStatus } from "./port.ts";
import { probe, readerKind } from "./probe.ts";
import type { CardReport } from "./report.ts";

/** Another program may hold a fresh card for a moment (Windows' certificate propagation does). */
const PATIENCE_MS = 5000;
const RETRY_EVERY_MS = 250;
/** How often a reading may begin anew because another program reset the card. */
const RESTARTS = 2;

export type ReadCardOptions = {
  clock?: () => Date;
  /** Waits between two attempts to connect. */
  pause: (milliseconds: number) => Promise<void>;
  onProgress?: (done: number, total: number) => void;
  /** Ends the patience with a card that another program holds. */
  signal?: AbortSignal;
  /** Called once if the card is held by another program and the attempt is repeated. */
  onBusy?: () => void;
};

/**
 * The reader to use.
 * @param wanted its number in the list from 1, or its name or a part of it that fits one reader only
 * @throws CardError no_reader, reader_unknown, no_card, several_cards
 */
export function chooseReader(readers: readonly ReaderStatus[], wanted?: string): ReaderStatus {
  if (readers.length === 0) throw new CardError("no_reader", "no card reader is connected");
  if (wanted !== undefined) return wantedReader(readers, wanted);
  const [first, second] = readers.filter(({ card }) => card !== "none");
  if (!first) throw new CardError("no_card", "no card in any reader");
  if (second) throw new CardError("several_cards", "more than one reader has a card");
  return first;
}

function wantedReader(readers: readonly ReaderStatus[], wanted: string): ReaderStatus {
  const exact = readers.find(({ name }) => name === wanted || readerKind(name) === wanted);
  const byNumber = /^\d+$/.test(wanted) ? readers[Number(wanted) - 1] : undefined;
  const similar = readers.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const reader = exact ?? byNumber ?? (similar.length === 1 ? similar[0] : undefined);
  if (!reader) throw new CardError("reader_unknown", "no reader, or more than one, has this name or number");
  if (reader.card === "none") throw new CardError("no_card", "no card in this reader");
  return reader;
}

/** Connects EXCLUSIVE and repeats that for about five seconds while another program holds the card. */
async function connectPatiently(
  readers: CardReaders,
  name: string,
  options: ReadCardOptions,
): Promise<CardConnection> {
  const { pause, onBusy = () => {}, signal } = options;
  for (let waited = 0; ; waited += RETRY_EVERY_MS) {
    try {
      return await readers.connect(name);
    } catch (error) {
      if (!isCardError(error, "card_busy") || waited >= PATIENCE_MS || signal?.aborted) throw error;
      if (waited === 0) onBusy();
      await pause(RETRY_EVERY_MS);
    }
  }
}

/**
 * Reads the card in a reader.
 * @throws CardError; then the card was reset on leaving, so that no file stays selected
 */
export async function readCard(
  readers: CardReaders,
  reader: string,
  options: ReadCardOptions,
): Promise<{ report: CardReport; commands: number }> {
  const { clock = () => new Date(), onProgress } = options;
  for (let restarts = 0; ; restarts++) {
    const connection = await connectPatiently(readers, reader, options);
    let how: "leave" | "reset" = "reset";
    try {
      const { report, disconnect, commands } = await probe(connection, {
        reader,
        now: clock(),
        ...(onProgress && { onProgress }),
      });
      how = disconnect;
      return { report, commands };
    } catch (error) {
      if (!isCardError(error, "card_reset") || restarts >= RESTARTS) throw error;
    } finally {
      await connection.disconnect(how);
    }
  }
}
