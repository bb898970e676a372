import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { accept } from "../../../src/channels/line/accept.ts";
import { messagingApiAt } from "../../../src/channels/line/api.ts";
import { fromOutbox, openMessages } from "../../../src/channels/line/outgoing.ts";
import { retryKey } from "../../../src/channels/line/delivery.ts";
import { PACE } from "../../../src/channels/line/sender.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import {
  ACCESS_TOKEN,
  type LineEvent,
  type LinePlatform,
  type Resident,
  startLinePlatform,
  type Trouble,
} from "../../support/line-platform.ts";
import { postgresMissing, startPostgres } from "../../support/postgres.ts";
import { house, worldOf } from "../../support/house.ts";
import { KEYS, QUICK, type Served, serveLine, SHORT } from "./channel.ts";
import { CROWDED } from "./crowded.ts";

const AROUND = { ...house, keys: KEYS, city: "default", cities: ["default"] };
const OTHER_KEYS = { address: KEYS.seal, seal: KEYS.address };

interface Ground {
  readonly store: Store;
  end(): Promise<void>;
}

async function onSqlite(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), "tokeru-line-"));
  return {
    store: await openStore({ file: join(folder, "tokeru.sqlite") }),
    end: async () => rmSync(folder, { recursive: true }),
  };
}

async function onPostgres(): Promise<Ground> {
  const server = await startPostgres();
  return { store: await openStore({ url: await server.newDatabase() }), end: () => server.stop() };
}

const ENGINES = [
  { engine: "SQLite", start: onSqlite, missing: undefined },
  { engine: "PostgreSQL", start: onPostgres, missing: postgresMissing },
];

