import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { type ChatServer, Resident, serveChat, visit } from "./chat.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`a widget that is cut off${skipped}`, { timeout: 120_000 }, () => {
  let server: ChatServer;
  let browser: Browser;
  beforeAll(async () => {
    server = await serveChat();
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  async function chat(tell: (resident: Resident, page: Page) => Promise<void>): Promise<void> {
    await visit(browser, {}, async (page) => {
      const resident = new Resident(page);
      await page.goto(`${server.base}/chat?lang=ja`);
      await resident.arrive();
      await tell(resident, page);
    });
  }

  /** How often each answer stands in the transcript. */
  function story(page: Page): Promise<readonly string[]> {
    return page.locator(".story .answered").allInnerTexts();
  }

  it("keeps what was sent offline, says calmly that it is sent again, and goes on by itself", async () => {
    await chat(async (resident, page) => {
      await page.context().setOffline(true);
      await resident.choice("locked").click();
      const notice = page.locator(".notice", { hasText: "0120-95-0178" });
      await notice.waitFor();
      expect(await page.locator(".story").innerText()).toContain(resident.say("option.what_happened.locked"));
      await page.context().setOffline(false);
      resident.follow("locked");
      await resident.arrive();
      await notice.waitFor({ state: "detached" });
      expect(await story(page)).toHaveLength(1);
    });
  });

  it("survives a restart of the server in the middle of an answer: nothing lost, nothing twice", async () => {
    await chat(async (resident, page) => {
      await resident.choose("reset_fails");
      await server.stop();
      await resident.choice("digits4").click();
      await page.locator(".notice", { hasText: "0120-95-0178" }).waitFor();
      await server.start();
      resident.follow("digits4");
      await resident.arrive();
      expect(await story(page)).toHaveLength(2);
      await resident.choose("pocketsign");
    });
  });

  it("counts an answer once whose receipt was lost on the way", async () => {
    await chat(async (resident, page) => {
      let lost = 0;
      await page.route("**/turns?*", async (route) => {
        if (lost > 0) return route.continue();
        lost++;
        // The server has taken it; the answer never arrives.
        await route.fetch();
        return route.abort();
      });
      await resident.choose("locked");
      const turns = resident.sent.filter(({ url }) => url.includes("/turns"));
      expect(turns.length).toBeGreaterThan(1);
      expect(new Set(turns.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
      expect(await story(page)).toHaveLength(1);
    });
  });

  it("sends after a reload what was on its way before it", async () => {
    await chat(async (resident, page) => {
      await resident.choose("locked");
      await page.route("**/turns?*", (route) => route.abort());
      await resident.choice("digits4").click();
      await page.locator(".notice", { hasText: "0120-95-0178" }).waitFor();
      await page.unroute("**/turns?*");
      await page.reload();
      resident.follow("digits4");
      await resident.arrive();
      expect(await story(page)).toHaveLength(2);
    });
  });

  it("stands where it stood after a reload and after coming back to the page", async () => {
    await chat(async (resident, page) => {
      await resident.choose("locked", "digits4");
      await page.reload();
      await resident.arrive();
      await page.goto(`${server.base}/embed`);
      await page.goBack();
      await resident.arrive();
      expect(await story(page)).toHaveLength(2);
      await page.goForward();
      await page.goBack();
      await resident.arrive();
      expect(await story(page)).toHaveLength(2);
    });
  });

  it("takes one answer at a time, however often somebody taps on a slow line", async () => {
    await chat(async (resident, page) => {
      let release = (): void => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      await page.route("**/turns?*", async (route) => {
        await held;
        await route.continue();
      });
      const choice = resident.choice("locked");
      await choice.click();
      await choice.click({ force: true });
      await resident.button(resident.say("ui.human")).click({ force: true });
      expect(await choice.getAttribute("aria-disabled")).toBe("true");
      release();
      resident.follow("locked");
      await resident.arrive();
      expect(resident.sent.filter(({ url }) => url.includes("/turns"))).toHaveLength(1);
    });
  });

  it("shows in one tab what was answered in another, and takes a stale choice for none", async () => {
    await chat(async (resident, page) => {
      await resident.choose("locked");
      const kept = await page.evaluate(
        () => Object.fromEntries(Object.entries(sessionStorage)) as Record<string, string>,
      );
      const other = await page.context().newPage();
      await other.addInitScript((entries) => {
        for (const [key, value] of Object.entries(entries)) sessionStorage.setItem(key, value);
      }, kept);
      const twin = new Resident(other);
      await other.goto(`${server.base}/chat?lang=ja`);
      twin.follow("locked");
      await twin.arrive();
      await twin.choose("digits4");
      resident.follow("digits4");
      await resident.arrive();
      expect(await story(page)).toHaveLength(2);
    });
  });

  it("says that the conversation is gone where it was deleted, and begins another", async () => {
    await chat(async (resident, page) => {
      await resident.choose("locked");
      await page.route("**/turns?*", (route) =>
        route.fulfill({
          status: 404,
          contentType: "application/json",
          body: '{"error":{"code":"no_conversation","message":""}}',
        }),
      );
      await resident.choice("digits4").click();
      await page.locator(".notice", { hasText: resident.say("error.expired_conversation") }).waitFor();
      await page.unroute("**/turns?*");
      await resident.button(resident.say("ui.restart")).first().click();
      resident.restart();
      await resident.arrive();
      expect(await page.locator(".story").count()).toBe(0);
    });
  });

  it("opens as soon as the server can be reached, and tells the number to call until then", async () => {
    await visit(browser, {}, async (page) => {
      const resident = new Resident(page);
      await page.route("**/api/**", (route) => route.abort());
      await page.goto(`${server.base}/chat?lang=ja`);
      await page.locator(".notice", { hasText: "0120-95-0178" }).waitFor();
      await page.unroute("**/api/**");
      await resident.arrive();
    });
  });
});
