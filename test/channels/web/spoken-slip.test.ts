import axe from "axe-core";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { newConversation, turn } from "../../../src/assistant/index.ts";
import { giveSlipCode, SLIP_CODE_LIFE_MS, spokenCode } from "../../../src/channels/slip-code.ts";
import { slipPath } from "../../../src/channels/slip-path.ts";
import { LANGS } from "../../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { reportWith } from "../../support/card-report.ts";
import { NOON, worldOf } from "../../support/house.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { textOf, Visitor } from "./visitor.ts";

const pairing = { key: Buffer.alloc(32, 3), server: "https://tokeru.example.jp" };
let web: WebServer;
let now: number;
beforeEach(async () => {
  now = NOON;
  web = await serveWeb({ now: () => now });
});
afterEach(() => web.close());

/** The code of a slip whose card was read: its seal has to survive the way. */
async function codeOfSlip(lang: "ja" | "en" = "ja"): Promise<string> {
  const world = worldOf();
  const report = { ...reportWith({ code_b: 0 }), read_at: new Date(NOON).toISOString() };
  const read = turn(newConversation(lang, "default"), { card: report }, world);
  const taps = ["locked", "birth_expiry_code", "mine"];
  const told = taps.reduce((before, choose) => {
    const after = turn(before.conversation, { choose }, world);
    return after.reply.notices.length === 0 || after.reply.outcome ? after : before;
  }, read);
  const { conversation, reply } = told;
  if (!reply.outcome?.slip) throw new Error(`no slip at ${reply.node}`);
  const path = slipPath(pairing, conversation, reply.outcome.slip);
  return (await web.store.transaction((tx) => giveSlipCode(tx, pairing, path, NOON))).code;
}

function type(code: string, from = "127.0.0.1") {
  return web.app.inject({
    method: "POST",
    url: "/s",
    remoteAddress: from,
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    payload: new URLSearchParams({ lang: "ja", city: "default", code }).toString(),
  });
}

describe("the page for a spoken code", () => {
  it.each(LANGS)("asks for it in %s, and in the other languages", async (lang) => {
    const page = await new Visitor(web.app).open(`/s?lang=${lang}`);
    expect(page.status).toBe(200);
    expect(page.page).toContain('name="code"');
    expect(page.page).toContain(`class="${lang}"`);
    const other = LANGS.find((one) => one !== lang) ?? "ja";
    await page.submit("/language", { to: other });
    expect(page.path).toContain("/s?");
    expect(page.page).toContain(`class="${other}"`);
  });

  it("opens the slip, with what was read from the card, and no code in any address", async () => {
    const code = await codeOfSlip();
    const visitor = await new Visitor(web.app).open("/s");
    await visitor.submit("/s", { code: ` ${code.toLowerCase().slice(0, 3)} ${code.slice(3)}` });
    expect(visitor.path).toMatch(/^\/slip\?a=/);
    expect(visitor.path).not.toContain(code);
    expect(textOf(visitor.page)).toContain("照合番号B");
    expect(textOf(visitor.page)).toContain("0回（ロック）");
    const logged = web.logs.join();
    expect(logged).toContain('"/s"');
    expect(logged).not.toContain(code);
  });

  it("takes it as it was told, in kana", async () => {
    const code = await codeOfSlip();
    const told = spokenCode(code)
      .map(({ ja }) => ja)
      .join("、");
    const answer = await type(told);
    expect([answer.statusCode, String(answer.headers.location)]).toEqual([
      303,
      expect.stringMatching(/^\/slip\?/),
    ]);
  });

  it("says kindly what is wrong, and does not show it again", async () => {
    const code = await codeOfSlip();
    const wrong = Array.from(code, (char) => (char === "2" ? "3" : "2")).join("");
    const answer = await type(wrong);
    expect(answer.statusCode).toBe(422);
    expect(textOf(answer.body)).toContain("見つかりませんでした");
    expect(answer.body).not.toContain(wrong);
    const short = await type("1234");
    expect(short.statusCode).toBe(422);
    expect(textOf(short.body)).toContain("合言葉は6文字です");
    expect(short.body).not.toContain("1234");
    now += SLIP_CODE_LIFE_MS;
    expect((await type(code)).statusCode).toBe(422);
  });

  it("refuses whoever guesses, lets others in, and lets the same one in after half a minute", async () => {
    const code = await codeOfSlip();
    const guesses = await Promise.all(Array.from({ length: 12 }, () => type("222222")));
    expect(guesses.map(({ statusCode }) => statusCode).toSorted()).toEqual([
      ...Array.from({ length: 10 }, () => 422),
      429,
      429,
    ]);
    const refused = await type(code);
    expect(refused.statusCode).toBe(429);
    expect(textOf(refused.body)).toContain("そのまま使えます");
    expect((await type(code, "192.0.2.7")).statusCode).toBe(303);
    now += 30_000;
    expect((await type(code)).statusCode).toBe(303);
    // What cannot be a code is no guess.
    for (let n = 0; n < 20; n += 1) expect((await type("22", "192.0.2.8")).statusCode).toBe(422);
    expect((await type(code, "192.0.2.8")).statusCode).toBe(303);
  });

  it("takes nothing from another site", async () => {
    const answer = await web.app.inject({
      method: "POST",
      url: "/s",
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site" },
      payload: "lang=ja&city=default&code=222222",
    });
    expect(answer.statusCode).toBe(403);
  });
});

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`in a browser${skipped}`, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 60_000);
  afterAll(() => browser.close());

  it.each([
    [390, "light"],
    [320, "dark"],
  ] as const)("fits %i pixels, and nobody is shut out (%s)", async (width, colorScheme) => {
    const base = await web.app.listen({ port: 0, host: "127.0.0.1" });
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme,
      // For axe alone: the page itself has no script.
      bypassCSP: true,
    });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      for (const lang of LANGS) {
        await page.goto(`${base}/s?lang=${lang}`);
        await checked(page);
      }
      await page.fill("#code", "222222");
      await page.click("button.main");
      await page.waitForSelector("[role=alert]");
      await checked(page);
      await page.goto(`${base}/s`);
      await page.fill("#code", await codeOfSlip());
      await page.click("button.main");
      await page.waitForURL(/\/slip\?a=/);
    } finally {
      await context.close();
    }

    async function checked(page: Awaited<ReturnType<typeof context.newPage>>): Promise<void> {
      const wide = await page.evaluate("document.documentElement.scrollWidth");
      expect(wide).toBeLessThanOrEqual(width);
      expect(await page.locator("script").count()).toBe(0);
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });
});
