import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import { LANGS, withoutRuby } from "../../../src/language/index.ts";
import { house } from "../../support/house.ts";
import { STORIES } from "../../support/stories.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { formFields, textOf, Visitor } from "./visitor.ts";

const say = (id: string): string => withoutRuby(house.say("ja")({ id }));

let web: WebServer;
let visitor: Visitor;
beforeAll(async () => {
  web = await serveWeb();
});
afterAll(() => web.close());
beforeEach(() => {
  visitor = new Visitor(web.app);
});

async function answered(...taps: readonly string[]): Promise<Visitor> {
  await visitor.open("/");
  for (const tap of taps) await visitor.choose(tap);
  return visitor;
}

describe.each(LANGS)("stories on the page in %s", (lang) => {
  it.each(STORIES)("$name", async ({ taps, rule, route, says }) => {
    await visitor.open(`/?lang=${lang}`);
    for (const tap of taps) await visitor.choose(tap);
    expect(visitor.path).toBe("/answer");

    const api = (await visitor.send("GET", "/api/conversation")).json();
    expect(api.outcome).toMatchObject({ rule, route });
    const answer = visitor.page;
    const slip = api.outcome.slip ? (await visitor.open("/slip")).page : "";
    const shown = bare(textOf(answer));
    for (const { heading, lines } of api.outcome.sections) {
      expect(shown).toContain(bare(heading));
      for (const line of lines) expect(shown).toContain(bare(line));
    }
    if (lang === "ja") for (const word of says ?? []) expect(textOf(answer) + textOf(slip)).toContain(word);
    expect(answer).not.toContain("undefined");
  });
});

/** Without the readings that the API gives in brackets, and without spaces. */
function bare(text: string): string {
  return text.replace(/\([぀-ゟー]+\)/g, "").replace(/\s/g, "");
}

describe("the first page", () => {
  it("asks without storing anything or setting a cookie", async () => {
    const response = await visitor.send("GET", "/");
    expect(response.headers).not.toHaveProperty("set-cookie");
    expect(textOf(response.body)).toContain(say("question.what_happened"));
    expect(response.body).not.toContain("<script");
    expect(response.body).not.toMatch(/style=|\son\w+=/);
  });

  it.each([
    ["fr-FR,fr;q=0.9,en;q=0.8,ja;q=0.7", "en"],
    ["en;q=0.3, ja;q=0.9", "ja"],
    ["vi,zh;q=0.5", "ja-simple"],
    ["*", "ja"],
    ["", "ja"],
    [",;q=,=;;q=0/\u00e9", "ja"],
  ])("greets a browser that asks for %j in %s", async (header, lang) => {
    const { body } = await visitor.send("GET", "/", undefined, { "accept-language": header });
    expect(body).toContain(`class="${lang}"`);
  });

  it("keeps to the language and city of its address", async () => {
    await visitor.open("/?lang=en&city=asagiri");
    await visitor.choose("revoked");
    await visitor.choose("mine");
    expect(visitor.page).toContain("Asagiri City");
  });

  it("passes over what it cannot read in its address", async () => {
    const { page, status } = await visitor.open(
      "/?lang=xx&lang=en&city=nowhere&notice=hello&told=aside.constructor~aside.toString&a[]=1&__proto__=2",
    );
    expect(status).toBe(200);
    expect(page).not.toContain('role="alert"');
  });

  it("begins anew for another city, and leaves the other conversation alone", async () => {
    await answered("locked");
    const before = visitor.cookies.get("tokeru");
    await visitor.open("/?city=asagiri");
    expect(visitor.page).not.toContain(say("web.resume"));
    await visitor.choose("revoked");
    expect(visitor.cookies.get("tokeru")).not.toBe(before);
    expect(visitor.path).toBe("/q/whose_card");
  });
});

