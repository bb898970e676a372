import type { Author, MessageReader, Transaction } from "../store/index.ts";
import { seal, unseal } from "./sealing.ts";

/** What people wrote to each other in a conversation, as it may be shown. */
export interface ThreadLine {
  readonly id: number;
  readonly author: Author;
  /** Who of the desk; null: the resident. */
  readonly agent: string | null;
  /** Null where the keys that it was kept with are gone. */
  readonly text: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Something to be added to it. */
export interface Written {
  readonly author: Author;
  readonly agent?: string;
  readonly text: string;
  readonly ref?: string;
  readonly now: number;
}

/** Longer than a person writes at once; LINE takes 5,000. */
export const LONGEST_MESSAGE = 2_000;

/** So many of the latest are shown. */
const SHOWN = 500;

/** What it takes to write and to read it: the key, 32 bytes. Nobody reads it in the database. */
export interface Thread {
  readonly add: (tx: Transaction, conversation: string, written: Written) => Promise<number>;
  readonly read: (
    from: MessageReader,
    conversation: string,
    after?: number,
  ) => Promise<readonly ThreadLine[]>;
}

/** The threads of this installation. */
export function threads(key: Buffer): Thread {
  const placeOf = (conversation: string): string => `message ${conversation}`;
  return {
    add(tx, conversation, { text, ...rest }) {
      const sealed = seal(key, placeOf(conversation), text.slice(0, LONGEST_MESSAGE));
      return tx.messages.add({ conversation, ...rest, text: sealed });
    },
    async read(from, conversation, after = 0) {
      const lines = await from.of(conversation, after, SHOWN);
      return lines.map(({ text, ...line }) => ({
        ...line,
        text: unseal(key, placeOf(conversation), text) ?? null,
      }));
    },
  };
}
