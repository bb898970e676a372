import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { buffer, text as bodyOf } from "node:stream/consumers";
import Fastify from "fastify";
import { ActivityHandler, TurnContext } from "botbuilder";
import { Botkit } from "botkit";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { KEEPS_NOTHING } from "../../../src/channels/botkit/storage.ts";
import {
  BOT_USER_ID,
  type LineEvent,
  type LinePlatform,
  type Resident,
  signatureOf,
  startLinePlatform,
} from "../../support/line-platform.ts";
import { lineAdapter, type ServedBot, serveBot, serveBotkit } from "./line-bot.ts";

let platform: LinePlatform;
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  platform = await startLinePlatform();
});

afterEach(async () => {
  platform.trouble(() => undefined);
  vi.unstubAllEnvs();
  for (const stop of stops.splice(0)) await stop();
});

afterAll(async () => {
  await platform.stop();
});

async function served(bot: Promise<ServedBot>): Promise<ServedBot> {
  const up = await bot;
  stops.push(up.stop);
  return up;
}

/** A server of Node's own, that does something with each request first. */
async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/line`;
}

/** Says back what it hears. */
const echo = async (context: TurnContext): Promise<void> => {
  if (context.activity.type === "message")
    await context.sendActivity(`${context.activity.text}、と言いました`);
  if (context.activity.type === "conversationUpdate") await context.sendActivity("こんにちは");
};

const bodyWith = (...events: readonly LineEvent[]): string =>
  JSON.stringify({ destination: BOT_USER_ID, events });

async function post(webhook: string, body: string, signature = signatureOf(body)): Promise<number> {
  const headers = { "content-type": "application/json", "x-line-signature": signature };
  const response = await fetch(webhook, { method: "POST", headers, body });
  expect(await response.text()).toBe("");
  return response.status;
}

describe("servers that keep the bytes", () => {
  const hears = async (webhook: string): Promise<void> => {
    const resident = platform.resident(webhook);
    expect(await resident.follow()).toEqual(["こんにちは"]);
    expect(await resident.type("暗証番号")).toEqual(["暗証番号、と言いました"]);
    expect(platform.delivered(resident.userId).map(({ via }) => via)).toEqual(["reply", "reply"]);
    expect(await platform.deliver(webhook, [])).toBe(200);
    expect(await post(webhook, bodyWith(resident.textEvent("x")), "AAAA")).toBe(401);
  };

  it("Node's own", async () => {
    await hears((await served(serveBot(platform.url, echo))).webhook);
  });

  it("Express, beside a body that is read as JSON", async () => {
    const { adapter } = lineAdapter(platform.url);
    // What express.json leaves of a request, with a `verify` that keeps the bytes.
    const webhook = await listen(async (request, response) => {
      const rawBody = await buffer(request);
      Object.assign(request, { rawBody, body: JSON.parse(rawBody.toString()) });
      await adapter.processActivity(request, response, echo);
    });
    await hears(webhook);
  });

  it("Fastify, with a bot of Bot Framework", async () => {
    const { adapter } = lineAdapter(platform.url);
    const bot = new ActivityHandler();
    bot.onMessage(async (context, next) => {
      await context.sendActivity(`${context.activity.text}、と言いました`);
      await next();
    });
    bot.onMembersAdded(async (context, next) => {
      await context.sendActivity("こんにちは");
      await next();
    });
    const app = Fastify();
    app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    app.post("/line", async (request, reply) => {
      await adapter.process(request, reply, (context) => bot.run(context));
      return reply;
    });
    stops.push(() => app.close());
    await hears(`${await app.listen({ host: "127.0.0.1", port: 0 })}/line`);
  });
});

describe("what is refused", () => {
  it("a body that the server has decoded, with a word on what to do", async () => {
    const { adapter, told } = lineAdapter(platform.url);
    const webhook = await listen(async (request, response) => {
      const rawBody = await bodyOf(request);
      Object.assign(request, { rawBody, body: JSON.parse(rawBody) });
      await adapter.processActivity(request, response, echo);
    });
    const resident = platform.resident(webhook);
    expect(await post(webhook, bodyWith(resident.textEvent("x")))).toBe(500);
    expect(platform.delivered(resident.userId)).toEqual([]);
    expect(told.join()).toMatch(/disable_webserver: true .*express\.json.*addContentTypeParser/);
  });

  it("a wrong, a missing and somebody else's signature", async () => {
    const { webhook } = await served(serveBot(platform.url, echo));
    const body = bodyWith(platform.resident(webhook).textEvent("x"));
    for (const signature of ["", "AAAA", "ä", signatureOf(body, "another-secret"), signatureOf(`${body} `)]) {
      expect(await post(webhook, body, signature)).toBe(401);
    }
    expect((await fetch(webhook, { method: "POST", body: "{}" })).status).toBe(401);
    expect((await fetch(webhook)).status).toBe(401);
  });

  it("what is no webhook, though signed; and more than the limit, before it is read to the end", async () => {
    const { webhook } = await served(serveBot(platform.url, echo, { bodyLimit: 1_000 }));
    for (const body of ["{}", "[]", "null", '{"events":{}}', '{"events":[', "あ"]) {
      expect(await post(webhook, body)).toBe(400);
    }
    const socket = connect(Number(new URL(webhook).port), "127.0.0.1");
    const answer = bodyOf(socket);
    // Most of it never comes.
    socket.write(
      "POST /line HTTP/1.1\r\nhost: x\r\nx-line-signature: AAAA\r\ncontent-length: 9999999\r\n\r\n",
    );
    socket.write("x".repeat(2_000));
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*\r\nconnection: close/is);
  });

  it("an account without a secret or a token", () => {
    expect(() => lineAdapter(platform.url, { channelSecret: "" })).toThrow("channelSecret");
    expect(() => lineAdapter(platform.url, { channelAccessToken: "" })).toThrow("channelAccessToken");
  });
});

it("keeps a signature over Japanese that arrives in parts, wherever it is cut", async () => {
  const { webhook } = await served(serveBot(platform.url, echo));
  const resident = platform.resident(webhook);
  const { port } = new URL(webhook);
  const start = Buffer.from(bodyWith(resident.textEvent("")).replace(/"text":"".*/, '"text":"')).length;
  for (const cut of [1, 2, 3, 4]) {
    const body = Buffer.from(bodyWith(resident.textEvent("暗証番号")));
    const socket = connect(Number(port), "127.0.0.1");
    socket.setNoDelay(true);
    const answer = bodyOf(socket);
    const head = `POST /line HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-line-signature: ${signatureOf(body)}\r\n`;
    socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
    socket.write(body.subarray(0, start + cut));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write(body.subarray(start + cut));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  }
  const heard = await platform.awaitDeliveries(resident.userId, 4);
  expect(heard.flatMap(({ messages }) => messages)).toEqual(
    Array.from({ length: 4 }, () => ({ type: "text", text: "暗証番号、と言いました" })),
  );
});

describe("events", () => {
  /** The activities that a bot sees of one webhook. */
  async function heard(...events: readonly LineEvent[]) {
    const seen: Partial<TurnContext["activity"]>[] = [];
    const up = await served(serveBot(platform.url, async ({ activity }) => void seen.push({ ...activity })));
    expect(await platform.deliver(up.webhook, events)).toBe(200);
    return seen;
  }
  const someone = (): Resident => platform.resident("http://nowhere.invalid/");

  it("carry who and where, and no reply token", async () => {
    const resident = someone();
    const event = resident.textEvent("こんにちは");
    const [activity] = await heard(event);
    expect(activity).toMatchObject({
      type: "message",
      channelId: "line",
      text: "こんにちは",
      id: expect.stringMatching(/^\d+$/),
      from: { id: resident.userId },
      recipient: { id: BOT_USER_ID },
      conversation: { id: resident.userId, isGroup: false, conversationType: "personal" },
      serviceUrl: platform.url,
      channelData: { webhookEventId: event.webhookEventId, source: { userId: resident.userId } },
    });
    expect(JSON.stringify(activity)).not.toContain(String(event["replyToken"]));
  });

  it("of each kind are what Bot Framework calls them", async () => {
    const one = someone();
    const member = { members: [{ type: "user", userId: "U1" }] };
    const image = { id: "7", type: "image", contentProvider: { type: "line" } };
    const external = {
      id: "8",
      type: "video",
      contentProvider: { type: "external", originalContentUrl: "https://example.jp/a.mp4" },
    };
    const cases: readonly (readonly [LineEvent, object])[] = [
      [one.postbackEvent("yes"), { type: "message", text: "yes", value: "yes" }],
      [one.postbackEvent('{"a":1}'), { type: "message", value: { a: 1 } }],
      [one.postbackEvent("{a"), { type: "message", text: "{a", value: "{a" }],
      [one.event("follow"), { type: "conversationUpdate", membersAdded: [{ id: one.userId }] }],
      [one.event("unfollow"), { type: "conversationUpdate", membersRemoved: [{ id: one.userId }] }],
      [one.event("unsend", { unsend: { messageId: "44" } }), { type: "messageDelete", id: "44" }],
      [
        one.event("message", { message: image }),
        {
          type: "message",
          attachments: [
            {
              contentType: "image/*",
              contentUrl: "https://api-data.line.me/v2/bot/message/7/content",
            },
          ],
        },
      ],
      [
        one.event("message", { message: external }),
        { attachments: [{ contentType: "video/*", contentUrl: "https://example.jp/a.mp4" }] },
      ],
      [
        one.event("message", { message: { id: "9", type: "location", latitude: 35, longitude: 139 } }),
        { entities: [{ type: "Place", geo: { latitude: 35, longitude: 139 } }] },
      ],
      [one.event("message", { message: { id: "9", type: "sticker" } }), { type: "message", id: "9" }],
      [
        one.event("join", { source: { type: "group", groupId: "C1" } }),
        {
          type: "conversationUpdate",
          membersAdded: [{ id: BOT_USER_ID }],
          conversation: { id: "C1", isGroup: true, conversationType: "group" },
        },
      ],
      [
        one.event("memberJoined", { source: { type: "room", roomId: "R1" }, joined: member }),
        { membersAdded: [{ id: "U1" }], conversation: { id: "R1", isGroup: true } },
      ],
      [
        one.event("memberLeft", { source: { type: "group", groupId: "C1" }, left: member }),
        { membersRemoved: [{ id: "U1" }] },
      ],
      [
        one.event("beacon", { beacon: { hwid: "d41d8cd98f", type: "enter" } }),
        { type: "event", name: "line/beacon", value: { hwid: "d41d8cd98f" } },
      ],
    ];
    for (const [event, activity] of cases) expect(await heard(event)).toMatchObject([activity]);
  });

  it("in standby, of an unknown kind, or without what they need are passed over, the rest is not", async () => {
    const one = someone();
    const seen = await heard(
      one.event("message", { mode: "standby", message: { id: "1", type: "text", text: "x" } }),
      one.event("newKindOfTomorrow"),
      one.event("unsend"),
      one.event("postback"),
      { ...one.textEvent("x"), source: { type: "planet" } },
      one.textEvent("これは届く"),
    );
    expect(seen.map(({ text }) => text)).toEqual(["これは届く"]);
  });
});

describe("an event that LINE delivers again", () => {
  it("is handled once, also while it is being handled", async () => {
    let turns = 0;
    const { webhook } = await served(
      serveBot(platform.url, async (context) => {
        turns++;
        await new Promise((resolve) => setTimeout(resolve, 200));
        await echo(context);
      }),
    );
    const resident = platform.resident(webhook);
    const event = resident.textEvent("一度だけ");
    const redelivery = { redelivery: true };
    const statuses = await Promise.all([
      platform.deliver(webhook, [event]),
      platform.deliver(webhook, [event], redelivery),
    ]);
    expect([...statuses, await platform.deliver(webhook, [event], redelivery)]).toEqual([200, 200, 200]);
    expect(turns).toBe(1);
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("is handled then where the bot failed before it said anything, and not where it had", async () => {
    for (const speaks of [false, true]) {
      let turns = 0;
      const bot = await served(
        serveBot(platform.url, async (context) => {
          if (speaks) await context.sendActivity("はい");
          if (++turns === 1) throw new Error("The database is away.");
          await echo(context);
        }),
      );
      const resident = platform.resident(bot.webhook);
      const event = resident.textEvent("x");
      expect(await platform.deliver(bot.webhook, [event])).toBe(speaks ? 200 : 500);
      expect(bot.told.join()).toContain("The database is away.");
      expect(await platform.deliver(bot.webhook, [event], { redelivery: true })).toBe(200);
      expect(turns).toBe(speaks ? 1 : 2);
      expect(platform.delivered(resident.userId)).toHaveLength(1);
    }
  });

  it("is looked up in a memory that replicas share; where that is away, nothing is taken on", async () => {
    const shared = new Set<string>();
    const memory = {
      accept: async (id: string) => !shared.has(id) && shared.add(id).has(id),
    };
    const [a, b] = [
      await served(serveBot(platform.url, echo, { memory })),
      await served(serveBot(platform.url, echo, { memory })),
    ];
    const resident = platform.resident(a.webhook);
    const event = resident.textEvent("x");
    expect(await platform.deliver(a.webhook, [event])).toBe(200);
    expect(await platform.deliver(b.webhook, [event], { redelivery: true })).toBe(200);
    expect(platform.delivered(resident.userId)).toHaveLength(1);
    const away = { accept: () => Promise.reject(new Error("No connection to the database.")) };
    const c = await served(serveBot(platform.url, echo, { memory: away }));
    expect(await platform.deliver(c.webhook, [resident.textEvent("y")])).toBe(500);
    expect(c.told.join()).toContain("No connection to the database.");
  });
});

it("takes what one person says in its order, and lets nobody wait for another", async () => {
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  const { webhook } = await served(
    serveBot(platform.url, async ({ activity: { text } }) => {
      if (text === "slow") await slow.promise;
      order.push(text);
    }),
  );
  const [one, other] = [platform.resident(webhook), platform.resident(webhook)];
  const first = await platform.deliver(webhook, [one.textEvent("slow"), other.textEvent("other")]);
  const second = platform.deliver(webhook, [one.textEvent("after")]);
  // LINE counts a webhook as failed that is not answered within a second: whoever thinks longer does so afterwards.
  expect(first).toBe(200);
  expect(order).toEqual(["other"]);
  slow.resolve();
  expect(await second).toBe(200);
  expect(order).toEqual(["other", "slow", "after"]);
});

it("goes on with what a person says next where a turn never ends, and tells of what fails in it later", async () => {
  const first = Promise.withResolvers<void>();
  const { webhook, told } = await served(
    serveBot(
      platform.url,
      async (context) => (context.activity.text === "for ever" ? first.promise : echo(context)),
      { turnLimit: 100 },
    ),
  );
  const resident = platform.resident(webhook);
  expect(await platform.deliver(webhook, [resident.textEvent("for ever")])).toBe(200);
  expect(await resident.type("次")).toEqual(["次、と言いました"]);
  expect(told.join()).toContain("has not ended in time");
  first.reject(new Error("Failed after all."));
  await expect.poll(() => told.join(), { timeout: 20_000 }).toContain("Failed after all.");
});

describe("speaking", () => {
  const twice = async (context: TurnContext): Promise<void> => {
    await context.sendActivities([
      { type: "message", text: "一" },
      { type: "message", text: "二" },
    ]);
    await context.sendActivity("三");
  };
  const say = async (bot: ServedBot, text = "x"): Promise<Resident> => {
    const resident = platform.resident(bot.webhook);
    expect(await platform.deliver(bot.webhook, [resident.textEvent(text)])).toBe(200);
    return resident;
  };

  it("replies with the token first, and pushes the rest", async () => {
    const resident = await say(await served(serveBot(platform.url, twice)));
    const got = await platform.awaitDeliveries(resident.userId, 2);
    expect(got.map(({ via, messages }) => [via, messages.length])).toEqual([
      ["reply", 2],
      ["push", 1],
    ]);
  });

  it("pushes where the token is too old, or is refused", async () => {
    const stale = { tokenAge: 0, firstWait: 10, lastWait: 10 };
    const bot = await served(serveBot(platform.url, echo, { pace: stale }));
    const one = await say(bot);
    expect((await platform.awaitDeliveries(one.userId, 1)).map(({ via }) => via)).toEqual(["push"]);
    const fresh = await served(serveBot(platform.url, echo));
    const resident = platform.resident(fresh.webhook);
    await platform.deliver(fresh.webhook, [
      { ...resident.textEvent("x"), replyToken: "00000000000000000000000000000000" },
    ]);
    expect((await platform.awaitDeliveries(resident.userId, 1)).map(({ via }) => via)).toEqual(["push"]);
  });

  it.each(["send_and_hang", "send_and_drop", "send_and_500", "hang", "drop", 500, 429, 401] as const)(
    "says it once where the reply comes to: %s",
    async (trouble) => {
      const bot = await served(serveBot(platform.url, echo));
      platform.trouble(({ via, attempt }) => (via === "reply" && attempt === 1 ? trouble : undefined));
      const resident = await say(bot);
      await platform.awaitDeliveries(resident.userId, 1);
      await say(bot);
      expect(platform.delivered(resident.userId)).toHaveLength(1);
      expect(bot.told).toEqual([]);
    },
  );

  it("repeats a push with the same key until LINE has it, and tells the bot where it has not", async () => {
    const bot = await served(serveBot(platform.url, echo));
    platform.trouble(({ via, attempt }) =>
      via === "reply" ? 429 : attempt < 3 ? "send_and_drop" : undefined,
    );
    const before = platform.calls.length;
    const resident = await say(bot);
    await platform.awaitDeliveries(resident.userId, 1);
    await expect.poll(() => platform.calls.length - before, { timeout: 20_000 }).toBe(4);
    const keys = platform.calls.slice(before).flatMap(({ retryKey }) => retryKey ?? []);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
    expect(platform.delivered(resident.userId)).toHaveLength(1);

    const { promise, resolve } = Promise.withResolvers<unknown>();
    const failing = await served(
      serveBot(platform.url, async (context) => {
        await context.sendActivity("x").catch(resolve);
      }),
    );
    platform.trouble(() => 500);
    await platform.deliver(failing.webhook, [resident.textEvent("x")]);
    expect(String(await promise)).toBe("Error: LINE could not be given this message: status 500.");
  });

  it("waits for no hanging connection longer than it was told to", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const timeouts = { reply: 50, push: 50 };
    const bot = await served(
      serveBot(platform.url, async (context) => void (await context.sendActivity("x").catch(resolve)), {
        timeouts,
      }),
    );
    platform.trouble(() => "hang");
    await platform.deliver(bot.webhook, [platform.resident(bot.webhook).textEvent("x")]);
    expect(String(await promise)).toContain("no answer in time");
  });

  it("speaks unasked to whoever it has a reference of, and to nobody on another platform", async () => {
    let reference = {};
    const bot = await served(
      serveBot(platform.url, async (context) => {
        reference = TurnContext.getConversationReference(context.activity);
      }),
    );
    const resident = await say(bot);
    await bot.adapter.continueConversation(reference, async (context) => {
      await context.sendActivity("お知らせ");
    });
    expect(platform.delivered(resident.userId)).toMatchObject([
      { via: "push", messages: [{ text: "お知らせ" }] },
    ]);
    const elsewhere = { ...reference, channelId: "slack" };
    await expect(bot.adapter.continueConversation(elsewhere, async () => {})).rejects.toThrow("LINE");
  });

  it("shows that it types, pauses, and says that it can neither change nor take back", async () => {
    const errors: string[] = [];
    const bot = await served(
      serveBot(platform.url, async (context) => {
        await context.sendActivities([
          { type: "typing" },
          { type: "message", text: "一" },
          { type: "delay", value: 10 },
          { type: "message", text: "二" },
          { type: "trace", name: "nothing for a person" },
        ]);
        await context.updateActivity({ id: "1", text: "x" }).catch(({ message }) => errors.push(message));
        await context.deleteActivity("1").catch(({ message }) => errors.push(message));
      }),
    );
    const resident = await say(bot);
    const got = await platform.awaitDeliveries(resident.userId, 2);
    expect(got.map(({ messages }) => messages.length)).toEqual([1, 1]);
    await expect.poll(() => errors.join(), { timeout: 20_000 }).toMatch(/cannot change.*cannot take back/);
    expect(bot.told).toEqual([]);
  });
});

describe("under Botkit", () => {
  it("says at once that Botkit's own web server does not do, and lives through what that hands on", async () => {
    const { adapter, told } = lineAdapter(platform.url);
    vi.stubEnv("PORT", "0");
    const controller = new Botkit({
      adapter,
      webhook_uri: "/line",
      disable_console: true,
      storage: KEEPS_NOTHING,
    });
    await new Promise<void>((resolve) => controller.ready(() => resolve()));
    stops.push(() => controller.shutdown());
    expect(told.splice(0).join()).toContain("disable_webserver: true");
    const webhook = `http://127.0.0.1:${(controller.http.address() as AddressInfo).port}/line`;
    const body = bodyWith(platform.resident(webhook).textEvent("x"));
    expect(await post(webhook, body)).toBe(500);
    expect(await post(webhook, "{}", "AAAA")).toBe(500);
    expect(told.join()).toContain("disable_webserver: true");
  });

  it("hears, replies, and speaks unasked", async () => {
    let reference: Partial<TurnContext["activity"]> | undefined;
    let speak: () => Promise<unknown> = async () => undefined;
    const { webhook } = await served(
      serveBotkit(platform.url, (controller) => {
        controller.hears("hello", "message", async (bot, message) => {
          reference = message["reference"] as never;
          await bot.reply(message, {
            text: "Hello!",
            quick_replies: [],
            suggestedActions: {
              actions: [{ type: "postBack", title: "はい", value: "yes" }],
              to: [],
            },
          });
        });
        controller.on("message", async (bot, message) => void (await bot.reply(message, `${message.text}?`)));
        controller.on(
          "conversationUpdate",
          async (bot, message) => void (await bot.reply(message, "ようこそ")),
        );
        speak = async () => {
          const bot = await controller.spawn({});
          await bot.changeContext(reference as never);
          await bot.say("お知らせ");
        };
      }),
    );
    const resident = platform.resident(webhook);
    expect(await resident.follow()).toEqual(["ようこそ"]);
    expect(await resident.type("hello")).toEqual(["Hello!"]);
    expect(await resident.tap("はい")).toEqual(["yes?"]);
    await speak();
    expect(platform.delivered(resident.userId).at(-1)).toMatchObject({ via: "push" });
  });
});
