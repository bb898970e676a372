import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Activity,
  BotAdapter,
  type ConversationReference,
  type ResourceResponse,
  TurnContext,
} from "botbuilder";
import { Botkit, type BotkitPlugin } from "botkit";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { KEEPS_NOTHING, tokeru, type TokeruOptions } from "../../../src/app/botkit.ts";
import { line, rubyToText } from "../../../src/language/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { house } from "../../support/house.ts";

/** A platform that nobody has heard of: a bot of text alone, in this process. */
class PlainAdapter extends BotAdapter {
  readonly sent: string[] = [];
  /** Asked at each message; an error is thrown. */
  trouble: () => Error | undefined = () => undefined;

  async hear(controller: Botkit, text: string, more: Partial<Activity> = {}): Promise<string> {
    const before = this.sent.length;
    const activity = {
      type: "message",
      channelId: "plain",
      id: `${Math.random()}`,
      conversation: { id: "c1", name: "", isGroup: false, conversationType: "personal" },
      from: { id: "p1", name: "" },
      recipient: { id: "bot", name: "" },
      text,
      ...more,
    };
    await this.runMiddleware(new TurnContext(this, activity), (context) => controller.handleTurn(context));
    return this.sent.slice(before).join("\n");
  }

  async sendActivities(_: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    for (const { text = "" } of activities) {
      const trouble = this.trouble();
      if (trouble) throw trouble;
      this.sent.push(text);
    }
    return [];
  }

  async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ) {
    const activity = TurnContext.applyConversationReference({ type: "event" }, reference, true);
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }

  async updateActivity(): Promise<void> {}
  async deleteActivity(): Promise<void> {}
}

const data = mkdtempSync(join(tmpdir(), "tokeru-plugin-"));
afterAll(() => rmSync(data, { recursive: true }));

const words = (id: string): string => rubyToText(house.say("ja")(line(id)));

const started: Botkit[] = [];
afterEach(async () => {
  for (const controller of started.splice(0)) await controller.shutdown();
});

