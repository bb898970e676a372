import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ExampleBot, startExample } from "../../support/example.ts";
import {
  BOT_TOKEN,
  type Posted,
  SIGNING_SECRET,
  type SlackPlatform,
  startSlackPlatform,
} from "../../support/slack-platform.ts";
import { STORIES } from "../../support/stories.ts";

let slack: SlackPlatform;
let bot: ExampleBot;
const data = mkdtempSync(join(tmpdir(), "tokeru-slack-"));

beforeAll(async () => {
  slack = await startSlackPlatform();
  bot = await startExample("slack", {
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API: slack.url,
    TOKERU_DATA: data,
  });
});
afterEach(() => slack.trouble(() => undefined));
afterAll(async () => {
  await bot.stop();
  await slack.stop();
  rmSync(data, { recursive: true });
});

const wordsOf = (posted: readonly Posted[]): string =>
  posted.flatMap(({ blocks }) => blocks.map(({ text }) => text?.text ?? "")).join("\n");

describe("the example on Slack", () => {
  it.each(STORIES.slice(0, 3))("tells $name", async ({ taps, says = [] }) => {
    const person = slack.person(bot.webhook, "U1", `D${taps.join("")}`);
    let said = await person.type("こんにちは");
    for (const value of taps) said = await person.choose(value);
    expect(wordsOf(said)).toContain("窓口");
    for (const words of says) expect(wordsOf(said)).toContain(words);
  });
});
