import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type Claim, Conflict, type Store, StoreError, type Transaction } from "../../src/store/index.ts";
import { directly } from "./directly.ts";
import { onBothEngines } from "./engines.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const NONE = { conversations: 0, inbox: 0, audit: 0, messages: 0, pairings: 0, slipCodes: 0 };

const insert = (store: Store, id: string, now = NOW) =>
  store.transaction((tx) => tx.conversations.insert({ id, channel: "web", body: [], now }));

const add = (
  store: Store,
  conversation: string,
  body: unknown,
  more: { now?: number; notBefore?: number } = {},
) => store.transaction((tx) => tx.outbox.add({ conversation, channel: "line", body, now: NOW, ...more }));

const claim = (store: Store, now = NOW, limit = 10) =>
  store.outbox.claim({ channel: "line", limit, now, leaseMs: 30_000 });

const bodies = (messages: readonly { body: unknown }[]) => messages.map((message) => message.body);

/** A resident's first or next message, as a door handles it: found or made, and one answer added. */
async function answer(tx: Transaction, user: string, value: string): Promise<void> {
  const found =
    (await tx.conversations.findByAddress("line", user)) ??
    (await tx.conversations.insert({
      id: `of ${user}`,
      channel: "line",
      addressKey: user,
      body: [],
      now: NOW,
    }));
  await tx.conversations.update(found, [...answers(found.body), value], NOW);
}

function answers(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new Error("not a list of answers");
  return body;
}