function newBot(options: TokeruOptions = {}, config: object = {}) {
  const adapter = new PlainAdapter();
  const log: { readonly message: string; readonly details: object }[] = [];
  const note = (details: object, message: string): void => void log.push({ message, details });
  const controller = new Botkit({
    adapter,
    disable_webserver: true,
    disable_console: true,
    storage: KEEPS_NOTHING,
    ...config,
  });
  started.push(controller);
  controller.usePlugin(
    tokeru({
      data,
      log: { warn: note, error: note },
      pace: { poll: 50, firstWait: 20, lastWait: 50, lease: 400 },
      ...options,
    }),
  );
  return {
    controller,
    adapter,
    log,
    say: (text: string, more?: Partial<Activity>) => adapter.hear(controller, text, more),
  };
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("It did not come to that.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

onBothEngines((bench) => {
  const openOne = async (): Promise<Store> => openStore(await bench.newPlace());

  it("answers with numbers on a platform of which nothing is known", async () => {
    const bot = newBot({ store: await bench.open() });
    const asked = await bot.say("はじめから");
    expect(asked).toContain(`1. ${words("option.what_happened.lost_card")}`);
    expect(await bot.say("１")).toContain("0120-95-0178");
  });

  it("keeps the conversations of people, chats and teams apart, whatever they write", async () => {
    const bot = newBot({ store: await bench.open() });
    await bot.say("はじめから");
    await bot.say("1");
    const first = words("question.what_happened");
    const others: readonly Partial<Activity>[] = [
      { from: { id: "p2", name: "p1" } },
      { conversation: { id: "c2", name: "c1", isGroup: false, conversationType: "personal" } },
      { conversation: { id: "c1", tenantId: "t2", name: "", isGroup: false, conversationType: "personal" } },
      { channelId: "webex" },
    ];
    for (const other of others) expect(await bot.say("はじめから。p1 c1", other)).toContain(first);
    expect(await bot.say("戻る")).toContain(first);
  });

  it("sends what could not be sent, once and in order, also when another process has taken over", async () => {
    const place = await bench.newPlace();
    const store = await bench.open(place);
    const bot = newBot({ store });
    bot.adapter.trouble = () => new Error("the platform is away");
    await bot.say("はじめから");
    await bot.say("1");
    expect(bot.adapter.sent).toEqual([]);
    await bot.controller.shutdown();
    const next = newBot({ store });
    await next.say("x", { from: { id: "p9", name: "" } });
    await until(() => next.adapter.sent.length === 3);
    const own = next.adapter.sent.filter((text) => !text.includes(words("error.text_not_understood")));
    expect(own.map((text) => text.includes("0120-95-0178"))).toEqual([false, true]);
  });

  it("closes a store of its own, and no other's", async () => {
    const store = await openOne();
    const bot = newBot({ store });
    await bot.say("はじめから");
    await bot.controller.shutdown();
    await expect(store.outbox.counts()).resolves.toEqual([]);
    await store.close();
  });
});

describe("what else the bot does", () => {
  const own = (): TokeruOptions => ({ store: ":memory:" });

  it("is heard first, and its middleware sees what is sent", async () => {
    const bot = newBot(own());
    bot.controller.hears(
      "ping",
      "message",
      async (worker, message) => void (await worker.reply(message, "pong")),
    );
    bot.controller.middleware.send.use((_: unknown, message: Activity, next: () => void) => {
      message.text = message.text.toUpperCase();
      next();
    });
    expect(await bot.say("ping")).toBe("PONG");
    expect(await bot.say("English")).toContain(house.say("en")(line("question.what_happened")).toUpperCase());
  });

  it.each(["on", "hears", "interrupts"] as const)(
    "may fail in `%s`: whoever waits hears of it",
    async (way) => {
      const bot = newBot(own());
      const fails = async (): Promise<never> => {
        throw new Error("of the team's own");
      };
      if (way === "on") bot.controller.on("message", fails);
      else bot.controller[way](/./, "message", fails);
      const said = await bot.say("はじめから");
      expect(said).toContain(words("error.internal"));
      expect(said).toContain("0120-95-0178");
      expect(bot.log.map(({ message }) => message)).toContain("A turn of the bot failed.");
      expect(JSON.stringify(bot.log)).not.toContain("はじめから");
    },
  );

  it("answers kindly where the store cannot be opened, and says so at the start", async () => {
    const bot = newBot({ store: "postgres://nobody@127.0.0.1:1/none" });
    expect(await bot.say("はじめから")).toContain(words("error.internal"));
    await expect((bot.controller.plugins["tokeru"] as { ready(): Promise<void> }).ready()).rejects.toThrow();
  });

  it("answers no bot, and not itself", async () => {
    const bot = newBot(own());
    expect(await bot.say("はじめから", { from: { id: "bot", name: "" } })).toBe("");
    expect(await bot.say("はじめから", { from: { id: "b2", name: "", role: "bot" } })).toBe("");
  });

  it("takes no button of another's bot, and says what it does with pictures and with too much text", async () => {
    const bot = newBot(own());
    await bot.say("はじめから");
    expect(await bot.say("", { attachments: [{ contentType: "image/png" }] })).toContain(
      words("botkit.only_words"),
    );
    expect(await bot.say("あ".repeat(5_000))).toContain(words("error.too_large"));
    expect(await bot.say("", { value: { tokeru: "n=what_happened&v=lost_card&k=forgedAA" } })).toContain(
      words("botkit.not_this_talk"),
    );
  });
});

describe("what is not safe is refused, with what to do", () => {
  const use =
    (config: object): (() => void) =>
    () =>
      newBot({ store: ":memory:" }, config);

  it("Botkit's memory storage", () => {
    expect(use({ storage: undefined })).toThrow(/KEEPS_NOTHING/);
  });
  it("Botkit's web server", () => {
    expect(use({ disable_webserver: false, webserver: { post() {}, use() {} } })).toThrow(
      /webhook\(controller\)/,
    );
  });
  it("the web adapter, in which everybody can be anybody", () => {
    const adapter = Object.assign(new PlainAdapter(), { name: "Web Adapter" });
    expect(use({ adapter })).toThrow(/take over/);
  });
  it("a city that there is not", () => {
    expect(() => tokeru({ data, city: "atlantis" })).toThrow(/atlantis/);
  });
  it("leaves Botkit's own dialogs without a place to grow in", async () => {
    await KEEPS_NOTHING.write({ a: { b: 1 } });
    expect(await KEEPS_NOTHING.read(["a"])).toEqual({});
    const plugin: BotkitPlugin = tokeru({ data, store: ":memory:" })(
      new Botkit({
        adapter: new PlainAdapter(),
        disable_webserver: true,
        disable_console: true,
        storage: KEEPS_NOTHING,
      }),
    );
    expect(plugin.name).toBe("tokeru");
  });
});
