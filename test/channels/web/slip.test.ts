import axe from "axe-core";
import type { Browser } from "playwright-core";
import { encode } from "uqr";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LANGS, line, withoutRuby } from "../../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { reportWith } from "../../support/card-report.ts";
import { house, NOON } from "../../support/house.ts";
import { readQr } from "../../support/qr.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { textOf, Visitor } from "./visitor.ts";

const PUBLIC = "https://tokeru.example.jp";
/** An answer with as much on its slip as there can be. */
const LONG = ["reset_fails", "digits4", "pocketsign", "mine", "yes", "no"];
const DAY_MS = 24 * 60 * 60 * 1000;

let now = NOON;
let web: WebServer;
beforeEach(async () => {
  now = NOON;
  web = await serveWeb({ publicUrl: PUBLIC, now: () => now });
});
afterEach(() => web.close());

/** With https the page speaks only to forms of its own origin. */
const visitor = (): Visitor => new Visitor(web.app, { host: "tokeru.example.jp" });

const say = (id: string): string => house.say("ja")(line(id));

/** Somebody at their outcome; the card is read there where a report is given. */
async function atSlip(taps: readonly string[], report?: object, lang = "ja"): Promise<Visitor> {
  const one = visitor();
  await one.open(`/?lang=${lang}&city=asagiri`);
  for (const tap of taps) await one.choose(tap);
  if (report) {
    await one.submit("/card");
    const code = /--pair ([A-Z0-9]{8})/.exec(one.page)?.[1];
    const { statusCode } = await web.app.inject({
      method: "POST",
      url: "/api/card-reports",
      payload: { code, report },
    });
    expect(statusCode).toBe(200);
  }
  return one.open("/slip");
}

/** What a scanner reads from the page. */
function scanned(page: string): string {
  return readQr(/<svg\s[^>]*class="qr".*?<\/svg>/s.exec(page)?.[0] ?? "");
}

function article(page: string): string {
  return /<article.*<\/article>/s.exec(page)?.[0] ?? "";
}

/** Opens a link on another device, which knows no cookie. */
async function elsewhere(url: string): Promise<Visitor> {
  return visitor().open(url.replace(PUBLIC, ""));
}

describe("the slip", () => {
  it("opens from its QR code on another device, without a cookie, the same", async () => {
    const own = await atSlip(LONG);
    const url = scanned(own.page);
    expect(url).toMatch(/^https:\/\/tokeru\.example\.jp\/slip\?a=/);
    const other = await elsewhere(url);
    expect(article(other.page)).toBe(article(own.page));
    expect(other.cookies.size).toBe(0);
    expect(other.page).toContain('<meta name="robots" content="noindex" />');
    const { headers } = await other.send("GET", url.replace(PUBLIC, ""));
    expect(headers["x-robots-tag"]).toBe("noindex");
    expect(headers["cache-control"]).toBe("no-store");
  });

  it("draws the code as the library encodes the address, at level M, small enough for paper", async () => {
    const url = scanned((await atSlip(LONG, reportWith({ user_pin: 0 }))).page);
    const { size } = encode(url, { ecc: "M", boostEcc: false, border: 4 });
    // On 28 mm of paper a module is then a third of a millimetre, which a phone reads.
    expect(28 / size).toBeGreaterThan(0.33);
  });

  it("says not checked where no card was read", async () => {
    const own = await atSlip(["locked", "birth_expiry_code", "mine"]);
    expect(own.page.match(/>未確認</g)).toHaveLength(5);
  });

  it("holds what only its bearer needs out of the way, and nothing about a person", async () => {
    const own = await atSlip(["locked", "birth_expiry_code", "mine"]);
    expect(own.page.indexOf("</article>")).toBeLessThan(own.page.indexOf('href="/answer"'));
    expect(own.page.indexOf("<article")).toBeLessThan(own.page.indexOf("<a "));
  });

  it("leads who has no slip to where they stand", async () => {
    const one = visitor();
    await one.open("/?city=asagiri");
    await one.choose("locked");
    expect((await one.open("/slip")).path).toBe("/q/screen");
  });
});

