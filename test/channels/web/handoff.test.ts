import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newConversation, turn } from "../../../src/assistant/index.ts";
import { QUESTION_IDS } from "../../../src/flows/index.ts";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import type { Settings } from "../../../src/channels/settings.ts";
import { LANGS, line, rubyToHtml } from "../../../src/language/index.ts";
import { type Agent, agentOf, CLOSED_HOURS, deskOf, NOTHING_SET, OPEN_HOURS } from "../../support/desk.ts";
import { house } from "../../support/house.ts";
import { allStates } from "../../support/walk.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { Visitor } from "./visitor.ts";

const CITY = "asagiri";
let clock = OPEN_HOURS;
const now = (): number => clock;
let set: Settings = NOTHING_SET;
let web: WebServer;
let agent: Agent;
const desk = deskOf(now);

beforeAll(async () => {
  const around = {
    city: CITY,
    now,
    desk,
    settings: () => set,
    worldOf: (city: string) => ({ ...house.worldOf(city), now: clock }),
  };
  web = await serveWeb(around);
  agent = agentOf({ ...around, say: house.say, cities: [...house.cities.keys()], store: web.store });
});
afterAll(() => web.close());
beforeEach(() => {
  clock = OPEN_HOURS;
  set = NOTHING_SET;
});

/** A program that keeps its token. */
async function client(lang = "ja") {
  const begun = await web.app.inject({
    method: "POST",
    url: "/api/conversations",
    payload: { lang, keep: "token" },
    headers: { "sec-fetch-site": "same-origin" },
  });
  const { token } = begun.json<{ token: string }>();
  const headers = { authorization: `Bearer ${token}` };
  return {
    row: rowIdOf(token),
    first: begun.json(),
    look: async () => (await web.app.inject({ url: "/api/conversation", headers })).json(),
    turn: async (payload: object) =>
      (await web.app.inject({ method: "POST", url: "/api/conversation/turns", headers, payload })).json(),
  };
}

async function talkingClient() {
  const one = await client();
  await one.turn({ command: "human" });
  await agent.take(one.row);
  return one;
}

describe("a person, over the API", () => {
  it("is nobody until one is asked for", async () => {
    expect((await client()).first).toMatchObject({ person: null, alert: null });
  });

  it("is waited for, with what to expect at this hour, while the questions go on", async () => {
    const one = await client();
    const asked = await one.turn({ command: "human" });
    expect(asked.person).toMatchObject({ state: "waiting", since: OPEN_HOURS, open: true, messages: [] });
    expect(asked.person.about[0]).toContain("取り次いでいます");
    expect(asked.notices.join()).toContain("0120-95-0178");
    const next = await one.turn({ choose: "locked", node: "what_happened" });
    expect(next).toMatchObject({ node: "screen", person: { state: "waiting" } });
    clock = CLOSED_HOURS;
    const later = await one.look();
    expect(later.person.open).toBe(false);
    expect(later.person.about.join()).toContain("11月24日（火）8:30");
    expect(later.person.about.join()).toContain("0000-12-3456");
  });

  it("talks: both read both, and the desk's notes stay there", async () => {
    const one = await talkingClient();
    const before = await one.look();
    expect(before.person).toMatchObject({ state: "talking", messages: [] });
    const said = await one.turn({ text: "こんにちは", id: "aaaaaaaa-1" });
    expect(said.notices).toEqual([]);
    await agent.note(one.row, "ないしょ");
    await agent.say(one.row, "こんにちは。どうしましたか");
    const now = await one.look();
    expect(now.person.messages).toEqual([
      { id: expect.any(Number), from: "you", text: "こんにちは", at: OPEN_HOURS },
      { id: expect.any(Number), from: "desk", text: "こんにちは。どうしましたか", at: OPEN_HOURS },
    ]);
    expect(now.rev).toBeGreaterThan(said.rev);
    expect(JSON.stringify(now)).not.toContain("ないしょ");
    expect(await agent.reads(one.row)).toEqual(["こんにちは", "ないしょ", "こんにちは。どうしましたか"]);
  });

  it("gets what was sent twice under one id once", async () => {
    const one = await talkingClient();
    await one.turn({ text: "一度", id: "bbbbbbbb-1" });
    await one.turn({ text: "一度", id: "bbbbbbbb-1" });
    expect(await agent.reads(one.row)).toEqual(["一度"]);
  });

  it("gets no PIN, and the resident is warned", async () => {
    const one = await talkingClient();
    const said = await one.turn({ text: "暗証番号は1234です" });
    expect(said.notices.join()).toContain("暗証番号");
    expect(JSON.stringify([said, await agent.reads(one.row)])).not.toContain("1234");
  });

  it("leaves, and what was written can be read until it begins anew", async () => {
    const one = await talkingClient();
    await agent.say(one.row, "火曜日に来てください");
    await agent.end(one.row);
    const over = await one.look();
    expect(over).toMatchObject({ node: "what_happened", person: { state: "over", about: [] } });
    expect(over.person.messages).toHaveLength(1);
    const anew = await one.turn({ command: "restart" });
    expect(anew.person).toBeNull();
  });

  it("is left by the resident at any time", async () => {
    const one = await talkingClient();
    const left = await one.turn({ command: "assistant" });
    expect(left.person).toBeNull();
    expect(left.notices.join()).toContain("担当者との話は終わりました");
    expect(await web.store.handoffs.open(one.row)).toBeUndefined();
  });

  it("of one conversation is never shown in another, however alike they are", async () => {
    const [one, other] = [await talkingClient(), await client()];
    await agent.say(one.row, "あなただけに");
    await one.look();
    const beside = await other.turn({ command: "language", value: "ja" });
    expect(JSON.stringify([beside, await other.look()])).not.toContain("あなただけに");
    expect((await other.look()).person).toBeNull();
  });

  it("is nobody where the channel is switched off, or the city has no desk", async () => {
    set = { notice: null, off: { web: true } };
    const one = await client();
    const asked = await one.turn({ command: "human" });
    expect(asked.person).toBeNull();
    expect(asked.notices).toHaveLength(1);
    expect(await web.store.handoffs.open(one.row)).toBeUndefined();
  });

  it("and everybody is told what the city has to tell, also where the same was answered before", async () => {
    await client();
    const notice = { ja: "本日は休止中です。", "ja-simple": "きょうは やすみです。", en: "Closed today." };
    set = { notice, off: {} };
    const one = await client();
    expect(one.first.alert).toBe(notice.ja);
    expect(one.first.notices[0]).toBe(notice.ja);
    expect((await one.turn({ choose: "locked", node: "what_happened" })).alert).toBe(notice.ja);
    set = NOTHING_SET;
    expect((await one.look()).alert).toBeNull();
  });
});

