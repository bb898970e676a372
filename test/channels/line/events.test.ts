import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import { menuAlias } from "../../../src/channels/line/menu.ts";
import { languageOfWords } from "../../../src/channels/line/profile.ts";
import { LANGS, line, rubyToText } from "../../../src/language/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { house, NOON } from "../../support/house.ts";
import { type LinePlatform, type Resident, startLinePlatform } from "../../support/line-platform.ts";
import { KEYS, type Served, serveLine } from "./channel.ts";

let platform: LinePlatform;
let folder: string;
let store: Store;
let served: Served;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tokeru-line-"));
  store = await openStore({ file: join(folder, "tokeru.sqlite") });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  platform = await startLinePlatform();
  served = await serveLine({ store, api: platform.url });
});
afterEach(async () => {
  await served.app.close();
  await platform.stop();
});

const langOf = async (userId: string): Promise<unknown> => {
  const row = await store.conversations.findByAddress("line", addressKeyOf(KEYS, userId));
  return row?.body;
};

describe("the language of the first words", () => {
  it.each([
    { profile: "en", lang: "en" },
    { profile: "en-GB", lang: "en" },
    { profile: "ja", lang: "ja" },
    { profile: "zh-TW", lang: "ja-simple" },
    { profile: undefined, lang: "ja" },
  ] as const)("is that of the profile: $profile", async ({ profile, lang }) => {
    const resident = platform.resident(served.webhook);
    platform.account.languages.set(resident.userId, profile);
    const [said] = await resident.follow();
    expect(said).toContain(rubyToText(house.say(lang)(line("question.what_happened"))));
    await expect.poll(() => langOf(resident.userId)).toMatchObject({ lang });
  });

  it("is Japanese where LINE does not tell", async () => {
    const resident = platform.resident(served.webhook);
    platform.account.languages.delete(resident.userId);
    const [said] = await resident.follow();
    expect(said).toContain("どうされましたか");
  });

  it("is that of what somebody writes first, whatever the profile says", async () => {
    const resident = platform.resident(served.webhook);
    platform.account.languages.set(resident.userId, "ja");
    const said = await resident.type("Hello, my card is locked");
    expect(said.join("\n")).toContain("My Number Card");
    expect(await langOf(resident.userId)).toMatchObject({ lang: "en" });
  });

  it.each([
    ["カードが使えない", "ja"],
    ["my PIN is locked", "en"],
    ["PIN", undefined],
    ["密码被锁", undefined],
    ["1234", undefined],
    ["", undefined],
  ])("as words tell it: %j", (words, lang) => {
    expect(languageOfWords(words)).toBe(lang);
  });

  it("can be changed at any time, and the rich menu with it", async () => {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("locked");
    for (const lang of LANGS) platform.account.aliases.set(menuAlias(lang), `menu-${lang}`);
    platform.account.menus.set("menu-en", {
      richMenuId: "menu-en",
      size: { width: 2500, height: 1686 },
      name: "en",
      chatBarText: "Menu",
      selected: true,
      areas: [],
      image: Buffer.alloc(1),
    });
    await resident.type("English");
    expect(platform.account.menuOf.get(resident.userId)).toBe("menu-en");
    const [back] = await resident.type("日本語");
    expect(back).toContain(rubyToText(house.say("ja")(line("question.screen"))));
    expect(platform.account.menuOf.has(resident.userId)).toBe(false);
  });
});

describe("groups and rooms", () => {
  it.each([
    ["join", { type: "group", groupId: "C1" }],
    ["message", { type: "room", roomId: "R1" }],
  ])("are refused politely, and left: %s", async (type, source) => {
    const resident = platform.resident(served.webhook);
    const event = resident.event(type, { source, message: { type: "text", id: "1", text: "1" } });
    expect(await platform.deliver(served.webhook, [event])).toBe(200);
    expect(await platform.deliver(served.webhook, [event], { redelivery: true })).toBe(200);
    const [{ messages } = { messages: [] }] = await platform.awaitDeliveries(resident.userId, 1);
    expect(JSON.stringify(messages)).toContain("1対1");
    await expect
      .poll(() => platform.account.left)
      .toEqual(["R1", "C1"].filter((id) => Object.values(source).includes(id)));
    expect(platform.delivered(resident.userId)).toHaveLength(1);
    expect(await langOf(resident.userId)).toBeUndefined();
  });

  it("what their people do among themselves is no business of ours", async () => {
    const resident = platform.resident(served.webhook);
    const events = ["memberJoined", "memberLeft", "leave", "unsend"].map((type) =>
      resident.event(type, { source: { type: "group", groupId: "C1", userId: resident.userId } }),
    );
    expect(await platform.deliver(served.webhook, events)).toBe(200);
    await served.app.close();
    expect(platform.account.left).toEqual([]);
    expect(platform.delivered(resident.userId)).toEqual([]);
  });
});

