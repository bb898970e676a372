import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newConversation, turn } from "../../../src/assistant/index.ts";
import { answersOf, ENDINGS, reminderOffer } from "../../../src/assistant/reminders.ts";
import { addressKeyOf } from "../../../src/channels/line/address.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { house } from "../../support/house.ts";
import { type LinePlatform, type Resident, startLinePlatform } from "../../support/line-platform.ts";
import { KEYS, type Served, serveLine } from "./channel.ts";

let platform: LinePlatform;
let store: Store;
let served: Served;
/** By how much the time of the test is ahead. */
let ahead: number;

const at = (text: string): number => Date.parse(text);
const now = (): number => Date.now() + ahead;
const serve = (port = 0) =>
  serveLine({
    port,
    store,
    api: platform.url,
    now,
    worldOf: (city) => ({ ...house.worldOf(city), now: now() }),
  });

beforeEach(async () => {
  ahead = at("2026-11-21T12:00:00+09:00") - Date.now();
  platform = await startLinePlatform(now);
  store = await openStore({ file: ":memory:" });
  served = await serve();
});
afterEach(async () => {
  await served.app.close();
  await store.close();
  await platform.stop();
});

/** Whose certificates expire in some months, at the answer. */
async function soon(): Promise<Resident> {
  const resident = platform.resident(served.webhook);
  await resident.follow();
  for (const value of ["ending", "cert_soon", "mine"]) await resident.choose(value);
  return resident;
}

/** Taps the reminder's button and chooses a day in LINE's own calendar. */
async function pick(resident: Resident, date: string | undefined, of = "certificate"): Promise<string> {
  const data = `remind=${of}`;
  const said = await resident.send(resident.event("postback", { postback: { data, params: { date } } }));
  return said.join("\n");
}

/** The server is started at another time; the first thing that it does is to look for reminders. */
async function startAt(text: string): Promise<void> {
  await served.app.close();
  ahead = at(text) - Date.now();
  served = await serve(Number(new URL(served.webhook).port));
}

/** What is kept of somebody's conversation from now on. */
async function replaceBody({ userId }: Resident, body: unknown): Promise<void> {
  await store.transaction(async (tx) => {
    const row = await tx.conversations.findByAddress("line", addressKeyOf(KEYS, userId));
    if (!row) throw new Error("no conversation");
    await tx.conversations.update(row, body, now());
  });
}

const dueNow = () => store.reminders.due({ channel: "line", now: now(), limit: 9 });

const everything = async (resident: Resident): Promise<string> => {
  const row = await store.conversations.findByAddress("line", addressKeyOf(KEYS, resident.userId));
  const due = await store.transaction((tx) => tx.reminders.ofConversation(row?.id ?? ""));
  return JSON.stringify([row?.body, due]);
};

