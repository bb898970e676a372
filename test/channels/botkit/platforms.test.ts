import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Arrived,
  type BotConnector,
  type ChannelPerson,
  startBotConnector,
} from "../../support/bot-connector.ts";
import { type ExampleBot, startExample } from "../../support/example.ts";
import { STORIES } from "../../support/stories.ts";

let connector: BotConnector;
let bot: ExampleBot;
const data = mkdtempSync(join(tmpdir(), "tokeru-bot-"));

beforeAll(async () => {
  connector = await startBotConnector();
  bot = await startExample("bot", { TOKERU_DATA: data });
});
afterAll(async () => {
  await bot.stop();
  await connector.stop();
  rmSync(data, { recursive: true });
});

/** Everything that can be read in messages. */
function wordsOf(messages: readonly Arrived[]): string {
  const texts = messages.flatMap(({ text, attachments = [] }) => [
    text ?? "",
    ...attachments.flatMap(({ content }) => content.body.map((block) => block.text ?? "")),
  ]);
  return texts.join("\n").replaceAll("\n\n", "\n");
}

/** Whatever a button says that chooses a value. */
function choosing(data: string, value: string): boolean {
  return new URLSearchParams(data).get("v") === value;
}

/** How somebody answers on each kind of platform: with a card, with a button below the message, with a number. */
const ANSWERING: Readonly<Record<string, (heard: readonly Arrived[], value: string) => object>> = {
  msteams(heard, value) {
    const actions = heard.flatMap(({ attachments = [] }) =>
      attachments.flatMap(({ content }) => content.body.flatMap(({ actions = [] }) => actions)),
    );
    const found = actions.find(({ data }) => choosing(data["tokeru"] ?? "", value));
    return { text: "", value: found?.data };
  },
  webchat(heard, value) {
    const actions = heard.flatMap(({ suggestedActions }) => suggestedActions?.actions ?? []);
    const found = actions.find((action) => choosing(action.value, value));
    return { text: found?.value, channelData: { postBack: true } };
  },
};

async function live(person: ChannelPerson, channelId: string, taps: readonly string[]): Promise<string> {
  const answering = ANSWERING[channelId];
  let heard = await person.say({ text: "こんにちは" });
  for (const value of taps) heard = await person.say(answering?.(heard, value) ?? {});
  return wordsOf(heard);
}

describe.each(["msteams", "webchat"])("the example on %s", (channelId) => {
  it.each(STORIES.slice(0, 3))("tells $name", async ({ taps, says = [] }) => {
    const person = connector.person(bot.webhook, { channelId, user: taps.join("-"), tenant: "t1" });
    const said = await live(person, channelId, taps);
    expect(said).toContain("窓口でのお願い");
    for (const words of says) expect(said).toContain(words);
  });
});
