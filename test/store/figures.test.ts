import { expect, test } from "vitest";
import { DAY, dayOf } from "../../src/store/day.ts";
import type { Journey } from "../../src/store/index.ts";
import { onBothEngines } from "./engines.ts";

const NOW = Date.parse("2026-11-21T12:00:00+09:00");
const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" };

function journey(key: string, changes: Partial<Journey> = {}): Journey {
  return {
    key,
    day: "2026-11-20",
    city: "asagiri",
    channel: "web",
    lang: "ja",
    detail: { n: 1 },
    ...changes,
  };
}

onBothEngines(({ open }) => {
  test("a journey counts once, as it was last", async () => {
    const store = await open();
    await store.transaction(async (tx) => {
      await tx.journeys.put(journey("a"));
      await tx.journeys.put(journey("a", { lang: "en", detail: { n: 2 } }));
    });
    expect(await store.journeys.of(NOVEMBER, "", 9)).toEqual([
      journey("a", { lang: "en", detail: { n: 2 } }),
    ]);
  });

  test("are had by days and city, a page at a time", async () => {
    const store = await open();
    await store.transaction(async (tx) => {
      await tx.journeys.put(journey("a"));
      await tx.journeys.put(journey("b", { city: "default" }));
      await tx.journeys.put(journey("c", { day: "2026-12-01" }));
      await tx.journeys.put(journey("d", { day: "2026-11-30" }));
    });
    const keys = async (city: string | undefined, after: string, limit: number) =>
      (await store.journeys.of({ ...NOVEMBER, city }, after, limit)).map(({ key }) => key);
    expect(await keys(undefined, "", 9)).toEqual(["a", "b", "d"]);
    expect(await keys(undefined, "a", 1)).toEqual(["b"]);
    expect(await keys("asagiri", "", 9)).toEqual(["a", "d"]);
  });

  test("a conversation is to be counted when its day is over, and again when it was used since", async () => {
    const store = await open();
    const use = (now: number) =>
      store.transaction(async (tx) => {
        const found = await tx.conversations.find("c1");
        if (found) await tx.conversations.update(found, {}, now);
        else await tx.conversations.insert({ id: "c1", channel: "web", body: {}, now });
      });
    const uncounted = (at: number) => store.journeys.uncounted(dayOf(at), 9);
    const count = (at: number) => store.transaction((tx) => tx.journeys.counted("c1", dayOf(at)));
    await use(NOW);
    expect(await uncounted(NOW)).toEqual([]);
    expect(await uncounted(NOW + DAY)).toEqual(["c1"]);
    await count(NOW);
    expect(await uncounted(NOW + DAY)).toEqual([]);
    await use(NOW + DAY);
    expect(await uncounted(NOW + 2 * DAY)).toEqual(["c1"]);
    await count(NOW + DAY);
    expect(await uncounted(NOW + 9 * DAY)).toEqual([]);
  });

  test("a slip has one verdict: the first", async () => {
    const store = await open();
    const verdict = { slip: "s1", day: "2026-11-20", city: "asagiri", detail: { right: true } };
    const add = (detail: unknown) => store.transaction((tx) => tx.verdicts.add({ ...verdict, detail }));
    expect(await store.verdicts.has("s1")).toBe(false);
    expect(await add({ right: true })).toBe(true);
    expect(await add({ right: false })).toBe(false);
    expect(await store.verdicts.has("s1")).toBe(true);
    expect(await store.verdicts.of(NOVEMBER, "", 9)).toEqual([verdict]);
    expect(await store.verdicts.of({ ...NOVEMBER, city: "default" }, "", 9)).toEqual([]);
    expect(await store.verdicts.of(NOVEMBER, "s1", 9)).toEqual([]);
  });
});
