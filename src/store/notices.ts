import { StoreError } from "./errors.ts";
import { fromText, toText } from "./json.ts";

/** Hears of a topic. `null`: there is nothing to tell but that it is time to look. Must not throw. */
export type Listener = (payload: unknown) => void;

/** What a transaction tells once it is kept: the JSON of `[topic, payload]`, as it travels. */
export type Notice = string;

/** Inside a transaction: what others should know once it is kept. */
export interface Notifier {
  /**
   * Tells those who listen to the topic, in every process on this database, once the transaction is kept; where
   * it is not, nobody hears of it, nor where this process dies at that moment: so whoever must not miss anything
   * also looks now and then. The payload is small JSON; left out, it is `null`: "look".
   */
  notify(topic: string, payload?: unknown): void;
}

/** How notices of a database travel. */
export interface Wire {
  /** A transaction is kept: tells what it had to tell. */
  kept(notices: readonly Notice[]): void;
  /** Calls `listener` at every notice of the topic from now on, until what it returns is called. */
  listen(topic: string, listener: Listener): () => void;
}

/** PostgreSQL takes fewer than 8,000 bytes; here it holds for both databases. */
const NOTICE_LIMIT = 7_999;

/** Throws `StoreError` where it is too long to travel. */
export function notice(topic: string, payload: unknown): Notice {
  const text = toText([topic, payload]);
  if (Buffer.byteLength(text) > NOTICE_LIMIT) {
    throw new StoreError(`A notice has at most ${NOTICE_LIMIT} bytes. Store the rest, and tell where it is.`);
  }
  return text;
}

/** Who listens in this process. */
export class Listeners {
  readonly #byTopic = new Map<string, Set<Listener>>();

  /** Returns what ends it. */
  add(topic: string, listener: Listener): () => void {
    // Its own, so that whoever listens twice stops once.
    const own: Listener = (payload) => listener(payload);
    const ofTopic = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, ofTopic.add(own));
    return () => {
      ofTopic.delete(own);
      if (ofTopic.size === 0 && this.#byTopic.get(topic) === ofTopic) this.#byTopic.delete(topic);
    };
  }

  /** Delivers a notice. */
  tell(text: Notice): void {
    const [topic, payload] = fromText(text) as [string, unknown];
    call([...(this.#byTopic.get(topic) ?? [])], payload);
  }

  /** Something may have been missed: everybody looks. */
  tellAll(): void {
    for (const ofTopic of this.#byTopic.values()) call([...ofTopic], null);
  }
}

/** A listener's mistake is not the transaction's, nor the next listener's. */
function call(listeners: readonly Listener[], payload: unknown): void {
  for (const listener of listeners) {
    try {
      listener(payload);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

/** Notices where one process has the database for itself: SQLite. */
export function wireInProcess(): Wire {
  const listeners = new Listeners();
  return {
    kept: (notices) => notices.forEach((text) => listeners.tell(text)),
    listen: (topic, listener) => listeners.add(topic, listener),
  };
}
