import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newConversation, readConversation, turn } from "../../../src/assistant/index.ts";
import { messagesOf } from "../../../src/channels/line/messages.ts";
import { LANGS, line, rubyToText } from "../../../src/language/index.ts";
import { speakOnLine } from "../../../src/channels/line/index.ts";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import type { Settings } from "../../../src/channels/settings.ts";
import type { Listener } from "../../../src/store/notices.ts";
import { type Claim, openStore, type Store } from "../../../src/store/index.ts";
import { type Agent, agentOf, CLOSED_HOURS, deskOf, NOTHING_SET, OPEN_HOURS } from "../../support/desk.ts";
import { house } from "../../support/house.ts";
import { onBothEngines } from "../../store/engines.ts";
import { actionsOf, wordsOf } from "../../support/line/shown.ts";
import {
  type LineEvent,
  type LinePlatform,
  type Resident,
  startLinePlatform,
} from "../../support/line-platform.ts";
import { allStates } from "../../support/walk.ts";
import { KEYS, PAIRING, type Served, serveLine } from "./channel.ts";

const CITY = "asagiri";
const TALKS = "案内に戻る";
const WAITS = "取り次ぎをやめる";
const HUMAN = "人に相談する";

const labels = (messages: unknown): readonly (string | undefined)[] =>
  actionsOf(messages).map(({ label }) => label);

describe("a person on LINE", () => {
  it("is offered on every step, below the messages and in a bubble that stays, in the same words", () => {
    const world = { ...house.worldOf(CITY), desk: { open: true, opens: null } };
    for (const lang of LANGS) {
      const say = house.say(lang);
      const human = rubyToText(say(line("line.button.human")));
      for (const { answers } of allStates()) {
        const start = newConversation(lang, CITY);
        const at = answers.reduce((one, choose) => turn(one, { choose }, world).conversation, start);
        const { reply } = turn(at, { show: true }, world);
        const messages = messagesOf(reply, {
          say,
          clerk: house.say("ja"),
          talk: "k",
          view: "now",
          told: false,
        });
        const isBelow = labels(messages.at(-1)?.quickReply).includes(human);
        const bubbles = messages.filter(({ type }) => type === "flex");
        const stays = bubbles.some(({ quickReply: _, ...one }) => labels(one).at(-1) === human);
        expect({ answers, isBelow, stays }).toEqual({ answers, isBelow: true, stays: true });
      }
    }
  });
});

