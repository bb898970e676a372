import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { reportWith } from "../support/card-report.ts";
import { STORIES } from "../support/stories.ts";
import { type ChatServer, Resident, serveChat, visit } from "./chat.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`talking in the widget${skipped}`, { timeout: 120_000 }, () => {
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

  /** A resident at the page that holds nothing but the widget. */
  async function chat(
    tell: (resident: Resident) => Promise<void>,
    { lang = "ja", city = "default" }: { lang?: "ja" | "ja-simple" | "en"; city?: string } = {},
  ): Promise<void> {
    await visit(browser, { viewport: { width: 360, height: 740 }, hasTouch: true }, async (page) => {
      const resident = new Resident(page, lang, city);
      await page.goto(`${server.base}/chat?lang=${lang}&city=${city}`);
      await resident.arrive();
      await tell(resident);
      expect(resident.complaints).toEqual([]);
      expect(resident.sent.filter(({ url }) => !url.startsWith(server.base))).toEqual([]);
    });
  }

  it("tells every story by tapping alone", async () => {
    await chat(async (resident) => {
      for (const { taps } of STORIES) {
        await resident.choose(...taps);
        expect(resident.node).toBe("outcome");
        expect(await resident.page.locator(".headline p").count()).toBeGreaterThan(0);
        await resident.button(resident.say("ui.restart")).click();
        await resident.button(resident.say("widget.restart_yes")).click();
        resident.restart();
        await resident.arrive();
      }
    });
  });

  it("shows the answers so far, and opens one again without losing the others", async () => {
    await chat(async (resident) => {
      await resident.choose("reset_fails", "digits4", "pocketsign");
      expect(await resident.page.locator(".story li").count()).toBe(3);
      await resident.page.locator("#answer-screen .change").click();
      resident.reopen("screen");
      await resident.arrive();
      expect(resident.node).toBe("screen");
      await resident.choose("alnum6_16");
      expect(await resident.page.locator(".story").innerText()).toContain(
        resident.say("option.screen.alnum6_16"),
      );
    });
  });

  it("goes one step back, and starts again only when asked twice", async () => {
    await chat(async (resident) => {
      await resident.choose("locked", "digits4");
      await resident.button(resident.say("ui.back")).click();
      resident.back();
      await resident.arrive();
      await resident.button(resident.say("ui.restart")).click();
      expect(await resident.focus()).toBe("sure");
      await resident.button(resident.say("widget.restart_no")).click();
      expect(await resident.focus()).toBe("restart");
      expect(await resident.page.locator(".story li").count()).toBe(1);
    });
  });

  it("changes language, text size and furigana, and remembers them through a reload", async () => {
    await chat(async (resident) => {
      const { page } = resident;
      await resident.choose("locked");
      await resident.button(resident.say("widget.settings")).click();
      const before = await page
        .locator("#question")
        .evaluate((heading) => heading.getBoundingClientRect().height);
      await resident.button(resident.say("widget.size.3")).click();
      const after = await page
        .locator("#question")
        .evaluate((heading) => heading.getBoundingClientRect().height);
      expect(after).toBeGreaterThan(before);
      await page.getByRole("button", { name: "やさしい" }).click();
      resident.speak("ja-simple");
      await resident.arrive();
      expect(await page.locator("#question rt").first().isVisible()).toBe(true);
      await resident.button("ふりがな").click();
      expect(await page.locator("#question rt").first().isVisible()).toBe(false);
      await page.reload();
      await resident.arrive();
      expect(await page.locator(".panel.size-3.bare").count()).toBe(1);
      expect(await page.locator("section.panel").getAttribute("lang")).toBe("ja");
    });
  });

  it("helps with a question, in words and with a drawing", async () => {
    await chat(async (resident) => {
      await resident.choose("locked");
      await resident.page.locator("summary").click();
      const drawing = resident.page.getByRole("img", { name: resident.say("picture.secrets.alt") });
      await drawing.locator("svg text").first().waitFor();
    });
  });

  it("marks Japanese words inside English as Japanese", async () => {
    await chat(
      async (resident) => {
        const lead = resident.page.locator(".lead");
        expect(await lead.locator('[lang="ja"]').first().innerText()).toBe("マイナンバーカード");
        expect(await resident.page.locator("section.panel").getAttribute("lang")).toBe("en");
      },
      { lang: "en" },
    );
  });

  it("sends own words only after taking out what looks like a PIN, and says so", async () => {
    await chat(async (resident) => {
      const { page } = resident;
      await page.fill("#text", "暗証番号は4711です");
      await resident.button(resident.say("widget.send")).click();
      await page.locator(".notice", { hasText: resident.say("warning.pin") }).waitFor();
      expect(JSON.stringify(resident.sent)).not.toContain("4711");
      expect(await page.locator(".wrote").innerText()).not.toContain("4711");
      expect(await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))).not.toMatch(
        /(?<!\w)4711(?!\w)/,
      );
    });
  });

  it("does not send own words where they cannot be guarded", async () => {
    await chat(async (resident) => {
      const { page } = resident;
      await page.route("**/tokeru-guard.js", (route) =>
        route.fulfill({
          body: "export const guard = (text) => ({ text, found: [] })",
          contentType: "text/javascript",
        }),
      );
      await page.fill("#text", "4711");
      await resident.button(resident.say("widget.send")).click();
      await page.locator(".notice", { hasText: resident.say("widget.unguarded") }).waitFor();
      expect(JSON.stringify(resident.sent)).not.toContain("4711");
      resident.complaints.length = 0;
    });
  });

  it("takes a choice in own words", async () => {
    await chat(async (resident) => {
      await resident.page.fill("#text", "3");
      await resident.page.press("#text", "Enter");
      resident.follow(resident.offered[2] ?? "");
      await resident.arrive();
      expect(await resident.page.inputValue("#text")).toBe("");
    });
  });

  it("offers a person in the same place on every screen, with numbers to call", async () => {
    await chat(async (resident) => {
      const person = resident.button(resident.say("ui.human"));
      await person.click();
      await resident.page.locator('#news a[href^="tel:"]').first().waitFor();
      expect(await resident.focus()).toBe(resident.say("ui.human"));
      await resident.choose(...(STORIES[0]?.taps ?? []));
      expect(await person.count()).toBe(1);
    });
  });

  it("shows a code for the card, and goes on by itself when the reading arrives", async () => {
    await chat(async (resident) => {
      const { page } = resident;
      await resident.choose("locked");
      await resident.button(resident.say("ui.card")).click();
      const code = (await page.locator(".code").innerText()).replaceAll(/\s/g, "");
      expect(await page.locator(".address").innerText()).toBe("https://tokeru.example.jp");
      const { statusCode } = await server.web().app.inject({
        method: "POST",
        url: "/api/card-reports",
        payload: { code, report: reportWith({ code_b: 0 }) },
      });
      expect(statusCode).toBeLessThan(300);
      await page.locator(".code").waitFor({ state: "detached" });
      await page.locator(".story", { hasText: resident.say("option.what_happened.locked") }).waitFor();
      expect(await resident.button(resident.say("ui.card")).count()).toBe(0);
    });
  });

  it("opens the slip for the counter, and leads back to the answer", async () => {
    await chat(
      async (resident) => {
        const { page } = resident;
        await resident.choose(...(STORIES[0]?.taps ?? []));
        await page.locator("#slip-way").click();
        expect(await resident.focus()).toBe("slip-title");
        expect(await page.locator(".slip").innerText()).toContain("未確認");
        expect(await page.locator(".slip .request .clerk").getAttribute("lang")).toBe("ja");
        await resident.button(resident.say("widget.slip_back")).click();
        expect(await resident.focus()).toBe("slip-way");
        const link = await page.locator("#keep ~ p a").getAttribute("href");
        await visit(browser, {}, async (another) => {
          await another.goto(link ?? "");
          await another.locator(".headline").waitFor();
          expect(await another.locator(".story li").count()).toBe(STORIES[0]?.taps.length);
        });
      },
      { lang: "en", city: "asagiri" },
    );
  });
});