describe("going back and changing", () => {
  it("shows an earlier question with its answer ticked, and changes nothing by looking", async () => {
    await answered("locked", "birth_expiry_code");
    await visitor.open("/q/screen");
    expect(formFields(visitor.page, "/answers")).toMatchObject({
      node: "screen",
      choose: "birth_expiry_code",
    });
    await visitor.submit("/answers");
    expect(visitor.path).toBe("/q/whose_card");
  });

  it("takes another answer to an earlier question as a change, and keeps the others that hold", async () => {
    await answered("locked", "birth_expiry_code", "mine");
    expect(visitor.path).toBe("/answer");
    await visitor.open("/q/screen");
    await visitor.choose("alnum6_16");
    const { answers } = (await visitor.send("GET", "/api/conversation")).json();
    expect(answers).toMatchObject([
      { node: "what_happened", value: "locked" },
      { node: "screen", value: "alnum6_16" },
      { node: "whose_card", value: "mine" },
    ]);
  });

  it("lets the first question be answered anew from the first page, and shows the way on", async () => {
    await answered("locked", "digits4");
    await visitor.open("/");
    expect(textOf(visitor.page)).toContain(say("web.resume"));
    expect(formFields(visitor.page, "/answers")).toMatchObject({ choose: "locked" });
    await visitor.choose("revoked");
    expect(visitor.path).toBe("/q/whose_card");
  });

  it("repeats nothing when a form is sent twice", async () => {
    await answered("locked");
    const fields = { ...formFields(visitor.page, "/answers"), choose: "birth_expiry_code" };
    await visitor.post("/answers", fields);
    await visitor.post("/answers", fields);
    expect(visitor.path).toBe("/q/whose_card");
    const { answers } = (await visitor.send("GET", "/api/conversation")).json();
    expect(answers).toHaveLength(2);
  });

  it("leads from questions that are not reached to the one that stands open", async () => {
    await answered("locked");
    for (const path of ["/q/residence", "/q/nonsense", "/answer", "/slip"]) {
      expect((await visitor.open(path)).path).toBe("/q/screen");
    }
  });

  it("starts again", async () => {
    await answered("locked", "digits4");
    await visitor.submit("/restart");
    expect(visitor.path).toBe("/");
    expect(formFields(visitor.page, "/answers")).not.toHaveProperty("choose");
    expect(visitor.page).not.toContain(say("web.resume"));
  });
});

describe("forms that cannot be taken", () => {
  it("asks to choose where nothing was ticked, on the first page and later", async () => {
    await visitor.open("/?lang=en");
    await visitor.submit("/answers");
    expect(visitor.page).toContain('role="alert"');
    expect(visitor.page).toContain('<html lang="en"');
    expect(visitor.cookies.size).toBe(0);
    await visitor.choose("locked");
    await visitor.submit("/answers");
    expect(visitor.path).toBe("/q/screen?notice=none_chosen");
    expect(visitor.page).toMatch(/<title>Please check: /);
  });

  it.each([
    ["a choice that the question does not offer", { choose: "no_such_choice" }, "error.unknown_choice"],
    [
      "an unknown choice of an earlier question",
      { node: "what_happened", choose: "nope" },
      "error.stale_choice",
    ],
    ["a question that is not asked", { node: "residence", choose: "japanese" }, "error.stale_choice"],
  ])("tells of %s, and keeps the conversation as it was", async (_, fields, message) => {
    await answered("locked");
    const before = (await visitor.send("GET", "/api/conversation")).json();
    await visitor.submit("/answers", fields);
    expect(textOf(visitor.page)).toContain(say(message));
    expect((await visitor.send("GET", "/api/conversation")).json()).toEqual(before);
  });

  it("tells somebody whose conversation is gone, and stores nothing", async () => {
    await answered("locked");
    const page = visitor.page;
    visitor.cookies.clear();
    await visitor.post("/answers", { ...formFields(page, "/answers"), choose: "digits4" });
    expect(textOf(visitor.page)).toContain(say("error.expired_conversation"));
    expect(visitor.cookies.size).toBe(0);
    expect(textOf((await visitor.open("/q/screen")).page)).toContain(say("error.expired_conversation"));
  });
});