describe("a reminder on LINE", () => {
  it("is offered where something expires soon, with LINE's own calendar, and nowhere else", async () => {
    const resident = await soon();
    expect(resident.buttons()).toContain("期限前のお知らせ");
    expect(JSON.stringify(platform.delivered(resident.userId).at(-1))).toContain('"datetimepicker"');
    await resident.type("はじめから");
    await resident.choose("lost_card");
    expect(resident.buttons()).not.toContain("期限前のお知らせ");
  });

  it("comes three months before and one month before, once each, and leaves nothing behind", async () => {
    const resident = await soon();
    const said = await pick(resident, "2027-03-31");
    expect(said).toContain("2027年1月1日");
    expect(said).toContain("2027年2月28日");
    const before = platform.delivered(resident.userId).length;
    await startAt("2027-01-01T09:00:00+09:00");
    await startAt("2027-01-01T10:00:00+09:00");
    const [first] = (await platform.awaitDeliveries(resident.userId, before + 1)).slice(before);
    expect(first?.via).toBe("push");
    expect(JSON.stringify(first?.messages)).toContain("あと3か月です");
    await startAt("2027-02-28T10:00:00+09:00");
    const [, second] = (await platform.awaitDeliveries(resident.userId, before + 2)).slice(before);
    expect(JSON.stringify(second?.messages)).toContain("あと1か月です");
    expect(JSON.stringify(second?.messages)).not.toContain("remind=off");
    await startAt("2027-03-30T10:00:00+09:00");
    expect(await everything(resident)).toContain(",[]]");
    expect(platform.delivered(resident.userId)).toHaveLength(before + 2);
    expect(await resident.tap("手続きの案内を見る")).not.toHaveLength(0);
  });

  it("of somebody whose answers cannot be read any more comes all the same, once", async () => {
    const [broken, whole] = [await soon(), await soon()];
    await pick(broken, "2027-03-30");
    await pick(whole, "2027-03-31");
    const got = [broken, whole].map(({ userId }) => platform.delivered(userId).length);
    await replaceBody(broken, { of: "another version" });
    await startAt("2027-01-01T10:00:00+09:00");
    await platform.awaitDeliveries(whole.userId, (got[1] ?? 0) + 1);
    await platform.awaitDeliveries(broken.userId, (got[0] ?? 0) + 1);
    await startAt("2027-01-01T10:01:00+09:00");
    expect(served.log.join("")).not.toContain("A reminder could not be sent");
    expect(platform.delivered(broken.userId)).toHaveLength((got[0] ?? 0) + 1);
  });

  it.each([
    ["2027-01-03", "first", ["あと3か月です"]],
    ["2027-01-10", "the first, late", ["3か月を切りました"]],
    ["2027-03-05", "the second, late, and not the first", ["期限が近いか、もう過ぎています"]],
    ["2027-04-02", "that it may have ended, and not the first", ["期限が近いか、もう過ぎています"]],
    ["2027-06-30", "nothing any more", []],
  ])("that comes late, on %s, says %s", async (day, _, words) => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    const before = platform.delivered(resident.userId).length;
    await startAt(`${day}T10:00:00+09:00`);
    await expect.poll(() => dueNow()).toEqual([]);
    const got = (await platform.awaitDeliveries(resident.userId, before + words.length)).slice(before);
    expect(got).toHaveLength(words.length);
    for (const [n, one] of words.entries()) {
      expect(JSON.stringify(got[n]?.messages)).toContain(one);
      if (!one.startsWith("あと")) expect(JSON.stringify(got[n]?.messages)).not.toContain("あと");
    }
  });

  it("leads to what it is about, where the resident has talked of something else since", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    await resident.type("はじめから");
    await resident.choose("lost_card");
    const before = platform.delivered(resident.userId).length;
    await startAt("2027-01-01T10:00:00+09:00");
    await platform.awaitDeliveries(resident.userId, before + 1);
    const said = (await resident.tap("手続きの案内を見る")).join("");
    expect(said).not.toContain("カードを止め");
    expect((await resident.choose("mine")).join("")).toContain("電子証明書");
    expect(resident.buttons()).toContain("期限前のお知らせ");
  });

  it("shows the answer that stands there still, with all that was answered", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    const before = platform.delivered(resident.userId).length;
    await startAt("2027-01-01T10:00:00+09:00");
    await platform.awaitDeliveries(resident.userId, before + 1);
    await resident.tap("手続きの案内を見る");
    expect(resident.buttons()).toContain("期限前のお知らせ");
  });

  it("sent before its button named an ending leads to where things stand", async () => {
    const resident = await soon();
    await resident.send(resident.postbackEvent("see=now"));
    expect(resident.buttons()).toContain("期限前のお知らせ");
  });

  it.each(ENDINGS)("of %s leads to an answer that offers the same again", (ending) => {
    const world = { ...house.worldOf("default"), now: now() };
    const rest: Readonly<Record<string, string>> = { whose_card: "mine", residence: "japanese" };
    let { reply, conversation } = turn(newConversation("ja", "default"), { link: answersOf(ending) }, world);
    for (let n = 0; n < 5 && reply.outcome === null; n += 1) {
      ({ reply, conversation } = turn(conversation, { choose: rest[reply.node] ?? "dont_know" }, world));
    }
    expect(reply.outcome && reminderOffer(reply.outcome)?.ending).toBe(ending);
  });

  it("keeps no date of the card, only when to remind", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    const kept = await everything(resident);
    expect(kept).toContain(String(at("2027-01-01T10:00:00+09:00")));
    expect(kept).not.toContain("2027-03-31");
  });

  it("is cancelled by its button, and goes with the person", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    expect((await resident.tap("お知らせを取りやめる")).join("")).toContain(
      "電子証明書の期限のお知らせを取りやめました",
    );
    expect(await everything(resident)).toContain(",[]]");
    expect(resident.buttons()).not.toContain("お知らせを取りやめる");
    expect(resident.buttons()).toContain("期限前のお知らせ");
    await pick(resident, "2027-03-31");
    await platform.deliver(served.webhook, [resident.event("unfollow")]);
    expect(await store.reminders.due({ channel: "line", now: at("2028-01-01"), limit: 9 })).toEqual([]);
  });

  it("of one thing stays where another is set or cancelled", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    await pick(resident, "2028-03-31", "card");
    const ofBoth = await everything(resident);
    expect(ofBoth.match(/"certificate"/g)).toHaveLength(2);
    expect(ofBoth.match(/"card"/g)).toHaveLength(2);
    expect((await resident.tap("お知らせを取りやめる")).join("")).toContain("カードの期限のお知らせ");
    const left = await everything(resident);
    expect(left.match(/"ending":"certificate"/g)).toHaveLength(2);
    expect(left).not.toContain('"ending":"card"');
  });

  it("is cancelled with all others by a button that was sent before it named an ending", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    await pick(resident, "2028-03-31", "card");
    expect((await resident.send(resident.postbackEvent("remind=off"))).join("")).toContain("取りやめました");
    expect(await everything(resident)).toContain(",[]]");
  });

  it("is asked for within the days that can be meant", async () => {
    const resident = await soon();
    const offer = JSON.stringify(platform.delivered(resident.userId).at(-1));
    expect(offer).toContain('"min":"2026-11-21","max":"2031-11-21"');
  });

  it.each([
    ["2026-12-01", "前に選んだ日のお知らせは、取りやめました", 0],
    ["2026-11-20", "もう過ぎています", 2],
    ["2099-12-31", "先すぎます", 2],
  ])("that was set before is lost only to a day that can be meant: %s", async (date, words, left) => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    expect(await pick(resident, date)).toContain(words);
    expect((await everything(resident)).match(/"first"/g) ?? []).toHaveLength(left);
    expect(resident.buttons()).not.toContain("お知らせを取りやめる");
  });

  it("chosen again takes the place of the one before", async () => {
    const resident = await soon();
    await pick(resident, "2027-03-31");
    const said = await pick(resident, "2027-02-10");
    expect(said).toContain("2027年1月10日");
    expect(said).not.toContain("と");
    expect((await everything(resident)).match(/"first"/g)).toHaveLength(1);
  });

  it.each([
    ["2026-12-01", "お知らせできる日が残っていません"],
    ["2026-11-20", "お選びになった日付は、もう過ぎています"],
    ["2099-12-31", "お選びになった日付は、有効期限としては先すぎます"],
    ["2026-13-45", "進め方"],
    ["2026-02-30", "進め方"],
    [undefined, "進め方"],
  ])("of a day that is too near, or none, is not set: %s", async (date, words) => {
    const resident = await soon();
    expect(await pick(resident, date)).toContain(words);
    expect(await everything(resident)).toContain(",[]]");
  });
});
