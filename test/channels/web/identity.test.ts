import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { formFields, Visitor } from "./visitor.ts";

let web: WebServer;
afterEach(() => web.close());

async function answeredFirst(): Promise<Visitor> {
  const visitor = new Visitor(web.app);
  await visitor.open("/");
  return visitor.choose("locked");
}

/** The form of the open page as a browser sends it. */
function formOf(visitor: Visitor, choose: string): string {
  return new URLSearchParams({ ...formFields(visitor.page, "/answers"), choose }).toString();
}

describe("the cookie", () => {
  it("is issued by the server, hidden from scripts and bound to the site", async () => {
    web = await serveWeb();
    const visitor = await new Visitor(web.app).open("/");
    const { headers } = await visitor.send("POST", "/answers", formOf(visitor, "locked"));
    expect(headers["set-cookie"]).toMatch(/^tokeru=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("is bound to https and to the very host where the site is published so", async () => {
    web = await serveWeb({ publicUrl: "https://tokeru.example.jp" });
    const visitor = await new Visitor(web.app).open("/");
    const { headers } = await visitor.send("POST", "/answers", formOf(visitor, "locked"));
    expect(headers["set-cookie"]).toMatch(
      /^__Host-tokeru=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(headers["strict-transport-security"]).toMatch(/^max-age=/);
  });

  it("is never taken from the visitor: an id that somebody planted is replaced", async () => {
    web = await serveWeb();
    const planted = randomBytes(32).toString("base64url");
    const victim = new Visitor(web.app);
    victim.cookies.set("tokeru", planted);
    await victim.open("/");
    await victim.choose("locked");
    expect(victim.cookies.get("tokeru")).not.toBe(planted);

    const attacker = new Visitor(web.app);
    attacker.cookies.set("tokeru", planted);
    expect((await attacker.send("GET", "/api/conversation")).statusCode).toBe(404);
  });

  it("differs for every visitor, and each sees their own conversation", async () => {
    web = await serveWeb();
    const [one, other] = [await answeredFirst(), await answeredFirst()];
    expect(one.cookies.get("tokeru")).not.toBe(other.cookies.get("tokeru"));
    await one.choose("digits4");
    expect((await other.open("/")).page).toContain('href="/q/screen"');
  });

  it("is not what the store keeps: whoever reads the database takes over nobody", async () => {
    web = await serveWeb();
    const visitor = await answeredFirst();
    const cookie = visitor.cookies.get("tokeru") ?? "";
    expect(await web.store.conversations.find(cookie)).toBeUndefined();
    const { token = "" } = formFields(visitor.page, "/answers");
    expect(await web.store.conversations.find(token)).toBeUndefined();

    const rowId = rowIdOf(cookie);
    expect(await web.store.conversations.find(rowId)).toBeDefined();
    const thief = new Visitor(web.app);
    thief.cookies.set("tokeru", rowId);
    expect((await thief.send("GET", "/api/conversation")).statusCode).toBe(404);
  });

  it("of another channel's conversation opens nothing", async () => {
    web = await serveWeb();
    const id = randomBytes(32).toString("base64url");
    const body = { lang: "ja", city: "default", answers: [] };
    await web.store.transaction((tx) =>
      tx.conversations.insert({ id: rowIdOf(id), channel: "line", body, now: 0 }),
    );
    const visitor = new Visitor(web.app);
    visitor.cookies.set("tokeru", id);
    expect((await visitor.send("GET", "/api/conversation")).statusCode).toBe(404);
  });
});

describe("changes from elsewhere", () => {
  it.each([
    ["another site", { "sec-fetch-site": "cross-site" }],
    ["a neighbour on the same domain", { "sec-fetch-site": "same-site" }],
    ["another origin, in a browser that tells no more", { origin: "https://evil.example" }],
    ["an origin that is hidden", { origin: "null" }],
  ])("are refused: %s", async (_, headers) => {
    web = await serveWeb();
    const visitor = await answeredFirst();
    const before = (await visitor.send("GET", "/api/conversation")).json();
    const { statusCode } = await web.app.inject({
      method: "POST",
      url: "/answers",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      cookies: Object.fromEntries(visitor.cookies),
      payload: formOf(visitor, "digits4"),
    });
    expect(statusCode).toBe(403);
    expect((await visitor.send("GET", "/api/conversation")).json()).toEqual(before);
  });

  it("are taken from our own origin in a browser that tells no more", async () => {
    web = await serveWeb({ publicUrl: "https://tokeru.example.jp" });
    for (const origin of ["https://tokeru.example.jp", "http://localhost:80"]) {
      const { statusCode } = await web.app.inject({
        method: "POST",
        url: "/answers",
        headers: { "content-type": "application/x-www-form-urlencoded", origin, host: "localhost:80" },
        payload: "lang=ja&city=default&node=what_happened&choose=locked",
      });
      expect(statusCode).toBe(303);
    }
  });

  it("do nothing without the form's token, and lead back to a new form", async () => {
    web = await serveWeb();
    const visitor = await answeredFirst();
    for (const token of ["", "x".repeat(43)]) {
      await visitor.open("/q/screen");
      await visitor.submit("/answers", { choose: "digits4", token });
      expect(visitor.path).toBe("/?notice=stale_form");
      expect(visitor.page).toContain('role="alert"');
    }
    expect((await visitor.send("GET", "/api/conversation")).json().answers).toHaveLength(1);
  });
});

describe("every answer", () => {
  it("carries headers that keep others out", async () => {
    web = await serveWeb();
    for (const path of ["/", "/person", "/nowhere", "/api/conversation", "/health"]) {
      const { headers } = await web.app.inject(path);
      expect(headers["content-security-policy"]).toMatch(
        /^default-src 'none'; style-src 'self'; img-src 'self';/,
      );
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("lets files be kept for ever, as their address changes with them", async () => {
    web = await serveWeb();
    const { body } = await web.app.inject("/");
    for (const path of body.match(/\/assets\/[^"]+/g) ?? []) {
      const { statusCode, headers } = await web.app.inject(path);
      expect(statusCode).toBe(200);
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    }
  });
});