onBothEngines((bench) => {
  let clock = OPEN_HOURS;
  const now = (): number => clock;
  let set: Settings = NOTHING_SET;

  let platform: LinePlatform;
  let store: Store;
  let served: Served;
  let agent: Agent;
  const desk = deskOf(now);

  beforeAll(async () => {
    platform = await startLinePlatform(now);
    store = await openStore(await bench.newPlace());
    const around = {
      store,
      city: CITY,
      now,
      desk,
      settings: () => set,
      publicUrl: "https://tokeru.example.jp",
    };
    const world = { worldOf: (city: string) => ({ ...house.worldOf(city), now: clock }), say: house.say };
    served = await serveLine({ ...around, worldOf: world.worldOf, api: platform.url });
    const cities = [...house.cities.keys()];
    const surroundings = { ...around, ...world, cities, pairing: PAIRING, keys: KEYS };
    agent = agentOf(surroundings, speakOnLine(surroundings));
  });

  afterAll(async () => {
    await served.app.close();
    await store.close();
    await platform.stop();
  });

  beforeEach(() => {
    clock = OPEN_HOURS;
    set = NOTHING_SET;
  });

  const someone = (): Resident => platform.resident(served.webhook);
  const rowOf = async ({ userId }: Resident): Promise<string> =>
    (await store.conversations.findByAddress("line", addressKeyOf(KEYS, userId)))?.id ?? "";
  const personOf = async (resident: Resident) => {
    const row = await store.conversations.find(await rowOf(resident));
    return row && readConversation(row.body).person;
  };

  async function allSent(): Promise<void> {
    await expect
      .poll(async () => (await store.outbox.counts()).every(({ waiting }) => waiting === 0))
      .toBe(true);
  }

  /** Delivers events and waits until nothing of theirs is left to be sent; says what the resident got meanwhile. */
  async function quietly(resident: Resident, ...events: readonly LineEvent[]): Promise<readonly string[]> {
    const before = platform.delivered(resident.userId).length;
    expect(await platform.deliver(served.webhook, events)).toBe(200);
    await allSent();
    await setTimeout(50);
    return platform
      .delivered(resident.userId)
      .slice(before)
      .flatMap(({ messages }) => messages.map(wordsOf));
  }

  /** What the resident gets when an agent does something. */
  async function hears(resident: Resident, deed: Promise<void>) {
    const before = platform.delivered(resident.userId).length;
    await deed;
    const all = await platform.awaitDeliveries(resident.userId, before + 1);
    return all.slice(before);
  }

  async function waiting(): Promise<Resident> {
    const resident = someone();
    await resident.follow();
    await resident.tap(HUMAN);
    return resident;
  }

  async function talking(): Promise<Resident> {
    const resident = await waiting();
    await hears(resident, agent.take(await rowOf(resident)));
    return resident;
  }

  /** What a button says that stands there now, to be tapped when it does not any more. */
  function dataOf(resident: Resident, label: string): string {
    const last = platform.delivered(resident.userId).at(-1)?.messages ?? [];
    return last.flatMap(actionsOf).find((one) => one.label === label)?.data ?? "";
  }

  /** Taps it then. */
  async function tapOld(resident: Resident, data: string): Promise<string> {
    return (await resident.send(resident.postbackEvent(data))).join("\n");
  }

  /** A text with an id of its own, as LINE gives one to each. */
  function message(resident: Resident, text: string, id: string): LineEvent {
    return resident.event("message", { message: { type: "text", id, quoteToken: "q", text } });
  }

  describe("asking for a person on LINE", () => {
    it("asks the desk, says what to expect and goes on with the question; how to take it back stands below", async () => {
      const resident = someone();
      await resident.follow();
      const said = (await resident.tap(HUMAN)).join("\n");
      expect(said).toContain("担当者に取り次いでいます");
      expect(said).toContain("0120-95-0178");
      expect(said).toContain("0000-12-3456");
      expect(said).toContain("どうされましたか");
      expect(resident.buttons()).toContain(WAITS);
      expect(await store.handoffs.open(await rowOf(resident))).toMatchObject({
        state: "waiting",
        channel: "line",
        city: CITY,
        afterHours: false,
      });
      expect((await resident.tap(WAITS)).join("\n")).toContain("取りやめました");
      expect(await store.handoffs.open(await rowOf(resident))).toBeUndefined();
      expect(resident.buttons()).not.toContain(WAITS);
    });

    it("says outside the hours when somebody is there, and leaves the request", async () => {
      clock = CLOSED_HOURS;
      const resident = someone();
      await resident.follow();
      const said = (await resident.tap(HUMAN)).join("\n");
      expect(said).toContain("11月24日（火）8:30から");
      expect(said).toContain("月曜から金曜 8:30〜17:15");
      expect(said).toContain("0120-95-0178");
      expect(await store.handoffs.open(await rowOf(resident))).toMatchObject({ afterHours: true });
    });

    it("gives numbers alone while the channel's desk is switched off", async () => {
      set = { notice: null, off: { line: true } };
      const resident = someone();
      await resident.follow();
      const said = (await resident.tap(HUMAN)).join("\n");
      expect(said).toContain("0120-95-0178");
      expect(said).not.toContain("取り次い");
      expect(await store.handoffs.open(await rowOf(resident))).toBeUndefined();
    });

    it("keeps what is written meanwhile for whoever comes, and answers it", async () => {
      const resident = await waiting();
      expect((await resident.type("署名用の暗証番号がロックされました")).length).toBeGreaterThan(0);
      expect(await agent.reads(await rowOf(resident))).toEqual(["署名用の暗証番号がロックされました"]);
    });
  });

  describe("while a person talks on LINE", () => {
    it("the resident hears that somebody has come, with the way back below", async () => {
      const resident = await waiting();
      const [came] = await hears(resident, agent.take(await rowOf(resident)));
      expect(came?.messages.map(wordsOf).join()).toContain("担当者につながりました");
      expect(resident.buttons()).toEqual([TALKS]);
    });

    it("nothing is sent to what somebody writes or taps; both are the agent's to read", async () => {
      const resident = await waiting();
      const choice = resident.values()[0] ?? "";
      const tap = resident.postbackEvent(`n=what_happened&v=${choice}`);
      await hears(resident, agent.take(await rowOf(resident)));
      expect(await quietly(resident, resident.textEvent("いつ行けばいいですか"), tap)).toEqual([]);
      const [text, tapped] = await agent.reads(await rowOf(resident));
      expect(text).toBe("いつ行けばいいですか");
      expect(tapped).not.toBe("");
    });

    it("an answer within the minute costs nothing: the unused reply token answers", async () => {
      const resident = await talking();
      const event = resident.textEvent("もしもし");
      await quietly(resident, event);
      const [answer] = await hears(resident, agent.say(await rowOf(resident), "はい、どうしましたか"));
      expect(answer).toMatchObject({ via: "reply", event: event.webhookEventId });
      expect(answer?.messages).toMatchObject([{ text: "はい、どうしましたか", sender: { name: "担当者" } }]);
      const [next] = await hears(resident, agent.say(await rowOf(resident), "お待ちください"));
      expect(next?.via).toBe("push");
    });

    it("an answer after the token's time is pushed", async () => {
      const resident = await talking();
      await quietly(resident, resident.textEvent("もしもし"));
      clock += 5 * 60_000;
      const [answer] = await hears(resident, agent.say(await rowOf(resident), "お待たせしました"));
      expect(answer?.via).toBe("push");
    });

    it("the latest message's token answers", async () => {
      const resident = await talking();
      await quietly(resident, resident.textEvent("一つめ"));
      const second = resident.textEvent("二つめ");
      await quietly(resident, second);
      const [answer] = await hears(resident, agent.say(await rowOf(resident), "はい"));
      expect(answer).toMatchObject({ via: "reply", event: second.webhookEventId });
    });

    it("a text that is too long for one message comes whole, in order", async () => {
      const resident = await talking();
      const text = Array.from({ length: 900 }, (_, n) => `${n}番目の行です😀`).join("\n");
      expect(text.length).toBeGreaterThan(10_000);
      const [answer] = await hears(resident, agent.say(await rowOf(resident), text));
      expect(answer?.messages.map(wordsOf).join("\n")).toBe(text);
    });

    it("what must not be kept is masked, and the resident is warned in the reply", async () => {
      const resident = await talking();
      const said = (await resident.type("暗証番号は 1234 です")).join("\n");
      expect(said).toContain("送信取消");
      expect(platform.delivered(resident.userId).at(-1)?.via).toBe("reply");
      expect((await agent.reads(await rowOf(resident))).join()).not.toContain("1234");
      const [answer] = await hears(resident, agent.say(await rowOf(resident), "大丈夫です"));
      expect(answer?.via).toBe("push");
    });

    it.each([
      ["sticker", "（スタンプ）", false],
      ["image", "（写真）", true],
      ["audio", "（音声）", true],
      ["location", "（位置情報）", true],
      ["imagemap_of_tomorrow", "（文字ではないもの）", true],
    ])("a %s reaches the agent as %s alone", async (type, shown, isTold) => {
      const resident = await talking();
      const said = await quietly(
        resident,
        resident.event("message", {
          message: { type, id: "7", address: "朝霧市見本町1-1", fileName: "1234.png" },
        }),
      );
      expect(said.join().includes("届きません")).toBe(isTold);
      expect(await agent.reads(await rowOf(resident))).toEqual([shown]);
    });

    it("what is taken back is gone for the agent too, and the desk hears of it", async () => {
      const resident = await talking();
      const row = await rowOf(resident);
      await quietly(
        resident,
        message(resident, "まちがえました", "111"),
        message(resident, "こちらです", "112"),
      );
      expect(await agent.reads(row)).toEqual(["まちがえました", "こちらです"]);
      const heard: Parameters<Listener>[0][] = [];
      const stop = store.listen("desk", (what) => void heard.push(what));
      await quietly(resident, resident.event("unsend", { unsend: { messageId: "111" } }));
      expect(await agent.reads(row)).toEqual(["こちらです"]);
      expect(heard).toEqual([{ handoff: (await store.handoffs.open(row))?.id }]);
      stop();
    });

    it("LINE's own id of a message stands nowhere", async () => {
      const resident = await talking();
      const row = await rowOf(resident);
      await quietly(resident, message(resident, "こんにちは", "987654321"));
      const all = [await store.conversations.find(row), await store.messages.of(row, 0, 10)];
      expect(JSON.stringify(all)).not.toMatch(/987654321|こんにちは/);
    });

    it("the rest of the menu is told of, and languages are changed", async () => {
      const resident = await talking();
      const said = async (data: string) => (await quietly(resident, resident.postbackEvent(data))).join();
      expect(await said("c=restart")).toContain("いまは担当者と話しています");
      expect(await said("see=answers")).toContain("いまは担当者と話しています");
      expect(await said("see=languages")).toContain("Language");
      expect(await said("n=screen&v=digits4&k=AAAAAAAA")).toContain("いまは担当者と話しています");
      expect(await personOf(resident)).toMatchObject({ state: "talking" });
    });

    it("the way back is a tap, and the question comes again", async () => {
      const resident = await talking();
      const said = (await resident.tap(TALKS)).join("\n");
      expect(said).toContain("担当者との話は終わりました");
      expect(said).toContain("どうされましたか");
      expect(await personOf(resident)).toBeUndefined();
      expect(await store.handoffs.open(await rowOf(resident))).toBeUndefined();
    });

    it("a way out that stood there while they waited ends no talk that has begun since", async () => {
      const resident = await waiting();
      const tooLate = dataOf(resident, WAITS);
      await hears(resident, agent.take(await rowOf(resident)));
      expect(await tapOld(resident, tooLate)).toContain("いまは担当者と話しています");
      expect(resident.buttons()).toEqual([TALKS]);
      expect(await personOf(resident)).toMatchObject({ state: "talking" });
      await resident.tap(TALKS);
      expect(await personOf(resident)).toBeUndefined();
    });

    it("the way out of an earlier talk ends no later one", async () => {
      const resident = await talking();
      const old = dataOf(resident, TALKS);
      await resident.tap(TALKS);
      clock += 60_000;
      await resident.tap(HUMAN);
      expect(await tapOld(resident, old)).toContain("もう取り次いでいます");
      expect(resident.buttons()).toContain(WAITS);
      await hears(resident, agent.take(await rowOf(resident)));
      expect(await tapOld(resident, old)).toContain("いまは担当者と話しています");
      expect(await personOf(resident)).toMatchObject({ state: "talking" });
    });

    it("a way out that was sent before each had a name is one, and where nobody is wanted it says where things stand", async () => {
      const resident = await talking();
      const named = dataOf(resident, TALKS);
      expect(await tapOld(resident, "c=assistant")).toContain("終わりました");
      expect(await personOf(resident)).toBeUndefined();
      expect(await tapOld(resident, named)).toContain("どうされましたか");
    });

    it("what a person writes lies sealed while it waits to be sent, and comes whole", async () => {
      const resident = await talking();
      await allSent();
      const before = platform.delivered(resident.userId).length;
      platform.trouble(() => 500);
      await agent.say(await rowOf(resident), "内緒の返事です");
      let waits: readonly Claim[] = [];
      await expect
        .poll(async () => {
          const wanted = { channel: "line", limit: 9, now: clock + 60_000, leaseMs: 1 };
          waits = await store.outbox.claim(wanted);
          return waits;
        })
        .toHaveLength(1);
      expect(JSON.stringify(waits)).toContain("messages");
      expect(JSON.stringify(waits)).not.toContain("内緒");
      platform.trouble(() => undefined);
      clock += 120_000;
      const got = (await platform.awaitDeliveries(resident.userId, before + 1)).slice(before);
      expect(got.flatMap(({ messages }) => messages.map(wordsOf))).toEqual(["内緒の返事です"]);
    });

    it("notes stay at the desk", async () => {
      const resident = await talking();
      const before = platform.delivered(resident.userId).length;
      await agent.note(await rowOf(resident), "折り返し要");
      await hears(resident, agent.say(await rowOf(resident), "はい"));
      const got = platform.delivered(resident.userId).slice(before);
      expect(JSON.stringify(got)).not.toContain("折り返し要");
    });

    it("is over when the agent ends it, and the assistant answers again", async () => {
      const resident = await talking();
      const [last] = await hears(resident, agent.end(await rowOf(resident)));
      const said = last?.messages.map(wordsOf).join("\n") ?? "";
      expect(said).toContain("担当者との話は終わりました");
      expect(said).toContain("どうされましたか");
      expect((await resident.type("ロックされた")).length).toBeGreaterThan(0);
    });

    it("goes on where LINE is switched off meanwhile, and ends there", async () => {
      const resident = await talking();
      set = { notice: null, off: { line: true } };
      expect(await quietly(resident, resident.textEvent("まだいますか"))).toEqual([]);
      expect(await agent.reads(await rowOf(resident))).toEqual(["まだいますか"]);
    });

    it("whoever blocks the account is gone, with all that was written, and the desk hears of it", async () => {
      const resident = await talking();
      const row = await rowOf(resident);
      await quietly(resident, resident.textEvent("さようなら"));
      const open = await store.handoffs.open(row);
      const heard: Parameters<Listener>[0][] = [];
      const stop = store.listen("desk", (what) => void heard.push(what));
      await quietly(resident, resident.event("unfollow"));
      expect(await store.conversations.find(row)).toBeUndefined();
      expect(await store.messages.of(row, 0, 10)).toEqual([]);
      expect(await store.handoffs.find(open?.id ?? 0)).toBeUndefined();
      expect(heard).toContainEqual({ handoff: open?.id });
      stop();
    });

    it("tells the desk, and nobody else, what LINE has not taken: while it is tried again, and when it is given up", async () => {
      const resident = await talking();
      const row = await rowOf(resident);
      await allSent();
      // No token to answer with: what is said from here on is pushed.
      clock += 10 * 60_000;
      platform.trouble(({ attempt }) => (attempt <= 4 ? 429 : 400));
      await agent.say(row, "番号をお知らせします");
      await expect.poll(() => agent.reads(row), { timeout: 20_000 }).toHaveLength(3);
      platform.trouble(() => undefined);
      const [said, late, lost] = await agent.reads(row);
      expect(said).toBe("番号をお知らせします");
      expect(late).toBe(
        "10:10に送ったものが、まだLINEに届いていません。送り直しを続けています。お急ぎのときは、電話など、ほかの方法で伝えてください。",
      );
      expect(lost).toContain("届いていないおそれがあります");
      const heard = platform.delivered(resident.userId).flatMap(({ messages }) => messages.map(wordsOf));
      expect(heard.join("\n")).not.toContain("届いていない");
    });

    it("a redelivered event is read once", async () => {
      const resident = await talking();
      const event = resident.textEvent("一度だけ");
      await quietly(resident, event);
      await platform.deliver(served.webhook, [event], { redelivery: true });
      expect(await agent.reads(await rowOf(resident))).toEqual(["一度だけ"]);
    });
  });

  describe("what everybody is to know on LINE", () => {
    it("stands before the first words and before the answer", async () => {
      const notice = { ja: "本日は休止中です。", "ja-simple": "きょうは やすみです。", en: "Closed today." };
      set = { notice, off: {} };
      const resident = someone();
      expect((await resident.follow())[0]).toMatch(/^本日は休止中です。/);
      await resident.choose("lost_card");
      for (let n = 0; n < 10 && resident.values().length > 0; n += 1)
        await resident.choose(resident.values()[0] ?? "");
      const last = platform.delivered(resident.userId).at(-1);
      const all = platform.delivered(resident.userId).flatMap(({ messages }) => messages.map(wordsOf));
      expect(all.filter((words) => words.startsWith("本日は休止中です。"))).toHaveLength(2);
      expect(last).toBeDefined();
    });
  });

  describe("the slip's page", () => {
    it("opens from the answer, with the same slip and nothing that says whose it is", async () => {
      const resident = someone();
      await resident.follow();
      for (const value of ["locked", "alnum6_16"]) await resident.choose(value);
      for (let n = 0; n < 10 && resident.values().length > 0; n += 1)
        await resident.choose(resident.values().at(-1) ?? "");
      const all = platform.delivered(resident.userId).flatMap(({ messages }) => messages);
      const open = all.flatMap(actionsOf).filter(({ label }) => label === "用紙のページを開く");
      expect(open[0]?.uri).toMatch(/^https:\/\/tokeru\.example\.jp\/slip\?a=/);
      expect(open[0]?.uri).not.toContain(resident.userId);
    });
  });
});
