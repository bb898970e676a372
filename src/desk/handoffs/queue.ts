import { DESK_TOPIC } from "../../channels/handing-over.ts";
import type { StandingHandoff } from "../../store/index.ts";
import type { DeskOptions } from "../context.ts";
import type { Card, Queue } from "../view.ts";
import { cardOf } from "./cards.ts";
import { silenceOf } from "./silence.ts";

/** More than a city's desk works through in a day; the longest waiting are among them. */
const LONGEST = 500;
/** How long one reading may serve several who ask, in milliseconds, where nothing was told of a change. */
const FRESH_MS = 1_000;

/** The queue as everybody sees it, read once for all who ask at the same time. */
export interface QueueReader {
  of(user: string): Promise<Queue>;
  stop(): void;
}

/** A card, and what tells how long nobody was there. */
interface Waiting {
  readonly card: Card;
  readonly standing: StandingHandoff;
}

/** Whenever something changes, every open page of the desk asks: they share what is read then. */
export function queueOf(desk: DeskOptions): QueueReader {
  let changes = 0;
  let known:
    | { readonly changes: number; readonly at: number; readonly cards: Promise<readonly Waiting[]> }
    | undefined;
  const stop = desk.store.listen(DESK_TOPIC, () => void changes++);

  async function read(): Promise<readonly Waiting[]> {
    const all = await desk.store.handoffs.queue(LONGEST);
    return all.map((standing) => ({ standing, card: cardOf(desk, standing) }));
  }
  function cards(): Promise<readonly Waiting[]> {
    const at = performance.now();
    if (!known || known.changes !== changes || at - known.at > FRESH_MS) {
      known = { changes, at, cards: read() };
    }
    return known.cards;
  }

  return {
    async of(user) {
      const now = desk.now();
      const all = (await cards()).map(({ card, standing }) => ({
        ...card,
        silent: silenceOf(standing, now),
      }));
      const mine = (card: Card): boolean => card.agent?.id === user;
      return {
        now,
        waiting: all.filter(({ agent }) => agent === null),
        mine: all.filter(mine),
        others: all.filter((card) => card.agent !== null && !mine(card)),
      };
    },
    stop,
  };
}
