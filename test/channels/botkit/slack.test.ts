import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { line, rubyToText, withoutRuby } from "../../../src/language/index.ts";
import { type ExampleBot, startExample } from "../../support/example.ts";
import { house } from "../../support/house.ts";
import {
  BOT_TOKEN,
  BOT_USER,
  type Posted,
  SIGNING_SECRET,
  type SlackPlatform,
  startSlackPlatform,
} from "../../support/slack-platform.ts";
import { STORIES } from "../../support/stories.ts";

let slack: SlackPlatform;
let bot: ExampleBot;
const data = mkdtempSync(join(tmpdir(), "tokeru-slack-"));

function startBot(env: Record<string, string> = {}): Promise<ExampleBot> {
  return startExample("slack", {
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API: slack.url,
    TOKERU_DATA: data,
    ...env,
  });
}

beforeAll(async () => {
  slack = await startSlackPlatform();
  bot = await startBot();
});
afterEach(() => slack.trouble(() => undefined));
afterAll(async () => {
  await bot.stop();
  await slack.stop();
  rmSync(data, { recursive: true });
});

const words = (id: string): string => rubyToText(house.say("ja")(line(id)));

/** Everything that can be read in messages. */
function wordsOf(posted: readonly Posted[]): string {
  return posted.flatMap(({ blocks }) => blocks.map(({ text }) => text?.text ?? "")).join("\n");
}

