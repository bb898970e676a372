import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WEBHOOK_PATH } from "../../src/channels/line/path.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import {
  ACCESS_TOKEN,
  CHANNEL_SECRET,
  type LinePlatform,
  startLinePlatform,
} from "../support/line-platform.ts";
import { wordsOf } from "../support/line/shown.ts";
import { type Agent, type Installation, install, sitDown, until } from "./desk-place.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`the desk and somebody on LINE${skipped}`, { timeout: 240_000 }, () => {
  let browser: Browser;
  let platform: LinePlatform;
  let home: Installation;
  let agent: Agent;
  let webhook: string;

  beforeAll(async () => {
    platform = await startLinePlatform();
    browser = await launchChromium();
    home = await install(1, [{ id: "tanaka", name: "架空 花子", role: "agent" }], undefined, {
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      TOKERU_LINE_API: platform.url,
    });
    const [server] = home.replicas;
    if (!server) throw new Error("There is no server.");
    webhook = server.url + WEBHOOK_PATH;
    agent = await sitDown(browser, home, "tanaka", server);
  }, 120_000);
  afterAll(async () => {
    await agent.context.close();
    await home.close();
    await browser.close();
    await platform.stop();
  });

  it("talk with each other, the agent fills an answer in, and the assistant goes on with it", async () => {
    const resident = platform.resident(webhook);
    const { userId } = resident;
    const heard = () => platform.delivered(userId).flatMap(({ messages }) => messages.map(wordsOf));
    const hears = (text: string) =>
      until(`${text} is heard`, () => heard().some((words) => words.includes(text)));
    const writes = (text: string) => platform.deliver(webhook, [resident.textEvent(text)]);

    await resident.follow();
    await resident.choose("locked");
    await resident.tap("人に相談する");
    await agent.takes(agent.cards("waiting").first());
    await agent.page.locator("#write").waitFor();
    expect(await agent.page.locator(".path .answered").allInnerTexts()).toEqual([
      "「ロックされています」と言われた、または画面に出た",
    ]);
    await hears("担当者につながりました");

    await agent.say("どの画面で出ましたか。");
    await hears("どの画面で出ましたか。");
    expect(await writes("銀行のアプリです")).toBe(200);
    await agent.sees("銀行のアプリです");
    // The assistant has kept silent.
    expect(heard().at(-1)).toContain("どの画面で出ましたか。");

    await agent.page.locator(".guide .choice", { hasText: "生年月日" }).click();
    await agent.page.locator(".path .by", { hasText: "担当者が記入" }).waitFor();
    await agent.page.getByRole("button", { name: "自動の案内に戻す" }).click();
    await agent.page.locator(".notice.done").waitFor();
    await hears("担当者との話は終わりました");
    const before = heard().length;
    await resident.type("はい");
    expect(heard().length).toBeGreaterThan(before);
  });

  it("says in the talk what LINE did not take, and shows it to nobody else", async () => {
    const resident = platform.resident(webhook);
    await resident.follow();
    await resident.tap("人に相談する");
    await agent.takes(agent.cards("waiting").first());
    await agent.page.locator("#write").waitFor();
    await until("the greeting has arrived", () => platform.delivered(resident.userId).length >= 3);
    platform.trouble(() => 400);
    await agent.say("こちらの番号にお電話ください。");
    const record = agent.page.locator(".thread li.note", { hasText: "届いていないおそれがあります" });
    await record.waitFor();
    platform.trouble(() => undefined);
    expect(await record.locator(".by").innerText()).toMatch(/^自動の記録（相手には見えません）/);
    expect(agent.complaints).toEqual([]);
  });
});
