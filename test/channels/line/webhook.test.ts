import { connect } from "node:net";
import { text as bodyOf } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { BOT_USER_ID, type LineEvent, type Resident, signatureOf } from "../../support/line-platform.ts";
import { KEYS } from "./channel.ts";
import { overLine, platform, served, store } from "./over-line.ts";
import { addressKeyOf } from "../../../src/channels/line/address.ts";

overLine();

const someone = (): Resident => platform.resident(served.webhook);
const bodyWith = (...events: readonly LineEvent[]): string =>
  JSON.stringify({ destination: BOT_USER_ID, events });
const rowOf = (resident: Resident) =>
  store.conversations.findByAddress("line", addressKeyOf(KEYS, resident.userId));

async function post(body: string, signature: string | undefined = signatureOf(body)): Promise<Response> {
  return fetch(served.webhook, {
    method: "POST",
    headers: { "content-type": "application/json", ...(signature && { "x-line-signature": signature }) },
    body,
  });
}

/** The webhook took nothing on, and lives. */
async function expectUntouched(resident: Resident): Promise<void> {
  expect(await rowOf(resident)).toBeUndefined();
  expect((await resident.follow()).join("\n")).toContain("どうされましたか");
}

describe("what is refused", () => {
  it("a wrong, a missing and somebody else's signature, without an echo", async () => {
    const resident = someone();
    const body = bodyWith(resident.textEvent("1"));
    for (const signature of ["AAAA", "", undefined, signatureOf(body, "another-secret")]) {
      const response = await post(body, signature ?? "");
      expect(response.status).toBe(401);
      expect(await response.text()).toBe("");
    }
    await expectUntouched(resident);
  });

  it("a body of which one byte was changed", async () => {
    const resident = someone();
    const body = bodyWith(resident.textEvent("はい1"));
    expect((await post(body.replace("はい1", "はい2"), signatureOf(body))).status).toBe(401);
    await expectUntouched(resident);
  });

  it("JSON that is none, or no webhook, though signed", async () => {
    for (const body of ['{"events":[', "[]", "null", '"text"', '{"events":{}}', "{}"]) {
      expect((await post(body)).status).toBe(400);
    }
  });

  it("an oversized body, before reading it to the end", async () => {
    const response = await post(bodyWith(someone().textEvent("あ".repeat(300_000))));
    expect(response.status).toBe(413);
    expect(await response.text()).toBe("");
  });

  it("ten megabytes, a hundred times over, without keeping any of them", async () => {
    const { port, hostname, pathname } = new URL(served.webhook);
    const size = 10 * 1024 * 1024;
    const send = async (length: string, part: Buffer): Promise<string> => {
      const socket = connect(Number(port), hostname);
      // It may be cut off before all is said.
      socket.on("error", () => {});
      socket.write(
        `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
          `x-line-signature: AAAA\r\n${length}\r\n\r\n`,
      );
      for (let sent = 0; sent < size && !socket.destroyed; sent += part.length) socket.write(part);
      return bodyOf(socket).catch(() => "HTTP/1.1 413 ");
    };
    const part = Buffer.alloc(64 * 1024, "あ");
    const chunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          n % 2 ? send(`content-length: ${size}`, part) : send("transfer-encoding: chunked", chunk),
        ),
      );
      for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 413 /);
    }
    expect(served.log.join("")).not.toContain("ああ");
    await expectUntouched(someone());
  });

  it("what is for another account", async () => {
    const resident = someone();
    await expect
      .poll(() => platform.deliver(served.webhook, [], { destination: `U${"f".repeat(32)}` }))
      .toBe(400);
    const event = resident.textEvent("1");
    expect(await platform.deliver(served.webhook, [event], { destination: `U${"f".repeat(32)}` })).toBe(400);
    await expectUntouched(resident);
  });

  it("with one line in the log that tells why, and nothing of what was sent", async () => {
    const before = served.log.length;
    const body = '{"events":[{"himitsu":"1234"}';
    expect((await post(body)).status).toBe(400);
    await expect.poll(() => served.log.length).toBeGreaterThan(before);
    const told = served.log.slice(before);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? "")).toMatchObject({ level: 40, status: 400, why: "no webhook" });
    expect(served.log.slice(before).join("")).not.toContain("himitsu");
  });

  it("another method", async () => {
    expect((await fetch(served.webhook)).status).toBe(404);
  });
});

describe("what is taken", () => {
  it("the empty webhook of the console's Verify button", async () => {
    expect((await post(bodyWith())).status).toBe(200);
  });

  it("Japanese that is cut in the middle of a character on its way", async () => {
    const resident = someone();
    const body = Buffer.from(bodyWith(resident.textEvent("やさしい日本語")));
    const middle = body.indexOf("語") + 1;
    const { port, hostname, pathname } = new URL(served.webhook);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
        `x-line-signature: ${signatureOf(body)}\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, middle));
    await setTimeout(50);
    socket.write(body.subarray(middle));
    expect(await bodyOf(socket)).toMatch(/^HTTP\/1.1 200 /);
    await platform.awaitDeliveries(resident.userId, 1);
    // It was understood, and the other languages are on offer now.
    expect(resident.buttons()).toContain("日本語(にほんご)");
  });

  it("events of unknown types, with unknown fields, and of others' chats: nothing is said", async () => {
    const resident = someone();
    const ignored = [
      resident.event("somethingNew", { replyToken: "t", something: { new: true } }),
      resident.event("constructor"),
      resident.event("unsend", { unsend: { messageId: "1" } }),
      { ...resident.textEvent("1"), mode: "standby" },
      // From 1970, and from before what is remembered of events reaches back.
      { ...resident.textEvent("1"), timestamp: 0 },
      { ...resident.textEvent("1"), timestamp: Date.now() - 3 * 86_400_000 },
      { ...resident.textEvent("1"), source: { type: "user" } },
    ];
    expect(await platform.deliver(served.webhook, ignored)).toBe(200);
    await expectUntouched(resident);
  });

  it("nothing that is too old, with one line in the log: the clock may be fast", async () => {
    const before = served.log.length;
    const old = [0, Date.now() - 3 * 86_400_000].map((timestamp) => ({
      ...someone().textEvent("himitsu"),
      timestamp,
    }));
    expect(await platform.deliver(served.webhook, [...old, someone().textEvent("1")])).toBe(200);
    const told = served.log.slice(before).filter((text) => text.includes("clock"));
    expect(told.map((text) => JSON.parse(text))).toMatchObject([{ level: 40, events: 2 }]);
    expect(served.log.slice(before).join("")).not.toContain("himitsu");
  });

  it("a group, with one word and one leave for all that it says at once", async () => {
    const resident = someone();
    const source = { type: "group", groupId: "C9", userId: resident.userId };
    const events = ["1", "2", "3", "4", "5"].map((text) => ({ ...resident.textEvent(text), source }));
    const elsewhere = { ...resident.textEvent("6"), source: { ...source, groupId: "C8" } };
    expect(await platform.deliver(served.webhook, [...events, elsewhere])).toBe(200);
    await expect.poll(() => platform.account.left.toSorted()).toEqual(["C8", "C9"]);
    expect(await platform.awaitDeliveries(resident.userId, 2)).toHaveLength(2);
  });
});

