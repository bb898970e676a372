import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { type ChatServer, Resident, serveChat, visit } from "./chat.ts";

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";
const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** A city's page with the strictest policy, and with style sheets that mean no good. */
const HOSTILE = `
  html { font-size: 7px; }
  * { font: italic 40px/3 fantasy !important; letter-spacing: 1em !important; color: red !important; background: lime !important; text-transform: uppercase !important; }
  tokeru-chat { font-size: 60px !important; display: none !important; direction: rtl; visibility: hidden !important; }
  button, p, h2, dialog { display: none !important; }
`;

describe.skipIf(chromiumMissing)(`the widget on a city's page${skipped}`, { timeout: 120_000 }, () => {
  let named: City;
  let other: City;
  let server: ChatServer;
  let browser: Browser;
  let script: string;
  let integrity: string;
  beforeAll(async () => {
    [named, other] = [await serveCity(), await serveCity()];
    server = await serveChat([named.origin]);
    browser = await launchChromium();
    const { body } = await server.web().app.inject("/chat");
    [, script = "", integrity = ""] = /src="([^"]+)" integrity="([^"]+)"/.exec(body) ?? [];
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await server.close();
    named.close();
    other.close();
  });

  /** The page of a city on the server's own origin, made up here. */
  async function cityPage(page: Page, { css = "", trusted = true } = {}): Promise<void> {
    const policy = [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "style-src 'self'",
      ...(trusted ? ["require-trusted-types-for 'script'"] : []),
    ].join("; ");
    await page.route("**/city.css", (route) => route.fulfill({ contentType: "text/css", body: css }));
    await page.route("**/city", (route) =>
      route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": policy },
        body: `<!doctype html><html lang="ja"><title>市</title><link rel="stylesheet" href="/city.css">
          <script type="module" src="${script}" integrity="${integrity}" crossorigin></script>
          <main><h1 id="own">市のページ</h1><p>本文</p></main><tokeru-chat lang="ja"></tokeru-chat></html>`,
      }),
    );
    await page.goto(`${server.base}/city`);
    await page.locator("#launcher").waitFor({ state: "attached" });
  }

  it.each([true, false])("breaks no rule of a strict policy (Trusted Types: %s)", async (trusted) => {
    await visit(browser, DESKTOP, async (page) => {
      const resident = new Resident(page);
      await cityPage(page, { trusted });
      await page.locator("#launcher").click();
      await resident.arrive();
      await resident.choose("locked");
      await page.locator("summary").click();
      await page.locator(".picture svg").waitFor();
      await page.fill("#text", "3");
      await resident.button(resident.say("widget.send")).click();
      resident.follow(resident.offered[2] ?? "");
      await resident.arrive();
      expect(resident.complaints).toEqual([]);
    });
  });

  it("stores nothing and asks nobody before it is opened", async () => {
    await visit(browser, DESKTOP, async (page) => {
      const resident = new Resident(page);
      await cityPage(page);
      expect(resident.sent.map(({ url }) => new URL(url).pathname)).toEqual(["/city", "/city.css", script]);
      expect(
        await page.evaluate(() => [document.cookie, sessionStorage.length, localStorage.length]),
      ).toEqual(["", 0, 0]);
      await page.locator("#launcher").click();
      await resident.arrive();
      expect(await page.evaluate(() => [document.cookie, localStorage.length])).toEqual(["", 0]);
      expect(await page.context().cookies()).toEqual([]);
    });
  });

  it("looks the same under a hostile style sheet, and changes nothing of the page", async () => {
    const looks = async (css: string): Promise<unknown> => {
      let found: unknown;
      await visit(browser, DESKTOP, async (page) => {
        const resident = new Resident(page);
        await cityPage(page, { css });
        await page.locator("#launcher").click();
        await resident.arrive();
        found = await page.evaluate(() => {
          const root = document.querySelector("tokeru-chat")?.shadowRoot;
          return ["#launcher", "#panel", "#title", "#question", ".choice", "#text"].map((selector) => {
            const element = root?.querySelector(selector);
            if (!element) return selector;
            const { font, color, letterSpacing, textTransform, direction, visibility } =
              getComputedStyle(element);
            const { x, y, width, height } = element.getBoundingClientRect();
            return {
              selector,
              font,
              color,
              letterSpacing,
              textTransform,
              direction,
              visibility,
              x,
              y,
              width,
              height,
            };
          });
        });
      });
      return found;
    };
    expect(await looks(HOSTILE)).toEqual(await looks(""));
    await visit(browser, DESKTOP, async (page) => {
      await cityPage(page);
      const own = (): Promise<string> =>
        page.evaluate(() =>
          JSON.stringify(
            [...document.querySelectorAll("#own, main p")].map(
              (one) => getComputedStyle(one).cssText || one.getBoundingClientRect(),
            ),
          ),
        );
      const before = await own();
      await page.locator("#launcher").click();
      await page.locator("#question").waitFor();
      expect(await own()).toBe(before);
    });
  });

  it("leaves room at the end of the page, so that its button covers nothing for good", async () => {
    await visit(browser, { viewport: { width: 320, height: 400 } }, async (page) => {
      await cityPage(page, {
        css: "main { height: 1200px } main p { position: absolute; top: 1180px; height: 20px; margin: 0 }",
      });
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const [text, launcher] = await Promise.all([
        page.locator("main p").boundingBox(),
        page.locator("#launcher").boundingBox(),
      ]);
      expect((text?.y ?? 0) + (text?.height ?? 0)).toBeLessThanOrEqual(launcher?.y ?? 0);
      expect(launcher?.height).toBeGreaterThanOrEqual(44);
    });
  });

  it("opens again by itself after a reload on a wide screen, without taking the focus", async () => {
    await visit(browser, DESKTOP, async (page) => {
      const resident = new Resident(page);
      await cityPage(page);
      await page.locator("#launcher").click();
      await resident.arrive();
      await resident.choose("locked");
      await page.reload();
      await resident.arrive();
      expect(await page.locator("dialog[open]").count()).toBe(1);
      expect(await resident.focus()).toBe("body");
      await page.locator("#launcher").click();
      await page.reload();
      await page.locator("#launcher").waitFor();
      expect(await page.locator("dialog[open]").count()).toBe(0);
    });
  });

  it("begins on another origin that its city names, and on no other", async () => {
    for (const [city, isNamed] of [
      [named, true],
      [other, false],
    ] as const) {
      city.body = `<!doctype html><html lang="ja"><title>市</title>
        <script type="module" src="${server.base}${script}" integrity="${integrity}" crossorigin></script>
        <tokeru-chat lang="ja" city="asagiri" open></tokeru-chat></html>`;
      await visit(browser, DESKTOP, async (page) => {
        const resident = new Resident(page, "ja", "asagiri");
        await page.goto(city.origin);
        if (isNamed) {
          await resident.arrive();
          await resident.choose("locked");
          expect(resident.sent.filter(({ url }) => url.includes("/api/conversations"))).toHaveLength(1);
        } else {
          await page.locator(".notice").waitFor();
          expect(await page.locator(".choice").count()).toBe(0);
        }
      });
    }
  });
});

/** A web server of a city, on an origin of its own. */
interface City {
  readonly origin: string;
  body: string;
  close(): void;
}

async function serveCity(): Promise<City> {
  const http = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(city.body);
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const city: City = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    body: "",
    close() {
      http.closeAllConnections();
      http.close();
    },
  };
  return city;
}