/** By node of the flow, answers that lead there by what can be tapped. */
function oneWayToEachNode(): readonly (readonly string[])[] {
  const world = house.worldOf(CITY);
  const ways = allStates().flatMap(({ answers }) => {
    let at = turn(newConversation("ja", CITY), { show: true }, world);
    for (const choose of answers) {
      if (!at.reply.choices.some(({ value }) => value === choose)) return [];
      at = turn(at.conversation, { choose }, world);
    }
    return [[at.reply.node, answers] as const];
  });
  return [...new Map(ways).values()];
}

/** Somebody with a page that has no script. */
const someone = (lang = "ja"): Promise<Visitor> => new Visitor(web.app).open(`/?lang=${lang}&city=${CITY}`);
const rowOf = ({ cookies }: Visitor): string => rowIdOf(cookies.get("tokeru") ?? "");

describe("a person, on the page without a script", () => {
  it.each(LANGS)("is offered on every page, at the same place, in %s", async (lang) => {
    const ways = oneWayToEachNode();
    expect(ways.length).toBeGreaterThanOrEqual(QUESTION_IDS.length - 2);
    const link = `<a href="/person">${rubyToHtml(house.say(lang)(line("ui.human")))}</a>`;
    // Every page has the same frame: the other languages show that it is said in them too.
    for (const answers of ways.filter((_, n) => lang === "ja" || n % 8 === 0)) {
      const visitor = await someone(lang);
      for (const answer of answers) await visitor.choose(answer);
      const footer = visitor.page.split("<footer>")[1]?.replaceAll(/>\s+</g, "><").trim() ?? "";
      expect(footer.replaceAll(/<span lang="ja">|<\/span>/g, ""), answers.join()).toMatch(
        new RegExp(`^<div class="column"><p class="person">${link.replace(/[()]/g, "\\$&")}</p>`),
      );
    }
  });

  it("says when somebody is there before it is asked, and is asked by a button", async () => {
    const visitor = await someone();
    await visitor.open("/person");
    expect(visitor.page).toContain("いまは受付時間です");
    expect(visitor.page).toContain("0120-95-0178");
    await visitor.submit("/person");
    expect(visitor.path).toBe("/person");
    expect(visitor.page).toContain("<h1>担当者に取り次いでいます</h1>");
    expect(await web.store.handoffs.open(rowOf(visitor))).toMatchObject({ channel: "web", city: CITY });
  });

  it("leaves the request outside the hours, and says so on every page", async () => {
    clock = CLOSED_HOURS;
    const visitor = await someone();
    await visitor.choose("locked");
    await visitor.open("/person");
    expect(visitor.page).toContain("11月24日（火）8:30");
    await visitor.submit("/person");
    expect(visitor.page).toContain("<h1>ご相談をお預かりしています</h1>");
    expect(visitor.page).toContain("0000-12-3456");
    await visitor.open("/q/screen");
    expect(visitor.page).toContain('<a href="/person">担当者とのやりとりを見る</a>');
    await visitor.choose("digits4");
    expect(visitor.page).not.toContain("<h1>ご相談");
  });

  it("can be done without again", async () => {
    const visitor = await someone();
    await visitor.open("/person");
    await visitor.submit("/person");
    await visitor.submit("/person/leave");
    expect(visitor.path).toMatch(/^\/q\/what_happened/);
    expect(visitor.page).toContain("取りやめました");
    expect(await web.store.handoffs.open(rowOf(visitor))).toBeUndefined();
  });

  it("talks: every page leads to the talk, which goes on by forms and links alone", async () => {
    const visitor = await someone();
    await visitor.choose("locked");
    await visitor.open("/person");
    await visitor.submit("/person");
    await agent.take(rowOf(visitor));
    for (const path of ["/", "/q/screen", "/q/what_happened", "/answer"]) {
      await visitor.open(path);
      expect(visitor.path).toBe("/person");
    }
    expect(visitor.page).toContain("<h1>担当者と話しています</h1>");
    await visitor.submit("/person/words", { text: "<b>何時まで</b>ですか" });
    expect(visitor.page).toContain("&lt;b&gt;何時まで&lt;/b&gt;ですか");
    expect(visitor.page).not.toContain("<b>");
    await agent.say(rowOf(visitor), "17時までです");
    await agent.note(rowOf(visitor), "ないしょ");
    await visitor.open("/person");
    expect(visitor.page).toContain("17時までです");
    expect(visitor.page).not.toContain("ないしょ");
    await agent.end(rowOf(visitor));
    await visitor.open("/person");
    expect(visitor.page).toContain("<h1>担当者との話は終わりました</h1>");
    expect(visitor.page).toContain("17時までです");
    await visitor.open("/q/screen");
    expect(visitor.status).toBe(200);
    expect(visitor.path).toBe("/q/screen");
  });

  it("an answer from a page that was open before is the person's to read", async () => {
    const visitor = await someone();
    await visitor.choose("locked");
    const open = visitor.page;
    await visitor.open("/person");
    await visitor.submit("/person");
    await agent.take(rowOf(visitor));
    visitor.page = open;
    await visitor.choose("digits4");
    expect(visitor.path).toBe("/person");
    expect(await agent.reads(rowOf(visitor))).toHaveLength(1);
  });

  it("what must not be kept is masked, and warned of", async () => {
    const visitor = await someone();
    await visitor.open("/person");
    await visitor.submit("/person");
    await agent.take(rowOf(visitor));
    await visitor.open("/person");
    await visitor.submit("/person/words", { text: "暗証番号は1234です" });
    expect(visitor.page).toContain("伏せました");
    expect(visitor.page).not.toMatch(/(?<![\da-f-])1234(?![\da-f-])/);
    expect(visitor.path).not.toContain("1234");
  });

  it("takes no form that was made for somebody else", async () => {
    const [one, other] = [await someone(), await someone()];
    for (const visitor of [one, other]) {
      await visitor.open("/person");
      await visitor.submit("/person");
      await visitor.open("/person");
    }
    const forged = {
      lang: "ja",
      city: CITY,
      token: /name="token" value="([^"]+)"/.exec(one.page)?.[1] ?? "",
    };
    await other.post("/person/words", { ...forged, text: "なりすまし" });
    expect(await agent.reads(rowOf(other))).toEqual([]);
    expect(other.path).toContain("stale_form");
  });

  it("gives telephone numbers alone where there is no desk", async () => {
    const visitor = await new Visitor(web.app).open("/person?city=default&lang=ja");
    expect(visitor.page).toContain("0120-95-0178");
    expect(visitor.page).not.toContain('action="/person"');
  });

  it("shows what everybody is to know on every page, once", async () => {
    set = { notice: { ja: "本日は休止中です。", "ja-simple": "やすみです。", en: "Closed." }, off: {} };
    const visitor = await someone();
    expect(visitor.page.split("本日は休止中です。")).toHaveLength(2);
    await visitor.choose("locked");
    expect(visitor.page.split("本日は休止中です。")).toHaveLength(2);
    await visitor.open("/person");
    expect(visitor.page.split("本日は休止中です。")).toHaveLength(2);
  });
});

it("gives each of two who answer alike a slip of their own, and neither what the other thought of it", async () => {
  const paths = [];
  for (const rate of ["good", undefined]) {
    clock += 1_000;
    const one = await client();
    await one.turn({ choose: "locked", node: "what_happened" });
    await one.turn({ choose: "birth_expiry_code", node: "screen" });
    await one.turn({ choose: "mine", node: "whose_card" });
    if (rate) await one.turn({ rate });
    const at = await one.look();
    expect(at.outcome.slip).not.toBeNull();
    expect(at.rated ?? null).toBe(rate ?? null);
    paths.push(at.slipPath);
  }
  expect(new Set(paths).size).toBe(2);
});
