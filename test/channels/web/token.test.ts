import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { house } from "../../support/house.ts";
import { serveWeb, type WebServer } from "./serve.ts";

const CITY = "https://www.city.asagiri.example.jp";
const ELSEWHERE = "https://evil.example";
const PUBLIC = { publicUrl: "https://tokeru.example.jp" };

let web: WebServer;
beforeEach(async () => {
  web = await serveWeb(PUBLIC);
});
afterEach(() => web.close());

interface Asking {
  readonly token?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A page of another origin, as its browser asks: it names the origin and sends no cookie. */
function ask(method: "GET" | "POST" | "OPTIONS", path: string, { token, body, headers }: Asking = {}) {
  return web.app.inject({
    method,
    url: path,
    headers: {
      origin: CITY,
      "sec-fetch-site": "cross-site",
      "accept-language": "en",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body && { payload: body }),
  });
}

async function begin(body: object = {}, headers: Asking["headers"] = {}) {
  const response = await ask("POST", "/api/conversations", {
    body: { lang: "en", city: "asagiri", keep: "token", ...body },
    headers,
  });
  return { response, token: String(response.json().token) };
}

const look = (asking: Asking) => ask("GET", "/api/conversation", asking);
const turn = (asking: Asking) => ask("POST", "/api/conversation/turns", asking);

describe("a token", () => {
  it("is given in place of the cookie, and opens its conversation alone", async () => {
    const [one, other] = [await begin(), await begin()];
    expect(one.response.statusCode).toBe(201);
    expect(one.response.json()).toMatchObject({ rev: 1, node: "what_happened", city: "asagiri" });
    expect(one.response.headers["set-cookie"]).toBeUndefined();
    expect(one.token).toMatch(/^[\w-]{43}$/);
    expect(other.token).not.toBe(one.token);
    const after = (await turn({ token: one.token, body: { choose: "locked" } })).json();
    expect(after).toMatchObject({ rev: 2, node: "screen", cityName: "Asagiri City" });
    expect(after.token).toBeUndefined();
    expect((await look({ token: one.token })).json()).toEqual(after);
    expect((await look({ token: other.token })).json()).toMatchObject({ rev: 1, answers: [] });
  });

  it("wins over a cookie, also where it opens nothing", async () => {
    const mine = await web.app.inject({ method: "POST", url: "/api/conversations", payload: { lang: "ja" } });
    const cookie = String(mine.headers["set-cookie"]).split(";")[0] ?? "";
    const { token } = await begin();
    expect((await look({ token, headers: { cookie } })).json().lang).toBe("en");
    expect((await look({ token: "x", headers: { cookie } })).statusCode).toBe(404);
    expect((await look({ headers: { cookie, origin: PUBLIC.publicUrl } })).json().lang).toBe("ja");
  });

  it("that was made up, or is not one, opens nothing", async () => {
    await begin();
    for (const token of [randomBytes(32).toString("base64url"), "", "x".repeat(44), "a b", "%00"]) {
      const response = await look({ token });
      expect([response.statusCode, response.json().error.code]).toEqual([404, "no_conversation"]);
      expect((await turn({ token, body: { choose: "locked" } })).statusCode).toBe(404);
    }
  });

  it("reaches neither the store nor the log", async () => {
    const { token } = await begin();
    await turn({ token, body: { choose: "locked", id: "turn-0001" } });
    expect(web.logs.join("")).not.toContain(token);
    expect(await web.store.conversations.find(token)).toBeUndefined();
  });

  it("carries no form of the page over: these stay with the cookie and our own pages", async () => {
    const { token } = await begin();
    const response = await web.app.inject({
      method: "POST",
      url: "/answers",
      headers: {
        origin: CITY,
        authorization: `Bearer ${token}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      payload: "lang=ja&city=asagiri&node=what_happened&choose=locked",
    });
    expect(response.statusCode).toBe(403);
    expect((await look({ token })).json().answers).toEqual([]);
  });
});

describe("a page of another origin", () => {
  it("that the city names may read the answers, and no other page may", async () => {
    const { response, token } = await begin();
    expect(response.headers["access-control-allow-origin"]).toBe(CITY);
    expect(response.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(response.headers.vary).toContain("Origin");
    for (const origin of [ELSEWHERE, "null", `${CITY}.evil.example`, "http://localhost:3000"]) {
      const refused = await turn({ token, body: { choose: "locked" }, headers: { origin } });
      expect([refused.statusCode, refused.json().error.code]).toEqual([403, "origin_not_allowed"]);
      expect(refused.json().error.message).toMatch(/^This service cannot be used/);
      expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
      expect((await look({ token, headers: { origin } })).statusCode).toBe(403);
    }
    expect((await look({ token })).json().answers).toEqual([]);
  });

  it("may hold conversations with its own city alone", async () => {
    const elsewhere = await begin({ city: "default" });
    expect(elsewhere.response.json().error.code).toBe("origin_not_allowed");
    const own = await begin({ city: "default" }, { origin: PUBLIC.publicUrl });
    expect(own.response.statusCode).toBe(201);
    expect((await look({ token: own.token })).json().error.code).toBe("origin_not_allowed");
  });

  it("changes nothing by cookie", async () => {
    const response = await ask("POST", "/api/conversations", { body: { city: "asagiri" } });
    expect([response.statusCode, response.json().error.code]).toEqual([403, "cross_site"]);
    expect(response.headers["set-cookie"]).toBeUndefined();
    expect((await turn({ body: { choose: "locked" } })).json().error.code).toBe("cross_site");
  });

  it("is told in advance what it may send", async () => {
    for (const path of ["conversations", "conversation", "conversation/turns", "conversation/events"]) {
      const headers = { "access-control-request-method": "POST" };
      const allowed = await ask("OPTIONS", `/api/${path}`, { headers });
      expect(allowed.statusCode).toBe(204);
      expect(allowed.headers).toMatchObject({
        "access-control-allow-origin": CITY,
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": "Authorization, Content-Type",
      });
      const refused = await ask("OPTIONS", `/api/${path}`, { headers: { ...headers, origin: ELSEWHERE } });
      expect(refused.statusCode).toBe(403);
      expect(refused.headers["access-control-allow-origin"]).toBeUndefined();
    }
    expect((await ask("OPTIONS", "/api/card-reports")).statusCode).toBe(404);
  });

  it("learns by the answer that it was too fast", async () => {
    await web.close();
    web = await serveWeb({ ...PUBLIC, requestsPerMinute: 1 });
    await begin();
    const { response } = await begin();
    expect(response.statusCode).toBe(429);
    expect(response.headers["access-control-allow-origin"]).toBe(CITY);
    expect(response.headers["access-control-expose-headers"]).toBe("Retry-After");
  });

  it("of this machine may try things out, unless the server is published with https", async () => {
    const origin = "http://127.0.0.1:5173";
    expect((await begin({}, { origin })).response.statusCode).toBe(403);
    await web.close();
    web = await serveWeb();
    expect((await begin({}, { origin })).response.statusCode).toBe(201);
    expect((await begin({}, { origin: "http://127.0.0.1.evil.example" })).response.statusCode).toBe(403);
  });

  it("is no page where a program asks: its token alone counts", async () => {
    const { token } = await begin();
    const response = await web.app.inject({
      url: "/api/conversation",
      headers: { authorization: `bearer ${token}` },
    });
    expect(response.statusCode).toBe(200);
  });
});

describe("a turn with an id", () => {
  const body = { choose: "locked", node: "what_happened", id: "0d9c1c1e-7a3b" };

  it("sent again changes nothing, and is told where the conversation stands", async () => {
    const { token } = await begin();
    const first = (await turn({ token, body })).json();
    await turn({ token, body: { command: "back", id: "another-turn" } });
    const again = await turn({ token, body });
    expect(again.statusCode).toBe(200);
    expect(again.json()).toMatchObject({ rev: first.rev + 1, node: "what_happened", answers: [] });
  });

  it("sent many times at once is taken once", async () => {
    const { token } = await begin();
    await turn({ token, body: { choose: "locked" } });
    const back = { command: "back", id: "going-back-1" };
    const sent = await Promise.all(Array.from({ length: 8 }, () => turn({ token, body: back })));
    expect(sent.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await look({ token })).json()).toMatchObject({ rev: 3, answers: [] });
  });

  it("stands in the way of nobody else's of the same id", async () => {
    const [one, other] = [await begin(), await begin()];
    await turn({ token: one.token, body });
    expect((await turn({ token: other.token, body })).json()).toMatchObject({ node: "screen", rev: 2 });
  });

  it("that was not served for its origin can be sent again", async () => {
    const { token } = await begin();
    expect((await turn({ token, body, headers: { origin: ELSEWHERE } })).statusCode).toBe(403);
    expect((await turn({ token, body })).json()).toMatchObject({ node: "screen" });
  });

  it.each(["short", "x".repeat(65), "with space", "日本語のしるし"])("%s is no id", async (id) => {
    const { token } = await begin();
    const response = await turn({ token, body: { ...body, id } });
    expect([response.statusCode, response.json().error.field]).toEqual([400, "id"]);
  });
});

describe("furigana", () => {
  it("comes in brackets, or as it is written for whoever makes ruby of it, whatever was asked before", async () => {
    const { token } = await begin({ lang: "ja-simple" });
    const brackets = (await look({ token })).json();
    const notation = (await ask("GET", "/api/conversation?furigana=notation", { token })).json();
    expect(brackets.say.join("")).toMatch(/暗証番号\(あんしょうばんごう\)/);
    expect(notation.say.join("")).toMatch(/｜暗証番号《あんしょうばんごう》/);
    expect(notation.cityName).toBe("｜朝霧市《あさぎりし》");
    expect(notation.phone[0].label).toContain("｜総合《そうごう》");
    const other = (await ask("GET", "/api/conversation?furigana=other", { token })).json();
    expect(other).toEqual(brackets);
    const refused = await ask("POST", "/api/conversation/turns?furigana=notation", {
      token,
      body: { choose: "nonsense" },
    });
    expect(refused.json().error.message).toContain("《");
    expect(refused.json().conversation.choices).toEqual(notation.choices);
  });
});

describe("what a client needs beside the words", () => {
  it("tells the part that is notices, whom to call, and the code of a pairing once", async () => {
    const { token } = await begin();
    const asked = (await turn({ token, body: { choose: "locked" } })).json();
    expect(asked).toMatchObject({ notices: [], offersCard: true, canPair: true, pairing: null });
    const { number } = house.worldOf("asagiri").facts.hotlines.free_dial_foreign_card;
    expect(asked.phone[0]).toEqual({ label: expect.stringContaining("English"), number });
    expect(asked.phone.at(-1)).toEqual({ label: "Asagiri City", number: "0000-12-3456" });
    const opened = (await turn({ token, body: { command: "card" } })).json();
    expect(opened.notices).toEqual(opened.say.slice(0, opened.notices.length));
    expect(opened.pairing).toEqual({
      code: expect.stringMatching(/^[2-9A-Z]{8}$/),
      server: "https://tokeru.example.jp",
      expiresAt: expect.any(Number),
    });
    expect((await look({ token })).json().pairing).toBeNull();
  });
});
