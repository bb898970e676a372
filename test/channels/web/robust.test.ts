import { afterEach, describe, expect, it } from "vitest";
import { serveWeb, type WebServer } from "./serve.ts";
import { formFields, textOf, Visitor } from "./visitor.ts";

let web: WebServer;
afterEach(() => web.close());

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };

describe("requests that cannot be served", () => {
  it.each([
    ["GET", "/nowhere", {}, undefined, 404],
    ["GET", "/answers", {}, undefined, 404],
    ["POST", "/answers", FORM, "node=what_happened", 400],
    ["POST", "/answers", FORM, "lang=ja&city=default&node=what_happened&choose=a&choose=b", 400],
    ["POST", "/answers", JSON_TYPE, "{}", 415],
    ["POST", "/answers", { "content-type": "multipart/form-data; boundary=x" }, "--x--", 415],
    ["POST", "/language", FORM, "lang=ja&city=default&to=xx&path=/", 400],
    ["POST", "/language", FORM, "lang=ja&city=default&to=en&path=//evil.example", 400],
    ["POST", "/answers", FORM, `choose=${"x".repeat(70_000)}`, 413],
  ] as const)("%s %s %j gets a kind page in its language", async (method, url, headers, payload, status) => {
    web = await serveWeb();
    const response = await web.app.inject({
      method,
      url,
      headers: { "accept-language": "en", ...headers },
      ...(payload !== undefined && { payload }),
    });
    expect(response.statusCode).toBe(status);
    expect(response.body).toContain('<html lang="en"');
    expect(textOf(response.body)).toContain("We could not open this");
    expect(response.body).not.toMatch(/Error|FST_|at file/);
  });

  it("answers in the language of the conversation", async () => {
    web = await serveWeb();
    const visitor = await new Visitor(web.app, { "accept-language": "ja" }).open("/?lang=en");
    await visitor.choose("locked");
    expect((await visitor.open("/nowhere")).page).toContain('<html lang="en"');
  });

  it("keeps a database that fails from showing more than a kind page, and logs it with the request's id", async () => {
    web = await serveWeb();
    const visitor = await new Visitor(web.app, { "accept-language": "en" }).open("/");
    await visitor.choose("locked");
    await web.store.close();
    await visitor.open("/q/screen");
    expect(visitor.status).toBe(500);
    expect(visitor.page).not.toMatch(/Error|sqlite|node_modules|at file/i);
    const failure = web.logs.map((text) => JSON.parse(text)).find(({ level }) => level === 50);
    expect(textOf(visitor.page)).toContain(failure.reqId);
    expect(failure.err.stack).toBeDefined();
    const { statusCode, body } = await visitor.send("GET", "/api/conversation");
    expect(statusCode).toBe(500);
    expect(JSON.parse(body).error.code).toBe("internal");
    expect((await web.app.inject("/health")).statusCode).toBe(503);
  });

  it("slows down one address kindly, and nobody else", async () => {
    web = await serveWeb({ requestsPerMinute: 3 });
    const from = (remoteAddress: string, url = "/") =>
      web.app.inject({ url, remoteAddress, headers: { "accept-language": "en" } });
    for (const _ of [1, 2, 3]) expect((await from("192.0.2.1")).statusCode).toBe(200);
    const slowed = await from("192.0.2.1");
    expect(slowed.statusCode).toBe(429);
    expect(slowed.headers["retry-after"]).toBeDefined();
    expect(textOf(slowed.body)).toContain("Please wait about a minute");
    expect((await from("192.0.2.1", "/api/conversation")).json().error.code).toBe("too_many");
    expect((await from("192.0.2.1", "/nowhere")).statusCode).toBe(429);
    expect((await from("192.0.2.2")).statusCode).toBe(200);
  });
});

describe("two answers at once", () => {
  it("are taken one after the other, and neither is lost or doubled", async () => {
    web = await serveWeb();
    const visitor = await new Visitor(web.app).open("/");
    await visitor.choose("locked");
    const fields = formFields(visitor.page, "/answers");
    const send = (choose: string) =>
      visitor.send("POST", "/answers", new URLSearchParams({ ...fields, choose }).toString());
    const responses = await Promise.all([send("digits4"), send("digits4"), send("birth_expiry_code")]);
    expect(responses.map(({ statusCode }) => statusCode)).toEqual([303, 303, 303]);
    const { answers } = (await visitor.send("GET", "/api/conversation")).json();
    expect(answers.map(({ node }: { node: string }) => node)).toEqual(["what_happened", "screen"]);
  });

  it("on the API: one wins, the other is answered from the new state", async () => {
    web = await serveWeb();
    const visitor = new Visitor(web.app);
    await visitor.send("POST", "/api/conversations", "{}", JSON_TYPE);
    const send = (choose: string) =>
      visitor.send(
        "POST",
        "/api/conversation/turns",
        JSON.stringify({ choose, node: "what_happened" }),
        JSON_TYPE,
      );
    const [one, other] = await Promise.all([send("locked"), send("revoked")]);
    expect(new Set([one.statusCode, other.statusCode])).toEqual(new Set([200, 409]));
    const [winner, loser] = one.statusCode === 200 ? [one, other] : [other, one];
    expect(loser.json().conversation).toMatchObject({
      node: winner.json().node,
      answers: winner.json().answers,
    });
  });
});

describe("logs", () => {
  it("hold nothing that a resident sent", async () => {
    web = await serveWeb();
    const visitor = new Visitor(web.app);
    await visitor.open("/?a=what_happened.locked~screen.birth_expiry_code");
    await visitor.submit("/carried");
    await visitor.open("/nowhere?a=screen.birth_expiry_code");
    await visitor.send("POST", "/api/conversation/turns", '{"text":"暗証番号は 4649 です"}', JSON_TYPE);
    await visitor.send("POST", "/api/conversation/turns", '{"text":"4649', JSON_TYPE);
    const cookie = visitor.cookies.get("tokeru") ?? "";
    const { token = "" } = formFields((await visitor.open("/q/whose_card")).page, "/answers");
    const logged = web.logs.join("");
    for (const kept of [cookie, token, "birth_expiry_code", "4649", "127.0.0.1"]) {
      expect(logged).not.toContain(kept);
    }
    expect(logged).toContain('"url":"/nowhere"');
  });
});

describe("health", () => {
  it("tells operators the store and the facts, and no more", async () => {
    web = await serveWeb();
    const response = await web.app.inject("/health");
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: "ok", store: "sqlite", facts: expect.any(String) });
  });
});
