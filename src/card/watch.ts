/** Waits for cards: tells each insertion once, however often the readers' state changes. */
import { isCardError, type CardReaders, type ReaderStatus } from "./port.ts";

export type WatchEvent =
  | { kind: "inserted"; reader: ReaderStatus }
  /** Nothing to wait at until it is back. */
  | { kind: "no_reader" | "no_service" };

const RETRY_SERVICE_MS = 500;

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/**
 * Cards in `now` that were not there in `before`. A card that was swapped between two looks shows in two or
 * more events; one event alone is the insertion already told, which pcscd counts a moment after it shows it.
 */
function insertions(before: readonly ReaderStatus[], now: readonly ReaderStatus[]): ReaderStatus[] {
  return now.filter((reader) => {
    const known = before.find(({ name }) => name === reader.name);
    const isNew = !known || known.card === "none" || ((reader.events - known.events) & 0xffff) >= 2;
    return reader.card !== "none" && isNew;
  });
}

/**
 * Tells every insertion until `signal` aborts, beginning with the cards that are already there. A service
 * that stops is waited for; after that every card counts as inserted anew, as nobody saw what happened.
 * @throws CardError for anything but a service that stopped
 */
export async function* watchCards(readers: CardReaders, signal: AbortSignal): AsyncGenerator<WatchEvent> {
  let known: readonly ReaderStatus[] | undefined;
  let told: WatchEvent["kind"] | undefined;
  let hadService = false;
  while (!signal.aborted) {
    try {
      const now = known ? await readers.change(known, signal) : await readers.list();
      if (signal.aborted) return;
      const fresh = insertions(known ?? [], now);
      known = now;
      hadService = true;
      if (now.length === 0 && told !== "no_reader") yield { kind: "no_reader" };
      told = now.length === 0 ? "no_reader" : "inserted";
      for (const reader of fresh) yield { kind: "inserted", reader };
    } catch (error) {
      // A pcscd that is just ending answers "access refused" (pcsc-lite 1.9.9).
      const isAway = isCardError(error, "no_service") || (hadService && isCardError(error, "no_access"));
      if (!isAway) throw error;
      if (told !== "no_service") yield { kind: "no_service" };
      known = undefined;
      told = "no_service";
      await pause(RETRY_SERVICE_MS, signal);
    }
  }
}
