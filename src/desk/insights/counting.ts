import type { World } from "../../assistant/index.ts";
import type { Conversation as Row, Store, Transaction } from "../../store/index.ts";
import { journeyOf } from "./journey.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Counted at a time, so that turns never wait long behind it. */
const PORTION = 100;

/** Counts a conversation as it stands, for example because it begins anew or is about to be forgotten. */
export async function count(
  tx: Transaction,
  row: Pick<Row, "id" | "channel" | "createdAt" | "body">,
  worldOf: (city: string) => World,
): Promise<void> {
  await tx.journeys.put(journeyOf(row, await tx.handoffs.ofConversation(row.id), worldOf));
}

/**
 * Counts every conversation that was last used before today (UTC) and was not counted since. Counting twice
 * changes nothing, so it may stop at any point and begin anew; replicas may do it at once.
 * @returns how many it counted
 */
export async function countFinished(
  store: Store,
  worldOf: (city: string) => World,
  now: number,
): Promise<number> {
  const today = Math.floor(now / DAY_MS);
  for (let all = 0; ;) {
    const ids = await store.journeys.uncounted(today, PORTION);
    for (const id of ids) {
      await store.transaction(async (tx) => {
        const row = await tx.conversations.find(id);
        if (!row) return;
        await count(tx, row, worldOf);
        await tx.journeys.counted(id, row.usedOn);
      });
    }
    all += ids.length;
    if (ids.length < PORTION) return all;
  }
}
