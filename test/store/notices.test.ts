import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import { type Store, StoreError } from "../../src/store/index.ts";
import { onBothEngines, onPostgres } from "./engines.ts";

const until = (condition: () => boolean | Promise<boolean>) =>
  vi.waitUntil(condition, { timeout: 30_000, interval: 5 });

/** Listens, and keeps what it hears; comes back when the store is sure to hear. */
async function ear(store: Store, topic: string): Promise<unknown[]> {
  const heard: unknown[] = [];
  store.listen(topic, (payload) => heard.push(payload));
  await until(async () => {
    await tell(store, topic, "are you there?");
    return heard.includes("are you there?");
  });
  // What was asked before has been heard by now, and nothing is left of it.
  await tell(store, topic, "then listen");
  await until(() => heard.includes("then listen"));
  heard.splice(0);
  return heard;
}

const tell = (store: Store, topic: string, payload?: unknown) =>
  store.transaction(async (tx) => tx.notify(topic, payload));

onBothEngines(({ open }) => {
  describe("notices", () => {
    test("reach those who listen to the topic, in order, with any small JSON", async () => {
      const store = await open();
      const [heard, other] = [await ear(store, "a"), await ear(store, 'it\'s "another" 話')];
      await tell(store, "a", { rev: 7 });
      await tell(store, "a");
      await tell(store, 'it\'s "another" 話', ["\n", "'", 0]);
      await tell(store, "nobody listens", 1);
      await until(() => heard.length + other.length === 3);
      expect(heard).toEqual([{ rev: 7 }, null]);
      expect(other).toEqual([["\n", "'", 0]]);
    });

    test("tell of what is kept already, and of nothing that is not", async () => {
      const store = await open();
      const seen: unknown[] = [];
      const look = async (id: string) => seen.push((await store.conversations.find(id))?.id);
      store.listen("new", (id) => {
        if (id === "lost" || id === "kept") void look(id);
      });
      await ear(store, "new");
      const failing = store.transaction(async (tx) => {
        await tx.conversations.insert({ id: "lost", channel: "web", body: 0, now: 0 });
        tx.notify("new", "lost");
        throw new Error("the turn broke");
      });
      await expect(failing).rejects.toThrow("the turn broke");
      await store.transaction(async (tx) => {
        tx.notify("new", "kept");
        await tx.conversations.insert({ id: "kept", channel: "web", body: 0, now: 0 });
      });
      await until(() => seen.length > 0);
      expect(seen).toEqual(["kept"]);
    });

    test("are heard no more by whoever has stopped, and by all others", async () => {
      const store = await open();
      const heard = await ear(store, "a");
      const twice: unknown[] = [];
      const listener = (payload: unknown) => void twice.push(payload);
      const stop = store.listen("a", listener);
      store.listen("a", listener);
      stop();
      stop();
      await tell(store, "a", 1);
      await until(() => heard.length === 1 && twice.length === 1);
    });

    test("go on to the next listener where one breaks", async () => {
      const store = await open();
      const warned = new Promise((resolve) => process.once("warning", resolve));
      store.listen("a", () => {
        throw new Error("a listener broke");
      });
      const heard = await ear(store, "a");
      await tell(store, "a", 1);
      await until(() => heard.length === 1);
      expect(await warned).toMatchObject({ message: "a listener broke" });
    });

    test("that are too long for PostgreSQL are refused, and nothing is kept", async () => {
      const store = await open();
      await expect(tell(store, "a", "字".repeat(2_700))).rejects.toThrow(StoreError);
      await expect(tell(store, "a", "字".repeat(2_600))).resolves.toBeUndefined();
    });
  });
});

onPostgres(({ open, newPlace }) => {
  describe("notices between replicas", () => {
    test("reach every one", async () => {
      const place = await newPlace();
      const [one, two] = await Promise.all([open(place), open(place)]);
      const [first, second] = await Promise.all([ear(one, "a"), ear(two, "b")]);
      await tell(one, "b", "from one");
      await tell(two, "a", "from two");
      await until(() => first.includes("from two") && second.includes("from one"));
    });

    test("are told before the store closes, also where it has never told or heard anything before", async () => {
      const place = await newPlace();
      const heard = await ear(await open(place), "a");
      const other = await open(place);
      await tell(other, "a", "last words");
      await other.close();
      await until(() => heard.includes("last words"));
    });

    test("come again after the connection was cut, and everybody looks for what was missed", async () => {
      const place = await newPlace();
      const [one, two] = await Promise.all([open(place), open(place)]);
      const heard = await ear(two, "a");
      const admin = new pg.Client({ connectionString: "url" in place ? place.url : "" });
      await admin.connect();
      for (let cut = 1; cut <= 3; cut++) {
        heard.splice(0);
        const { rows } = await admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity " +
            "where application_name = 'tokeru listener' and datname = current_database()",
        );
        expect(rows.length).toBeGreaterThan(0);
        await until(() => heard.includes(null));
        await tell(one, "a", `after cut ${cut}`);
        await until(() => heard.includes(`after cut ${cut}`));
      }
      await admin.end();
    });

    test("keep no connection where nobody listens or tells, and none once the store is closed", async () => {
      const place = await newPlace();
      const store = await open(place);
      const admin = new pg.Client({ connectionString: "url" in place ? place.url : "" });
      await admin.connect();
      const listening = async () => {
        const { rows } = await admin.query(
          "select 1 from pg_stat_activity where application_name = 'tokeru listener' and datname = current_database()",
        );
        return rows.length;
      };
      expect(await listening()).toBe(0);
      await ear(store, "a");
      expect(await listening()).toBe(1);
      await store.close();
      await until(async () => (await listening()) === 0);
      await admin.end();
    });
  });
});
