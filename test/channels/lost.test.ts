import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addressKeyOf } from "../../src/channels/line/address.ts";
import { CHANNEL as WEB } from "../../src/channels/web/visits.ts";
import { readConversation } from "../../src/assistant/index.ts";
import type { Conversation as Row, Store } from "../../src/store/index.ts";
import { type LinePlatform, startLinePlatform } from "../support/line-platform.ts";
import { onBothEngines } from "../store/engines.ts";
import { KEYS, type Served, serveLine } from "./line/channel.ts";
import { serveWeb, type WebServer } from "./web/serve.ts";
import { textOf, Visitor } from "./web/visitor.ts";

const SORRY = "これまでの答えを開けなくなりました";
const FIRST_QUESTION = "どうされましたか";

/** What another version, or a mistake of ours, may have left behind. */
const UNREADABLE = {
  "another shape": { of: "another version" },
  "no object": "kept words",
  nothing: null,
  "one answer that is none": {
    lang: "ja",
    city: "default",
    answers: [{ node: "screen", value: 1, by: "resident", at: "kept words" }],
  },
};

onBothEngines(({ open }) => {
  let store: Store;
  let heard: string[];
  const lost = ({ channel }: Row): void => void heard.push(channel);

  beforeEach(async () => {
    store = await open();
    heard = [];
  });

  /** Somebody's row, with what cannot be read in it. */
  async function spoil(row: Row | undefined, body: unknown): Promise<void> {
    if (!row) throw new Error("no conversation");
    await store.transaction(async (tx) => {
      const found = await tx.conversations.find(row.id);
      if (found) await tx.conversations.update(found, body, Date.now());
    });
  }

  describe("on LINE, a conversation that cannot be read", () => {
    let platform: LinePlatform;
    let served: Served;

    beforeEach(async () => {
      platform = await startLinePlatform();
      served = await serveLine({ store, api: platform.url, lost });
    });
    afterEach(async () => {
      await served.app.close();
      await platform.stop();
    });
    const rowOf = (userId: string) => store.conversations.findByAddress("line", addressKeyOf(KEYS, userId));

    it.each(Object.entries(UNREADABLE))("begins anew, and says so once: %s", async (_, body) => {
      const resident = platform.resident(served.webhook);
      await resident.follow();
      await resident.choose("locked");
      await spoil(await rowOf(resident.userId), body);
      // The number was one of the question before: it chooses nothing at the first one.
      const said = (await resident.type("２番です")).join("\n");
      expect(said).toContain(SORRY);
      expect(said).toContain(FIRST_QUESTION);
      expect(readConversation((await rowOf(resident.userId))?.body).answers).toEqual([]);
      expect((await resident.choose("locked")).join("\n")).not.toContain(SORRY);
      expect(readConversation((await rowOf(resident.userId))?.body).answers).toHaveLength(1);
      expect(heard).toEqual(["line"]);
      expect(served.log.join("")).not.toContain("kept words");
    });

    it("goes when the account is blocked", async () => {
      const resident = platform.resident(served.webhook);
      await resident.follow();
      await spoil(await rowOf(resident.userId), UNREADABLE["another shape"]);
      expect(await platform.deliver(served.webhook, [resident.event("unfollow")])).toBe(200);
      expect(await rowOf(resident.userId)).toBeUndefined();
    });

    it("keeps its language, and whoever talks with the resident", async () => {
      const resident = platform.resident(served.webhook);
      await resident.follow();
      const person = { state: "talking", since: 1, said: 2 };
      await spoil(await rowOf(resident.userId), { lang: "en", city: "asagiri", answers: 5, person });
      const row = await rowOf(resident.userId);
      expect(readConversation(row?.body)).toEqual({
        lang: "en",
        city: "asagiri",
        person,
        answers: [],
        lost: true,
      });
    });
  });

  describe("on the web, a conversation that cannot be read", () => {
    let web: WebServer;

    beforeEach(async () => {
      web = await serveWeb({ store, lost });
    });
    afterEach(() => web.app.close());

    async function spoiled(): Promise<Visitor> {
      const visitor = await new Visitor(web.app).open("/");
      await visitor.choose("locked");
      const ids = await store.journeys.uncounted(Number.MAX_SAFE_INTEGER, 9);
      await spoil(await store.conversations.find(ids[0] ?? ""), UNREADABLE["another shape"]);
      return visitor;
    }

    it("shows the first question, and goes on from there", async () => {
      const visitor = await spoiled();
      await visitor.open("/");
      expect(visitor.status).toBe(200);
      expect(textOf(visitor.page)).toContain(SORRY);
      await visitor.choose("locked");
      expect(visitor.status).toBe(200);
      expect(textOf(visitor.page)).not.toContain(SORRY);
      expect(heard).toEqual([WEB]);
    });

    it("takes no answer to a question that is gone", async () => {
      const visitor = await spoiled();
      await visitor.submit("/answers", { choose: "digits4" });
      expect(visitor.status).toBe(200);
      await visitor.open("/");
      expect(textOf(visitor.page)).toContain(FIRST_QUESTION);
      expect(web.logs.join("")).not.toContain("another version");
    });
  });
});
