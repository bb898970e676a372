import { describe, expect, it } from "vitest";
import type { Store } from "../../src/store/index.ts";
import { onBothEngines } from "./engines.ts";

const asked = { channel: "web", city: "default", lang: "ja", afterHours: false };

async function withHandoffs(store: Store, ids: readonly string[]): Promise<number[]> {
  return store.transaction(async (tx) => {
    await tx.users.add({ id: "u1", name: "窓口 一郎", role: "agent", now: 1 });
    const made: number[] = [];
    for (const [n, id] of ids.entries()) {
      await tx.conversations.insert({ id, channel: "web", body: { n }, now: 1 });
      made.push((await tx.handoffs.ask({ ...asked, conversation: id, now: 100 - n })).id);
    }
    return made;
  });
}

onBothEngines((bench) => {
  describe("hand-offs as they stand", () => {
    it("come with their conversation, who has them, and what was written last; notes left aside", async () => {
      const store = await bench.open();
      const [one = 0, other = 0] = await withHandoffs(store, ["c1", "c2"]);
      await store.transaction(async (tx) => {
        const row = await tx.conversations.find("c2");
        const found = await tx.handoffs.find(other);
        if (!row || !found) throw new Error("not there");
        await tx.conversations.update(row, { n: "moved" }, 2);
        await tx.handoffs.change(found, { state: "talking", agent: "u1", takenAt: 150 });
        await tx.presence.seen("u1", 160);
        await tx.messages.add({ conversation: "c2", author: "resident", text: "a", now: 151 });
        await tx.messages.add({ conversation: "c2", author: "agent", agent: "u1", text: "b", now: 152 });
        await tx.messages.add({ conversation: "c2", author: "note", agent: "u1", text: "c", now: 153 });
      });
      expect(await store.handoffs.queue(9)).toMatchObject([
        {
          id: other,
          state: "talking",
          about: { rev: 2, body: { n: "moved" } },
          agentName: "窓口 一郎",
          agentSeenAt: 160,
          lastSaid: { author: "agent", at: 152 },
        },
        { id: one, about: { rev: 1, body: { n: 0 } }, agentName: null, agentSeenAt: null, lastSaid: null },
      ]);
      expect(await store.handoffs.queue(1)).toHaveLength(1);
      expect(await store.handoffs.look(other)).toEqual((await store.handoffs.queue(1))[0]);
      expect(await store.handoffs.look(other + 100)).toBeUndefined();
    });

    it("that are over are found apart, the latest first", async () => {
      const store = await bench.open();
      const ids = await withHandoffs(store, ["c1", "c2", "c3"]);
      await store.transaction(async (tx) => {
        for (const [n, id] of ids.slice(0, 2).entries()) {
          const found = await tx.handoffs.find(id);
          if (found) await tx.handoffs.change(found, { state: "closed", closedAt: 200 + n, ended: "closed" });
        }
      });
      expect((await store.handoffs.closed(9)).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
      expect((await store.handoffs.queue(9)).map(({ id }) => id)).toEqual([ids[2]]);
    });
  });

  describe("presence", () => {
    it("is the latest sign of life, and told of those after a time", async () => {
      const store = await bench.open();
      for (const [user, now] of [
        ["u1", 10],
        ["u1", 5],
        ["u2", 3],
        ["u1", 12],
      ] as const) {
        await store.transaction((tx) => tx.presence.seen(user, now));
      }
      expect(await store.presence.find("u1")).toBe(12);
      expect(await store.presence.find("u3")).toBeUndefined();
      expect([...(await store.presence.since(3))]).toEqual([["u1", 12]]);
    });
  });
});
