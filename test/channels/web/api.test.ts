import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildHouse } from "../../../src/app/house.ts";
import { jsonChat } from "../../../src/channels/terminal/json.ts";
import { LANGS } from "../../../src/language/index.ts";
import { worldOf } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { Visitor } from "./visitor.ts";

const JSON_TYPE = { "content-type": "application/json" };

let web: WebServer;
let visitor: Visitor;
beforeAll(async () => {
  web = await serveWeb();
});
afterAll(() => web.close());
beforeEach(() => {
  visitor = new Visitor(web.app);
});

const begin = (body: object = {}) =>
  visitor.send("POST", "/api/conversations", JSON.stringify(body), JSON_TYPE);
const turn = (body: object) =>
  visitor.send("POST", "/api/conversation/turns", JSON.stringify(body), JSON_TYPE);

describe.each(LANGS)("stories over the API in %s", (lang) => {
  it.each(STORIES)("$name: word for word as `tokeru chat --json` tells it", async ({ taps, rule }) => {
    const chat = jsonChat(() => worldOf(), lang, "default");
    expect((await begin({ lang })).json()).toMatchObject({ lang, city: "default", ...chat.greeting() });
    for (const choose of taps) {
      const expected: object = chat.answer(JSON.stringify({ choose }));
      expect((await turn({ choose })).json()).toMatchObject(expected);
    }
    const { outcome, link } = (await visitor.send("GET", "/api/conversation")).json();
    expect(outcome.rule).toBe(rule);
    const again = (await begin({ link })).json();
    expect(again.outcome.rule).toBe(rule);
  });
});

describe("a conversation", () => {
  it("begins where it is told to", async () => {
    const response = await begin({ lang: "en", city: "asagiri", link: "what_happened.locked" });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ lang: "en", city: "asagiri", node: "screen" });
  });

  it("tells what the client's guard took out of typed words, once a kind", async () => {
    await begin({ lang: "en" });
    const { notices } = (await turn({ text: "my pin is ●●●●, or 4711", found: ["pin"] })).json();
    expect(notices.filter((notice: string) => notice.includes("PIN, so we hid it"))).toHaveLength(1);
    expect((await turn({ text: "●●●●", found: ["address"] })).statusCode).toBe(400);
  });

  it("takes changes, commands and typed words", async () => {
    await begin({ lang: "en" });
    await turn({ choose: "locked" });
    await turn({ choose: "digits4" });
    expect((await turn({ change: "screen" })).json()).toMatchObject({ node: "screen" });
    expect((await turn({ command: "back" })).json()).toMatchObject({ node: "what_happened", answers: [] });
    expect((await turn({ text: "1" })).json().answers).toMatchObject([{ node: "what_happened" }]);
    expect((await turn({ command: "language", value: "ja" })).json()).toMatchObject({ lang: "ja" });
    expect((await turn({ command: "human" })).json().say[0]).toContain("0120-95-0178");
    expect((await turn({ command: "restart" })).json()).toMatchObject({ node: "what_happened", answers: [] });
  });

  it("is served to a program that is no browser", async () => {
    const { statusCode } = await web.app.inject({ method: "POST", url: "/api/conversations", payload: {} });
    expect(statusCode).toBe(201);
  });
});

describe("an answer that is given at midnight", () => {
  it("is not kept for the next day, which its slip would name wrongly", async () => {
    const lastMoment = Date.parse("2026-11-21T23:59:59.999+09:00");
    let turned = lastMoment;
    const { worldOf } = buildHouse(() => turned);
    const server = await serveWeb({ worldOf, now: () => lastMoment + 1 });
    const dayOfSlip = async (): Promise<string> => {
      const link = "what_happened.locked~screen.birth_expiry_code~whose_card.mine";
      const one = new Visitor(server.app);
      const begun = await one.send("POST", "/api/conversations", JSON.stringify({ link }), JSON_TYPE);
      return begun.json().outcome.slip.day;
    };
    try {
      expect(await dayOfSlip()).toBe("2026-11-21");
      turned = lastMoment + 1;
      expect(await dayOfSlip()).toBe("2026-11-22");
    } finally {
      await server.close();
    }
  });
});

