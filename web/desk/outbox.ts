import type { Turn } from "../../src/desk/view.ts";
import type { Kept } from "../kept.ts";
import { isSame, type Place } from "./place.ts";

/** What is done under an id, so that it may be sent as often as it takes and counts once. */
export interface Letter {
  readonly id: string;
  readonly place: Place;
  readonly kind: "say" | "note" | "turn";
  readonly body: { readonly text: string } | Turn;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Why the server does not take it. It stays, for whoever wrote it decides what becomes of it. */
  readonly refused?: string;
}

/** Everything that the server has not answered yet. It outlives a reload, in this tab alone. */
export interface Outbox {
  readonly all: () => readonly Letter[];
  readonly of: (place: Place) => readonly Letter[];
  /** The one to send next: in a place, one waits for the other. */
  readonly next: (place: Place) => Letter | undefined;
  readonly put: (letter: Letter) => void;
  readonly take: (id: string) => void;
}

/** The outbox of this tab. */
export function outboxIn(kept: Kept): Outbox {
  let letters = (kept.get("outbox") ?? []) as readonly Letter[];
  const keep = (next: readonly Letter[]): void => {
    letters = next;
    kept.set("outbox", next.length > 0 ? next : undefined);
  };
  const of = (place: Place): readonly Letter[] => letters.filter((letter) => isSame(letter.place, place));
  return {
    all: () => letters,
    of,
    next: (place) => of(place).find(({ refused }) => refused === undefined),
    put(letter) {
      const known = letters.some(({ id }) => id === letter.id);
      keep(known ? letters.map((one) => (one.id === letter.id ? letter : one)) : [...letters, letter]);
    },
    take: (id) => keep(letters.filter((letter) => letter.id !== id)),
  };
}
