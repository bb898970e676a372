import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spokenCode } from "../../../src/channels/slip-code.ts";
import type { Role } from "../../../src/desk/access/roles.ts";
import type { Call } from "../../../src/desk/copilot/calls.ts";
import type { SlipForCaller } from "../../../src/desk/copilot/slip-of-call.ts";
import type { Place, Store } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { STORIES } from "../../support/stories.ts";
import { type Agent, openRoom, type Room } from "../handoffs/room.ts";

/** Besides the answers: opening the call, the code of the slip, and ending it. */
const BESIDE = 3;
/** The keys 1 to 9 and 0. No story needs the letters that come after them. */
const KEYS = 10;

onBothEngines((bench) => {
  let place: Place;
  let store: Store;
  let room: Room;
  let agent: Agent;
  beforeEach(async () => {
    place = await bench.newPlace();
    store = await bench.open(place);
    room = await openRoom(store);
    agent = await room.agent("agent-1");
  });
  afterEach(() => room.close());

  async function open(by = agent, lang = "ja"): Promise<Call> {
    const opened = await by.send("POST", "calls", { lang, city: "default" });
    expect([opened.statusCode, opened.body]).toEqual([201, opened.body]);
    return opened.json();
  }

  const turn = (call: string, input: object, by = agent) =>
    by.send("POST", `calls/${call}/turns`, { id: randomUUID(), ...input });

  async function taken(call: string, input: object): Promise<Call> {
    const answer = await turn(call, input);
    expect([answer.statusCode, answer.body]).toEqual([200, answer.body]);
    return answer.json();
  }

  const remove = (call: string, by = agent) =>
    room.app.inject({ method: "DELETE", url: `/desk/api/calls/${call}`, headers: by.headers });

  async function toSlip(lang = "ja"): Promise<Call> {
    const { call } = await open(agent, lang);
    let at: Call | undefined;
    for (const choose of ["locked", "birth_expiry_code", "mine"]) at = await taken(call, { choose });
    if (!at?.view.outcome?.slip) throw new Error("no slip");
    return at;
  }

  it.each(STORIES)("$name: by the keys, with no more of them than questions and three", async (story) => {
    let keys = 0;
    let { call, view } = await open();
    keys += 1;
    for (const tap of story.taps) {
      const place = view.choices.findIndex(({ value }) => value === tap);
      expect(place, `${tap} at ${view.node}`).toBeGreaterThanOrEqual(0);
      expect(place).toBeLessThan(KEYS);
      const node = view.node;
      ({ call, view } = await taken(call, { choose: view.choices[place]?.value, node }));
      keys += 1;
    }
    expect(view.node).toBe("outcome");
    expect([view.outcome?.rule, view.outcome?.route, view.outcome?.diagnosis.secret]).toEqual([
      story.rule,
      story.route,
      story.secret,
    ]);
    expect(view.answers.every(({ by }) => by === "agent")).toBe(true);
    for (const words of story.says ?? []) expect(JSON.stringify(view)).toContain(words);
    const answer = await agent.send("POST", `calls/${call}/slip-code`, {});
    keys += 1;
    expect(answer.statusCode).toBe(view.outcome?.slip ? 200 : 409);
    expect((await remove(call)).statusCode).toBe(204);
    keys += 1;
    expect(keys).toBeLessThanOrEqual(story.taps.length + BESIDE);
  });

  describe("a call", () => {
    it("is found by the agent who opened it, and by nobody else", async () => {
      const { call } = await open();
      expect((await agent.get(`calls/${call}`)).json().view.node).toBe("what_happened");
      const other = await room.agent("agent-2", "lead");
      const refused = [
        await other.get(`calls/${call}`),
        await turn(call, { choose: "locked" }, other),
        await other.send("POST", `calls/${call}/slip-code`, {}),
        await remove(call, other),
        await agent.get(`calls/${"A".repeat(43)}`),
        // A resident's conversation is no call, whoever asks.
        await agent.get(`calls/${(await room.resident()).row}`),
      ];
      expect(refused.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404, 404, 404]);
      expect(refused[0]?.json().error.code).toBe("not_found");
      expect((await agent.get(`calls/${call}`)).json().view.answers).toEqual([]);
    });

    it.each([
      ["agent", 201],
      ["lead", 201],
      ["content_officer", 403],
      ["auditor", 403],
      ["admin", 403],
    ] as const)("is opened by whoever may: %s gets %i", async (role: Role, status) => {
      const somebody = await room.agent(`some-${role}`, role);
      expect((await somebody.send("POST", "calls", { lang: "ja", city: "default" })).statusCode).toBe(status);
    });

    it("needs somebody who is signed in, and the token of their session", async () => {
      const ask = (headers: object) =>
        room.app.inject({
          method: "POST",
          url: "/desk/api/calls",
          headers: { ...headers },
          payload: { lang: "ja" },
        });
      const { "x-csrf-token": _, ...withoutToken } = agent.headers;
      expect((await ask({ host: "localhost", origin: "http://localhost" })).statusCode).toBe(401);
      expect((await ask(withoutToken)).statusCode).toBe(403);
    });

    it("takes the same turn once", async () => {
      const { call } = await open();
      const id = randomUUID();
      const first = await turn(call, { id, choose: "locked" });
      const again = await turn(call, { id, choose: "locked" });
      expect([first.json().view.node, again.statusCode, again.json().view.node]).toEqual([
        "screen",
        200,
        "screen",
      ]);
    });

    it("takes no choice that is not offered, and nothing else than a turn", async () => {
      const { call } = await open();
      const wrong = await turn(call, { choose: "no_such" });
      expect([wrong.statusCode, wrong.json().error.code]).toEqual([422, "unknown_choice"]);
      for (const input of [{}, { choose: "locked", text: "x" }, { command: "human" }, { card: {} }]) {
        expect((await turn(call, input)).statusCode).toBe(400);
      }
      expect((await agent.get(`calls/${call}`)).json().view.node).toBe("what_happened");
    });

    it("takes an answer ahead and uses it when its question comes, and lets each be changed", async () => {
      const { call } = await open();
      const ahead = await taken(call, { choose: "mine", node: "whose_card" });
      expect(ahead.view.node).toBe("what_happened");
      expect(ahead.view.questions.find(({ node }) => node === "whose_card")).toMatchObject({
        state: "answered",
        value: "mine",
      });
      await taken(call, { choose: "locked" });
      const told = await taken(call, { choose: "birth_expiry_code", node: "screen" });
      expect(told.view.outcome?.rule).toBe("D23");
      const changed = await taken(call, { choose: "child", node: "whose_card" });
      expect(changed.view.answers.at(-1)?.value).toBe("child");
      const reopened = await taken(call, { change: "screen" });
      expect(reopened.view.node).toBe("screen");
      expect((await taken(call, { command: "back" })).view.node).toBe("what_happened");
      expect((await taken(call, { command: "restart" })).view.answers).toEqual([]);
      expect((await taken(call, { command: "language", value: "en" })).view.script.say.at(-1)).toContain(
        "trouble",
      );
    });

    it("understands what the agent types, and keeps none of it", async () => {
      const { call } = await open();
      const { view } = await taken(call, { text: "カードをなくした" });
      expect([view.node, view.outcome?.rule]).toEqual(["outcome", "D1"]);
      expect(view.answers[0]?.by).toBe("agent");
    });

    it("masks what must not be typed, and says so", async () => {
      const { call } = await open();
      const { view } = await taken(call, { text: "暗証番号は 4827 だと言っています" });
      expect(view.notices.join()).toMatch(/暗証番号/);
      const row = await store.conversations.find(call);
      expect(JSON.stringify(row)).not.toContain("4827");
      if ("file" in place) expect(bytesOf(place.file)).not.toContain("4827");
      expect(room.logs.join()).not.toMatch(/(?<![\d.])4827(?![\d.])/);
    });

    it("asks for nobody: whoever calls has a person", async () => {
      const { call } = await open();
      const { view } = await taken(call, { text: "人と話したい" });
      expect(view.notices.join()).toContain("0120");
      expect(await store.handoffs.open(call)).toBeUndefined();
    });

    it("is over when it is ended, and noted: who opened and ended it, and not what was said", async () => {
      const { call } = await toSlip();
      await agent.send("POST", `calls/${call}/slip-code`, {});
      expect((await remove(call)).statusCode).toBe(204);
      expect((await agent.get(`calls/${call}`)).statusCode).toBe(404);
      expect(await store.conversations.find(call)).toBeUndefined();
      const noted = await store.audit.about(call, 9);
      expect(noted.map(({ actor, action }) => [actor, action])).toEqual([
        [agent.id, "call.ended"],
        [agent.id, "call.slip_code"],
        [agent.id, "call.opened"],
      ]);
      expect(JSON.stringify(noted)).not.toContain("birth_expiry_code");
    });
  });

  describe("the code of its slip", () => {
    it("opens the same slip as the link, on any device, also when the call is over", async () => {
      const { call, view } = await toSlip();
      const answer = await agent.send("POST", `calls/${call}/slip-code`, {});
      const slip: SlipForCaller = answer.json();
      expect(slip.spoken).toEqual(spokenCode(slip.code));
      expect(slip.address).toBe("localhost/s");
      expect(slip.link).toMatch(/^http:\/\/localhost\/slip\?a=/);
      expect(slip.link).not.toContain(slip.code);
      await remove(call);
      const typed = await room.app.inject({
        method: "POST",
        url: "/s",
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
        payload: new URLSearchParams({
          lang: "ja",
          city: "default",
          code: slip.code.toLowerCase(),
        }).toString(),
      });
      expect([typed.statusCode, `http://localhost${typed.headers.location}`]).toEqual([303, slip.link]);
      const page = await room.app.inject({ url: String(typed.headers.location) });
      expect(page.body).toContain(view.outcome?.slip?.request.ja ?? "no request");
      if ("file" in place) expect(bytesOf(place.file)).not.toContain(slip.code);
      expect(room.logs.join()).not.toContain(slip.code);
    });

    it.each([
      ["ja", "数字の", "24時間"],
      ["ja-simple", "数字の", "24時間"],
      ["en", "the digit", "24 hours"],
    ])("is told in the caller's language: %s", async (lang, digit, life) => {
      const { call } = await toSlip(lang);
      const told: string[] = [];
      // A code without any digit is one in sixty; five of them are not.
      for (let n = 0; n < 5; n += 1) {
        const slip: SlipForCaller = (await agent.send("POST", `calls/${call}/slip-code`, {})).json();
        told.push(...slip.aloud);
        expect(slip.aloud).toHaveLength(4);
        expect(slip.aloud.join()).toContain("localhost/s");
      }
      expect(told.join()).toContain(digit);
      expect(told.join()).toContain(life);
      expect(told.join()).not.toMatch(/[｜《》]/);
    });

    it("is none where there is no slip", async () => {
      const { call } = await open();
      const answer = await agent.send("POST", `calls/${call}/slip-code`, {});
      expect([answer.statusCode, answer.json().error.code]).toEqual([409, "no_slip"]);
      expect(answer.json().error.message).toContain("用紙");
    });
  });

  function bytesOf(file: string): string {
    const folder = dirname(file);
    return readdirSync(folder)
      .map((name) => readFileSync(`${folder}/${name}`).toString("latin1"))
      .join();
  }
});
