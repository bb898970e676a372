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
import { QUESTION_IDS, QUESTIONS } from "../../../src/flows/index.ts";
import { line, rubyToText } from "../../../src/language/index.ts";
import { house } from "../../support/house.ts";
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
  "twilio-sms"(heard, value) {
    const labels = QUESTION_IDS.filter((id) =>
      QUESTIONS[id].options.some((option) => option.value === value),
    ).map((id) => rubyToText(house.say("ja")(line(`option.${id}.${value}`))));
    const shown = wordsOf(heard).split("\n");
    const found = shown.find((one) => labels.some((label) => one.endsWith(`. ${label}`)));
    return { text: found?.split(".", 1)[0] };
  },
};

async function live(person: ChannelPerson, channelId: string, taps: readonly string[]): Promise<string> {
  const answering = ANSWERING[channelId];
  let heard = await person.say({ text: "こんにちは" });
  for (const value of taps) heard = await person.say(answering?.(heard, value) ?? {});
  return wordsOf(heard);
}

describe.each(Object.keys(ANSWERING))("the example on %s", (channelId) => {
  it.each(STORIES.slice(0, 3))("tells $name", async ({ taps, says = [] }) => {
    const person = connector.person(bot.webhook, { channelId, user: taps.join("-"), tenant: "t1" });
    const said = await live(person, channelId, taps);
    expect(said).toContain("窓口でのお願い");
    for (const words of says) expect(said).toContain(words);
  });
});

it("hears what the bot's own handlers do not, and asks for what Teams puts before it", async () => {
  const person = connector.person(bot.webhook, { channelId: "msteams", user: "own" });
  expect(wordsOf(await person.say({ text: "ping" }))).toBe("pong");
  const said = await person.say({ text: "<at>bot</at>&nbsp;カードをなくした", locale: "ja-JP" });
  expect(wordsOf(said)).toContain("0120-95-0178");
});

it("answers in the language of the account, where the words do not tell", async () => {
  const person = connector.person(bot.webhook, { channelId: "webchat", user: "english" });
  const said = await person.say({ text: "?", locale: "en-US" });
  expect(wordsOf(said)).toContain(house.say("en")(line("question.what_happened")));
});

it("sends again what Bot Framework did not take, in the order of the conversation", async () => {
  const person = connector.person(bot.webhook, { channelId: "webchat", user: "away" });
  let left = 2;
  connector.trouble(() => (left-- > 0 ? 400 : undefined));
  expect(await person.send({ text: "はじめから" })).toBeLessThan(300);
  await person.awaitHeard(1);
  expect(wordsOf(await person.say({ text: "1" }))).toContain("0120-95-0178");
  connector.trouble(() => undefined);
  expect(person.heard()).toHaveLength(2);
});
