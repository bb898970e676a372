import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LANGS } from "../../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../../support/browser.ts";
import { reportWith } from "../../support/card-report.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { textOf, Visitor } from "./visitor.ts";

let web: WebServer;
beforeEach(async () => {
  web = await serveWeb();
});
afterEach(() => web.close());

const get = (query: string) => web.app.inject({ url: `/reminder.ics?${query}` });

/** A calendar file read back, after RFC 5545: its events, property by property. */
function eventsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const lines = file.replaceAll("\r\n ", "").split("\r\n");
  return file
    .split("BEGIN:VEVENT")
    .slice(1)
    .map((_, n) => {
      const starts = lines.flatMap((one, at) => (one === "BEGIN:VEVENT" ? [at] : []));
      const from = starts[n] ?? 0;
      const rows = lines.slice(from, lines.indexOf("END:VEVENT", from));
      // The alarm has words of its own; those of the event come first.
      return Object.fromEntries(
        rows.toReversed().map((row) => {
          const colon = row.indexOf(":");
          return [row.slice(0, colon), unescaped(row.slice(colon + 1))];
        }),
      );
    });
}

function unescaped(text: string): string {
  return text.replace(/\\([\\;,nN])/g, (_, one: string) => (one.toLowerCase() === "n" ? "\n" : one));
}

