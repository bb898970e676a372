import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/index.ts";
import { directly } from "./directly.ts";
import { onBothEngines } from "./engines.ts";

const DAY = 86_400_000;
const entry = (action: string, at: number, subject = "c1", actor = "agent-1") => ({
  at,
  actor,
  action,
  subject,
  detail: {},
});

const add = (store: Store, ...entries: ReturnType<typeof entry>[]) =>
  store.transaction(async (tx) => {
    for (const one of entries) await tx.audit.add(one);
  });

onBothEngines(({ open, newPlace }) => {
  describe("the audit", () => {
    test("is found by who did it, by what it is about, and by the time, a page at a time", async () => {
      const store = await open();
      await add(
        store,
        entry("opened", 1 * DAY),
        entry("took", 2 * DAY),
        entry("opened", 2 * DAY, "c2", "agent-2"),
        entry("user.disabled", 3 * DAY, "agent-1", "admin"),
      );
      const search = async (wanted: { who?: string; before?: number; from?: number; to?: number }) =>
        (await store.audit.search({ from: 0, to: 9 * DAY, limit: 2, ...wanted })).map(
          ({ id, action }) => `${id} ${action}`,
        );
      expect(await search({})).toEqual(["4 user.disabled", "3 opened"]);
      expect(await search({ before: 3 })).toEqual(["2 took", "1 opened"]);
      expect(await search({ who: "agent-1" })).toEqual(["4 user.disabled", "2 took"]);
      expect(await search({ who: "c2" })).toEqual(["3 opened"]);
      expect(await search({ who: "nobody" })).toEqual([]);
      expect(await search({ from: 2 * DAY, to: 3 * DAY })).toEqual(["3 opened", "2 took"]);
    });

    test("is changed by nobody, and nothing young is deleted, even by who has the database", async () => {
      const place = await newPlace();
      const store = await open(place);
      const now = Date.now();
      await add(store, entry("young", now - 29 * DAY), entry("old", now - 31 * DAY));
      // SQLite is used by one alone.
      await store.close();
      const never = /never changed/;
      const kept = /kept for 30 days/;
      expect(await directly(place, "update audit set actor = 'somebody else'")).toMatch(never);
      expect(await directly(place, "update audit set detail = '{}' where action = 'old'")).toMatch(never);
      expect(await directly(place, "delete from audit")).toMatch(kept);
      expect(await directly(place, "delete from audit where action = 'young'")).toMatch(kept);
      const over =
        "file" in place
          ? "insert or replace into audit (id, at, actor, action, subject, detail) values (1, 0, '', '', '', '')"
          : "truncate audit";
      expect(await directly(place, over)).toMatch("file" in place ? never : kept);
      expect(await directly(place, "delete from audit where action = 'old'")).toBe(1);
      const again = await open(place);
      const left = await again.audit.search({ from: 0, to: now, limit: 9 });
      expect(left).toEqual([{ id: 1, ...entry("young", now - 29 * DAY) }]);
    });

    test("has nothing in the application that would change an entry", async () => {
      const store = await open();
      expect(Object.keys(store.audit).toSorted()).toEqual(["about", "search"]);
      await store.transaction(async (tx) => expect(Object.keys(tx.audit)).toEqual(["add"]));
    });
  });
});
