import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { escapeHtml, LANGS, line, withoutRuby } from "../../../src/language/index.ts";
import { house } from "../../support/house.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { Visitor } from "./visitor.ts";

describe("the drawings over HTTP", () => {
  let web: WebServer;
  beforeAll(async () => {
    web = await serveWeb();
  });
  afterAll(() => web.close());

  const get = (url: string, headers = {}) => web.app.inject({ url, headers });

  it.each([
    ["svg", "image/svg+xml", /max-age=3600$/],
    ["json", "application/json; charset=utf-8", /max-age=3600$/],
    ["png", "image/png", /max-age=604800$/],
  ])("come as %s, for anybody's page, without a cookie", async (form, type, caching) => {
    const { statusCode, headers } = await get(`/pictures/ja-simple/card_front.${form}`);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      "content-type": type,
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    });
    expect(headers["cache-control"]).toMatch(caching);
    expect(headers["set-cookie"]).toBeUndefined();
  });

  it("are not sent again to whoever has them", async () => {
    const first = await get("/pictures/en/secrets.svg");
    const etag = String(first.headers.etag);
    const again = await get("/pictures/en/secrets.svg", { "if-none-match": etag });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
    const other = await get("/pictures/ja/secrets.svg", { "if-none-match": etag });
    expect(other.statusCode).toBe(200);
  });

  it("speak the language that was asked for", async () => {
    expect((await get("/pictures/en/kiosk_steps.svg")).body).toContain("Go within 24 hours");
    const tree = (await get("/pictures/ja/kiosk_steps.json")).json();
    expect(tree[0]).toBe("svg");
    expect(JSON.stringify(tree)).toContain("24時間以内に、お店へ");
  });

  it.each(LANGS)("stand in %s where a question and an outcome need them, with their words", async (lang) => {
    const visitor = new Visitor(web.app);
    await visitor.open(`/?lang=${lang}`);
    await visitor.choose("locked");
    for (const id of ["secrets", "card_front"] as const) {
      const [, src = "", alt] = /<img[^>]*src="([^"]*)"\s+alt="([^"]*)"/s.exec(visitor.page) ?? [];
      expect(src).toBe(`/pictures/${lang}/${id}.svg`);
      expect(alt).toBe(escapeHtml(withoutRuby(house.say(lang)(line(`picture.${id}.alt`)))));
      expect((await get(src)).headers["content-type"]).toBe("image/svg+xml");
      await visitor.submit("/restart");
      for (const tap of ["before_trying", "birth_expiry_code"]) await visitor.choose(tap);
    }
  });

  it.each([
    "/pictures/ja/nothing.svg",
    "/pictures/xx/secrets.svg",
    "/pictures/ja/secrets.gif",
    "/pictures/ja/..%2f..%2fpackage.json",
  ])("are not found at %s", async (path) => {
    expect((await get(path)).statusCode).toBe(404);
  });
});
