import { describe, expect, test } from "vitest";
import { openStore } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrations.ts";
import { PostgresEngine } from "../../src/store/postgres.ts";
import { statement } from "../../src/store/statement.ts";
import { onPostgres } from "./engines.ts";

const NOW = Date.UTC(2026, 10, 21);

onPostgres(({ open, newPlace }) => {
  test("replicas that start at once on an empty database all come up", async () => {
    const place = await newPlace();
    const replicas = await Promise.all([1, 2, 3, 4].map(() => open(place)));
    await replicas[0]?.transaction((tx) =>
      tx.conversations.insert({ id: "c1", channel: "web", body: 1, now: NOW }),
    );
    for (const replica of replicas) expect(await replica.conversations.find("c1")).toMatchObject({ body: 1 });
  });

  test("replicas never claim the same message, and keep each conversation's order between them", async () => {
    const place = await newPlace();
    const replicas = await Promise.all([1, 2, 3].map(() => open(place)));
    const [first] = replicas;
    if (!first) throw new Error("no replica");
    const conversations = Array.from({ length: 8 }, (_, n) => `c${n}`);
    await Promise.all(
      conversations.map((conversation) =>
        first.transaction(async (tx) => {
          await tx.conversations.insert({ id: conversation, channel: "line", body: 0, now: NOW });
          for (let n = 0; n < 6; n++)
            await tx.outbox.add({ conversation, channel: "line", body: n, now: NOW });
        }),
      ),
    );
    const sent = new Map<string, unknown[]>(conversations.map((conversation) => [conversation, []]));
    const waiting = async () => (await first.outbox.counts()).length > 0;
    await Promise.all(
      replicas.map(async (replica) => {
        while (await waiting()) {
          const claims = await replica.outbox.claim({ channel: "line", limit: 3, now: NOW, leaseMs: 60_000 });
          for (const claim of claims) {
            sent.get(claim.conversation)?.push(claim.body);
            await replica.outbox.done(claim);
          }
        }
      }),
    );
    for (const bodies of sent.values()) expect(bodies).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("replicas that add to one conversation at once never have a message overtake another", async () => {
    const place = await newPlace();
    const [one, two] = await Promise.all([open(place), open(place)]);
    await one.transaction((tx) => tx.conversations.insert({ id: "c1", channel: "line", body: 0, now: NOW }));
    const added = (first: boolean) => ({
      conversation: "c1",
      channel: "line",
      body: first ? 1 : 2,
      now: NOW,
    });
    const inside = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = one.transaction(async (tx) => {
      await tx.outbox.add(added(true));
      inside.resolve();
      await goOn.promise;
    });
    await inside.promise;
    const quick = two.transaction((tx) => tx.outbox.add(added(false)));
    expect(await two.outbox.claim({ channel: "line", limit: 9, now: NOW, leaseMs: 1 })).toEqual([]);
    goOn.resolve();
    await Promise.all([slow, quick]);
    const [claim] = await two.outbox.claim({ channel: "line", limit: 9, now: NOW, leaseMs: 1 });
    expect(claim).toMatchObject({ body: 1 });
  });

  test("what was sent is forgotten, and what waits is found, while all transactions have to wait", async () => {
    const store = await open(await newPlace());
    const message = { conversation: "c1", channel: "line", body: 1, now: NOW };
    await store.transaction(async (tx) => {
      await tx.conversations.insert({ id: "c1", channel: "line", body: 0, now: NOW });
      await tx.outbox.add(message);
    });
    const goOn = Promise.withResolvers<void>();
    let begun = 0;
    const crowd = Array.from({ length: 30 }, () =>
      store.transaction(async (tx) => {
        begun++;
        await tx.settings.find("nothing");
        await goOn.promise;
      }),
    );
    const [claim] = await store.outbox.claim({ channel: "line", limit: 1, now: NOW, leaseMs: 1_000 });
    if (!claim) throw new Error("nothing to send");
    await store.outbox.done(claim);
    expect(await store.outbox.counts()).toEqual([]);
    expect(begun).toBeLessThan(crowd.length);
    goOn.resolve();
    await Promise.all(crowd);
    expect(begun).toBe(crowd.length);
  });

  test("replicas may sweep at once", async () => {
    const place = await newPlace();
    const [one, two] = await Promise.all([open(place), open(place)]);
    const ids = Array.from({ length: 150 }, (_, n) => `c${n}`);
    await Promise.all(
      ids.map((id) =>
        one.transaction((tx) => tx.conversations.insert({ id, channel: "web", body: 0, now: 0 })),
      ),
    );
    const swept = await Promise.all([one.sweep({ now: NOW }), two.sweep({ now: NOW })]);
    const third = await one.sweep({ now: NOW });
    expect([...swept, third].reduce((sum, { conversations }) => sum + conversations, 0)).toBe(ids.length);
    for (const id of ids) expect(await two.conversations.find(id)).toBeUndefined();
  });

  test("work that waits for something else is ended, and its connection can be used again", async () => {
    const place = await newPlace();
    if (!("url" in place)) throw new Error("not PostgreSQL");
    const engine = await PostgresEngine.connect(place.url);
    await migrate(engine);
    const insert = statement("insert", () => engine.sql.insertInto("migrations").values({ id: "stuck" }));
    const stuck = Array.from({ length: 12 }, () =>
      engine.transaction(async (session) => {
        await session.changes(insert, {});
        return await new Promise<never>(() => {});
      }, 50),
    );
    const outcomes = await Promise.allSettled(stuck);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected" });
    expect(await engine.changes(insert, {})).toBe(1);
    await engine.close();
  });

  test("a transaction in which a call failed is not kept, even if its work goes on as if nothing were", async () => {
    const store = await open();
    const careless = store.transaction(async (tx) => {
      await tx.inbox.accept("kept?", "line", NOW);
      // PostgreSQL has no NUL in a text.
      await tx.inbox.accept("\0", "line", NOW).catch(() => {});
      return "kept";
    });
    await expect(careless).rejects.toThrow("A call inside the transaction failed: nothing is kept.");
    expect(await store.transaction((tx) => tx.inbox.accept("kept?", "line", NOW))).toBe(true);
  });

  test("turns in each other's way take turns instead of failing", async () => {
    const store = await open();
    const ids = ["a", "b"];
    for (const id of ids) {
      await store.transaction((tx) => tx.conversations.insert({ id, channel: "web", body: 0, now: NOW }));
    }
    const bothFound = Promise.withResolvers<void>();
    let found = 0;
    // Each holds what the other wants next: the database ends one of the two, which is then tried again.
    const cross = (order: readonly string[]) =>
      store.transaction(async (tx) => {
        for (const id of order) {
          const row = await tx.conversations.find(id);
          if (!row) throw new Error("gone");
          await tx.conversations.update(row, Number(row.body) + 1, NOW);
          if (++found === 2) bothFound.resolve();
          await bothFound.promise;
        }
      });
    await Promise.all([cross(ids), cross(ids.toReversed())]);
    for (const id of ids) expect(await store.conversations.find(id)).toMatchObject({ body: 2, rev: 3 });
  });
});

describe("a PostgreSQL that cannot be had", () => {
  test("is named, without the password", async () => {
    const opening = openStore({ url: "postgres://tokeru:himitsu@127.0.0.1:1/tokeru" });
    await expect(opening).rejects.toThrow(
      /^Cannot reach PostgreSQL at 127\.0\.0\.1:1\/tokeru \(connect ECONNREFUSED/,
    );
    await expect(opening).rejects.not.toThrow("himitsu");
  });

  test.each([
    "mysql://tokeru@127.0.0.1/tokeru",
    "127.0.0.1:5432",
    "postgres://tokeru@127.0.0.1:99999/tokeru",
  ])("%s is no URL of it", async (url) => {
    await expect(openStore({ url })).rejects.toThrow("TOKERU_DATABASE_URL is not a PostgreSQL URL.");
  });
});
