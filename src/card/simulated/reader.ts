/** Readers in this process that hold simulated cards: no daemon, no library, runs anywhere. */
import { bytesOf, type PermittedCommand } from "../guard.ts";
import { CardError, type CardConnection, type CardReaders, type ReaderStatus } from "../port.ts";
import type { SimulatedCard } from "./card.ts";

export type SimulatedReader = {
  name: string;
  card: SimulatedCard | null;
  use: ReaderStatus["use"];
  events: number;
};

export type SimulatedReadersOptions = {
  /** Milliseconds that every command takes, as a slow contactless card's would. */
  latency?: number;
  /** The card leaves the reader at this command (1 is the first). */
  pullAtCommand?: number;
};

/** A set of simulated readers; `insert` and `remove` move cards as a hand would. */
export class SimulatedReaders implements CardReaders {
  readonly #readers: SimulatedReader[] = [];
  readonly #options: SimulatedReadersOptions;
  readonly #changes = new EventTarget();

  constructor(cards: readonly (SimulatedCard | null)[], options: SimulatedReadersOptions = {}) {
    this.#options = options;
    for (const [index, card] of cards.entries()) {
      this.#readers.push({
        name: `Simulated Reader ${String(index).padStart(2, "0")}`,
        card,
        use: "free",
        events: 0,
      });
    }
  }

  insert(card: SimulatedCard, index = 0): void {
    this.#change(index, { card, use: "free" });
  }

  remove(index = 0): void {
    this.#change(index, { card: null, use: "free" });
  }

  /** Another program connects, or lets go. */
  setUse(use: ReaderStatus["use"], index = 0): void {
    this.#change(index, { use });
  }

  async list(): Promise<ReaderStatus[]> {
    return this.#readers.map(({ name, card, use, events }) => ({
      name,
      card: card ? "present" : "none",
      use,
      events,
    }));
  }

  async change(known: readonly ReaderStatus[], signal: AbortSignal): Promise<readonly ReaderStatus[]> {
    while (!signal.aborted) {
      const now = await this.list();
      if (JSON.stringify(now) !== JSON.stringify(known)) return now;
      await new Promise<void>((resolve) => {
        const heard = new AbortController();
        const settle = () => {
          heard.abort();
          resolve();
        };
        this.#changes.addEventListener("change", settle, { signal: heard.signal });
        signal.addEventListener("abort", settle, { signal: heard.signal });
      });
    }
    return known;
  }

  async connect(name: string): Promise<CardConnection> {
    const reader = this.#readers.find((one) => one.name === name);
    if (!reader) throw new CardError("reader_gone", "no such reader");
    const { card } = reader;
    if (!card) throw new CardError("no_card", "no card in the reader");
    if (reader.use !== "free") throw new CardError("card_busy", "another program is connected");
    reader.use = "exclusive";
    let sent = 0;
    const transmit = async (command: PermittedCommand) => {
      const { latency = 0, pullAtCommand } = this.#options;
      if (++sent === pullAtCommand) this.remove(this.#readers.indexOf(reader));
      if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
      if (reader.card !== card) throw new CardError("card_removed", "the card left the reader");
      return card.answer(bytesOf(command));
    };
    const disconnect = async (how: "leave" | "reset") => {
      if (how === "reset") card.reset();
      reader.use = "free";
    };
    return { transmit, disconnect };
  }

  async close(): Promise<void> {}

  #change(index: number, change: Partial<SimulatedReader>): void {
    const reader = this.#readers[index];
    if (!reader) throw new RangeError(`no simulated reader ${index}`);
    Object.assign(reader, change);
    if ("card" in change) reader.events++;
    this.#changes.dispatchEvent(new Event("change"));
  }
}