describe.each(ENGINES)("what was accepted is sent once, on $engine", ({ start, missing }) => {
  let ground: Ground;
  let platform: LinePlatform;
  let store: Store;
  let served: Served;
  /** Milliseconds by which our clock and LINE's are ahead. */
  let ahead: number;
  let failedBefore: number;
  const now = () => Date.now() + ahead;

  beforeAll(async () => {
    if (missing) throw new Error(missing);
    ground = await start();
    store = ground.store;
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await ground.end();
  });

  beforeEach(async () => {
    ahead = 0;
    platform = await startLinePlatform(now);
    failedBefore = (await counts()).failed;
    served = await serveLine({ store, api: platform.url, now });
  });
  afterEach(async () => {
    await served.app.close();
    await platform.stop();
    if (served.log.some((text) => text.includes("not settled"))) throw new Error(served.log.join(""));
  });

  const first = (trouble: Trouble, on: "reply" | "push" = "reply") =>
    platform.trouble(({ via, attempt }) => (via === on && attempt === 1 ? trouble : undefined));
  async function counts(): Promise<{ waiting: number; failed: number }> {
    const [count = { waiting: 0, failed: 0 }] = await store.outbox.counts();
    return count;
  }
  /** Nothing is left to send; so many messages were given up. */
  async function settled(givenUp = 0): Promise<void> {
    const left = { waiting: 0, failed: failedBefore + givenUp };
    await expect.poll(counts, { timeout: 20_000 }).toMatchObject(left);
  }

  async function accepted(webhook: string, ...events: readonly LineEvent[]): Promise<void> {
    expect(await platform.deliver(webhook, events)).toBe(200);
  }

  /** One event, and all that came of it when nothing is left to send. */
  async function talk(): Promise<readonly ("reply" | "push")[]> {
    const resident = platform.resident(served.webhook);
    await accepted(served.webhook, resident.textEvent("1"));
    await settled();
    return platform.delivered(resident.userId).map(({ via }) => via);
  }

  it("by reply", async () => {
    expect(await talk()).toEqual(["reply"]);
  });

  it.each<Trouble>([500, 503, "drop", "hang"])(
    "by a second reply where the first came to nothing: %s",
    async (trouble) => {
      first(trouble);
      expect(await talk()).toEqual(["reply"]);
      expect(platform.calls).toHaveLength(2);
    },
  );

  it.each<Trouble>(["send_and_500", "send_and_drop", "send_and_hang"])(
    "and not again where the first went through unheard: %s",
    async (trouble) => {
      first(trouble);
      expect(await talk()).toEqual(["reply"]);
      expect(platform.calls.map(({ via, status }) => `${via} ${status}`)).toEqual(["reply 200", "reply 400"]);
    },
  );

  it.each<Trouble>([429, 401, 403])("by push where LINE takes no reply now: %s", async (trouble) => {
    first(trouble);
    expect(await talk()).toEqual(["push"]);
  });

  it("by push where the reply token was used by somebody else", async () => {
    const resident = platform.resident(served.webhook);
    const event = resident.textEvent("1");
    await accepted(served.webhook, { ...event, replyToken: "of-somebody-else" });
    await settled();
    expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["push"]);
  });

  it("by push where the event has no reply token", async () => {
    const resident = platform.resident(served.webhook);
    const { replyToken: _, ...event } = resident.textEvent("1");
    await accepted(served.webhook, event);
    await settled();
    expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["push"]);
  });

  it.each<Trouble>([429, 500, "drop", "hang", "send_and_500", "send_and_drop", "send_and_hang"])(
    "by push with one retry key where a push fails: %s",
    async (trouble) => {
      const resident = platform.resident(served.webhook);
      const { replyToken: _, ...event } = resident.textEvent("1");
      first(trouble, "push");
      await accepted(served.webhook, event);
      await settled();
      expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["push"]);
      expect(platform.calls).toHaveLength(2);
      expect(new Set(platform.calls.map(({ retryKey }) => retryKey)).size).toBe(1);
    },
  );

  it.each([
    ["the token has got too old meanwhile, whatever LINE would say to it", PACE.tokenAge + 1000],
    ["a reply without an answer could not be settled by the token any more", PACE.firstTry + 1000],
  ])("by push where %s", async (_, later) => {
    await served.app.close();
    const resident = platform.resident(served.webhook);
    // Nobody sends yet: the server takes on the event, and dies.
    const silent = await serveLine({
      store,
      api: "http://127.0.0.1:1",
      now,
    });
    await accepted(silent.webhook, resident.textEvent("1"));
    await silent.app.close();
    ahead += later;
    served = await serveLine({ store, api: platform.url, now });
    await settled();
    expect(platform.calls.map(({ via }) => via)).toEqual(["push"]);
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("pushed until LINE takes it where it takes neither reply nor push now, with one retry key", async () => {
    platform.trouble(({ attempt }) => (attempt === 1 ? 429 : undefined));
    const resident = platform.resident(served.webhook);
    await accepted(served.webhook, resident.textEvent("1"));
    await settled();
    expect(platform.calls.map(({ via }) => via)).toEqual(["reply", "push", "push"]);
    expect(platform.calls[1]?.retryKey).toBe(platform.calls[2]?.retryKey);
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("not before LINE wants to hear of it again", async () => {
    await served.app.close();
    served = await serveLine({ store, api: platform.url, now, pace: { ...QUICK, lastWait: 60_000 } });
    const resident = platform.resident(served.webhook);
    const { replyToken: _, ...event } = resident.textEvent("1");
    first({ status: 429, retryAfter: 30 }, "push");
    await accepted(served.webhook, event);
    await expect.poll(() => served.log.join("")).toContain("trying again");
    const soon = { channel: "line", limit: 9, now: now() + 25_000, leaseMs: 1 };
    expect(await store.outbox.claim(soon)).toEqual([]);
    ahead += 31_000;
    await settled();
    expect(platform.calls.map(({ status }) => status)).toEqual([429, 200]);
  });

  describe("where LINE puts off a push again and again", () => {
    /** Nobody looks again unless told to, and what was put off is tried again in half a minute or later. */
    const SLOW = { ...QUICK, poll: 3_600_000, firstWait: 60_000, lastWait: 60_000 };

    /** Somebody to whom a push is put off. */
    async function putOff(): Promise<Resident> {
      await served.app.close();
      served = await serveLine({ store, api: platform.url, now, pace: SLOW });
      const resident = platform.resident(served.webhook);
      const { replyToken: _, ...event } = resident.textEvent("1");
      await accepted(served.webhook, event);
      await expect.poll(() => served.log.join("")).toContain("trying again");
      return resident;
    }

    it("given up for a reply that comes later, which goes out at once", async () => {
      platform.trouble(({ via }) => (via === "push" ? 429 : undefined));
      const resident = await putOff();
      ahead += SLOW.giveWay;
      const event = resident.textEvent("1");
      expect(await resident.send(event)).not.toHaveLength(0);
      await settled(1);
      expect(platform.delivered(resident.userId)).toMatchObject([
        { via: "reply", event: event.webhookEventId },
      ]);
      expect(platform.calls.map(({ via }) => via)).toEqual(["push", "push", "reply"]);
    });

    it("given up for a reply that has come just after it, while that can still be sent", async () => {
      platform.trouble(({ via }) => (via === "push" ? 429 : undefined));
      const resident = platform.resident(served.webhook);
      await served.app.close();
      served = await serveLine({ store, api: platform.url, now, pace: { ...QUICK, giveWay: 400 } });
      const { replyToken: _, ...event } = resident.textEvent("1");
      await accepted(served.webhook, event, resident.textEvent("1"));
      await settled(1);
      expect(platform.delivered(resident.userId)).toMatchObject([{ via: "reply" }]);
    });

    it("first, where LINE takes it after all: a reply presses, and keeps its place", async () => {
      first(429, "push");
      const resident = await putOff();
      await accepted(served.webhook, resident.textEvent("1"));
      await settled();
      expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["push", "reply"]);
    });

    it("later, and the reply behind it, where the access token is of no use: nothing is given up", async () => {
      platform.trouble(() => 401);
      const resident = await putOff();
      ahead += SLOW.giveWay;
      await accepted(served.webhook, resident.textEvent("1"));
      await expect.poll(() => platform.calls.length).toBe(2);
      platform.trouble(() => undefined);
      ahead += SLOW.lastWait;
      await served.app.close();
      served = await serveLine({ store, api: platform.url, now });
      await settled();
      expect(platform.delivered(resident.userId)).toHaveLength(2);
    });
  });

  it("in order and at once without anybody looking again and again", async () => {
    await served.app.close();
    served = await serveLine({ store, api: platform.url, now, pace: { ...QUICK, poll: 3_600_000 } });
    const resident = platform.resident(served.webhook);
    platform.trouble(({ attempt }) => (attempt % 3 === 1 ? 500 : undefined));
    const events = Array.from({ length: 7 }, () => resident.textEvent("1"));
    for (const event of events) await accepted(served.webhook, event);
    await settled();
    const order = platform.delivered(resident.userId).map(({ event }) => event);
    expect(order).toEqual(events.map(({ webhookEventId }) => webhookEventId));
  });

  describe("where a sender died over a reply", () => {
    /** Nobody serves: an event is taken on, its message claimed, and whoever did that is no more. */
    async function died({ delivered }: { delivered: boolean }): Promise<string> {
      await served.app.close();
      const resident = platform.resident("nowhere");
      const { webhookEventId: id, replyToken } = resident.textEvent("1");
      const event = { id, userId: resident.userId, happenedAt: now(), replyToken: String(replyToken) };
      await accept({ ...AROUND, store, now }, { ...event, means: { input: { text: "1" } } });
      const [claim] = await store.outbox.claim({ channel: "line", limit: 1, now: now(), leaseMs: 1_000 });
      if (delivered) {
        const messages = openMessages(KEYS, "", fromOutbox(claim?.body)?.messages ?? []) ?? [];
        const api = messagingApiAt(platform.url, ACCESS_TOKEN, SHORT);
        const sent = await api.reply({ replyToken: event.replyToken, messages });
        api.close();
        expect(sent.result).toBe("accepted");
      }
      return resident.userId;
    }
    async function goOn(later: number): Promise<void> {
      ahead += later;
      served = await serveLine({ store, api: platform.url, now });
    }
    const calls = () => platform.calls.map(({ via, status }) => `${via} ${status}`);

    it("by reply, where it came to nothing", async () => {
      const userId = await died({ delivered: false });
      await goOn(1_001);
      await settled();
      expect(platform.delivered(userId).map(({ via }) => via)).toEqual(["reply"]);
    });

    it("and not again where it went through: LINE says so by refusing the token", async () => {
      const userId = await died({ delivered: true });
      await goOn(1_001);
      await settled();
      expect(calls()).toEqual(["reply 200", "reply 400"]);
      expect(platform.delivered(userId)).toHaveLength(1);
    });

    it("and not pushed where the token tells nothing any more, since most likely it went through", async () => {
      const userId = await died({ delivered: true });
      await goOn(PACE.tokenAge + 20_000);
      await settled(1);
      expect(calls()).toEqual(["reply 200", "reply 400"]);
      expect(platform.delivered(userId)).toHaveLength(1);
    });

    it("by the same token, where LINE takes it later than it promises", async () => {
      const userId = await died({ delivered: false });
      await goOn(PACE.tokenAge + 1_000);
      await settled();
      expect(platform.delivered(userId).map(({ via }) => via)).toEqual(["reply"]);
    });
  });

  it.each<Trouble>(["hang", "drop", 500, 503])(
    "by push where LINE never answers well while the token is fresh: %s",
    async (trouble) => {
      platform.trouble(({ via }) => (via === "reply" ? trouble : undefined));
      const resident = platform.resident(served.webhook);
      await accepted(served.webhook, resident.textEvent("1"));
      await expect.poll(() => platform.calls.length, { timeout: 5_000 }).toBeGreaterThan(2);
      // Not while a call is under way: it would be taken for one of a sender that died.
      await served.app.close();
      ahead += PACE.tokenAge + 20_000;
      served = await serveLine({ store, api: platform.url, now });
      await settled();
      expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["push"]);
    },
  );

  it("by reply as soon as there is a connection", async () => {
    await served.app.close();
    const away = await serveLine({ store, api: "http://127.0.0.1:1", now });
    const resident = platform.resident(away.webhook);
    await accepted(away.webhook, resident.textEvent("1"));
    await expect.poll(() => away.log.join("")).toContain("ECONNREFUSED");
    await away.app.close();
    served = await serveLine({ store, api: platform.url, now });
    await settled();
    expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["reply"]);
  });

  it("given up where LINE will never take it, and the next message goes out", async () => {
    first(400);
    const resident = platform.resident(served.webhook);
    const events = [resident.textEvent("1"), resident.textEvent("2")];
    await accepted(served.webhook, ...events);
    const all = await platform.awaitDeliveries(resident.userId, 1);
    expect(all.map(({ event }) => event)).toEqual([events[1]?.webhookEventId]);
    await settled(1);
    const told = served.log.filter((text) => text.includes("given up")).join("");
    expect(told).toContain("status 400");
    expect(told).not.toContain(resident.userId);
  });

  it("given up after so long that a retry key would not hold", async () => {
    platform.trouble(() => 503);
    const resident = platform.resident(served.webhook);
    await accepted(served.webhook, resident.textEvent("1"));
    await expect.poll(() => platform.calls.length).toBeGreaterThan(1);
    ahead += PACE.giveUp + 1000;
    await settled(1);
  });

  it("not at all to somebody who has blocked the account meanwhile", async () => {
    platform.trouble(() => 503);
    const resident = platform.resident(served.webhook);
    await accepted(served.webhook, resident.textEvent("1"));
    await accepted(served.webhook, resident.event("unfollow"));
    platform.trouble(() => undefined);
    await settled();
    expect(platform.delivered(resident.userId)).toEqual([]);
  });

  it("in several requests where it does not fit into one: the first replied, the others pushed", async () => {
    const crowded = await serveLine({
      store,
      api: platform.url,
      now,
      worldOf: () => ({ ...worldOf(), city: CROWDED }),
    });
    const resident = platform.resident(crowded.webhook);
    await resident.follow();
    for (const value of ["forgot", "all", "mine"]) await resident.choose(value);
    await settled();
    await crowded.app.close();
    const [, , , first, ...others] = platform.delivered(resident.userId);
    expect(first?.via).toBe("reply");
    expect(new Set(others.map(({ via }) => via))).toEqual(new Set(["push"]));
    expect(others.at(-1)?.messages.at(-1)?.quickReply).toBeDefined();
  });

  it("given up where the keys were replaced, so that nobody knows to whom", async () => {
    const other = await serveLine({ store, api: platform.url, now, keys: OTHER_KEYS });
    await served.app.close();
    const resident = platform.resident(other.webhook);
    const { replyToken: _, ...event } = resident.textEvent("1");
    platform.trouble(() => 503);
    await accepted(other.webhook, event);
    await expect.poll(() => platform.calls.length).toBeGreaterThan(0);
    await other.app.close();
    platform.trouble(() => undefined);
    served = await serveLine({ store, api: platform.url, now });
    await settled(1);
    expect(platform.delivered(resident.userId)).toEqual([]);
  });

  it("by the next process where this one stops in the middle of a call", async () => {
    platform.trouble(({ attempt }) => (attempt === 1 ? "send_and_hang" : undefined));
    const resident = platform.resident(served.webhook);
    await accepted(served.webhook, resident.textEvent("1"));
    await expect.poll(() => platform.calls.length).toBe(1);
    await served.app.close();
    served = await serveLine({ store, api: platform.url, now });
    await settled();
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("by one of two servers on one store, however many residents come at once", async () => {
    const other = await serveLine({ store, api: platform.url, now });
    const residents = Array.from({ length: 30 }, (_, n) =>
      platform.resident(n % 2 === 0 ? served.webhook : other.webhook),
    );
    await Promise.all(residents.map((resident) => resident.type("1")));
    await settled();
    await other.app.close();
    for (const { userId } of residents) expect(platform.delivered(userId)).toHaveLength(1);
  });
});

describe("the retry key", () => {
  it("is a UUID, the same for the same message alone", () => {
    const key = retryKey({ conversation: "a", id: 1 });
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(retryKey({ conversation: "a", id: 1 })).toBe(key);
    expect(retryKey({ conversation: "a", id: 2 })).not.toBe(key);
    expect(retryKey({ conversation: "b", id: 1 })).not.toBe(key);
  });

  it("the time limits fit into each other", () => {
    expect(PACE.lease).toBeGreaterThan(SHORT.reply);
    expect(PACE.giveUp).toBeLessThan(24 * 60 * 60 * 1000);
  });
});
