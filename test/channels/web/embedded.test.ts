import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadWidgets, type WebOptions } from "../../../src/channels/web/index.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { house } from "../../support/house.ts";
import { serveWeb, type WebServer } from "./serve.ts";

const BUILT = fileURLToPath(new URL("../../../dist/web/", import.meta.url));
const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

/** A page of another origin, with the policy of a careful city. */
interface Site {
  readonly origin: string;
  show(body: string, policy: string): void;
  close(): void;
}

async function serveSite(): Promise<Site> {
  let page = { body: "", policy: "" };
  const server: Server = createServer((request, response) => {
    if (request.url !== "/") return response.writeHead(404).end();
    return response
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": `default-src 'none'; img-src data:; ${page.policy}`,
      })
      .end(
        `<!doctype html><html lang="ja"><title>朝霧市</title><link rel="icon" href="data:," /><h1>朝霧市</h1>${page.body}</html>`,
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    show: (body, policy) => (page = { body, policy }),
    close: () => server.close(),
  };
}

describe.skipIf(chromiumMissing)(`on a city's page in a browser${skipped}`, { timeout: 120_000 }, () => {
  let kept: string;
  let site: Site;
  let browser: Browser;
  const servers: WebServer[] = [];
  beforeAll(async () => {
    kept = mkdtempSync(join(tmpdir(), "tokeru-embedded-"));
    site = await serveSite();
    browser = await launchChromium();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    for (const web of servers) await web.close();
    site.close();
    rmSync(kept, { recursive: true });
  });

  async function serve(options: Partial<WebOptions> = {}): Promise<string> {
    const web = await serveWeb({ widgets: loadWidgets(BUILT, kept), ...options });
    servers.push(web);
    return web.app.listen({ host: "127.0.0.1", port: 0 });
  }

  /** What a member of the city's web staff copies from the page that tells them how. */
  async function linesOf(server: string): Promise<(name: string) => Promise<string>> {
    const page = await browser.newPage();
    await page.goto(`${server}/embed?city=asagiri`);
    return (name) => page.getByRole("group", { name }).innerText();
  }

  /** Runs with a page of its own, and says what was asked of the server and what the browser complained of. */
  async function visit(tell: (page: Page, seen: Seen) => Promise<void>): Promise<Seen> {
    const context = await browser.newContext({ locale: "ja-JP", viewport: { width: 1280, height: 800 } });
    const seen: Seen = { context, asked: [], complaints: [] };
    context.on("request", (request) => seen.asked.push(new URL(request.url()).pathname));
    context.on("console", (message) => seen.complaints.push(message.text()));
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await tell(page, seen);
    } finally {
      await context.close();
    }
    return seen;
  }

  interface Seen {
    readonly context: BrowserContext;
    readonly asked: string[];
    readonly complaints: string[];
  }

  const ANSWER = { name: house.say("ja")({ id: "section.answer" }), exact: true };
  const LOCKED = /ロックされています」と/;

  it("the pasted line works with what the guide says a policy needs, and no more", async () => {
    const server = await serve();
    const line = await linesOf(server);
    const policy = (await line("1のためにCSPに加えるもの")).replaceAll("\n", " ");
    site.show(await line("貼る行"), `${policy}; require-trusted-types-for 'script'; trusted-types lit-html`);
    const { complaints } = await visit(async (page, { asked, context }) => {
      await page.goto(site.origin);
      const launcher = page.getByRole("button", { name: "暗証番号の困りごと相談" });
      await launcher.waitFor();
      expect(asked.filter((path) => path.startsWith("/api/"))).toEqual([]);
      expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
      await launcher.click();
      await page.getByRole("button", { name: LOCKED }).click();
      await page.getByRole("heading", { name: /2つめの質問/ }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: /2つめの質問/ }).waitFor();
      expect(await context.cookies()).toEqual([]);
    });
    expect(complaints).toEqual([]);
  });

  it("the frame works from another origin, in its sandbox, and lets a page open beside it", async () => {
    const server = await serve();
    const line = await linesOf(server);
    site.show(await line("枠の行"), await line("2のためにCSPに加えるもの"));
    const { complaints } = await visit(async (page) => {
      await page.goto(site.origin);
      const frame = page.frameLocator("iframe");
      for (const name of ["カードをなくした、または盗まれた"])
        await frame.getByRole("button", { name }).click();
      await frame.getByRole("heading", ANSWER).waitFor();
      const opened = page.waitForEvent("popup");
      await frame.getByRole("link", { name: "この答えを開くリンク" }).click();
      const beside = await opened;
      await beside.getByRole("heading", ANSWER).waitFor();
      await page.reload();
      await frame.getByRole("heading", ANSWER).waitFor();
    });
    expect(complaints).toEqual([]);
  });

  it("a page that the city does not name gets nothing: no frame, no conversation", async () => {
    const server = await serve({ publicUrl: "https://tokeru.example.jp" });
    const line = await linesOf(server);
    const here = async (name: string) => (await line(name)).replaceAll("https://tokeru.example.jp", server);
    site.show(
      `${await here("枠の行")}${await here("貼る行")}`,
      `frame-src ${server}; script-src ${server}; connect-src ${server}`,
    );
    const { complaints } = await visit(async (page) => {
      await page.goto(site.origin);
      await page.getByRole("button", { name: "暗証番号の困りごと相談" }).click();
      await page
        .getByText(/ただいま、つながりません/)
        .first()
        .waitFor();
      expect(await page.getByText("0120-95-0178").count()).toBeGreaterThan(0);
    });
    expect(complaints.join("\n")).toMatch(/frame-ancestors/);
    expect(complaints.join("\n")).toMatch(/CORS/);
  });

  it("without a script, the widget's page leads at once to the page that needs none", async () => {
    const server = await serve();
    const context = await browser.newContext({
      locale: "ja-JP",
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
    });
    try {
      const page = await context.newPage();
      await page.goto(`${server}/chat?city=asagiri&lang=ja&a=what_happened.locked`);
      const way = page.getByRole("link", { name: "チャットを使わずに進む" });
      expect((await way.boundingBox())?.y).toBeLessThan(740);
      await way.click();
      await page.getByRole("heading", { name: "リンクに入っていた答え" }).waitFor();
    } finally {
      await context.close();
    }
  });

  it.each(["", "?trusted-types=1"])(
    "stands on the made-up city's page /demo%s, whatever that does",
    async (variant) => {
      const server = await serve({ demo: true });
      const { complaints } = await visit(async (page) => {
        await page.goto(`${server}/demo${variant}`);
        const launcher = page.getByRole("button", { name: "暗証番号の困りごと相談" });
        const { fontFamily, letterSpacing, display } = await launcher.evaluate((button) => {
          const style = getComputedStyle(button);
          return { fontFamily: style.fontFamily, letterSpacing: style.letterSpacing, display: style.display };
        });
        expect(fontFamily).not.toBe("serif");
        expect(Number.parseFloat(letterSpacing) || 0).toBeLessThan(1);
        expect(display).not.toBe("none");
        // Nothing of the city's own lies over it, and it over nothing of the city's.
        await page.getByRole("link", { name: "アンケート" }).click({ trial: true });
        await launcher.click();
        await page.getByRole("button", { name: LOCKED }).click();
        await page.getByRole("heading", { name: /2つめの質問/ }).waitFor();
        expect(await page.locator("main button").isVisible()).toBe(false);
      });
      expect(complaints).toEqual([]);
    },
  );
});
