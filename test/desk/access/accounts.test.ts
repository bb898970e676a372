import { describe, expect, test } from "vitest";
import { enterFromElsewhere } from "../../../src/desk/access/by-oidc.ts";
import { signInByPassword } from "../../../src/desk/access/by-password.ts";
import { hashPassword } from "../../../src/desk/access/passwords.ts";
import type { Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const PASSWORD = "synthetic passphrase 1";

const add = (store: Store, id: string, more: { password?: string; subject?: string } = {}) =>
  store.transaction((tx) => tx.users.add({ id, name: `架空 ${id}`, role: "agent", now: NOW, ...more }));

const open = (store: Store, id: string, user: string, now: number) =>
  store.transaction((tx) =>
    tx.sessions.open({ id, user, detail: { by: "password" }, now }, now - 30 * MINUTE),
  );

onBothEngines(({ open: openStore }) => {
  describe("users", () => {
    test("are found by their id and by their subject, and each is there once", async () => {
      const store = await openStore();
      expect(await add(store, "a", { password: "hash" })).toBe(true);
      expect(await add(store, "b", { subject: "issuer b" })).toBe(true);
      expect(await add(store, "a")).toBe(false);
      expect(await add(store, "c", { subject: "issuer b" })).toBe(false);
      expect(await store.users.find("a")).toEqual({
        id: "a",
        name: "架空 a",
        role: "agent",
        password: "hash",
        subject: null,
        createdAt: NOW,
        disabledAt: null,
        misses: 0,
        lockedUntil: 0,
      });
      expect(await store.users.findBySubject("issuer b")).toMatchObject({ id: "b", password: null });
      expect(await store.users.findBySubject("issuer c")).toBeUndefined();
      expect((await store.users.all()).map(({ id }) => id)).toEqual(["a", "b"]);
    });

    test("change by what is named alone", async () => {
      const store = await openStore();
      await add(store, "a", { password: "hash" });
      const changed = await store.transaction(async (tx) => {
        const found = await tx.users.find("a");
        return found && tx.users.change(found, { role: "lead", disabledAt: NOW });
      });
      expect(changed).toMatchObject({ role: "lead", disabledAt: NOW, password: "hash", name: "架空 a" });
      expect(await store.users.find("a")).toEqual(changed);
    });

    test("have every guess counted that comes at once, and one account at a first signing in twice", async () => {
      const store = await openStore();
      await add(store, "a", { password: await hashPassword(PASSWORD) });
      const options = { store, now: () => NOW };
      const guesses = Array.from({ length: 4 }, (_, n) =>
        signInByPassword(options, { id: "a", password: `guess ${n}` }),
      );
      expect(await Promise.all(guesses)).toEqual([undefined, undefined, undefined, undefined]);
      expect(await store.users.find("a")).toMatchObject({ misses: 4 });
      const person = { subject: "issuer b", name: "架空 b", role: "agent" } as const;
      const both = await Promise.all([1, 2].map(() => enterFromElsewhere(options, person)));
      expect(both).toEqual([{ cookie: expect.any(String) }, { cookie: expect.any(String) }]);
      expect(await store.users.all()).toHaveLength(2);
    });
  });

  describe("sessions", () => {
    test("bring whoever signed in as they are now, and end one by one or all", async () => {
      const store = await openStore();
      await add(store, "a");
      await add(store, "b");
      for (const id of ["s1", "s2"]) await open(store, id, "a", NOW);
      await open(store, "s3", "b", NOW);
      await store.transaction(async (tx) => {
        await tx.sessions.seen("s1", NOW + MINUTE);
        // Who comes later with an older clock takes nothing back.
        await tx.sessions.seen("s1", NOW);
        const user = await tx.users.find("a");
        if (user) await tx.users.change(user, { role: "lead" });
      });
      expect(await store.sessions.find("s1")).toEqual({
        id: "s1",
        createdAt: NOW,
        seenAt: NOW + MINUTE,
        detail: { by: "password" },
        user: { id: "a", name: "架空 a", role: "lead", disabledAt: null },
      });
      await store.transaction((tx) => tx.sessions.close("s1"));
      expect(await store.sessions.find("s1")).toBeUndefined();
      expect(await store.transaction((tx) => tx.sessions.closeOf("a"))).toBe(1);
      expect(await store.sessions.find("s2")).toBeUndefined();
      expect(await store.sessions.find("s3")).toBeDefined();
    });

    test("that nobody has used for long go when somebody signs in", async () => {
      const store = await openStore();
      await add(store, "a");
      await open(store, "old", "a", NOW);
      await open(store, "young", "a", NOW + MINUTE);
      await open(store, "new", "a", NOW + 31 * MINUTE);
      const left = await Promise.all(["old", "young", "new"].map((id) => store.sessions.find(id)));
      expect(left.map((session) => session?.id)).toEqual([undefined, "young", "new"]);
    });
  });

  test("settings are as they were last put", async () => {
    const store = await openStore();
    expect(await store.settings.find("notice")).toBeUndefined();
    const put = (value: unknown) => store.transaction((tx) => tx.settings.put("notice", value, NOW));
    await put({ ja: "一" });
    await put({ ja: "二" });
    expect(await store.settings.find("notice")).toEqual({ ja: "二" });
    await put(null);
    expect(await store.settings.find("notice")).toBeNull();
  });
});
