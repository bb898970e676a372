import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConversation } from "../../../src/assistant/index.ts";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import { menuAlias } from "../../../src/channels/line/menu.ts";
import { speakOnLine } from "../../../src/channels/line/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { type Agent, agentOf, deskOf, NOTHING_SET, OPEN_HOURS } from "../../support/desk.ts";
import { house } from "../../support/house.ts";
import {
  type LineEvent,
  type LinePlatform,
  type Resident,
  startLinePlatform,
} from "../../support/line-platform.ts";
import { KEYS, PAIRING, type Served, serveLine } from "./channel.ts";

const ENGLISH_MENU = {
  richMenuId: "richmenu-en",
  size: { width: 2500, height: 843 },
  name: "en",
  chatBarText: "Menu",
  selected: true,
  areas: [],
  image: Buffer.alloc(1),
};

const DAY = 24 * 60 * 60 * 1000;

onBothEngines((bench) => {
  let platform: LinePlatform;
  let store: Store;
  let served: Served;
  let agent: Agent;
  let clock = OPEN_HOURS;
  /** Everything takes a moment, so that nothing happens at the same time. */
  const now = (): number => clock++;

  beforeAll(async () => {
    platform = await startLinePlatform(now);
    store = await openStore(await bench.newPlace());
    const worldOf = (city: string) => ({ ...house.worldOf(city), now: clock });
    const around = { store, city: "asagiri", now, desk: deskOf(now), settings: () => NOTHING_SET, worldOf };
    served = await serveLine({ ...around, api: platform.url });
    const cities = [...house.cities.keys()];
    const surroundings = { ...around, say: house.say, cities, pairing: PAIRING, keys: KEYS };
    agent = agentOf(surroundings, speakOnLine(surroundings));
  });
  afterAll(async () => {
    await served.app.close();
    await store.close();
    await platform.stop();
  });

  const rowOf = ({ userId }: Resident) =>
    store.conversations.findByAddress("line", addressKeyOf(KEYS, userId));
  const conversationOf = async (resident: Resident) => readConversation((await rowOf(resident))?.body);
  const message = (resident: Resident, text: string, id: string): LineEvent =>
    resident.event("message", { message: { type: "text", id, text } });

  async function someone(): Promise<Resident> {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    return resident;
  }

  async function talking(): Promise<Resident> {
    const resident = await someone();
    await resident.send(resident.postbackEvent("c=human"));
    await agent.take((await rowOf(resident))?.id ?? "");
    await platform.awaitDeliveries(resident.userId, 3);
    return resident;
  }

  /** Taken on, and all that came of it is sent. */
  async function arrive(...events: readonly LineEvent[]): Promise<void> {
    expect(await platform.deliver(served.webhook, events, { redelivery: true })).toBe(200);
    await expect
      .poll(async () => (await store.outbox.counts()).every(({ waiting }) => waiting === 0))
      .toBe(true);
    await setTimeout(20);
  }

  describe("what LINE delivers late", () => {
    it("is read by nobody where it was taken back meanwhile", async () => {
      const resident = await talking();
      const [first, second] = [
        message(resident, "山田太郎です", "901"),
        message(resident, "住所です", "902"),
      ];
      const unsend = (messageId: string) => resident.event("unsend", { unsend: { messageId } });
      await arrive(unsend("901"));
      await arrive(first);
      await arrive(unsend("902"), second);
      expect(await agent.reads((await rowOf(resident))?.id ?? "")).toEqual([]);
    });

    it("begins nothing anew for somebody who has left, and keeps nothing of them", async () => {
      const resident = await someone();
      const [text, tap] = [resident.textEvent("ロックされました"), resident.postbackEvent("c=human")];
      await arrive(resident.event("unfollow"));
      const before = platform.delivered(resident.userId).length;
      await arrive(text, tap);
      expect(await rowOf(resident)).toBeUndefined();
      expect(platform.delivered(resident.userId)).toHaveLength(before);
      // Who comes back is welcome.
      expect(await resident.follow()).not.toHaveLength(0);
    });

    it("answers no question that was asked since: a number, a word, a command", async () => {
      const resident = await someone();
      const late = [resident.textEvent("5"), resident.textEvent("戻る"), resident.postbackEvent("c=restart")];
      await resident.type("5");
      const { answers } = await conversationOf(resident);
      expect(answers).toHaveLength(1);
      for (const event of late) {
        const said = await resident.send(event);
        expect(said.join("\n")).toMatch(/^1\.$/m);
        expect((await conversationOf(resident)).answers).toEqual(answers);
      }
    });

    it("calls nobody where the call was taken back before", async () => {
      const resident = await someone();
      const [human, cancel] = [resident.postbackEvent("c=human"), resident.postbackEvent("c=assistant")];
      await arrive(cancel);
      await arrive(human);
      expect((await conversationOf(resident)).person).toBeUndefined();
      expect(await store.handoffs.open((await rowOf(resident))?.id ?? "")).toBeUndefined();
    });

    it("is still read by the person who talks", async () => {
      const resident = await talking();
      const [first, second] = [message(resident, "一つめ", "1"), message(resident, "二つめ", "2")];
      await arrive(second);
      await arrive(first);
      expect(await agent.reads((await rowOf(resident))?.id ?? "")).toEqual(["二つめ", "一つめ"]);
    });

    it("still answers its own question, where that is a button and nobody has answered since", async () => {
      const resident = await someone();
      const tap = resident.postbackEvent(`n=what_happened&v=${resident.values()[0]}`);
      await resident.send(resident.event("message", { message: { type: "sticker", id: "3" } }));
      await resident.send(tap);
      expect((await conversationOf(resident)).answers).toHaveLength(1);
    });

    it("is answered where it only seems to have been overtaken by who opens the conversation", async () => {
      for (let n = 0; n < 20; n += 1) {
        const resident = platform.resident(served.webhook);
        const [early, late] = [resident.event("follow"), resident.event("follow")];
        const statuses = await Promise.all(
          [late, early].map((one) => platform.deliver(served.webhook, [one])),
        );
        expect(statuses).toEqual([200, 200]);
        await platform.awaitDeliveries(resident.userId, 2);
      }
    });

    it("leaves nothing behind but a key for three days, which leads to nobody", async () => {
      const resident = await someone();
      const text = resident.textEvent("ロックされました");
      await arrive(resident.event("unfollow"));
      clock += 4 * DAY;
      await store.sweep({ now: clock });
      clock -= 4 * DAY;
      // It would be passed over by now for its age; that it is new again shows that nothing is left.
      await arrive(text);
      expect(await rowOf(resident)).toBeDefined();
    });
  });

  describe("where another tool holds the chat", () => {
    const standby = (event: LineEvent): LineEvent => ({ ...event, mode: "standby" });

    it("whoever leaves is forgotten, and what is taken back is gone; nothing is said", async () => {
      const resident = await talking();
      const row = (await rowOf(resident))?.id ?? "";
      await arrive(message(resident, "まちがえました", "77"));
      expect(await agent.reads(row)).toEqual(["まちがえました"]);
      const before = platform.delivered(resident.userId).length;
      await arrive(standby(resident.event("unsend", { unsend: { messageId: "77" } })));
      expect(await agent.reads(row)).toEqual([]);
      await arrive(standby(resident.textEvent("1")), standby(resident.event("unfollow")));
      expect(await rowOf(resident)).toBeUndefined();
      expect(platform.delivered(resident.userId)).toHaveLength(before);
    });
  });

  describe("another language in the middle of a talk with a person", () => {
    it("is confirmed in that language, the menu follows, and the talk goes on", async () => {
      const resident = await talking();
      platform.account.aliases.set(menuAlias("en"), "richmenu-en");
      platform.account.menus.set("richmenu-en", ENGLISH_MENU);
      const [said] = await resident.send(resident.postbackEvent("c=language&v=en"));
      expect(platform.account.menuOf.get(resident.userId)).toBe("richmenu-en");
      expect(said).toContain("The guide is in English now");
      expect((await conversationOf(resident)).lang).toBe("en");
      expect((await conversationOf(resident)).person).toMatchObject({ state: "talking" });
      await arrive(resident.textEvent("hello"));
      expect(await agent.reads((await rowOf(resident))?.id ?? "")).toEqual(["hello"]);
    });
  });
});
