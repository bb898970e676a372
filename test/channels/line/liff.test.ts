import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadWidgets } from "../../../src/channels/web/index.ts";
import { line } from "../../../src/language/index.ts";
import { share, sharePage, shareText } from "../../../web/share.ts";
import type { Standing } from "../../../web/talk.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { house } from "../../support/house.ts";
import { serveWeb, type WebServer } from "../web/serve.ts";

const BUILT = fileURLToPath(new URL("../../../dist/web/", import.meta.url));
const LIFF_ID = "1000000000-TestTest";
const words = (id: string): string => house.say("ja")(line(id));

describe("what is shared", () => {
  const standing = {
    say: ["聞き取れませんでした。", "｜窓口《まどぐち》へ", "持ち物"],
    notices: ["聞き取れませんでした。"],
    link: "what_happened.locked~screen.digits4",
    outcome: {},
  } as unknown as Standing;
  const address = "https://tokeru.example.jp/liff?city=asagiri";

  it("is the answer and the address that opens it again; nothing before there is one", () => {
    const text = shareText(standing, address);
    expect(text).toBe(
      "窓口(まどぐち)へ\n\n持ち物\n\nhttps://tokeru.example.jp/liff?city=asagiri&a=what_happened.locked%7Escreen.digits4",
    );
    expect(shareText({ ...standing, outcome: null }, address)).toBeUndefined();
  });

  it("fits into a message of LINE, whole characters only", () => {
    const long = { ...standing, say: ["🍎".repeat(9000)], notices: [] };
    const text = shareText(long, address) ?? "";
    expect(text.length).toBeLessThanOrEqual(5000);
    expect(text.isWellFormed()).toBe(true);
    expect(sharePage(long, address).length).toBeLessThan(8000);
  });

  it("goes into the chat, else where the resident chooses, else another way", async () => {
    const refuse = () => Promise.reject(new Error("not allowed"));
    expect(await share("x", { send: async () => {}, pick: refuse })).toBe("sent");
    expect(await share("x", { send: refuse, pick: async () => true })).toBe("sent");
    expect(await share("x", { send: refuse, pick: async () => false })).toBe("cancelled");
    expect(await share("x", { send: refuse, pick: refuse })).toBe("elsewhere");
    expect(await share("x", { send: undefined, pick: undefined })).toBe("elsewhere");
  });
});

describe("the page that is opened from LINE", () => {
  let browser: Browser;
  let web: WebServer;
  let origin: string;
  let folder: string;

  beforeAll(async () => {
    if (chromiumMissing) throw new Error(chromiumMissing);
    folder = mkdtempSync(join(tmpdir(), "tokeru-liff-"));
    web = await serveWeb({ widgets: loadWidgets(BUILT, folder), liffId: LIFF_ID });
    origin = await web.app.listen({ host: "127.0.0.1", port: 0 });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await web.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page and answers until there is an outcome; tells what the page asked of whom. */
  async function answered(context: BrowserContext, hash = ""): Promise<{ page: Page; asked: string[] }> {
    const page = await context.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).host));
    await page.goto(`${origin}/liff?city=asagiri&lang=ja${hash}`);
    await page.getByText(words("option.what_happened.lost_card")).click();
    const next = page.getByRole("button", { name: words("ui.next"), exact: true });
    if (await next.isVisible()) await next.click();
    await page.getByText(words("section.steps")).first().waitFor();
    return { page, asked };
  }

  it("works like any page outside of LINE, asks nobody else, and offers LINE's own page for sharing", async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const { page, asked } = await answered(context);
    const link = page.getByRole("link", { name: words("web.share.by_line") });
    await link.waitFor();
    const text = new URL((await link.getAttribute("href")) ?? "").searchParams.get("text") ?? "";
    expect(text).toContain("0120-95-0178");
    expect(text).toContain(`${origin}/liff?city=asagiri&lang=ja&a=`);
    expect(new Set(asked)).toEqual(new Set([new URL(origin).host]));
    await context.close();
  }, 60_000);

  it("inside LINE puts the answer into the chat that it was opened from", async () => {
    const sent: unknown[] = [];
    const context = await insideLine(({ messages }) => {
      sent.push(messages);
      return 200;
    });
    const { page } = await answered(context, HASH);
    await page.getByRole("button", { name: words("web.share.to_chat") }).click();
    await page.getByText(words("web.share.sent")).waitFor();
    expect(sent).toEqual([[{ type: "text", text: expect.stringContaining("0120-95-0178") }]]);
    await context.close();
  }, 60_000);

  it("inside LINE says so where the chat is not open to it, and offers LINE's own page", async () => {
    const context = await insideLine(() => 403);
    const { page } = await answered(context, HASH);
    await page.getByRole("button", { name: words("web.share.to_chat") }).click();
    await page.getByText(words("web.share.failed")).waitFor();
    await page.getByRole("link", { name: words("web.share.by_line") }).waitFor();
    await context.close();
  }, 60_000);

  /** A browser as LINE's app opens it. LINE's own code in the page is as it ships; its server is played. */
  async function insideLine(receive: (body: { messages?: unknown }) => number): Promise<BrowserContext> {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      userAgent:
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile Safari/537.36 Line/14.19.0/IAB LIFF",
    });
    // The bridge between LINE's app and its browser.
    await context.addInitScript("window._liff = { features: [], postMessage() {} };");
    await context.route("https://api.line.me/**", async (route) => {
      const request = route.request();
      const isMessage =
        new URL(request.url()).pathname.startsWith("/message/") && request.method() === "POST";
      await route.fulfill({
        status: isMessage ? receive(request.postDataJSON()) : 200,
        headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" },
        json: { client_id: LIFF_ID.split("-")[0], expires_in: 3600, scope: "chat_message.write" },
      });
    });
    return context;
  }
});

const CONTEXT = {
  type: "utou",
  liffId: LIFF_ID,
  viewType: "full",
  endpointUrl: "https://tokeru.example.jp/liff",
  permanentLinkPattern: "concat",
  availability: {},
  permission: ["chat_message.write"],
  scope: ["chat_message.write"],
};
/** What LINE's app adds to the address that it opens. */
const HASH = `#access_token=synthetic&feature_token=synthetic&context_token=x.${Buffer.from(JSON.stringify(CONTEXT)).toString("base64url")}.x`;
