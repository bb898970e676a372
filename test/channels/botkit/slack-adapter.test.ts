import { createServer } from "node:http";
import { once } from "node:events";
import { Botkit } from "botkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEEPS_NOTHING, slackAdapter, webhook } from "../../../src/app/botkit.ts";
import { isFromSlack } from "../../../src/channels/botkit/slack-signature.ts";
import {
  BOT_TOKEN,
  SIGNING_SECRET,
  type SlackPlatform,
  startSlackPlatform,
} from "../../support/slack-platform.ts";

let slack: SlackPlatform;
beforeAll(async () => {
  slack = await startSlackPlatform();
});
afterAll(() => slack.stop());

/** A bot that says again what it is told, without Tokeru. */
async function startEcho(): Promise<{ url: string; log: string[]; errors: unknown[]; stop: () => void }> {
  const log: string[] = [];
  const errors: unknown[] = [];
  const note = (details: object, message: string): void => void log.push(JSON.stringify([details, message]));
  const told = { warn: note, error: note };
  const controller = new Botkit({
    adapter: slackAdapter({ botToken: BOT_TOKEN, signingSecret: SIGNING_SECRET, api: slack.url, log: told }),
    disable_webserver: true,
    disable_console: true,
    storage: KEEPS_NOTHING,
  });
  controller.on("direct_message", async (bot, message) => {
    const { context } = message;
    const ephemeral = message.text === "whisper";
    try {
      await context.sendActivity({ type: "message", text: message.text, channelData: { ephemeral } });
    } catch (error) {
      errors.push(error);
    }
    expect(bot).toBeDefined();
  });
  const server = createServer(webhook(controller, { log: told })).listen(0);
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("There is no port.");
  return { url: `http://127.0.0.1:${address.port}/`, log, errors, stop: () => server.close() };
}

describe("Slack's adapter, put right", () => {
  it("says what is said for one pair of eyes to these alone", async () => {
    const bot = await startEcho();
    const person = slack.person(bot.url, "U1", "D0EYES");
    await person.type("aloud");
    expect(await person.deliver(person.event("whisper"))).toBe(200);
    expect(slack.posted("D0EYES").map(({ text }) => text)).toEqual(["aloud"]);
    expect(slack.posted("D0EYES U1").map(({ text }) => text)).toEqual(["whisper"]);
    bot.stop();
  });

  it.each([
    [{ error: "channel_not_found" }, "channel_not_found"],
    [{ status: 503 }, "503"],
    ["drop", "request_error"],
  ] as const)("fails where Slack does not take a message (%j), and tells no secret", async (trouble, why) => {
    const bot = await startEcho();
    slack.trouble((method) => (method === "chat.postMessage" ? trouble : undefined));
    await slack
      .person(bot.url, "U1", "D0FAILS")
      .deliver(slack.person(bot.url, "U1", "D0FAILS").event("kanagawa"));
    slack.trouble(() => undefined);
    const [error] = bot.errors;
    expect(String(error)).toContain("Slack did not take a message");
    expect(String(error)).toContain(why);
    // Also what a logger would print of everything that hangs on it.
    const all = JSON.stringify(error, Object.getOwnPropertyNames(error)) + bot.log.join("");
    for (const secret of [BOT_TOKEN, "kanagawa"]) expect(all).not.toContain(secret);
    bot.stop();
  });

  it("lets nobody in where a server has not kept the bytes, and says how to", async () => {
    const log: string[] = [];
    const note = (_: object, message: string): void => void log.push(message);
    const adapter = slackAdapter({ botToken: "x", signingSecret: "y", log: { warn: note, error: note } });
    const answered = { statusCode: 200, end: () => {} };
    const { processActivity } = adapter as unknown as {
      processActivity: (request: object, response: object, logic: () => Promise<void>) => Promise<void>;
    };
    await processActivity({ headers: {}, body: { type: "event_callback" } }, answered, async () => {
      throw new Error("It was let in.");
    });
    expect(answered.statusCode).toBe(401);
    expect(log.join("")).toContain("request.rawBody");
  });

  it("wants its two values", () => {
    expect(() => slackAdapter({ botToken: "", signingSecret: "x" })).toThrow(/botToken/);
    expect(() => slackAdapter({ botToken: "x", signingSecret: "" })).toThrow(/signingSecret/);
  });
});

it("knows Slack's own example of a signature", () => {
  // https://docs.slack.dev/authentication/verifying-requests-from-slack
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
    "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
    "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
  const headers = {
    "x-slack-request-timestamp": "1531420618",
    "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  };
  const secret = "8f742231b10e8888abcd99yyyzzz85a5";
  expect(isFromSlack(secret, { headers, body }, 1531420618_000)).toBe(true);
  expect(isFromSlack(secret, { headers, body: `${body} ` }, 1531420618_000)).toBe(false);
  expect(isFromSlack(secret, { headers, body }, 1531420618_000 + 301_000)).toBe(false);
});