describe("a linked slip with a reading", () => {
  const report = reportWith({ user_pin: 0, sign_pw: 4, code_b: null });

  it("shows the counters elsewhere, as the card said them", async () => {
    const own = await atSlip(["locked", "digits4"], report);
    expect(own.path).not.toBe("/slip");
    for (const tap of ["mine", "dont_know"]) await own.choose(tap);
    const done = await own.open("/slip");
    expect(done.path).toBe("/slip");
    const other = await elsewhere(scanned(done.page));
    expect(article(other.page)).toBe(article(done.page));
    expect(textOf(other.page)).toContain("0回（ロック）");
    expect(textOf(other.page)).toContain("残り4回");
  });

  const LOCKED = ["locked", "birth_expiry_code", "mine"];

  it.each([
    ["counters", (url: string) => url.replace(/s4-/, "s5-")],
    ["a locked one that is open", (url: string) => url.replace(/u0j?-/, "u3-")],
    ["the seal", (url: string) => url.replace(/s=.{4}/, "s=AAAA")],
    ["no seal", (url: string) => url.replace(/&s=.*/, "")],
    ["another day", (url: string) => url.replace("on=2026-11-21", "on=2026-11-20")],
    ["other answers", (url: string) => url.replace("birth_expiry_code", "digits4")],
    ["another city", (url: string) => url.replace("city=asagiri", "city=default")],
  ])("shows none of it with %s changed, and says why", async (_, forge) => {
    const url = scanned((await atSlip(LOCKED, report)).page);
    expect(textOf((await elsewhere(url)).page)).toContain("残り4回");
    const forged = forge(url);
    expect(forged).not.toBe(url);
    const { page } = await elsewhere(forged);
    const text = textOf(page);
    expect(text).not.toMatch(/残り\d回|ロック）/);
    if (article(page) === "") return;
    expect(text).toContain(say("slip.unproved"));
    expect(page.match(/>未確認</g)).toHaveLength(5);
    // The reading is not carried on either.
    expect(scanned(page)).not.toContain("&c=");
  });

  it("keeps its seal in every language", async () => {
    const url = scanned((await atSlip(LOCKED, report)).page);
    for (const lang of LANGS) {
      const { page } = await elsewhere(url.replace("lang=ja", `lang=${lang}`));
      expect(page).toContain(`class="slip-page ${lang}"`);
      expect(textOf(page)).toContain("残り4回");
    }
    const { page } = await elsewhere(url);
    const toEnglish = /<a href="(\/slip\?[^"]*)" lang="en"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    expect(textOf((await elsewhere(toEnglish ?? "")).page)).toContain("残り4回");
  });
});

describe("a linked slip that has aged", () => {
  it("tells for which day it was made", async () => {
    const url = scanned((await atSlip(LONG)).page);
    expect((await elsewhere(url)).page).not.toContain('class="told"');
    now = NOON + 3 * DAY_MS;
    const text = textOf((await elsewhere(url)).page);
    expect(text).toContain("2026-11-21に作ったもの");
    expect(text).toContain("今日は2026-11-24");
  });

  it("tells that the facts have changed since", async () => {
    const url = scanned((await atSlip(LONG)).page).replace(/v=[\d-]+/, "v=2026-06-01");
    expect(textOf((await elsewhere(url)).page)).toContain("2026-06-01 → 2026-11-21");
  });

  it.each([
    ["a day to come", "on=2026-11-22"],
    ["no day at all", "on=2026-02-31"],
    ["years ago", "on=2020-01-01"],
    ["words", "on=yesterday"],
  ])("is not made for %s", async (_, on) => {
    const url = scanned((await atSlip(LONG)).page).replace(/on=[\d-]+/, on);
    const { path, page } = await elsewhere(url);
    expect(path).toBe("/?notice=unreadable_link");
    expect(page).toContain(withoutRuby(say("web.error.unreadable_link")));
  });

  it("leads answers without a slip to the page that shows them", async () => {
    const { path } = await elsewhere("/slip?a=what_happened.lost_card&on=2026-11-21&lang=ja&city=asagiri");
    expect(path).toMatch(/^\/\?lang=ja&city=asagiri&a=/);
  });

  it("is the same where its address holds more than answers, however much that is", async () => {
    const answers = "what_happened.locked~screen.birth_expiry_code~whose_card.mine";
    const url = (a: string) => `/slip?a=${encodeURIComponent(a)}&on=2026-11-21&lang=ja&city=asagiri`;
    const { page, status } = await elsewhere(url(`${answers}~${"漢".repeat(900)}`));
    expect(status).toBe(200);
    expect(page).toBe((await elsewhere(url(answers))).page);
  });

  it("puts nothing from its address on the page as markup", async () => {
    const evil = encodeURIComponent('"><script>alert(1)</script>');
    const { page } = await elsewhere(
      `/slip?a=what_happened.locked~screen.birth_expiry_code~whose_card.mine${evil}&on=2026-11-21&lang=ja&city=${evil}&v=2026-01-01&c=${evil}&s=${evil}`,
    );
    expect(page).not.toContain("<script");
  });
});

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`a linked slip in a browser${skipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it.each(LANGS)("in %s is accessible, bright, and one side of paper", async (lang) => {
    const url = scanned((await atSlip(LONG, reportWith({ kenmen_pin: 0 }), lang)).page);
    now = NOON + DAY_MS;
    const base = await web.app.listen({ port: 0, host: "127.0.0.1" });
    const context = await browser.newContext({ bypassCSP: true, colorScheme: "dark" });
    try {
      const page = await context.newPage();
      await page.goto(url.replace(PUBLIC, base));
      expect(await page.locator(".told").count()).toBe(1);
      await page.evaluate(axe.source);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 740 });
        const found = await page.evaluate(async () => {
          const window = globalThis as unknown as { axe: typeof axe };
          const { violations } = await window.axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
        });
        expect(found).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
      }
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(ground).toBe("rgb(255, 255, 255)");
      for (const format of ["A5", "A4"]) {
        const pdf = (await page.pdf({ format })).toString("latin1");
        expect(pdf.match(/\/Type\s*\/Page\b/g), format).toHaveLength(1);
      }
    } finally {
      await context.close();
    }
  });
});