describe("languages", () => {
  it("change in the middle, and the page stays", async () => {
    await answered("locked", "digits4");
    await visitor.submit("/language", { to: "en" });
    expect(visitor.path).toBe("/q/service");
    expect(visitor.page).toContain('<html lang="en"');
    expect(visitor.page).toContain("The screen or a person said");
  });

  it("change before the first answer without a cookie, and hold from then on", async () => {
    await visitor.open("/?city=asagiri");
    await visitor.submit("/language", { to: "ja-simple" });
    expect(visitor.cookies.size).toBe(0);
    expect(visitor.page).toContain('<html lang="ja" class="ja-simple"');
    await visitor.choose("locked");
    expect(visitor.page).toContain('class="ja-simple"');
    expect(formFields(visitor.page, "/answers")).toMatchObject({ city: "asagiri" });
  });

  it("mark the clerk's Japanese inside an English slip, and furigana inside やさしい日本語", async () => {
    await visitor.open("/?lang=en");
    for (const tap of ["locked", "birth_expiry_code", "mine"]) await visitor.choose(tap);
    await visitor.open("/slip");
    expect(visitor.page).toContain('<span class="clerk" lang="ja">未確認</span>');
    expect(visitor.page).toContain('<span class="own" lang="en">not checked</span>');
    await visitor.submit("/language", { to: "ja-simple" });
    expect(visitor.path).toBe("/slip");
    expect(visitor.page).toContain("<ruby>");
  });
});

describe("after an upgrade", () => {
  it("tells somebody whose answers lead elsewhere now", async () => {
    const id = "u".repeat(43);
    const answers = [{ node: "what_happened", value: "lost_card", by: "resident", at: 0 }];
    const body = { lang: "ja", city: "default", answers, told: { rule: "D99", route: "none" } };
    await web.store.transaction((tx) =>
      tx.conversations.insert({ id: rowIdOf(id), channel: "web", body, now: 0 }),
    );
    visitor.cookies.set("tokeru", id);
    await visitor.open("/answer");
    expect(visitor.page).toContain('role="status"');
    expect(textOf(visitor.page)).toContain(say("notice.answer_changed"));
  });
});

describe("links that carry answers", () => {
  const carried = "what_happened.locked~screen.birth_expiry_code~whose_card.mine";

  it("show what they carry, change nothing by being opened, and go on when somebody says so", async () => {
    await visitor.open(`/?a=${carried}`);
    expect(visitor.cookies.size).toBe(0);
    expect(textOf(visitor.page)).toContain(say("option.screen.birth_expiry_code"));
    await visitor.submit("/carried");
    expect(visitor.path).toBe("/answer");
  });

  it("are offered at the outcome, and lead to the same outcome", async () => {
    await answered("forgot", "all", "household");
    const link = visitor.page.match(/href="(\/\?[^"]*&amp;a=[^"]*)"/)?.[1]?.replaceAll("&amp;", "&");
    const friend = new Visitor(web.app);
    await friend.open(link ?? "");
    await friend.submit("/carried");
    expect(textOf(friend.page).replace(/.*<main/, "")).toBe(textOf(visitor.page).replace(/.*<main/, ""));
  });

  it("say so where they would replace answers, in another language too", async () => {
    await answered("revoked");
    await visitor.open(`/?a=${carried}`);
    expect(textOf(visitor.page)).toContain(say("web.carried_replaces"));
    await visitor.submit("/language", { to: "en" });
    expect(visitor.page).toContain("Answers in this link");
    await visitor.submit("/carried");
    expect(visitor.path).toBe("/answer");
  });

  it("that nobody can read are told", async () => {
    await visitor.open("/?a=hello.world~<script>");
    expect(textOf(visitor.page)).toContain(say("web.error.unreadable_link"));
  });
});

describe("a person to talk to", () => {
  it("is one tap away on every page, with a number to tap", async () => {
    await answered("locked");
    expect(visitor.page).toContain('href="/person"');
    await visitor.open("/person");
    expect(visitor.page).toContain('href="tel:0120950178"');
    expect(visitor.page).toContain('href="/q/screen"');
  });
});

describe("the page of people to ask", () => {
  it("begins with the city's own number and page, where the city names them", async () => {
    const visitor = new Visitor(web.app, { "accept-language": "ja" });
    const { page } = await visitor.open("/person?city=asagiri");
    expect(textOf(page)).toMatch(/朝霧市の電話: 0000-12-3456.*0120-95-0178/);
    expect(page).toContain('href="https://www.city.asagiri.example.jp/mynumber/"');
    expect(textOf((await visitor.open("/person")).page)).not.toContain("の電話: ");
  });
});