onBothEngines(({ open, newPlace }) => {
  describe("inbox", () => {
    test("an event is accepted once, however often and fast it comes", async () => {
      const store = await open();
      const accept = (event: string) => store.transaction((tx) => tx.inbox.accept(event, "line", NOW));
      const events = Array.from({ length: 40 }, (_, n) => `event ${n % 4}`);
      const accepted = await Promise.all(events.map(accept));
      expect(events.filter((_, n) => accepted[n]).toSorted()).toEqual([
        "event 0",
        "event 1",
        "event 2",
        "event 3",
      ]);
      expect(await accept("event 2")).toBe(false);
    });

    test("channels do not get into each other's way", async () => {
      const store = await open();
      await store.transaction(async (tx) => {
        expect(await tx.inbox.accept("1", "line", NOW)).toBe(true);
        expect(await tx.inbox.accept("1", "web", NOW)).toBe(true);
      });
    });

    test("what failed was not accepted", async () => {
      const store = await open();
      const failing = store.transaction(async (tx) => {
        await tx.inbox.accept("1", "line", NOW);
        throw new Error("the turn broke");
      });
      await expect(failing).rejects.toThrow("the turn broke");
      expect(await store.transaction((tx) => tx.inbox.accept("1", "line", NOW))).toBe(true);
    });
  });

  describe("events of a person", () => {
    const event = (id: string, happenedAt: number, more: { person?: string; message?: string } = {}) => ({
      id,
      channel: "line",
      person: "key",
      happenedAt,
      now: NOW,
      ...more,
    });

    test("are late where something that happened later was taken on before, theirs alone", async () => {
      const store = await open();
      const accept = (...of: Parameters<typeof event>) =>
        store.transaction((tx) => tx.inbox.acceptOf(event(...of)));
      const [late, fine] = [
        { isLate: true, isTakenBack: false },
        { isLate: false, isTakenBack: false },
      ];
      expect(await accept("2", 2_000)).toEqual(fine);
      expect(await accept("1", 1_000)).toEqual(late);
      expect(await accept("same", 2_000)).toEqual(fine);
      expect(await accept("3", 3_000)).toEqual(fine);
      expect(await accept("of another", 1_000, { person: "other" })).toEqual(fine);
      expect(await accept("1", 1_000)).toBeUndefined();
      expect(await store.transaction((tx) => tx.inbox.accept("2", "line", NOW))).toBe(false);
    });

    test("are known as taken back before they come", async () => {
      const store = await open();
      await store.transaction(async (tx) => {
        await tx.inbox.takeBack("line", "ref", NOW);
        await tx.inbox.takeBack("line", "ref", NOW);
        expect(await tx.inbox.acceptOf(event("1", NOW, { message: "ref" }))).toMatchObject({
          isTakenBack: true,
        });
        expect(await tx.inbox.acceptOf(event("2", NOW, { message: "2" }))).toMatchObject({
          isTakenBack: false,
        });
      });
    });
  });

  describe("conversations", () => {
    test("are found by their id, and by their channel and address key", async () => {
      const store = await open();
      const row = {
        id: "c1",
        channel: "line",
        addressKey: "key",
        address: "sealed",
        body: { a: 1 },
        now: NOW,
      };
      const inserted = await store.transaction((tx) => tx.conversations.insert(row));
      expect(inserted).toEqual({
        id: "c1",
        channel: "line",
        addressKey: "key",
        address: "sealed",
        rev: 1,
        body: { a: 1 },
        createdAt: NOW,
        usedOn: Math.floor(NOW / DAY),
      });
      expect(await store.conversations.find("c1")).toEqual(inserted);
      expect(await store.conversations.findByAddress("line", "key")).toEqual(inserted);
      expect(await store.conversations.findByAddress("web", "key")).toBeUndefined();
      expect(await store.conversations.find("c2")).toBeUndefined();
    });

    test("any JSON comes back as it was", async () => {
      const store = await open();
      let found = await insert(store, "c1");
      await fc.assert(
        fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (body) => {
          found = await store.transaction((tx) => tx.conversations.update(found, body, NOW));
          const stored: unknown = JSON.parse(JSON.stringify(body));
          expect((await store.conversations.find("c1"))?.body).toEqual(stored);
        }),
        { numRuns: 50 },
      );
    });

    test("what JSON cannot hold is refused", async () => {
      const store = await open();
      const insertion = store.transaction((tx) =>
        tx.conversations.insert({ id: "c1", channel: "web", body: undefined, now: NOW }),
      );
      await expect(insertion).rejects.toThrow("The store keeps JSON; a undefined is none.");
    });

    test("an id or an address that is taken is a conflict; no address is never taken", async () => {
      const store = await open();
      const taking = (id: string, addressKey?: string) =>
        store.transaction((tx) =>
          tx.conversations.insert({
            id,
            channel: "line",
            body: [],
            now: NOW,
            ...(addressKey && { addressKey }),
          }),
        );
      await taking("c1", "key");
      await expect(taking("c1")).rejects.toThrow(Conflict);
      await expect(taking("c2", "key")).rejects.toThrow(Conflict);
      await taking("c3");
      await taking("c4");
    });

    test("an update counts the revision and remembers the day", async () => {
      const store = await open();
      const first = await insert(store, "c1");
      const second = await store.transaction((tx) => tx.conversations.update(first, ["a"], NOW + 1));
      const third = await store.transaction((tx) => tx.conversations.update(second, ["b"], NOW + 3 * DAY));
      expect(second).toEqual({ ...first, rev: 2, body: ["a"] });
      expect(third).toEqual({ ...first, rev: 3, body: ["b"], usedOn: first.usedOn + 3 });
      expect(await store.conversations.find("c1")).toEqual(third);
    });

    test("of updates to one revision, exactly one wins, and the others leave no trace", async () => {
      const store = await open();
      const found = await insert(store, "c1");
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, n) =>
          store.transaction(async (tx) => {
            await tx.inbox.accept(`event ${n}`, "web", NOW);
            await tx.conversations.update(found, [n], NOW);
            return n;
          }),
        ),
      );
      const won = outcomes
        .filter((outcome) => outcome.status === "fulfilled")
        .map((outcome) => outcome.value);
      const lost = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(won).toHaveLength(1);
      for (const { reason } of lost) expect(reason).toBeInstanceOf(Conflict);
      expect(await store.conversations.find("c1")).toEqual({ ...found, rev: 2, body: won });
      for (let n = 0; n < 8; n++) {
        const again = await store.transaction((tx) => tx.inbox.accept(`event ${n}`, "web", NOW));
        expect(again).toBe(!won.includes(n));
      }
    });

    test("turns at once that read inside their transaction all count, the first contact included", async () => {
      const store = await open();
      const values = Array.from({ length: 12 }, (_, n) => `answer ${n}`);
      await Promise.all(values.map((value) => store.transaction((tx) => answer(tx, "user", value))));
      const conversation = await store.conversations.findByAddress("line", "user");
      expect(answers(conversation?.body).toSorted()).toEqual(values.toSorted());
      expect(conversation?.rev).toBe(1 + values.length);
    });

    test("a deleted conversation takes along what was to be sent, and can no longer be changed", async () => {
      const store = await open();
      const found = await insert(store, "c1");
      await add(store, "c1", "hello");
      expect(await store.transaction((tx) => tx.conversations.delete("c1"))).toBe(true);
      expect(await store.transaction((tx) => tx.conversations.delete("c1"))).toBe(false);
      expect(await store.conversations.find("c1")).toBeUndefined();
      expect(await claim(store)).toEqual([]);
      await expect(store.transaction((tx) => tx.conversations.update(found, [], NOW))).rejects.toThrow(
        Conflict,
      );
      await expect(add(store, "c1", "too late")).rejects.toThrow(Conflict);
    });
  });

  describe("transactions", () => {
    test("an error undoes its own transaction and none of its neighbours", async () => {
      const store = await open();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, (_, n) =>
          store.transaction(async (tx) => {
            await tx.conversations.insert({ id: `c${n}`, channel: "web", body: n, now: NOW });
            await tx.outbox.add({ conversation: `c${n}`, channel: "line", body: n, now: NOW });
            if (n % 3 === 0) throw new Error(`broke ${n}`);
          }),
        ),
      );
      expect(outcomes.map((outcome) => outcome.status === "rejected")).toEqual(
        outcomes.map((_, n) => n % 3 === 0),
      );
      const kept = outcomes.map((_, n) => n).filter((n) => n % 3 !== 0);
      for (let n = 0; n < 30; n++)
        expect((await store.conversations.find(`c${n}`)) !== undefined).toBe(n % 3 !== 0);
      expect(bodies(await claim(store, NOW, 100)).toSorted()).toEqual(kept.toSorted());
    });

    test("are not seen before they are kept", async () => {
      const store = await open();
      await insert(store, "c1");
      const inside = Promise.withResolvers<void>();
      const changing = store.transaction(async (tx) => {
        const found = await tx.conversations.find("c1");
        if (!found) throw new Error("not found");
        await tx.conversations.update(found, "changed", NOW);
        inside.resolve();
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error("and back");
      });
      await inside.promise;
      const seen = store.conversations.find("c1");
      await expect(changing).rejects.toThrow("and back");
      expect((await seen)?.body).toEqual([]);
    });

    test("what comes after their end is refused", async () => {
      const store = await open();
      const leaked = await store.transaction(async (tx) => [tx]);
      await expect(leaked[0]?.inbox.accept("1", "line", NOW)).rejects.toThrow("This transaction is over.");
    });

    test("closing waits for what is under way; afterwards the store says that it is closed", async () => {
      const place = await newPlace();
      const store = await open(place);
      const under = Array.from({ length: 5 }, (_, n) => insert(store, `c${n}`));
      await Promise.all([...under, store.close()]);
      await expect(insert(store, "c5")).rejects.toThrow(StoreError);
      await expect(store.conversations.find("c0")).rejects.toThrow("The store is closed.");
      const again = await open(place);
      for (let n = 0; n < 5; n++) expect(await again.conversations.find(`c${n}`)).toBeDefined();
    });
  });

  describe("outbox", () => {
    test("sends the messages of a conversation in order, one at a time, and conversations side by side", async () => {
      const store = await open();
      for (const id of ["c1", "c2"]) await insert(store, id);
      for (const message of ["1a", "1b", "1c"]) await add(store, "c1", message);
      await add(store, "c2", "2a");
      const sent: unknown[][] = [];
      for (;;) {
        const claims = await claim(store);
        if (claims.length === 0) break;
        expect(await claim(store)).toEqual([]);
        sent.push(bodies(claims));
        for (const each of claims) await store.outbox.done(each);
      }
      expect(sent).toEqual([["1a", "2a"], ["1b"], ["1c"]]);
      expect(await store.outbox.counts()).toEqual([]);
    });

    test("claims that run at once never get the same message, and stay within their limit", async () => {
      const store = await open();
      const ids = Array.from({ length: 40 }, (_, n) => `c${n}`);
      await Promise.all(ids.map((id) => insert(store, id)));
      await Promise.all(ids.map((id) => add(store, id, id)));
      const claims = await Promise.all(Array.from({ length: 8 }, () => claim(store, NOW, 5)));
      for (const each of claims) expect(each.length).toBeLessThanOrEqual(5);
      const claimed = bodies([...claims.flat(), ...(await claim(store, NOW, 100))]);
      expect(claimed.toSorted()).toEqual(ids.toSorted());
    });

    test("a claim carries all that a sender needs", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", { text: "こんにちは" });
      const [message] = await claim(store);
      expect(message).toEqual({
        id: expect.any(Number),
        conversation: "c1",
        channel: "line",
        body: { text: "こんにちは" },
        createdAt: NOW,
        attempts: 1,
      });
    });

    test("keeps a message until its time, and for its channel", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", "later", { notBefore: NOW + 1_000 });
      expect(await claim(store, NOW + 999)).toEqual([]);
      expect(await store.outbox.claim({ channel: "web", limit: 9, now: NOW + 1_000, leaseMs: 1 })).toEqual(
        [],
      );
      expect(bodies(await claim(store, NOW + 1_000))).toEqual(["later"]);
    });

    test("a claim that nobody settles comes back when its lease ends, before what follows it", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", "first");
      await add(store, "c1", "second");
      await claim(store);
      expect(await claim(store, NOW + 29_999)).toEqual([]);
      const [again] = await claim(store, NOW + 30_000);
      expect(again).toMatchObject({ body: "first", attempts: 2 });
    });

    test("who has lost the lease cannot put off or give up a message, but can say that it was sent", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", "hello");
      const [late] = await claim(store);
      const [current] = await claim(store, NOW + 30_000);
      if (!late || !current) throw new Error("nothing claimed");
      expect(await store.outbox.retry(late, NOW, "late")).toBe(false);
      expect(await store.outbox.fail(late, NOW, "late")).toBe(false);
      expect(await claim(store, NOW + 30_001)).toEqual([]);
      await store.outbox.done(late);
      expect(await store.outbox.retry(current, NOW, "sent already")).toBe(false);
      expect(await claim(store, NOW + DAY)).toEqual([]);
    });

    test("a message to be tried again waits, and what follows it waits with it", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", "first");
      await add(store, "c1", "second");
      const [first] = await claim(store);
      if (!first) throw new Error("nothing claimed");
      expect(await store.outbox.retry(first, NOW + 5_000, "503")).toBe(true);
      expect(await claim(store, NOW + 4_999)).toEqual([]);
      expect(bodies(await claim(store, NOW + 5_000))).toEqual(["first"]);
    });

    test("a message that is given up lets the next one go, and is counted", async () => {
      const store = await open();
      await insert(store, "c1");
      await add(store, "c1", "first");
      await add(store, "c1", "second", { now: NOW + 7 });
      const [first] = await claim(store);
      if (!first) throw new Error("nothing claimed");
      expect(await store.outbox.counts()).toEqual([{ channel: "line", waiting: 2, failed: 0, oldest: NOW }]);
      expect(await store.outbox.fail(first, NOW, "blocked by the user")).toBe(true);
      expect(await store.outbox.fail(first, NOW, "again")).toBe(false);
      expect(await store.outbox.counts()).toEqual([
        { channel: "line", waiting: 1, failed: 1, oldest: NOW + 7 },
      ]);
      expect(bodies(await claim(store, NOW + 7))).toEqual(["second"]);
    });

    test("of a message that is given up, nothing that it says is left in the database", async () => {
      const place = await newPlace();
      const store = await open(place);
      await insert(store, "c1");
      await add(store, "c1", { words: "secret, and never sent" });
      await add(store, "c1", { words: "secret, and still waiting" });
      const [first] = await claim(store);
      expect(first && (await store.outbox.fail(first, NOW, "refused"))).toBe(true);
      await store.close();
      expect(await directly(place, "update outbox set due = 0")).toBe(2);
      expect(await directly(place, "update outbox set due = 0 where body like '%secret%'")).toBe(1);
    });
  });

  describe("a sender in this process", () => {
    /** One that takes what it is handed, and hears when it should look. */
    function serving(store: Store, more: { hasRoom?: () => boolean; channel?: string } = {}) {
      const taken: Claim[] = [];
      const looked = { times: 0 };
      const stop = store.outbox.serve(more.channel ?? "line", {
        leaseMs: 30_000,
        hasRoom: more.hasRoom ?? (() => true),
        take: (claim) => void taken.push(claim),
        look: () => void looked.times++,
      });
      return { taken, looked, stop };
    }

    test("is handed what is added, claimed already, once it is kept", async () => {
      const store = await open();
      await insert(store, "c1");
      const { taken } = serving(store);
      const failing = store.transaction(async (tx) => {
        await tx.outbox.add({ conversation: "c1", channel: "line", body: "lost", now: NOW });
        throw new Error("the turn broke");
      });
      await expect(failing).rejects.toThrow("the turn broke");
      await add(store, "c1", { text: "hello" });
      expect(taken).toEqual([
        {
          id: expect.any(Number),
          conversation: "c1",
          channel: "line",
          body: { text: "hello" },
          createdAt: NOW,
          attempts: 1,
        },
      ]);
      expect(await claim(store, NOW + 29_999)).toEqual([]);
      // The sender has died.
      expect(await claim(store, NOW + 30_000)).toMatchObject([{ body: { text: "hello" }, attempts: 2 }]);
    });

    test("gets what follows in its turn, by looking", async () => {
      const store = await open();
      await insert(store, "c1");
      const { taken, looked } = serving(store);
      await store.transaction(async (tx) => {
        for (const body of ["first", "second"]) {
          await tx.outbox.add({ conversation: "c1", channel: "line", body, now: NOW });
        }
      });
      expect(bodies(taken)).toEqual(["first"]);
      await vi.waitUntil(async () => {
        await add(store, "c1", "third");
        return looked.times > 0;
      });
      expect(bodies(taken)).toEqual(["first"]);
      expect(await claim(store)).toEqual([]);
      await store.outbox.done(...taken);
      expect(bodies(await claim(store))).toEqual(["second"]);
    });

    test("is handed nothing of another channel, nothing without room, nothing before its time, nothing after", async () => {
      const store = await open();
      await insert(store, "c1");
      let room = true;
      const { taken, stop } = serving(store, { hasRoom: () => room });
      const { taken: others } = serving(store, { channel: "web" });
      await add(store, "c1", "later", { notBefore: NOW + 1 });
      room = false;
      await add(store, "c1", "no room");
      room = true;
      stop();
      await add(store, "c1", "after");
      expect([taken, others]).toEqual([[], []]);
      const [later] = await claim(store, NOW + 1);
      if (!later) throw new Error("nothing claimed");
      await store.outbox.done(later);
      expect(bodies(await claim(store, NOW + 1))).toEqual(["no room"]);
    });

    test("and those who claim get every message once between them, each conversation's in order", async () => {
      const store = await open();
      const ids = ["c1", "c2", "c3"];
      for (const id of ids) await insert(store, id);
      const sent = new Map<string, unknown[]>(ids.map((id) => [id, []]));
      const settling: Promise<void>[] = [];
      const send = async (one: Claim): Promise<void> => {
        sent.get(one.conversation)?.push(one.body);
        await store.outbox.done(one);
      };
      store.outbox.serve("line", {
        leaseMs: 30_000,
        hasRoom: () => Math.random() < 0.7,
        take: (one) => void settling.push(send(one)),
        look() {},
      });
      const claiming = async () => {
        for (let n = 0; n < 30; n++) for (const one of await claim(store)) await send(one);
      };
      const adding = ids.map(async (id) => {
        for (let n = 0; n < 20; n++) await add(store, id, n);
      });
      await Promise.all([...adding, claiming(), claiming()]);
      await Promise.all(settling);
      for (let rest = await claim(store); rest.length > 0; rest = await claim(store)) {
        for (const one of rest) await send(one);
      }
      for (const id of ids) expect(sent.get(id)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });
  });

  describe("reminders", () => {
    const remind = (store: Store, conversation: string, due: number, body: unknown = null) =>
      store.transaction((tx) => tx.reminders.add({ conversation, channel: "line", due, body, now: NOW }));
    const of = (store: Store, conversation: string) =>
      store.transaction((tx) => tx.reminders.ofConversation(conversation));

    test("wait for their time, each in its conversation, and can be cancelled", async () => {
      const store = await open();
      for (const id of ["c1", "c2"]) await insert(store, id);
      await remind(store, "c1", NOW + 2 * DAY, { of: "card" });
      await remind(store, "c1", NOW + DAY, { of: "certificate" });
      await remind(store, "c2", NOW + DAY);
      const [first, second] = await of(store, "c1");
      expect(first).toEqual({
        id: expect.any(Number),
        conversation: "c1",
        channel: "line",
        due: NOW + DAY,
        body: { of: "certificate" },
        createdAt: NOW,
      });
      expect(second?.body).toEqual({ of: "card" });
      const cancel = (conversation: string, id?: number) =>
        store.transaction((tx) => tx.reminders.cancel(conversation, id));
      expect(await cancel("c2", first?.id)).toBe(0);
      expect(await cancel("c1", first?.id)).toBe(1);
      expect(await of(store, "c1")).toEqual([second]);
      expect(await cancel("c1")).toBe(1);
      expect(await cancel("c1")).toBe(0);
      expect(await of(store, "c2")).toHaveLength(1);
      await expect(remind(store, "nobody", NOW)).rejects.toThrow(Conflict);
    });

    test("are due at their time, and taken once, however many try", async () => {
      const store = await open();
      await insert(store, "c1", NOW - 20 * DAY);
      await remind(store, "c1", NOW + 1, "first");
      await remind(store, "c1", NOW + 2, "second");
      const due = (now: number) => store.reminders.due({ channel: "line", now, limit: 9 });
      expect(await due(NOW)).toEqual([]);
      const [{ id } = { id: 0 }, ...more] = await due(NOW + 1);
      expect(more).toEqual([]);
      const take = () =>
        store.transaction(async (tx) => {
          const taken = await tx.reminders.take(id, NOW + 1);
          if (taken) await tx.outbox.add({ conversation: "c1", channel: "line", body: taken.body, now: NOW });
          return taken;
        });
      const taken = (await Promise.all(Array.from({ length: 8 }, take))).filter(Boolean);
      expect(taken).toMatchObject([{ body: "first", conversation: "c1" }]);
      expect(bodies(await claim(store))).toEqual(["first"]);
      expect((await due(NOW + 2)).length).toBe(1);
      expect(await store.conversations.find("c1")).toMatchObject({ usedOn: Math.floor((NOW + 1) / DAY) });
    });

    test("keep their conversation, and go with it", async () => {
      const store = await open();
      for (const id of ["kept", "left"]) {
        await insert(store, id, NOW - 40 * DAY);
        await remind(store, id, NOW + DAY);
      }
      expect(await store.sweep({ now: NOW })).toEqual(NONE);
      await store.transaction((tx) => tx.conversations.delete("left"));
      const [{ id } = { id: 0 }, ...more] = await store.reminders.due({
        channel: "line",
        now: NOW + DAY,
        limit: 9,
      });
      expect(more).toEqual([]);
      await store.transaction((tx) => tx.reminders.take(id, NOW + DAY));
      expect(await store.sweep({ now: NOW + 31 * DAY })).toEqual(NONE);
      expect(await store.sweep({ now: NOW + 33 * DAY })).toEqual({ ...NONE, conversations: 1 });
    });

    test("that could not be sent in all the time keep it no longer", async () => {
      const store = await open();
      await insert(store, "c1", NOW - 40 * DAY);
      await remind(store, "c1", NOW);
      expect(await store.sweep({ now: NOW + 30 * DAY })).toEqual(NONE);
      expect(await store.sweep({ now: NOW + 32 * DAY })).toEqual({ ...NONE, conversations: 1 });
      expect(await store.reminders.due({ channel: "line", now: NOW + DAY, limit: 9 })).toEqual([]);
    });
  });

  test("the audit tells the latest about a subject, newest first", async () => {
    const store = await open();
    const entry = (action: string, subject: string) => ({
      at: NOW,
      actor: "clerk",
      action,
      subject,
      detail: { n: 1 },
    });
    await store.transaction(async (tx) => {
      for (const action of ["opened", "answered", "closed"]) await tx.audit.add(entry(action, "c1"));
      await tx.audit.add(entry("opened", "c2"));
    });
    expect(await store.audit.about("c1", 2)).toEqual([entry("closed", "c1"), entry("answered", "c1")]);
    expect(await store.audit.about("c3", 2)).toEqual([]);
  });

  describe("retention", () => {
    test("deletes what was kept long enough, and says how much", async () => {
      const store = await open();
      const many = Array.from({ length: 250 }, (_, n) => `old ${n}`);
      await Promise.all(many.map((id) => insert(store, id, NOW - 31 * DAY)));
      await add(store, "old 0", "never sent");
      await insert(store, "recent", NOW - 30 * DAY);
      const used = await insert(store, "used again", NOW - 31 * DAY);
      await store.transaction(async (tx) => {
        await tx.conversations.update(used, [], NOW - 5 * DAY);
        await tx.inbox.accept("old", "line", NOW - 3 * DAY - 1);
        await tx.inbox.accept("recent", "line", NOW - 3 * DAY);
        for (const days of [366, 364]) {
          const at = NOW - days * DAY;
          await tx.audit.add({ at, actor: "clerk", action: "opened", subject: "c", detail: days });
        }
      });
      expect(await store.sweep({ now: NOW })).toEqual({ ...NONE, conversations: 250, inbox: 1, audit: 1 });
      expect(await store.conversations.find("old 249")).toBeUndefined();
      expect(await store.conversations.find("recent")).toBeDefined();
      expect(await store.conversations.find("used again")).toBeDefined();
      expect(await claim(store)).toEqual([]);
      expect(await store.transaction((tx) => tx.inbox.accept("recent", "line", NOW))).toBe(false);
      expect(await store.transaction((tx) => tx.inbox.accept("old", "line", NOW))).toBe(true);
      expect((await store.audit.about("c", 9)).map((entry) => entry.detail)).toEqual([364]);
      expect(await store.sweep({ now: NOW })).toEqual(NONE);
    });

    test("deletes pairings whose time is over", async () => {
      const store = await open();
      const pair = (id: string, expiresAt: number) =>
        store.transaction((tx) =>
          tx.pairings.open({ selector: id, verifier: "hash", conversation: id, expiresAt }, 0),
        );
      const many = Array.from({ length: 120 }, (_, n) => `over ${n}`);
      for (const id of [...many, "waits"]) await insert(store, id);
      for (const id of many) await pair(id, NOW - 1);
      await pair("waits", NOW);
      expect(await store.sweep({ now: NOW })).toEqual({ ...NONE, pairings: 120 });
      const find = (selector: string) => store.transaction((tx) => tx.pairings.find(selector));
      expect(await find("over 0")).toBeUndefined();
      expect(await find("waits")).toMatchObject({ conversation: "waits", expiresAt: NOW });
    });

    test("keeps things as long as it is told to", async () => {
      const store = await open();
      await insert(store, "c1", NOW - 3 * DAY);
      expect(await store.sweep({ now: NOW, conversationDays: 3 })).toEqual(NONE);
      expect(await store.sweep({ now: NOW, conversationDays: 2 })).toEqual({ ...NONE, conversations: 1 });
    });
  });

  test("a store that is opened again has all it had", async () => {
    const place = await newPlace();
    const first = await open(place);
    await insert(first, "c1");
    await add(first, "c1", "hello");
    await first.close();
    const second = await open(place);
    expect(await second.conversations.find("c1")).toMatchObject({ id: "c1", rev: 1 });
    expect(bodies(await claim(second))).toEqual(["hello"]);
  });
});