describe("the example on Slack", () => {
  it.each(STORIES.slice(0, 3))("tells $name", async ({ taps, says = [] }) => {
    const person = slack.person(bot.webhook, "U1", `D${taps.join("")}`);
    let said = await person.type("こんにちは");
    for (const value of taps) said = await person.choose(value);
    expect(wordsOf(said)).toContain("窓口でのお願い");
    for (const one of says) expect(wordsOf(said)).toContain(one);
  });

  it("understands what somebody writes, and masks a PIN in it before anything is kept", async () => {
    const person = slack.person(bot.webhook, "U0SYNTHETIC", "D0SYNTHETIC");
    const said = await person.type("暗証番号は 8341 です。ロックされました");
    expect(wordsOf(said)).toContain(withoutRuby(house.say("ja")(line("asked.what_happened"))));
    const files = readdirSync(data, { withFileTypes: true }).filter((one) => one.isFile());
    const kept = files.map(({ name }) => readFileSync(join(data, name), "latin1"));
    expect(kept.join("")).toContain("conversations");
    for (const secret of ["8341", "U0SYNTHETIC", "D0SYNTHETIC"]) {
      expect(kept.join("") + bot.said()).not.toContain(secret);
    }
  });

  it("answers an event once that Slack delivers again, at the same time and after a restart", async () => {
    const own = { TOKERU_DATA: join(data, "restarted") };
    const before = await startBot(own);
    const person = slack.person(before.webhook, "U1", "D0AGAIN");
    const event = person.event("はじめから");
    const statuses = await Promise.all([0, 1, 2].map((retry) => person.deliver(event, retry)));
    expect(statuses).toEqual([200, 200, 200]);
    await slack.awaitPosted("D0AGAIN", 1);
    await person.choose("locked");
    await before.stop();
    const after = await startBot(own);
    const again = slack.person(after.webhook, "U1", "D0AGAIN");
    expect(await again.deliver(event, 3)).toBe(200);
    // What comes afterwards is answered; so what came before it would have been, too.
    expect(wordsOf(await again.choose("digits4"))).toContain(words("question.service"));
    await after.stop();
    expect(slack.posted("D0AGAIN")).toHaveLength(3);
  });

  it("answers a message once that comes under two names", async () => {
    const person = slack.person(bot.webhook, "U1", "C0TWICE");
    const event = person.event(`<@${BOT_USER}> こんにちは`);
    const mention = JSON.parse(
      JSON.stringify(event).replace('"type":"message"', '"type":"app_mention"'),
    ) as object;
    await person.deliver(event);
    await person.deliver(mention);
    await person.type(`<@${BOT_USER}> はじめから`);
    expect(slack.posted("C0TWICE")).toHaveLength(2);
  });

  it("hears in a channel only what is said to it, and never a bot", async () => {
    const person = slack.person(bot.webhook, "U1", "C0PUBLIC");
    await person.deliver(person.event("暗証番号を忘れた人がいるらしい"));
    await person.deliver(person.event(`<@${BOT_USER}> hello`, { bot_id: "B0OTHER" }));
    const said = await person.type(`<@${BOT_USER}> ロックされました`);
    expect(slack.posted("C0PUBLIC")).toEqual(said);
  });

  it("gives everybody in a channel a conversation of their own, and says whose a button is not", async () => {
    const one = slack.person(bot.webhook, "U1", "C0SHARED");
    const other = slack.person(bot.webhook, "U2", "C0SHARED");
    await one.type(`<@${BOT_USER}> はじめから`);
    const [theirs] = one.buttons();
    await other.type(`<@${BOT_USER}> はじめから`);
    if (!theirs) throw new Error("There is no button.");
    await other.press(theirs);
    const posted = await slack.awaitPosted("C0SHARED", 3);
    expect(wordsOf(posted.slice(2))).toContain(words("botkit.not_this_talk"));
    // The first one's conversation has not moved.
    expect(wordsOf(posted.slice(2))).toContain(words("question.what_happened"));
  });

  it("says of a button of an earlier question that it is one", async () => {
    const person = slack.person(bot.webhook, "U1", "D0STALE");
    await person.type("はじめから");
    const stale = person.buttons().find(({ value }) => value.includes("v=forgot"));
    await person.choose("locked");
    if (!stale) throw new Error("There is no such button.");
    await person.press(stale);
    const posted = await slack.awaitPosted("D0STALE", 3);
    expect(wordsOf(posted.slice(2))).toContain(words("error.stale_choice"));
  });

  it("answers in the thread in which a button stands, which the adapter forgets", async () => {
    const person = slack.person(bot.webhook, "U1", "C0THREAD");
    await person.type(`<@${BOT_USER}> はじめから`);
    const button = person.buttons().find(({ value }) => value.includes("v=locked"));
    if (!button) throw new Error("There is no such button.");
    await person.press(button, "1700000000.000001");
    const posted = await slack.awaitPosted("C0THREAD", 2);
    expect(posted.map(({ thread }) => thread)).toEqual([undefined, "1700000000.000001"]);
  });

  it.each([
    ["an error of the API", { error: "fatal_error" }],
    ["too many requests", { status: 429 }],
    ["a server that fails", { status: 500 }],
    ["a connection that breaks", "drop"],
  ] as const)("sends its answer once Slack takes it, after %s", async (name, trouble) => {
    let left = 2;
    slack.trouble((method) => (method === "chat.postMessage" && left-- > 0 ? trouble : undefined));
    const channel = `D0${name.replaceAll(/\W/g, "")}`;
    const person = slack.person(bot.webhook, "U1", channel);
    await person.type("はじめから");
    slack.trouble(() => undefined);
    await person.choose("locked");
    expect(slack.posted(channel)).toHaveLength(2);
    expect(bot.child.exitCode).toBeNull();
    expect(bot.said()).not.toContain(BOT_TOKEN);
  });

  it("goes on where Slack does not even say who we are, which ends the adapter's own process", async () => {
    slack.trouble((method) => (method === "auth.test" ? { error: "ratelimited" } : undefined));
    const early = await startBot();
    const person = slack.person(early.webhook, "U1", "D0EARLY");
    const event = person.event("はじめから");
    expect(await person.deliver(event)).toBe(500);
    slack.trouble(() => undefined);
    expect(await person.deliver(event, 1)).toBe(200);
    await slack.awaitPosted("D0EARLY", 1);
    expect(early.child.exitCode).toBeNull();
    await early.stop();
  });

  it("refuses what Slack has not signed, or long ago", async () => {
    const person = slack.person(bot.webhook, "U1", "D0FORGED");
    const body = JSON.stringify(person.event("はじめから"));
    const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;
    const forged = [
      { body, secret: "fedcba9876543210fedcba9876543210" },
      { body, at: minutesAgo(6) },
      { body, at: minutesAgo(-6) },
      { body, headers: { "x-slack-signature": "v0=" } },
      { body, headers: { "x-slack-signature": "" } },
      { body, headers: { "x-slack-request-timestamp": "now" } },
    ];
    expect(await Promise.all(forged.map((one) => slack.send(bot.webhook, one)))).toEqual(
      forged.map(() => 401),
    );
    const unsigned = await fetch(bot.webhook, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(unsigned.status).toBe(401);
    await person.type("はじめから");
    expect(slack.posted("D0FORGED")).toHaveLength(1);
  });

  it("lives through whatever else comes, and prints nothing of it", async () => {
    const secret = "kanagawa-0001";
    const bodies = ["", "{", "null", "[]", "{}", `"${secret}"`, JSON.stringify({ type: "x", text: secret })];
    const more = ["event_callback", "block_actions"].map((type) =>
      JSON.stringify({ type, text: secret, event: {} }),
    );
    const statuses = await Promise.all([...bodies, ...more].map((body) => slack.send(bot.webhook, { body })));
    for (const status of statuses) expect([200, 400, 500]).toContain(status);
    expect(await slack.send(bot.webhook, { body: "x".repeat(300 * 1024) }).catch(() => 413)).toBe(413);
    expect((await fetch(bot.webhook)).status).toBe(405);
    expect(
      await slack.send(bot.webhook, { body: JSON.stringify({ type: "url_verification", challenge: "c" }) }),
    ).toBe(200);
    expect(bot.said()).not.toContain(secret);
    await slack.person(bot.webhook, "U1", "D0ALIVE").type("はじめから");
  });
});

it("gives whoever has somebody on the telephone the words to say, in the voice of the script", async () => {
  const centre = await startBot({
    TOKERU_SCRIPT: "agent",
    TOKERU_DATA: mkdtempSync(join(tmpdir(), "tokeru-agent-")),
  });
  const agent = slack.person(centre.webhook, "U9", "D0AGENT");
  const first = wordsOf(await agent.type("はじめから"));
  for (const id of ["script.opening", "script.what_happened.say", "script.what_happened.avoid"])
    expect(first).toContain(words(id));
  expect(first).toContain(words("botkit.script.listen"));
  let said: readonly Posted[] = [];
  for (const value of STORIES[0]?.taps ?? []) said = await agent.choose(value);
  for (const id of ["script.outcome.answer", "script.outcome.where", "script.closing"]) {
    expect(wordsOf(said)).toContain(words(id));
  }
  await centre.stop();
});
