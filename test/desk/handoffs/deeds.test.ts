import { afterEach, describe, expect, it } from "vitest";
import { readConversation } from "../../../src/assistant/index.ts";
import type { Spoken } from "../../../src/channels/speak.ts";
import { FREE_MS, SILENT_MS } from "../../../src/desk/handoffs/silence.ts";
import { onBothEngines } from "../../store/engines.ts";
import { openRoom, type Room } from "./room.ts";

let ids = 0;
const id = (): string => `client-id-${++ids}`;

onBothEngines((bench) => {
  let room: Room;
  afterEach(() => room.close());

  /** A room with two agents, a lead, and somebody who has asked for a person. */
  async function asked(lang = "ja", speak?: (spoken: Spoken) => void) {
    room = await openRoom(
      await bench.open(),
      speak ? { speakOnWeb: async (_, spoken) => speak(spoken) } : {},
    );
    const [hana, ken, lead] = [
      await room.agent("hana"),
      await room.agent("ken"),
      await room.agent("rin", "lead"),
    ];
    const resident = await room.resident(lang);
    await resident.turn({ choose: "locked" });
    return { hana, ken, lead, resident, handoff: await resident.ask() };
  }
  const personOf = async (row: string) => {
    const found = await room.store.conversations.find(row);
    return found && readConversation(found.body).person;
  };
  const linesOf = async (row: string) =>
    (await room.thread.read(room.store.messages, row)).map(({ author, text }) => [author, text]);
  const actionsOn = async (row: string) =>
    (await room.store.audit.about(row, 100)).map(({ actor, action }) => `${actor} ${action}`).toReversed();

  describe("the queue", () => {
    it("shows who waits, where the flow stands, and who has what", async () => {
      const { hana, ken, handoff } = await asked("en");
      const other = await (await room.resident()).ask();
      const queue = await hana.queue();
      expect(queue.waiting.map(({ id: one }) => one)).toEqual([handoff, other]);
      expect(queue.waiting[0]).toMatchObject({
        state: "waiting",
        channel: "web",
        city: "asagiri",
        lang: "en",
        askedAt: room.clock.now,
        afterHours: false,
        agent: null,
        silent: null,
        said: 0,
        lastSaid: null,
      });
      expect(queue.waiting[0]?.question).toMatch(/\p{Script=Han}/u);
      expect(queue.waiting[0]?.cityName).toContain("市");
      await hana.do(handoff, "take");
      expect((await hana.queue()).mine.map((card) => card.id)).toEqual([handoff]);
      expect((await ken.queue()).others[0]?.agent).toEqual({ id: "hana", name: "架空 hana" });
      expect((await ken.queue()).waiting.map((card) => card.id)).toEqual([other]);
    });

    it("is for those who talk with residents alone", async () => {
      const { handoff } = await asked();
      for (const role of ["auditor", "admin", "content_officer"] as const) {
        const somebody = await room.agent(`x-${role}`, role);
        for (const path of ["queue", `handoffs/${handoff}`, "events", "agents"]) {
          expect([role, path, (await somebody.get(path)).statusCode]).toEqual([role, path, 403]);
        }
        for (const deed of [
          "take",
          "hold",
          "resume",
          "close",
          "give-back",
          "note",
          "say",
          "transfer",
          "turns",
        ]) {
          const body = { text: "x", id: id(), to: "hana", choose: "x" };
          const used = {
            note: ["text", "id"],
            say: ["text", "id"],
            transfer: ["to"],
            turns: ["id", "choose"],
          };
          const fields: readonly string[] = used[deed as keyof typeof used] ?? [];
          const sent = Object.fromEntries(Object.entries(body).filter(([name]) => fields.includes(name)));
          const { statusCode } = await somebody.act(handoff, deed, sent);
          expect([role, deed, statusCode]).toEqual([role, deed, 403]);
        }
      }
      expect((await room.app.inject({ url: "/desk/api/queue" })).statusCode).toBe(401);
    });
  });

  describe("taking", () => {
    it("silences the assistant, and is told", async () => {
      const spoken: Spoken[] = [];
      const { hana, resident, handoff } = await asked("ja", (one) => spoken.push(one));
      const opened = await hana.do(handoff, "take");
      expect(opened.handoff).toMatchObject({
        state: "talking",
        agent: { id: "hana" },
        takenAt: room.clock.now,
      });
      expect(await personOf(resident.row)).toMatchObject({ state: "talking" });
      expect(spoken.map((one) => "lines" in one && one.lines.map((each) => each.id))).toEqual([
        ["handoff.came"],
      ]);
      const answer = (await resident.turn({ text: "ロックされました" })).json();
      expect(answer.answers).toHaveLength(1);
      expect(await linesOf(resident.row)).toEqual([["resident", "ロックされました"]]);
    });

    it("is for one alone: of fifty at once one wins, and the others learn who", async () => {
      const { handoff } = await asked();
      const agents = await Promise.all(Array.from({ length: 50 }, (_, n) => room.agent(`a${n}`)));
      const answers = await Promise.all(agents.map((agent) => agent.act(handoff, "take", { id: id() })));
      const won = answers.flatMap((answer, n) => (answer.statusCode === 200 ? [agents[n]?.id] : []));
      expect(won).toHaveLength(1);
      for (const answer of answers.filter(({ statusCode }) => statusCode !== 200)) {
        expect(answer.statusCode).toBe(409);
        expect(answer.json().error).toEqual({
          code: "taken",
          message: `架空 ${won[0]}さんが先に受けました。`,
          by: { id: won[0], name: `架空 ${won[0]}` },
        });
      }
      expect((await room.store.handoffs.find(handoff))?.agent).toBe(won[0]);
    });

    it("again by whoever has it changes nothing", async () => {
      const { hana, handoff } = await asked();
      const first = await hana.do(handoff, "take");
      expect((await hana.do(handoff, "take")).handoff.rev).toBe(first.handoff.rev);
    });
  });

  describe("somebody who is not there any more", () => {
    it("keeps what they have; others see it, and take over after ten minutes by saying from whom", async () => {
      const { hana, ken, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      room.clock.now += SILENT_MS;
      expect((await ken.queue()).others[0]?.silent).toEqual({
        since: room.clock.now - SILENT_MS,
        free: false,
      });
      expect((await ken.act(handoff, "take", { from: "hana" })).json().error.code).toBe("taken");
      room.clock.now += FREE_MS - SILENT_MS;
      expect((await ken.queue()).others[0]?.silent?.free).toBe(true);
      expect((await ken.act(handoff, "take")).statusCode).toBe(409);
      expect((await ken.act(handoff, "take", { from: "rin" })).statusCode).toBe(409);
      expect((await ken.do(handoff, "take", { from: "hana" })).handoff.agent?.id).toBe("ken");
      expect((await hana.act(handoff, "say", { id: id(), text: "もどりました" })).json().error).toMatchObject(
        {
          code: "not_yours",
          by: { id: "ken" },
        },
      );
      expect(await linesOf(resident.row)).toEqual([]);
    });

    it("is there again with whatever their page asks", async () => {
      const { hana, ken, handoff } = await asked();
      await hana.do(handoff, "take");
      room.clock.now += FREE_MS;
      await hana.queue();
      await expect.poll(async () => room.store.presence.find("hana")).toBe(room.clock.now);
      await ken.do(handoff, "note", { id: id(), text: "様子を見ています" });
      expect((await ken.queue()).others[0]?.silent).toBeNull();
      expect((await ken.act(handoff, "take", { from: "hana" })).statusCode).toBe(409);
    });

    it("is no reason for a lead to wait", async () => {
      const { hana, lead, handoff } = await asked();
      await hana.do(handoff, "take");
      expect((await lead.act(handoff, "take")).statusCode).toBe(409);
      expect((await lead.do(handoff, "take", { from: "hana" })).handoff.agent?.id).toBe("rin");
    });
  });

  describe("passing on", () => {
    it("gives one's own to somebody who is told of it, and the assistant stays silent", async () => {
      const spoken: Spoken[] = [];
      const { hana, ken, resident, handoff } = await asked("ja", (one) => spoken.push(one));
      await hana.do(handoff, "take");
      expect((await ken.act(handoff, "transfer", { to: "ken" })).json().error.code).toBe("not_yours");
      await hana.do(handoff, "transfer", { to: "ken" });
      expect((await ken.queue()).mine[0]).toMatchObject({ id: handoff, state: "talking" });
      expect(await personOf(resident.row)).toMatchObject({ state: "talking" });
      expect(spoken.at(-1)).toMatchObject({ lines: [{ id: "handoff.again" }] });
      expect((await hana.act(handoff, "say", { id: id(), text: "まだいます" })).statusCode).toBe(409);
    });

    it("gives it back to the queue, where it keeps its place and the assistant helps out", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      await hana.do(handoff, "transfer", { to: null });
      const queue = await hana.queue();
      expect(queue.mine).toEqual([]);
      expect(queue.waiting[0]).toMatchObject({ id: handoff, state: "waiting", agent: null });
      expect(await personOf(resident.row)).toMatchObject({ state: "waiting" });
      expect((await resident.turn({ choose: "digits4" })).json().answers).toHaveLength(2);
    });

    it("is for a lead with anybody's, and to nobody who may not take it", async () => {
      const { hana, lead, handoff } = await asked();
      await lead.do(handoff, "transfer", { to: "hana" });
      expect((await hana.queue()).mine).toHaveLength(1);
      await room.agent("boss", "admin");
      for (const to of ["boss", "nobody"]) {
        expect((await lead.act(handoff, "transfer", { to })).json().error.code).toBe("unknown_person");
      }
      await room.store.transaction(async (tx) => {
        const ken = await tx.users.find("ken");
        if (ken) await tx.users.change(ken, { disabledAt: room.clock.now });
      });
      expect((await lead.act(handoff, "transfer", { to: "ken" })).statusCode).toBe(422);
      await lead.do(handoff, "transfer", { to: "rin" });
      expect((await lead.queue()).mine).toHaveLength(1);
    });

    it("finds those who are there first", async () => {
      const { ken } = await asked();
      room.clock.now += SILENT_MS * 2;
      await ken.queue();
      await expect.poll(async () => room.store.presence.find("ken")).toBe(room.clock.now);
      const agents = (await ken.get("agents")).json();
      expect(agents[0]).toEqual({ id: "ken", name: "架空 ken", here: true });
      expect(agents.map((one: { id: string }) => one.id).toSorted()).toEqual(["hana", "ken", "rin"]);
    });
  });

  describe("writing", () => {
    it("reaches the other side, in order and once", async () => {
      const spoken: Spoken[] = [];
      const { hana, resident, handoff } = await asked("ja", (one) => spoken.push(one));
      await hana.do(handoff, "take");
      const once = id();
      await hana.do(handoff, "say", { id: once, text: "こんにちは" });
      await resident.turn({ text: "お願いします", id: "resident-turn-1" });
      await resident.turn({ text: "お願いします", id: "resident-turn-1" });
      const again = await hana.do(handoff, "say", { id: once, text: "こんにちは" });
      expect(again.thread.map(({ author, agent, text }) => [author, agent?.name, text])).toEqual([
        ["agent", "架空 hana", "こんにちは"],
        ["resident", undefined, "お願いします"],
      ]);
      expect(again.handoff).toMatchObject({ said: 2, lastSaid: { author: "resident" } });
      expect(spoken.flatMap((one) => ("text" in one ? [one.text] : []))).toEqual(["こんにちは"]);
    });

    it("is for whoever has it alone", async () => {
      const { hana, ken, lead, resident, handoff } = await asked();
      expect((await hana.act(handoff, "say", { id: id(), text: "あの" })).json().error.code).toBe(
        "not_taken",
      );
      await hana.do(handoff, "take");
      for (const other of [ken, lead]) {
        for (const [deed, body] of [
          ["say", { id: id(), text: "ちがう人です" }],
          ["turns", { id: id(), choose: "digits4" }],
          ["close", {}],
          ["give-back", {}],
          ["hold", {}],
          ["resume", {}],
        ] as const) {
          const { error } = (await other.act(handoff, deed, body)).json();
          expect([deed, error.code, error.by]).toEqual([
            deed,
            "not_yours",
            { id: "hana", name: "架空 hana" },
          ]);
        }
      }
      expect(await linesOf(resident.row)).toEqual([]);
    });

    it("is guarded: a PIN told on the telephone goes nowhere, and the agent is told so", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      const said = await hana.do(handoff, "say", { id: id(), text: "暗証番号は4649ですね" });
      const noted = await hana.do(handoff, "note", { id: id(), text: "パスワードは Abc12345 とのこと" });
      expect(said.warnings.join()).toContain("暗証番号のようなもの");
      expect(noted.warnings.join()).toContain("パスワードのようなもの");
      const lines = JSON.stringify(await linesOf(resident.row));
      expect(lines).not.toMatch(/4649|Abc12345/);
      expect(lines).toContain("暗証番号は");
      expect(room.logs.join()).not.toMatch(/4649|Abc12345|暗証番号は/);
      expect(JSON.stringify(await room.store.audit.about(resident.row, 99))).not.toMatch(
        /4649|Abc12345|暗証/,
      );
    });

    it("is kept where nobody reads it in the database", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      await hana.do(handoff, "say", { id: id(), text: "ひみつの話" });
      const kept = await room.store.messages.of(resident.row, 0, 9);
      expect(JSON.stringify(kept)).not.toContain("ひみつ");
    });

    it("notes stay among the desk", async () => {
      const { hana, ken, resident, handoff } = await asked();
      await ken.do(handoff, "note", { id: id(), text: "前にも電話あり" });
      const opened = await hana.do(handoff, "take");
      expect(opened.thread.map(({ author, text }) => [author, text])).toEqual([["note", "前にも電話あり"]]);
      expect(opened.handoff.said).toBe(0);
      const seen = await room.app.inject({
        url: "/api/conversation",
        headers: { authorization: `Bearer ${resident.token}` },
      });
      expect(seen.body).not.toContain("前にも電話あり");
    });

    it("refuses what is no text, no id, or too long", async () => {
      const { hana, handoff } = await asked();
      await hana.do(handoff, "take");
      for (const body of [
        { id: id() },
        { text: "x" },
        { id: id(), text: "   " },
        { id: "short", text: "x" },
        { id: id(), text: "x".repeat(2_001) },
      ]) {
        const answer = await hana.act(handoff, "say", body);
        expect([answer.statusCode, answer.json().error.code]).toEqual([400, "invalid_input"]);
      }
    });
  });

  describe("filling in answers", () => {
    it("walks the resident's flow in the agent's name, and shows the resident nothing before the end", async () => {
      const spoken: Spoken[] = [];
      const { hana, resident, handoff } = await asked("en", (one) => spoken.push(one));
      const { view } = await hana.do(handoff, "take");
      const filled = await hana.do(handoff, "turns", { id: id(), choose: "digits4", node: view.node });
      expect(filled.view.answers.at(-1)).toMatchObject({ value: "digits4", by: "agent" });
      expect(spoken).toHaveLength(1);
      const found = await room.store.conversations.find(resident.row);
      expect(found && readConversation(found.body).answers.map(({ by }) => by)).toEqual([
        "resident",
        "agent",
      ]);
      await hana.do(handoff, "turns", { id: id(), command: "back" });
      const changed = await hana.do(handoff, "turns", { id: id(), command: "language", value: "ja" });
      expect(changed.view.lang).toBe("ja");
      expect(changed.handoff.lang).toBe("ja");
    });

    it("takes a turn of the same id once, and refuses what is not offered", async () => {
      const { hana, handoff } = await asked();
      await hana.do(handoff, "take");
      const once = id();
      await hana.do(handoff, "turns", { id: once, choose: "digits4" });
      const again = await hana.do(handoff, "turns", { id: once, command: "back" });
      expect(again.view.answers).toHaveLength(2);
      const wrong = await hana.act(handoff, "turns", { id: id(), choose: "nonsense" });
      expect([wrong.statusCode, wrong.json().error.code]).toEqual([422, "unknown_choice"]);
    });

    it("understands words, and does not end the talk by them", async () => {
      const { hana, handoff } = await asked();
      await hana.do(handoff, "take");
      const unclear = await hana.do(handoff, "turns", { id: id(), text: "zzzz" });
      expect(unclear.warnings).toHaveLength(1);
      const ending = await hana.act(handoff, "turns", { id: id(), text: "案内に戻る" });
      expect([ending.statusCode, ending.json().error.code]).toEqual([422, "no_person"]);
      expect((await hana.queue()).mine).toHaveLength(1);
    });
  });

  describe("the end", () => {
    it("gives the conversation back with what was filled in, and the assistant speaks again", async () => {
      const spoken: Spoken[] = [];
      const { hana, resident, handoff } = await asked("ja", (one) => spoken.push(one));
      await hana.do(handoff, "take");
      await hana.do(handoff, "say", { id: id(), text: "では案内に戻します" });
      await hana.do(handoff, "turns", { id: id(), choose: "digits4" });
      const once = id();
      const over = await hana.do(handoff, "give-back", { id: once });
      expect(over.handoff).toMatchObject({ state: "closed", closedAt: room.clock.now });
      expect((await hana.act(handoff, "give-back", { id: once })).statusCode).toBe(200);
      expect(await personOf(resident.row)).toBeUndefined();
      const last = spoken.at(-1);
      expect(last && "over" in last && last.over.reply.notices[0]?.id).toBe("handoff.back");
      expect(last && "over" in last && last.over.reply.answers).toHaveLength(2);
      const queue = await hana.queue();
      expect([queue.waiting, queue.mine, queue.others]).toEqual([[], [], []]);
      for (const deed of ["take", "hold", "close"]) {
        expect((await hana.act(handoff, deed)).json().error.code).toBe("over");
      }
      expect((await room.store.handoffs.find(handoff))?.ended).toBe("given_back");
      expect((await resident.turn({ command: "back" })).json().answers).toHaveLength(1);
    });

    it("is looked into afterwards by a lead, and by no agent", async () => {
      const { hana, lead, handoff } = await asked();
      await hana.do(handoff, "take");
      await hana.do(handoff, "close");
      expect((await hana.get(`handoffs/${handoff}`)).json().error.code).toBe("over");
      expect((await lead.get(`handoffs/${handoff}`)).json().handoff.state).toBe("closed");
      expect((await lead.get("handoffs/closed")).json().closed[0].id).toBe(handoff);
      expect((await hana.get("handoffs/closed")).statusCode).toBe(403);
      expect((await room.store.handoffs.find(handoff))?.ended).toBe("closed");
    });

    it("comes from the resident too, and whoever has it open learns that", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      await resident.turn({ command: "assistant" });
      expect((await hana.act(handoff, "say", { id: id(), text: "あれ" })).json().error.code).toBe("over");
      expect((await room.store.handoffs.find(handoff))?.ended).toBe("withdrawn");
    });
  });

  describe("putting aside", () => {
    it("keeps it one's own and the assistant silent, until it is gone on with or something is said", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      expect((await hana.do(handoff, "hold")).handoff.state).toBe("held");
      expect(await personOf(resident.row)).toMatchObject({ state: "talking" });
      expect((await hana.queue()).mine[0]?.state).toBe("held");
      expect((await hana.do(handoff, "resume")).handoff.state).toBe("talking");
      await hana.do(handoff, "hold");
      expect((await hana.do(handoff, "say", { id: id(), text: "戻りました" })).handoff.state).toBe("talking");
    });
  });

  describe("the audit", () => {
    it("names who opened, took, wrote in, passed on and exported which conversation", async () => {
      const { hana, lead, resident, handoff } = await asked();
      await hana.get(`handoffs/${handoff}`);
      await hana.get(`handoffs/${handoff}`);
      await hana.do(handoff, "take");
      await hana.do(handoff, "say", { id: id(), text: "はい" });
      await hana.do(handoff, "note", { id: id(), text: "めも" });
      await hana.do(handoff, "turns", { id: id(), choose: "digits4" });
      await hana.do(handoff, "hold");
      await hana.do(handoff, "resume");
      await hana.do(handoff, "transfer", { to: "rin" });
      await lead.do(handoff, "close");
      const auditor = await room.agent("kansa", "auditor");
      const answer = await auditor.get(`handoffs/${handoff}/export`);
      expect(answer.headers["content-disposition"]).toBe(
        `attachment; filename="tokeru-handoff-${handoff}.json"`,
      );
      const exported = answer.json();
      expect(exported.thread.map(({ text }: { text: string }) => text)).toEqual(["はい", "めも"]);
      expect(exported.conversation.answers.map(({ by }: { by: string }) => by)).toEqual([
        "resident",
        "agent",
      ]);
      expect(exported.audit[0]).toMatchObject({ actor: "kansa", action: "conversation.exported" });
      expect((await hana.get(`handoffs/${handoff}/export`)).statusCode).toBe(403);
      expect(await actionsOn(resident.row)).toEqual([
        "resident handoff.asked",
        "hana conversation.opened",
        "hana handoff.taken",
        "hana handoff.said",
        "hana handoff.noted",
        "hana handoff.filled_in",
        "hana handoff.held",
        "hana handoff.resumed",
        "hana handoff.transferred",
        "rin handoff.closed",
        "rin conversation.opened",
        "kansa conversation.exported",
      ]);
    });
  });

  describe("what a lead sets", () => {
    it("holds at once: a channel without a desk, and a notice to everybody", async () => {
      const { hana, lead } = await asked();
      const notice = {
        ja: "本日は機械の点検です",
        "ja-simple": "きょうは おやすみです",
        en: "Maintenance today",
      };
      const wanted = { notice, off: { line: false, web: true } };
      expect((await hana.send("PUT", "settings", wanted)).statusCode).toBe(403);
      expect((await lead.send("PUT", "settings", wanted)).json()).toEqual(wanted);
      await expect.poll(async () => (await hana.get("settings")).json()).toEqual(wanted);
      const resident = await room.resident("en");
      await expect(resident.ask()).rejects.toThrow("nobody was asked for");
      const begun = await room.app.inject({
        method: "POST",
        url: "/api/conversations",
        payload: { lang: "en", city: "asagiri", keep: "token" },
      });
      expect(begun.json().say[0]).toBe("Maintenance today");
      expect((await room.store.audit.about("desk", 9))[0]).toMatchObject({
        actor: "rin",
        action: "settings.changed",
        detail: { web: true, notice: true },
      });
      for (const bad of [
        {},
        { ...wanted, off: { line: 1 } },
        { ...wanted, notice: { ja: "x" } },
        { ...wanted, x: 1 },
      ]) {
        expect((await lead.send("PUT", "settings", bad)).json().error.code).toBe("invalid_input");
      }
    });
  });
});
