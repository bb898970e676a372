import Fastify from "fastify";
import { expect, test } from "vitest";
import { deskRoom } from "../../../src/desk/index.ts";
import { count, countFinished } from "../../../src/desk/insights/counting.ts";
import { type Breakdown, figuresOf } from "../../../src/desk/insights/figures.ts";
import { nameOf } from "../../../src/desk/insights/words.ts";
import { ROUTES, SITUATIONS } from "../../../src/facts/index.ts";
import { QUESTION_IDS } from "../../../src/flows/index.ts";
import { LANGS } from "../../../src/language/index.ts";
import { WAS_INSTEAD } from "../../../src/channels/slip-verdict.ts";
import { threads } from "../../../src/channels/thread.ts";
import { takeTurn } from "../../../src/channels/dialogue.ts";
import type { Input } from "../../../src/assistant/index.ts";
import type { Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { house, NOON } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";
import { signedInAs } from "../access/signed-in.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const NOVEMBER = { from: "2026-11-01", to: "2026-11-30" };
const TAPS: readonly Input[] = (STORIES[0]?.taps ?? []).map((choose) => ({ choose }));

function around(store: Store, now = NOON) {
  return {
    store,
    worldOf: house.worldOf,
    say: house.say,
    city: "asagiri",
    cities: ["asagiri", "default"],
    desk: { standing: () => ({ open: true, opens: null }), thread: threads(Buffer.alloc(32, 7)) },
    count: (tx: Parameters<typeof count>[0], row: Parameters<typeof count>[1]) =>
      count(tx, row, house.worldOf),
    now: () => now,
  };
}

/** Somebody goes through these inputs on a channel. */
async function live(
  store: Store,
  id: string,
  inputs: readonly Input[],
  channel = "web",
  lang: "ja" | "en" = "ja",
) {
  for (const input of inputs) {
    await store.transaction(async (tx) => {
      const found = await tx.conversations.find(id);
      await takeTurn(tx, around(store), found, { id, channel, lang, city: "asagiri" }, input);
    });
  }
}

async function liveAll(store: Store, n: number, name: string, inputs: readonly Input[], channel?: string) {
  for (let at = 0; at < n; at++) await live(store, `${name}${at}`, inputs, channel);
}

onBothEngines(({ open }) => {
  test("what became of everybody is counted once, however often it is counted", async () => {
    const store = await open();
    await liveAll(store, 6, "done", TAPS);
    await liveAll(store, 7, "left", [{ choose: "locked" }], "line");
    await liveAll(store, 5, "person", [...TAPS, { command: "human" }]);
    await liveAll(store, 5, "bad", [...TAPS, { rate: "bad" }]);
    await liveAll(store, 5, "lost for words", [{ text: "ぬるぽがっ" }]);
    expect(await countFinished(store, house.worldOf, NOON)).toBe(0);
    expect(await countFinished(store, house.worldOf, NOON + DAY_MS)).toBe(28);
    expect(await countFinished(store, house.worldOf, NOON + DAY_MS)).toBe(0);
    const figures = await figuresOf(store, NOVEMBER);
    expect(figures).toMatchObject({
      conversations: 30,
      completed: { part: 15, whole: 30, share: 50 },
      contained: { part: 5, whole: 30, share: 17 },
      handoffs: { part: 5, whole: 30 },
      taken: { part: 0, whole: 5 },
      rated: { good: 0, bad: 5 },
      words: { part: 0, whole: 5 },
    });
    expect(figures.by.left).toEqual([
      { key: "screen", count: 5 },
      { key: "what_happened", count: 5 },
    ]);
    expect(figures.by.secret).toEqual([{ key: "code_b", count: 15 }]);
    expect(figures.days).toEqual([{ key: "2026-11-21", count: 30 }]);
  });

  test("who begins anew counts as another; who goes on another day counts as the same, as they are then", async () => {
    const store = await open();
    await live(store, "c1", [{ choose: "locked" }, { command: "restart" }, ...TAPS]);
    await countFinished(store, house.worldOf, NOON + DAY_MS);
    const all = () => store.journeys.of(NOVEMBER, "", 9);
    expect((await all()).map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ left: "screen", outcome: null }),
        expect.objectContaining({ left: null, outcome: expect.objectContaining({ rule: "D23" }) }),
      ]),
    );
    await store.transaction(async (tx) => {
      const found = await tx.conversations.find("c1");
      const later = { ...around(store), now: () => NOON + 2 * DAY_MS };
      await takeTurn(
        tx,
        later,
        found,
        { id: "c1", channel: "web", lang: "ja", city: "asagiri" },
        { rate: "good" },
      );
    });
    await countFinished(store, house.worldOf, NOON + 3 * DAY_MS);
    const rated = (await all()).map(({ detail }) => (detail as { rated: unknown }).rated);
    expect(rated.toSorted()).toEqual(["good", null]);
  });

  test("nothing in them leads to anybody or says what anybody wrote", async () => {
    const store = await open();
    await live(store, "a-secret-id", [{ text: "コンビニで4桁を変えたのにロック" }, ...TAPS]);
    await countFinished(store, house.worldOf, NOON + DAY_MS);
    const kept = JSON.stringify(await store.journeys.of(NOVEMBER, "", 9));
    expect(kept).not.toMatch(/a-secret-id|コンビニ|4桁/);
  });
});

