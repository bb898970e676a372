import type { Author, MessageLine, MessageReader, Transaction } from "../store/index.ts";
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

/** So many at a time. */
const SHOWN = 500;

/** What it takes to write and to read it: the key, 32 bytes. Nobody reads it in the database. */
export interface Thread {
  readonly add: (tx: Transaction, conversation: string, written: Written) => Promise<number>;
  /** All of it, a portion at a time: what follows the line with this id. */
  readonly read: (
    from: MessageReader,
    conversation: string,
    after?: number,
  ) => Promise<readonly ThreadLine[]>;
  /**
   * The latest of it, since the conversation was `begun`: whoever begins anew may be somebody else on the same
   * device, and has nothing to do with what was written before.
   */
  readonly latest: (
    from: MessageReader,
    conversation: string,
    begun?: number,
  ) => Promise<readonly ThreadLine[]>;
}

/** The threads of this installation. */
export function threads(key: Buffer): Thread {
  const placeOf = (conversation: string): string => `message ${conversation}`;
  const opened = (conversation: string, lines: readonly MessageLine[]): readonly ThreadLine[] =>
    lines.map(({ text, ...line }) => ({
      ...line,
      text: unseal(key, placeOf(conversation), text) ?? null,
    }));
  return {
    add(tx, conversation, { text, ...rest }) {
      const sealed = seal(key, placeOf(conversation), text.slice(0, LONGEST_MESSAGE));
      return tx.messages.add({ conversation, ...rest, text: sealed });
    },
    async read(from, conversation, after = 0) {
      return opened(conversation, await from.of(conversation, after, SHOWN));
    },
    async latest(from, conversation, begun = 0) {
      return opened(conversation, await from.latest(conversation, begun, SHOWN));
    },
  };
}
