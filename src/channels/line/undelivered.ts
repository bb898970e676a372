import { timeInJapan } from "../../assistant/world.ts";
import { line, rubyToText } from "../../language/index.ts";
import type { Claim, Store } from "../../store/index.ts";
import type { Surroundings } from "../dialogue.ts";
import { DESK_TOPIC } from "../handing-over.ts";

/** Not at LINE yet and still tried, or given up. */
export type Undelivered = "late" | "lost";

/**
 * Tells whoever talks with a resident that something has not reached them: it stands in the talk as a note, which no
 * resident sees. Where nobody talks with them, there is nobody to tell.
 */
export function tellingDesk({ store, desk, say, now }: Surroundings) {
  return async ({ conversation, createdAt }: Claim, how: Undelivered): Promise<void> => {
    if (!desk) return;
    const text = rubyToText(say("ja")(line(`handoff.${how}`, { time: timeInJapan(createdAt) })));
    await store.transaction(async (tx) => {
      const open = await tx.handoffs.open(conversation);
      if (!open) return;
      await desk.thread.add(tx, conversation, { author: "note", text, now: now() });
      tx.notify(DESK_TOPIC, { handoff: open.id, said: true });
    });
  };
}

const DAY = 24 * 60 * 60 * 1000;

/** A reminder that LINE does not take today goes back to its table, and is made again at the same hour tomorrow. */
export async function putBack(store: Store, claim: Claim, reminder: unknown, now: number): Promise<void> {
  const { conversation, channel } = claim;
  await store.transaction(async (tx) => {
    const row = await tx.conversations.find(conversation);
    if (!row || !(await tx.outbox.withdraw(claim))) return;
    await tx.reminders.add({ conversation, channel, due: now + DAY, body: reminder, now });
  });
}
