import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportSite } from "../../src/app/export.ts";
import { LANGS, line } from "../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { tokeru } from "../support/command.ts";
import { house } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";
import { Resident, visit } from "./chat.ts";
import { temporaryFolder } from "./folder.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
};

/** A web server that knows nothing but files. */
async function serveFiles(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      response
        .writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" })
        .end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe("tokeru export", () => {
  it("refuses a folder that is not empty and a city that is not known, and says why", async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(join(folder.path, "full"));
      writeFileSync(join(folder.path, "full", "old.html"), "");
      const full = await tokeru(["export", "--city", "asagiri", "--out", join(folder.path, "full")]);
      expect(full.code).toBe(1);
      expect(full.stderr).toContain("is not empty");
      const nowhere = await tokeru(["export", "--city", "nowhere", "--out", join(folder.path, "new")]);
      expect(nowhere.code).toBe(1);
      expect(nowhere.stderr).toContain("there is only");
      expect(readdirSync(folder.path)).toEqual(["full"]);
    } finally {
      folder.remove();
    }
  });
});

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(
  `the widget without a server of ours${skipped}`,
  { timeout: 120_000 },
  () => {
    const folder = temporaryFolder();
    const out = join(folder.path, "site");
    let files: Server;
    let browser: Browser;
    let base: string;
    beforeAll(async () => {
      const city = house.cities.get("asagiri");
      if (!city) throw new Error("no city");
      exportSite(house, { city, out });
      files = await serveFiles(out);
      base = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
      browser = await launchChromium();
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      files.closeAllConnections();
      files.close();
      folder.remove();
    });

    /** Opens the site and then takes the network away, once everything is there. */
    async function alone(
      tell: (resident: Resident, page: Page) => Promise<void>,
      path = "/",
      lang: "ja" | "en" = "ja",
    ) {
      await visit(browser, { viewport: { width: 360, height: 740 } }, async (page) => {
        const resident = new Resident(page, lang, "asagiri");
        await page.goto(`${base}${path}`, { waitUntil: "networkidle" });
        await resident.arrive();
        await page.context().setOffline(true);
        const before = resident.sent.length;
        await tell(resident, page);
        expect(resident.complaints).toEqual([]);
        expect(resident.sent.slice(before)).toEqual([]);
      });
    }

    it("tells every story without the network, to the same slip", async () => {
      await alone(async (resident, page) => {
        for (const { taps, says = [] } of STORIES) {
          await resident.choose(...taps);
          expect(resident.node).toBe("outcome");
          const hasSlip = (await page.locator("#slip-way").count()) > 0;
          let text = await page.locator(".stage").innerText();
          if (hasSlip) {
            await page.locator("#slip-way").click();
            text += await page.locator(".slip").innerText();
            await resident.button(resident.say("widget.slip_back")).click();
          }
          for (const word of says) expect(text).toContain(word);
          await resident.button(resident.say("ui.restart")).click();
          await resident.button(resident.say("widget.restart_yes")).click();
          resident.restart();
          await resident.arrive();
        }
      });
    });

    it("changes language, shows drawings and guards own words without the network", async () => {
      await alone(async (resident, page) => {
        await resident.choose("locked");
        await page.locator("summary").click();
        await page.locator(".picture svg").waitFor();
        await page.fill("#text", "暗証番号は4711です");
        await resident.button(resident.say("widget.send")).click();
        await page.locator(".notice", { hasText: resident.say("warning.pin") }).waitFor();
        await resident.button(resident.say("widget.settings")).click();
        for (const lang of LANGS) {
          await page.locator("#settings [role=group] button").nth(LANGS.indexOf(lang)).click();
          resident.speak(lang);
          await resident.arrive();
        }
      });
    });

    it("understands own words without the network, and takes out a PIN", async () => {
      await alone(async (resident, page) => {
        await resident.write("手数料は?");
        expect(await page.locator("#news").innerText()).toMatch(/根拠：.+\d{4}-\d{2}-\d{2}/);
        await resident.write("暗証番号は4711です");
        expect(await page.locator("#news").innerText()).toContain(resident.say("warning.pin").slice(0, 20));
        expect(await page.locator("section.panel").innerText()).not.toContain("4711");
        await resident.write("カードを落としました");
        expect(resident.node).toBe("outcome");
        expect(await page.locator(".stage").innerText()).toContain("0120-95-0178");
        const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
        expect(kept).toContain("what_happened.lost_card");
        expect(kept).not.toMatch(/4711|手数料|落とし/);
      });
    });

    it("remembers what words told until its question comes, and answers in their language", async () => {
      await alone(async (resident, page) => {
        await resident.write("e-Taxでロックされました");
        await resident.choose("digits4");
        expect(await page.locator(".story").innerText()).toContain(resident.say("option.service.etax"));
      });
      await alone(async (resident) => {
        await resident.write("I lost my card");
        expect(resident.node).toBe("outcome");
        expect(resident.heading).toBe(house.say("en")(line("section.answer")));
      });
    });

    it("brings what understands words only once it is opened, and whoever writes at once waits for it", async () => {
      writeFileSync(
        join(out, "embedded.html"),
        readFileSync(join(out, "embed.txt"), "utf8").replaceAll("/tokeru/tokeru-", "/tokeru-"),
      );
      await visit(browser, {}, async (page) => {
        const resident = new Resident(page, "ja", "asagiri");
        let arrive: (() => void) | undefined;
        const wanted = new Promise<void>((resolve) => {
          void page.route("**/tokeru-words.js", (route) => {
            arrive = () => void route.continue();
            resolve();
          });
        });
        await page.goto(`${base}/embedded.html`, { waitUntil: "networkidle" });
        expect(resident.sent.map(({ url }) => new URL(url).pathname)).toEqual([
          "/embedded.html",
          "/tokeru-chat-local.js",
        ]);
        await page.locator("#launcher").click();
        await resident.arrive();
        await wanted;
        const waits = page.locator("form button[aria-disabled=true]").waitFor();
        await Promise.all([resident.write("カードを落としました"), waits.then(() => arrive?.())]);
        expect(resident.node).toBe("outcome");
      });
    });

    it("takes choices and numbers as before where what understands words does not come", async () => {
      for (const answer of [{ status: 404 }, { body: "export const understand = null, ASIDES = {}" }]) {
        await visit(browser, {}, async (page) => {
          await page.route("**/tokeru-words.js", (route) =>
            route.fulfill({ contentType: "text/javascript", ...answer }),
          );
          const resident = new Resident(page, "ja", "asagiri");
          await page.goto(base, { waitUntil: "networkidle" });
          await resident.arrive();
          await page.fill("#text", "カードを落としました");
          await page.press("#text", "Enter");
          await page.locator(".notice", { hasText: resident.say("error.text_not_understood") }).waitFor();
          await resident.write("1");
          expect(await page.locator(".story li").count()).toBe(1);
        });
      }
    });

    it("says that it cannot read a card, and whom to call", async () => {
      await alone(
        async (resident, page) => {
          await resident.choose("locked");
          expect(await page.locator("p.quiet").first().innerText()).toContain("0120-0178-27");
          await resident.button(resident.say("ui.human")).click();
          await page.locator("#news a[href^='tel:']").first().waitFor();
        },
        "/en.html",
        "en",
      );
    });

    it("stands where it stood after a reload, and opens from a link", async () => {
      await visit(browser, {}, async (page) => {
        const resident = new Resident(page, "ja", "asagiri");
        await page.goto(base);
        await resident.arrive();
        await resident.choose(...(STORIES[0]?.taps ?? []));
        await page.reload();
        await resident.arrive();
        const link = await page.locator("#keep ~ p a").getAttribute("href");
        await visit(browser, {}, async (another) => {
          await another.goto(link ?? "");
          await another.locator(".headline").waitFor();
        });
      });
    });

    it("prints the slip and nothing else", async () => {
      await visit(browser, {}, async (page) => {
        const resident = new Resident(page, "ja", "asagiri");
        await page.goto(base);
        await resident.arrive();
        await resident.choose("reset_fails", "digits4", "pocketsign", "mine", "yes", "no");
        await page.locator("#slip-way").click();
        const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
        expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
        await page.emulateMedia({ media: "print" });
        expect(await page.locator(".head, .foot, .screen").filter({ visible: true }).count()).toBe(0);
      });
    });
  },
);