describe("what cannot be taken", () => {
  it.each([
    [{ choose: "nonsense" }, 422, "unknown_choice"],
    [{ choose: "yes", node: "nfc_phone" }, 409, "stale_choice"],
    [{ change: "nonsense" }, 409, "stale_choice"],
  ])("%j is told with where the conversation stands", async (body, status, code) => {
    await begin({ lang: "en" });
    const before = (await turn({ choose: "locked" })).json();
    const response = await turn(body);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error: { code, message: expect.stringMatching(/^[A-Z]/) } });
    expect(response.json().conversation).toMatchObject({ node: before.node, answers: before.answers });
    expect((await visitor.send("GET", "/api/conversation")).json()).toEqual(before);
  });

  it.each([
    ["{}", "choose"],
    ["[]", undefined],
    ["null", undefined],
    ['{"choose":', undefined],
    ['{"choose":"locked","text":"locked"}', undefined],
    ['{"choose":{}}', "choose"],
    ['{"command":"explode"}', "command"],
    ['{"command":"language","value":"tlh"}', "value"],
    [JSON.stringify({ text: "x".repeat(3000) }), "text"],
  ])("%s is no turn", async (payload, field) => {
    await begin({ lang: "en" });
    const response = await visitor.send("POST", "/api/conversation/turns", payload, JSON_TYPE);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      error: { code: "invalid_input", message: expect.any(String), ...(field && { field }) },
    });
  });

  it.each([
    [
      "a language that is not served",
      '{"lang":"tlh"}',
      JSON_TYPE,
      400,
      { code: "invalid_input", field: "lang" },
    ],
    [
      "a city that is not served",
      '{"city":"atlantis"}',
      JSON_TYPE,
      400,
      { code: "invalid_input", field: "city" },
    ],
    ["text instead of JSON", "{}", { "content-type": "text/plain" }, 415, { code: "wrong_type" }],
    ["a form", "lang=ja", {}, 415, { code: "wrong_type" }],
    ["too much", `{"link":"${"x".repeat(70_000)}"}`, JSON_TYPE, 413, { code: "too_large" }],
    ["another site", "{}", { ...JSON_TYPE, "sec-fetch-site": "cross-site" }, 403, { code: "cross_site" }],
  ])("%s begins nothing", async (_, payload, headers, status, error) => {
    const response = await visitor.send("POST", "/api/conversations", payload, headers);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ error });
    expect(visitor.cookies.size).toBe(0);
  });

  it("needs a conversation to go on", async () => {
    expect((await visitor.send("GET", "/api/conversation")).json()).toMatchObject({
      error: { code: "no_conversation" },
    });
    expect((await turn({ choose: "locked" })).statusCode).toBe(404);
    expect((await visitor.send("GET", "/api/nowhere")).json()).toMatchObject({
      error: { code: "not_found" },
    });
  });
});

describe("the OpenAPI document", () => {
  it("in docs/ is what the server says (else run `node scripts/write-openapi.ts`)", async () => {
    const file = new URL("../../../docs/openapi.json", import.meta.url);
    const served = (await visitor.send("GET", "/api/openapi.json")).json();
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(served);
  });

  it("describes every answer in full", async () => {
    const { components } = (await visitor.send("GET", "/api/openapi.json")).json();
    await begin({ city: "asagiri" });
    for (const choose of ["locked", "birth_expiry_code"]) await turn({ choose });
    const world = jsonChat(() => worldOf("asagiri"), "ja", "asagiri");
    for (const choose of ["locked", "birth_expiry_code"]) world.answer(JSON.stringify({ choose }));
    const said: object = world.answer(JSON.stringify({ choose: "mine" }));
    const served = (await turn({ choose: "mine" })).json();
    // What the schema left out would be missing here.
    expect(served).toEqual({
      ...said,
      alert: null,
      person: null,
      lang: "ja",
      city: "asagiri",
      cityName: "朝霧市",
      rev: 4,
      canPair: true,
      pairing: null,
      link: "what_happened.locked~screen.birth_expiry_code~whose_card.mine",
      slipPath: expect.stringMatching(
        /^\/slip\?a=what_happened\.locked~screen\.birth_expiry_code~whose_card\.mine&on=\d{4}-\d{2}-\d{2}&lang=ja&city=asagiri&v=/,
      ),
      phone: [
        { label: "マイナンバー総合フリーダイヤル（無料）", number: "0120-95-0178" },
        { label: "英語などのフリーダイヤル（無料、ベトナム語はありません）", number: "0120-0178-27" },
        { label: "朝霧市の電話", number: "0000-12-3456" },
      ],
    });
    expect(Object.keys(components.schemas.Conversation.properties).toSorted()).toEqual(
      Object.keys(served).toSorted(),
    );
  });
});