onBothEngines(({ open }) => {
  async function desk() {
    const store = await open();
    const app = Fastify();
    await app.register(deskRoom(around(store, NOON + DAY_MS)));
    const get = async (url: string, role: "lead" | "auditor" | "agent") => {
      const { headers } = await signedInAs(store, role, { now: NOON + DAY_MS });
      return app.inject({ url, headers: { ...headers, "sec-fetch-mode": "navigate" } });
    };
    return { store, app, get };
  }

  test("the page says every figure with its meaning, and nothing of fewer than five", async () => {
    const { store, app, get } = await desk();
    await liveAll(store, 6, "done", TAPS);
    await liveAll(store, 2, "line", TAPS, "line");
    await store.transaction((tx) =>
      tx.verdicts.add({
        slip: "s",
        day: "2026-11-20",
        city: "asagiri",
        detail: { right: false, was: "documents" },
      }),
    );
    await countFinished(store, house.worldOf, NOON + DAY_MS);
    const page = await get("/desk/insights?from=2026-11-01&to=2026-11-30&city=asagiri", "lead");
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain("最後まで進んだ割合");
    expect(page.body).toContain("5未満");
    expect(page.body).not.toMatch(/>2</);
    expect(page.body).toContain("/desk/insights.csv?");
    expect((await get("/desk/insights?from=yesterday", "lead")).body).toContain("YYYY-MM-DD");
    expect((await get("/desk/insights", "auditor")).body).not.toContain("/desk/insights.csv?");
    expect((await get("/desk/insights", "agent")).statusCode).toBe(403);
    await app.close();
  });

  test("the same as CSV, and who took it is noted", async () => {
    const { store, app, get } = await desk();
    await liveAll(store, 6, "done", TAPS);
    await countFinished(store, house.worldOf, NOON + DAY_MS);
    const csv = await get("/desk/insights.csv?from=2026-11-01&to=2026-11-30", "lead");
    expect(csv.headers["content-type"]).toContain("text/csv");
    expect(csv.body).toContain("conversations,,,5,,");
    expect(csv.body).toContain("completed,,,5,5,100");
    expect(csv.body).toContain("secret,code_b,");
    expect((await get("/desk/insights.csv", "auditor")).statusCode).toBe(403);
    expect(await store.audit.about("all", 9)).toMatchObject([{ action: "insights.exported", actor: "lead" }]);
    await app.close();
  });
});

test("every route, situation, secret, question and verdict has a name", () => {
  const kinds: readonly (readonly [Breakdown, readonly string[]])[] = [
    ["route", ROUTES],
    ["understood", SITUATIONS],
    ["left", QUESTION_IDS],
    ["wrong", WAS_INSTEAD],
    ["lang", LANGS],
    ["channel", ["line", "web", "desk", "botkit"]],
  ];
  for (const [by, keys] of kinds) {
    for (const key of keys) expect(nameOf(by, key, house.say), `${by} ${key}`).not.toBe(key);
  }
});
