import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Botkit } from "botkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEEPS_NOTHING, LISTENS, tokeru, webhook } from "../../../src/app/botkit.ts";
import type { LineAdapter } from "../../../src/channels/botkit/line-adapter.ts";
import { line, rubyToText } from "../../../src/language/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { house } from "../../support/house.ts";
import { type LinePlatform, type Resident, startLinePlatform } from "../../support/line-platform.ts";
import { wordsOf } from "../../support/line/shown.ts";
import { STORIES, type Story } from "../../support/stories.ts";
import { lineAdapter } from "./line-bot.ts";

let platform: LinePlatform;
let store: Store;
let data: string;
let server: Server;
let adapter: LineAdapter;
let controller: Botkit;
let address: string;
let told: readonly string[];

beforeAll(async () => {
  platform = await startLinePlatform();
  store = await openStore({ file: ":memory:" });
  data = await mkdtemp(join(tmpdir(), "tokeru-botkit-line-"));
  ({ adapter, told } = lineAdapter(platform.url));
  controller = new Botkit({
    adapter,
    disable_webserver: true,
    disable_console: true,
    storage: KEEPS_NOTHING,
  });
  controller.hears(/^ping$/, "message", async (bot, message) => void (await bot.reply(message, "pong")));
  controller.usePlugin(tokeru({ data, store, listens: [...LISTENS, "conversationUpdate"] }));
  const handle = webhook(controller);
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  adapter.close();
  await controller.shutdown();
  await store.close();
  await rm(data, { recursive: true });
  await platform.stop();
});

const words = (id: string): string => rubyToText(house.say("ja")(line(id)));

/** The stories with the most to say, those of code B, of a child and of a lost card. */
const TOLD = STORIES.filter(({ name }) => /^\((a|g|j)\)/.test(name));

/** Tells a story with buttons or with numbers; answers with all that was said after the last answer. */
async function live(
  { taps }: Story,
  answer: (resident: Resident, value: string) => Promise<unknown>,
): Promise<string> {
  const resident = platform.resident(address);
  const messages = () => platform.delivered(resident.userId).flatMap((delivery) => delivery.messages);
  // Buttons stand below the last message of an answer.
  const whole = async (): Promise<void> => {
    await expect.poll(() => messages().at(-1), { timeout: 30_000 }).toHaveProperty("quickReply");
  };
  await resident.follow();
  await whole();
  let before = 0;
  for (const value of taps) {
    before = messages().length;
    await answer(resident, value);
    await whole();
  }
  return messages().slice(before).map(wordsOf).join("\n");
}

describe("the same conversation on LINE, in a bot of Botkit", () => {
  it.each(TOLD)("$name", async (story) => {
    const tapped = await live(story, (resident, value) => resident.choose(value));
    const typed = await live(story, (resident, value) =>
      resident.type(String(resident.values().indexOf(value) + 1)),
    );
    expect(tapped).toContain(words("section.where"));
    for (const said of story.says ?? []) expect(tapped).toContain(said);
    // The talk's own name is in the buttons alone.
    expect(typed).toBe(tapped);
  });

  it("beside what the bot could do before", async () => {
    expect(await platform.resident(address).type("ping")).toEqual(["pong"]);
  });

  it("answers an event that LINE delivers twice once, also in two processes", async () => {
    const resident = platform.resident(address);
    await resident.follow();
    const event = resident.textEvent("1");
    const second = lineAdapter(platform.url).adapter;
    const other = new Botkit({
      adapter: second,
      disable_webserver: true,
      disable_console: true,
      storage: KEEPS_NOTHING,
    });
    other.usePlugin(tokeru({ data, store }));
    const handle = webhook(other);
    const replica = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => replica.listen(0, "127.0.0.1", resolve));
    try {
      expect(await platform.deliver(address, [event])).toBe(200);
      await platform.awaitDeliveries(resident.userId, 2);
      const { port } = replica.address() as AddressInfo;
      expect(await platform.deliver(`http://127.0.0.1:${port}/`, [event], { redelivery: true })).toBe(200);
      // What is said next comes next: nothing is left of the event before.
      await resident.type("ping");
      expect(platform.delivered(resident.userId)).toHaveLength(3);
    } finally {
      replica.closeAllConnections();
      replica.close();
      second.close();
      await other.shutdown();
    }
  });

  it("lets groups and people who leave alone", async () => {
    const resident = platform.resident(address);
    const group = { source: { type: "group", groupId: "C1", userId: resident.userId } };
    const events = [
      resident.event("unfollow"),
      resident.event("join", group),
      { ...resident.textEvent("1"), ...group },
    ];
    expect(await platform.deliver(address, events)).toBe(200);
    await resident.type("ping");
    expect(platform.delivered(resident.userId)).toHaveLength(1);
  });

  it("leaves nothing to complain of", () => {
    expect(told).toEqual([]);
  });
});
