/** Waits for cards: tells each insertion once, however often the readers' state changes. */
import type { CardReaders, ReaderStatus } from "./port.ts";
import { isCardError } from "./session.ts";

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

/** Cards in `now` that were not there in `before`; a swap between two looks shows in the event count. */
function insertions(before: readonly ReaderStatus[], now: readonly ReaderStatus[]): ReaderStatus[] {
  return now.filter((reader) => {
    const known = before.find(({ name }) => name === reader.name);
    return reader.card !== "none" && (known?.card === "none" || known?.events !== reader.events);
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
  while (!signal.aborted) {
    try {
      const now = known ? await readers.change(known, signal) : await readers.list();
      if (signal.aborted) return;
      const fresh = insertions(known ?? [], now);
      known = now;
      if (now.length === 0 && told !== "no_reader") yield { kind: "no_reader" };
      told = now.length === 0 ? "no_reader" : "inserted";
      for (const reader of fresh) yield { kind: "inserted", reader };
    } catch (error) {
      if (!isCardError(error, "no_service")) throw error;
      if (told !== "no_service") yield { kind: "no_service" };
      known = undefined;
      told = "no_service";
      await pause(RETRY_SERVICE_MS, signal);
    }
  }
}
