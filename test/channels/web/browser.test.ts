import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGS, withoutRuby } from "../../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { house } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";
import { serveWeb, type WebServer } from "./serve.ts";

/** An answer, a slip with marks, and what is unknown: as much on a page as there can be. */
const LONG = ["reset_fails", "digits4", "pocketsign", "mine", "yes", "no"] as const;

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`the page in a browser${skipped}`, { timeout: 120_000 }, () => {
  let web: WebServer;
  let browser: Browser;
  let base: string;
  beforeAll(async () => {
    web = await serveWeb();
    base = await web.app.listen({ port: 0, host: "127.0.0.1" });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await web.close();
  });

  /** Runs with a page of its own, and holds that it asked nobody else and broke no rule of its policy. */
  async function visit(options: BrowserContextOptions, tell: (page: Page) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ locale: "ja-JP", javaScriptEnabled: false, ...options });
    const elsewhere: string[] = [];
    const complaints: string[] = [];
    context.on("request", (request) => {
      if (!request.url().startsWith(base)) elsewhere.push(request.url());
    });
    context.on("console", (message) => complaints.push(message.text()));
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await tell(page);
    } finally {
      await context.close();
    }
    expect(elsewhere).toEqual([]);
    expect(complaints).toEqual([]);
  }

  /** Presses the button, and waits for the page that it leads to: always one with another address. */
  async function send(page: Page): Promise<void> {
    const before = page.url();
    await page.click("button.main");
    await page.waitForURL((url) => url.href !== before);
  }

  async function choose(page: Page, ...taps: readonly string[]): Promise<void> {
    for (const tap of taps) {
      await page.click(`input[value="${tap}"] + label`);
      await send(page);
    }
  }

  it.each(STORIES)("tells $name by tapping alone, without a script", async ({ taps, rule }) => {
    await visit({ viewport: { width: 360, height: 740 }, hasTouch: true }, async (page) => {
      await page.goto(base);
      await choose(page, ...taps);
      expect(new URL(page.url()).pathname).toBe("/answer");
      expect(await page.title()).toContain(house.say("ja")({ id: "section.answer" }));
      const { outcome } = await (await page.request.get(`${base}/api/conversation`)).json();
      expect(outcome.rule).toBe(rule);
    });
  });

  it("can be walked with the keyboard alone", async () => {
    await visit({}, async (page) => {
      await page.goto(base);
      const focusOn = async (selector: string): Promise<void> => {
        for (let presses = 0; presses < 40; presses++) {
          await page.keyboard.press("Tab");
          if ((await page.locator(`${selector}:focus`).count()) > 0) return;
        }
        throw new Error(`Tab never reaches ${selector}`);
      };
      await focusOn("a.skip");
      await page.keyboard.press("Enter");
      await focusOn("summary");
      await page.keyboard.press("Enter");
      expect(await page.locator("details[open]").count()).toBe(1);
      await focusOn('input[name="choose"]');
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/(q\/|answer)/);
      expect((await (await page.request.get(`${base}/api/conversation`)).json()).answers).toMatchObject([
        { node: "what_happened", value: "scam" },
      ]);
    });
  });

  it("goes back with the browser's own button, and takes another answer there", async () => {
    await visit({}, async (page) => {
      await page.goto(base);
      await choose(page, "locked", "digits4");
      await page.goBack();
      expect(await page.isChecked('input[value="digits4"]')).toBe(true);
      await page.goBack();
      await choose(page, "revoked");
      expect(new URL(page.url()).pathname).toBe("/q/whose_card");
      const { answers } = await (await page.request.get(`${base}/api/conversation`)).json();
      expect(answers).toMatchObject([{ node: "what_happened", value: "revoked" }]);
    });
  });

  it("puts a mistake in focus, at the top, with a way to mend it", async () => {
    await visit({}, async (page) => {
      await page.goto(base);
      await send(page);
      expect(await page.locator('[role="alert"]:focus').count()).toBe(1);
      await page.click('[role="alert"] a');
      expect(await page.locator("#choice-1:target").count()).toBe(1);
    });
  });

  describe.each(LANGS)("in %s", (lang) => {
    it("prints the longest slip on one side of A5 and of A4", async () => {
      await visit({}, async (page) => {
        await page.goto(`${base}/?lang=${lang}&city=asagiri`);
        await choose(page, ...LONG);
        await page.goto(`${base}/slip`);
        for (const format of ["A5", "A4"]) {
          const pdf = (await page.pdf({ format })).toString("latin1");
          expect(pdf.match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
        }
      });
    });

    it("is accessible on a narrow and on a wide screen, light and dark", async () => {
      await visit({ javaScriptEnabled: true, bypassCSP: true }, async (page) => {
        await page.goto(`${base}/?lang=${lang}&city=asagiri`);
        await send(page);
        await holdsOnScreens(page);
        await choose(page, ...LONG.slice(0, -1));
        await page.click("summary");
        await holdsOnScreens(page);
        await choose(page, ...LONG.slice(-1));
        await holdsOnScreens(page);
        await page.goto(`${base}/slip`);
        await holdsOnScreens(page);
      });
    });
  });

  it("names every page after what it asks", async () => {
    await visit({}, async (page) => {
      await page.goto(`${base}/?lang=ja-simple`);
      await choose(page, "locked");
      const question = withoutRuby(house.say("ja-simple")({ id: "question.screen" }));
      expect((await page.title()).startsWith(question)).toBe(true);
    });
  });

  it("shows city web staff how to embed it, on every screen too", async () => {
    await visit({ javaScriptEnabled: true, bypassCSP: true }, async (page) => {
      await page.goto(`${base}/embed?city=asagiri`);
      await holdsOnScreens(page);
    });
  });
});

/** Each width and each colour scheme once: colours do not change with the width. */
const SCREENS = [
  { width: 320, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
] as const;

async function holdsOnScreens(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const { width, colorScheme } of SCREENS) {
    await page.setViewportSize({ width, height: 740 });
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await smallTargets(page)).toEqual([]);
  }
}

/** What axe finds against WCAG 2.2 AA and good practice. */
async function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate(async (tags) => {
    const window = globalThis as unknown as { axe: typeof axe };
    const { violations } = await window.axe.run({ runOnly: { type: "tag", values: tags } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
  }, TAGS);
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** How far the page is wider than its window, in CSS pixels. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What can be tapped and is lower than 44 px, apart from links within a sentence. */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "button, summary, label, .button, .back, .change a, .notice a, .person a, .name",
      ),
    ]
      .filter((target) => target.getBoundingClientRect().height < 44)
      .map((target) => `${target.outerHTML.slice(0, 80)} ${target.getBoundingClientRect().height}`),
  );
}