describe("events", () => {
  it("follow greets and asks the first question", async () => {
    const [greeting, choices] = await someone().follow();
    expect(greeting).toMatch(/マイナンバーカード/);
    expect(choices).toMatch(/^1\.$/m);
  });

  it("a sticker, a picture or a place gets a pointer back to the question", async () => {
    const resident = someone();
    const [question] = await resident.follow();
    for (const type of ["sticker", "image", "video", "audio", "file", "location", "new"]) {
      const [text] = await resident.send(resident.event("message", { message: { type, id: "1" } }));
      expect(text).toContain("カードの写真は送らないでください");
      expect(text).toContain(question);
    }
  });

  it("words that nobody understands are answered with the question, and kept and logged nowhere", async () => {
    const resident = someone();
    await resident.follow();
    const before = await rowOf(resident);
    const text = (await resident.type("ぬるぽ 1234 たすけて")).join("\n");
    expect(text).toMatch(/^1\.$/m);
    const body = Object.assign({}, before?.body, { words: { none: 1 } });
    expect((await rowOf(resident))?.body).toEqual(body);
    expect(JSON.stringify(await rowOf(resident))).not.toContain(resident.userId);
    const log = served.log.join("");
    expect(log).not.toContain("ぬるぽ");
    expect(log).not.toContain(resident.userId);
  });

  it("typed commands and a typed language do what their buttons do", async () => {
    const resident = someone();
    await resident.follow();
    await resident.choose("locked");
    const back = (await resident.type("戻る")).join("\n");
    const [english] = await resident.type("English");
    expect(back).toMatch(/^1\.$/m);
    expect(english).toMatch(/My Number Card/);
    expect(resident.buttons()).toContain("日本語");
  });

  it("a button of an earlier question changes nothing, and says so", async () => {
    const resident = someone();
    await resident.follow();
    await resident.choose("locked");
    const before = await rowOf(resident);
    const [again] = await resident.send(resident.postbackEvent("n=what_happened&v=locked"));
    const [other] = await resident.send(resident.postbackEvent("n=what_happened&v=forgot"));
    expect(other).toContain(again);
    expect(other?.length).toBeGreaterThan(again?.length ?? 0);
    expect((await rowOf(resident))?.body).toEqual(before?.body);
  });

  it.each([
    "",
    "action=other-tool",
    "n=&v=",
    "c=unknown",
    "n=screen&v=nonsense",
    "change=nothing",
    "see=x",
    "%",
    "n=%00&v=%00",
  ])("postback data %j is answered with the question", async (data) => {
    const resident = someone();
    await resident.follow();
    const text = (await resident.send(resident.postbackEvent(data))).join("\n");
    expect(text).toMatch(/^1\.$/m);
  });

  it("one answer can be changed, and the others stay", async () => {
    const resident = someone();
    await resident.follow();
    for (const value of ["forgot", "all", "mine"]) await resident.choose(value);
    const [answers] = await resident.tap("答えを直す");
    expect(answers).toMatch(/1\.\n.*\n→ [^]*2\.\n.*\n→ [^]*3\.\n/);
    await resident.tap("3を直す");
    const outcome = await resident.choose("household");
    expect(outcome.join("")).toContain("進め方");
    expect((await rowOf(resident))?.body).toMatchObject({
      answers: [{ value: "forgot" }, { value: "all" }, { value: "household" }],
    });
  });

  it("every choice is a button that stays, however many there are", async () => {
    const resident = someone();
    await resident.follow();
    await resident.choose("locked");
    const shown = (await resident.choose("dont_know")).join("\n");
    expect(resident.values()).toHaveLength(shown.match(/^\d+\.$/gm)?.length ?? 0);
    expect(resident.values().length).toBeGreaterThan(11);
  });

  it("a question at the end is answered in a word, with the whole answer a tap away", async () => {
    const resident = someone();
    await resident.follow();
    const outcome = await resident.choose("lost_card");
    const aside = await resident.tap("人に相談する");
    expect(aside).toHaveLength(1);
    expect(aside.join("")).not.toContain("進め方");
    expect(await resident.tap("答えをもう一度見る")).toEqual(outcome);
  });

  it("unfollow deletes the conversation", async () => {
    const resident = someone();
    await resident.follow();
    const row = await rowOf(resident);
    expect(row).toBeDefined();
    const leaving = [resident.event("unfollow"), resident.event("unfollow")];
    expect(await platform.deliver(served.webhook, leaving)).toBe(200);
    expect(await rowOf(resident)).toBeUndefined();
    expect(await store.audit.about(row?.id ?? "", 9)).toEqual([
      expect.objectContaining({ actor: "resident", action: "conversation.deleted", detail: {} }),
    ]);
  });
});