describe("a button of an earlier talk", () => {
  it("changes nothing and says so, also after a new start and after everything was forgotten", async () => {
    let minute = 0;
    const worldOf = (city: string) => ({ ...house.worldOf(city), now: NOON + 60_000 * minute++ });
    await served.app.close();
    served = await serveLine({ store, api: platform.url, worldOf });
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("locked");
    const old = platform.delivered(resident.userId).at(-1)?.messages;
    const [data] = /n=screen&v=digits4&k=[\w-]+/.exec(JSON.stringify(old)) ?? [];
    await resident.type("はじめから");
    await resident.choose("locked");
    const before = await langOf(resident.userId);
    const said = await resident.send(resident.postbackEvent(data ?? ""));
    expect(said.join("\n")).toContain("前のご相談のボタンです");
    expect(await langOf(resident.userId)).toEqual(before);

    expect(await platform.deliver(served.webhook, [resident.event("unfollow")])).toBe(200);
    const again = await resident.send(resident.postbackEvent(data ?? ""));
    expect(again.join("\n")).toContain("前のご相談のボタンです");
    expect(await langOf(resident.userId)).toMatchObject({ answers: [] });
  });
});

describe("the button that begins anew", () => {
  /** At an answer about a lost card, then in the middle of something else; what the answer's own button says. */
  async function lostAndThenLocked(): Promise<{ resident: Resident; restart: string }> {
    let minute = 0;
    const worldOf = (city: string) => ({ ...house.worldOf(city), now: NOON + 60_000 * minute++ });
    await served.app.close();
    served = await serveLine({ store, api: platform.url, worldOf });
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("lost_card");
    while (resident.values().length > 0) await resident.choose(resident.values()[0] ?? "");
    const answer = JSON.stringify(platform.delivered(resident.userId).map(({ messages }) => messages));
    const [restart = ""] = /c=restart&k=[\w-]+/.exec(answer) ?? [];
    await resident.tap("最初からやり直す");
    await resident.choose("locked");
    return { resident, restart };
  }

  it("of an earlier talk changes nothing, and says so", async () => {
    const { resident, restart } = await lostAndThenLocked();
    const before = await langOf(resident.userId);
    const said = await resident.send(resident.postbackEvent(restart));
    expect(said.join("\n")).toContain("前のご相談のボタンです");
    expect(await langOf(resident.userId)).toEqual(before);
  });

  it("does so at any time from the menu, whose button is of no talk", async () => {
    const { resident } = await lostAndThenLocked();
    await resident.send(resident.postbackEvent("c=restart"));
    expect(await langOf(resident.userId)).toMatchObject({ answers: [] });
  });
});

describe("what somebody writes and takes back", () => {
  it("is nowhere: not in the database nor in what waits to be sent, before unsending and after", async () => {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    platform.trouble(() => 500);
    const words = "ぬるぽがっ 9876";
    const event = resident.event("message", { message: { type: "text", id: "1", text: words } });
    expect(await platform.deliver(served.webhook, [event])).toBe(200);
    const unsend = resident.event("unsend", { unsend: { messageId: "1" } });
    const everything = () =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file)).toString("utf8"))
        .join("");
    expect(everything()).not.toContain("ぬるぽ");
    // On its own: four digits in a row stand in any time or id.
    expect(everything()).not.toMatch(/(?<![\w+/=-])9876(?![\w+/=-])/);
    expect(await platform.deliver(served.webhook, [unsend])).toBe(200);
    expect(everything()).not.toContain("ぬるぽ");
    expect(served.log.join("")).not.toContain("ぬるぽ");
    platform.trouble(() => undefined);
    await platform.awaitDeliveries(resident.userId, 2);
  });
});

describe("while the channel is switched off", () => {
  it("residents are told whom to call, and go on afterwards where they were", async () => {
    const resident = platform.resident(served.webhook);
    await resident.follow();
    await resident.choose("locked");
    const before = await langOf(resident.userId);
    await served.app.close();
    served = await serveLine({ store, api: platform.url, off: true });
    for (const event of [resident.textEvent("1"), resident.postbackEvent("n=screen&v=digits4")]) {
      expect(await platform.deliver(served.webhook, [event])).toBe(200);
    }
    const all = await platform.awaitDeliveries(resident.userId, 4);
    for (const { messages } of all.slice(2)) {
      expect(messages).toHaveLength(1);
      expect(JSON.stringify(messages)).toContain("0120-95-0178");
      expect(JSON.stringify(messages)).toContain("これまでの答えは残してあります");
    }
    expect(await langOf(resident.userId)).toEqual(before);
  });

  it("newcomers are told whom to call, their city first, and nothing of answers that they have not given", async () => {
    await served.app.close();
    served = await serveLine({ store, api: platform.url, off: true, city: "asagiri" });
    const said = (await platform.resident(served.webhook).follow()).join("\n");
    expect(said).toMatch(/0000-12-3456[^]*0120-95-0178/);
    expect(said).not.toContain("これまでの答え");
  });
});

it("hears from one of two buttons whether the answer was of help", async () => {
  const resident = platform.resident(served.webhook);
  await resident.follow();
  await resident.choose("lost_card");
  await expect.poll(() => langOf(resident.userId)).toMatchObject({ told: { route: "hotline" } });
  const said = await resident.tap("役に立たなかった");
  expect(said.join()).toContain("ありがとうございます");
  await expect.poll(() => langOf(resident.userId)).toMatchObject({ rated: "bad" });
});
