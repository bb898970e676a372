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
  /** As the bytes of a `Queue` in JSON. */
  of(user: string): Promise<Buffer>;
  stop(): void;
}

/** A card, kept for as long as nothing on it changes. */
interface Kept {
  readonly standing: StandingHandoff;
  readonly card: Card;
  /** Its bytes in JSON with a comma behind, while whoever has it is there. */
  readonly json: Buffer;
}

/**
 * Whenever something changes, every open page of the desk asks: so they share what is read then, and what has not
 * changed since is not made anew.
 */
export function queueOf(desk: DeskOptions): QueueReader {
  let changes = 0;
  let known:
    | { readonly changes: number; readonly at: number; readonly queue: Promise<readonly Kept[]> }
    | undefined;
  let kept: ReadonlyMap<number, Kept> = new Map();
  const stop = desk.store.listen(DESK_TOPIC, () => void changes++);

  async function read(): Promise<readonly Kept[]> {
    const all = await desk.store.handoffs.queue(LONGEST);
    const queue = all.map((standing) => keep(standing, kept.get(standing.id)));
    kept = new Map(queue.map((one) => [one.standing.id, one]));
    return queue;
  }
  function keep(standing: StandingHandoff, before: Kept | undefined): Kept {
    if (before && isSame(before.standing, standing)) return { ...before, standing };
    const card = { ...cardOf(desk, standing), silent: null };
    return { standing, card, json: bytesOf(card) };
  }
  function latest(): Promise<readonly Kept[]> {
    const at = performance.now();
    if (!known || known.changes !== changes || at - known.at > FRESH_MS) {
      known = { changes, at, queue: read() };
    }
    return known.queue;
  }

  return {
    async of(user) {
      const now = desk.now();
      const parts: Readonly<Record<Exclude<keyof Queue, "now">, Buffer[]>> = {
        waiting: [],
        mine: [],
        others: [],
      };
      for (const { standing, card, json } of await latest()) {
        const { agent } = standing;
        const part = agent === null ? "waiting" : agent === user ? "mine" : "others";
        const silent = silenceOf(standing, now);
        parts[part].push(silent ? bytesOf({ ...card, silent }) : json);
      }
      const lists = Object.entries(parts).flatMap(([name, cards]) => [
        Buffer.from(`,"${name}":[`),
        ...cards.slice(0, -1),
        ...cards.slice(-1).map((last) => last.subarray(0, -1)),
        Buffer.from("]"),
      ]);
      return Buffer.concat([Buffer.from(`{"now":${now}`), ...lists, Buffer.from("}")]);
    },
    stop,
  };
}

function bytesOf(card: Card): Buffer {
  return Buffer.from(`${JSON.stringify(card)},`);
}

/** Whether nothing on the card has changed; on another day the flow may stand elsewhere, and the next turn shows it. */
function isSame(one: StandingHandoff, other: StandingHandoff): boolean {
  return (
    one.rev === other.rev &&
    one.about.rev === other.about.rev &&
    one.agentName === other.agentName &&
    one.lastSaid?.at === other.lastSaid?.at &&
    one.lastSaid?.author === other.lastSaid?.author
  );
}