describe("the calendar file", () => {
  it("marks the two days as whole days, in the language of the reader, and says where to go", async () => {
    const { statusCode, headers, body } = await get("expiry=2029-01-09&of=certificate&lang=ja&city=asagiri");
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toBe("text/calendar; charset=utf-8");
    expect(headers["content-disposition"]).toContain('filename="mynumber-reminder.ics"');
    expect(headers["set-cookie"]).toBeUndefined();
    expect(body.split("\r\n").every((row) => Buffer.byteLength(row) <= 75)).toBe(true);
    const events = eventsOf(body);
    expect(events.map((event) => event["DTSTART;VALUE=DATE"])).toEqual(["20281010", "20281209"]);
    for (const event of events) {
      expect(event["SUMMARY"]).toBe("マイナンバーカードの電子証明書を更新（2029-01-09まで）");
      expect(event["DESCRIPTION"]).toMatch(/2029-01-09/);
      expect(event["DESCRIPTION"]).toContain("朝霧市の窓口");
      expect(event["DESCRIPTION"]).toContain("0000-12-3456");
      expect(event["TRIGGER;RELATED=START"]).toBe("PT9H");
      expect(event["DTSTAMP"]).toBe("20261121T030000Z");
    }
  });

  it("says the same day wherever the server stands", async () => {
    const before = process.env["TZ"];
    try {
      const files = [];
      for (const zone of ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati"]) {
        process.env["TZ"] = zone;
        files.push((await get("expiry=2027-06-30&of=card&lang=en")).body);
      }
      expect(new Set(files).size).toBe(1);
      expect(eventsOf(files[0] ?? "").map((event) => event["DTSTART;VALUE=DATE"])).toEqual([
        "20270331",
        "20270530",
      ]);
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  it("keeps the ids of its events, in every language, and others for another date", async () => {
    const ids = async (query: string) => eventsOf((await get(query)).body).map(({ UID }) => UID);
    const ja = await ids("expiry=2029-01-09&of=certificate&lang=ja");
    expect(new Set(ja).size).toBe(2);
    expect(await ids("expiry=2029-01-09&of=certificate&lang=en")).toEqual(ja);
    const other = await ids("expiry=2029-01-10&of=certificate&lang=ja");
    expect(other.filter((id) => ja.includes(id))).toEqual([]);
  });

  it("leaves out a day that has passed, and says so where none is left", async () => {
    const [only, ...more] = eventsOf((await get("expiry=2027-01-20&of=stay&lang=en")).body);
    expect([only?.["DTSTART;VALUE=DATE"], more]).toEqual(["20261220", []]);
    const late = await get("expiry=2026-12-10&of=card&lang=ja");
    expect(late.headers["content-type"]).toContain("text/html");
    expect(textOf(late.body)).toContain("もう過ぎています。期限は2026-12-10");
    expect(textOf((await get("expiry=2026-11-01&of=card&lang=ja")).body)).toContain("入れまちがい");
  });

  it.each([
    "",
    "expiry=2027-02-30&of=card",
    "expiry=soon&of=card",
    "expiry=2027-06-30&of=nothing",
    "expiry=2027-06-30&expiry=x&of=card",
  ])("answers %j with words and a way back", async (query) => {
    const { statusCode, body } = await get(`${query}&lang=ja`);
    expect(statusCode).toBe(400);
    expect(textOf(body)).toContain("日付を読み取れませんでした");
    expect(body).toContain('href="/answer"');
  });

  it("leaves the date in no log", async () => {
    await get("expiry=2029-01-09&of=certificate&lang=ja");
    expect(web.logs.join("")).not.toMatch(/(?<![\d.])2029(?![\d.])/);
  });
});

describe("the form for it", () => {
  async function outcome(...taps: readonly string[]): Promise<Visitor> {
    const visitor = await new Visitor(web.app).open("/?lang=ja&city=asagiri");
    for (const tap of taps) await visitor.choose(tap);
    expect(visitor.path).toBe("/answer");
    return visitor;
  }

  it.each([
    [["ending", "cert_soon", "mine"], "certificate"],
    [["ending", "card_soon", "mine", "japanese"], "card"],
    [["ending", "card_soon", "mine", "fixed_stay"], "stay"],
  ])("is offered after %j, about the %s", async (taps, of) => {
    const { page } = await outcome(...taps);
    expect(page).toContain(`name="of" value="${of}"`);
    expect(page).toContain('action="/reminder.ics"');
  });

  it("is not offered where nothing expires", async () => {
    expect((await outcome("locked", "birth_expiry_code", "mine")).page).not.toContain("/reminder.ics");
  });

  it("holds the date that the card told", async () => {
    const visitor = await outcome("ending", "cert_soon", "mine");
    await visitor.submit("/card");
    const code = /--pair ([A-Z0-9]{8})/.exec(visitor.page)?.[1];
    const user_cert = { not_before: "2022-01-10T00:00:00Z", not_after: "2027-01-20T14:59:59Z" };
    const payload = { code, report: reportWith({}, { user_cert }) };
    await web.app.inject({ method: "POST", url: "/api/card-reports", payload });
    await visitor.open("/answer");
    expect(visitor.page).toContain('value="2027-01-20"');
  });
});

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`the form in a browser${skipped}`, () => {
  it("gives the file without a script, and is accessible", async () => {
    const base = await web.app.listen({ port: 0, host: "127.0.0.1" });
    const browser = await launchChromium();
    try {
      for (const lang of LANGS) {
        const context = await browser.newContext({ bypassCSP: true, viewport: { width: 320, height: 740 } });
        const page = await context.newPage();
        await page.goto(`${base}/?lang=${lang}&city=asagiri`);
        for (const tap of ["ending", "cert_soon", "mine"]) {
          const before = page.url();
          await page.click(`input[value="${tap}"] + label`);
          await page.click("button.main");
          await page.waitForURL((url) => url.href !== before);
        }
        await page.evaluate(axe.source);
        const found = await page.evaluate(async () => {
          const window = globalThis as unknown as { axe: typeof axe };
          const { violations } = await window.axe.run();
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
        });
        expect(found).toEqual([]);
        await page.fill("#expiry", "2029-01-09");
        const download = page.waitForEvent("download");
        await page.click(".reminder button");
        expect((await download).suggestedFilename()).toBe("mynumber-reminder.ics");
        await context.close();
      }
    } finally {
      await browser.close();
    }
  });
});