describe("delivery of events", () => {
  it("an event that comes twice is answered once, redelivered or in the same request", async () => {
    const resident = someone();
    const event = resident.textEvent("1");
    expect(await platform.deliver(served.webhook, [event, event])).toBe(200);
    expect(await platform.deliver(served.webhook, [event], { redelivery: true })).toBe(200);
    await expect.poll(() => store.outbox.counts()).toEqual([]);
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("a redelivered event that was never seen is answered, also when it comes late", async () => {
    const resident = someone();
    const [early, late] = [resident.textEvent("1"), resident.textEvent("戻る")];
    expect(await platform.deliver(served.webhook, [late])).toBe(200);
    expect(await platform.deliver(served.webhook, [early], { redelivery: true })).toBe(200);
    const all = await platform.awaitDeliveries(resident.userId, 2);
    expect(all.map(({ event }) => event)).toEqual([late.webhookEventId, early.webhookEventId]);
  });

  it("several events of one person in one request keep their order", async () => {
    const resident = someone();
    const events = ["1", "戻る", "5", "4", "1"].map((text) => resident.textEvent(text));
    expect(await platform.deliver(served.webhook, events)).toBe(200);
    const all = await platform.awaitDeliveries(resident.userId, events.length);
    expect(all.map(({ event }) => event)).toEqual(events.map(({ webhookEventId }) => webhookEventId));
  });

  it("two events of a new person at once are both answered, in one conversation", async () => {
    const resident = someone();
    const events = Array.from({ length: 8 }, () => resident.event("follow"));
    const statuses = await Promise.all(events.map((event) => platform.deliver(served.webhook, [event])));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await platform.awaitDeliveries(resident.userId, events.length)).toHaveLength(events.length);
  });
});
