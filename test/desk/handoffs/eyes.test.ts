import { afterEach, describe, expect, it } from "vitest";
import { DESK_TOPIC } from "../../../src/channels/handing-over.ts";
import { onBothEngines } from "../../store/engines.ts";
import { openRoom, type Room } from "./room.ts";

const ID = "the-very-same-id";
const DAY_MS = 24 * 60 * 60 * 1000;

onBothEngines((bench) => {
  let room: Room;
  afterEach(() => room.close());

  async function asked() {
    room = await openRoom(await bench.open());
    const [hana, ken] = [await room.agent("hana"), await room.agent("ken")];
    const resident = await room.resident();
    return { hana, ken, resident, handoff: await resident.ask() };
  }

  describe("who sees what", () => {
    it("an id that was used for one hand-off opens no other that is over", async () => {
      const { hana, ken, handoff } = await asked();
      await hana.do(handoff, "take");
      await hana.do(handoff, "close", { id: ID });
      // Whoever ended it may send that again.
      expect((await hana.do(handoff, "close", { id: ID })).handoff.state).toBe("closed");
      const other = await (await room.resident()).ask();
      await ken.do(other, "take", { id: ID });
      expect((await ken.act(handoff, "hold", { id: ID })).statusCode).toBe(409);
      expect((await ken.act(handoff, "close", { id: ID })).statusCode).toBe(409);
      expect((await ken.get(`handoffs/${handoff}`)).statusCode).toBe(409);
    });

    it("the same id says something in two conversations, and twice in none", async () => {
      const { hana, handoff } = await asked();
      const other = await (await room.resident()).ask();
      for (const one of [handoff, other]) {
        await hana.do(one, "take");
        await hana.do(one, "say", { id: ID, text: "お待たせしました" });
        const again = await hana.do(one, "say", { id: ID, text: "お待たせしました" });
        expect(again.thread).toHaveLength(1);
      }
    });

    it("the newest of a long thread, on both sides", async () => {
      const { hana, resident, handoff } = await asked();
      await hana.do(handoff, "take");
      await room.store.transaction(async (tx) => {
        for (let n = 0; n < 505; n++) {
          await room.thread.add(tx, resident.row, {
            author: "resident",
            text: `${n}通目`,
            now: room.clock.now,
          });
        }
      });
      const opened = await hana.do(handoff, "say", { id: ID, text: "いちばん新しい" });
      expect(opened.thread.at(-1)?.text).toBe("いちばん新しい");
      const seen = await resident.turn({ command: "language", value: "ja" });
      expect(seen.json().person.messages.at(-1).text).toBe("いちばん新しい");
    });

    it("what was written before somebody began anew is nobody's any more", async () => {
      const { hana, resident, handoff } = await asked();
      await resident.turn({ text: "前の人の話です" });
      await resident.turn({ choose: "locked" });
      room.clock.now += 1_000;
      const after = (await resident.turn({ command: "restart" })).json();
      expect(after.person.messages).toEqual([]);
      expect((await hana.do(handoff, "take")).thread).toEqual([]);
    });

    it("what somebody has, however many wait", async () => {
      const { hana, handoff } = await asked();
      await room.store.transaction(async (tx) => {
        for (let n = 0; n < 500; n++) {
          const conversation = `crowd ${n}`;
          const now = room.clock.now - DAY_MS;
          await tx.conversations.insert({ id: conversation, channel: "web", body: BODY, now });
          await tx.handoffs.ask({
            conversation,
            channel: "web",
            city: "asagiri",
            lang: "ja",
            afterHours: false,
            now,
          });
        }
      });
      await hana.do(handoff, "take");
      expect((await hana.queue()).mine.map(({ id }) => id)).toEqual([handoff]);
    });

    it("an answer and another language, as they come", async () => {
      const { hana, resident, handoff } = await asked();
      const told: unknown[] = [];
      const stop = room.store.listen(DESK_TOPIC, (payload) => void (payload && told.push(payload)));
      const heard = async (input: object) => {
        const before = told.length;
        await resident.turn(input);
        await expect.poll(() => told.length).toBe(before + 1);
        expect(told.at(-1)).toEqual({ handoff, said: true });
      };
      await heard({ choose: "locked" });
      await hana.do(handoff, "take");
      await expect.poll(() => told.length).toBe(2);
      await heard({ command: "language", value: "en" });
      stop();
    });

    it("that somebody did without a person, in the audit", async () => {
      const { resident } = await asked();
      await resident.turn({ command: "assistant" });
      const [latest] = await room.store.audit.about(resident.row, 1);
      expect(latest).toMatchObject({ actor: "resident", action: "handoff.withdrawn" });
    });

    it("no code for a card, since that is for the resident alone", async () => {
      const { hana, handoff } = await asked();
      await hana.do(handoff, "take");
      const answer = await hana.act(handoff, "turns", { id: ID, text: "カードを読む" });
      expect(answer.body).not.toMatch(/[2-9A-Z]{4} [2-9A-Z]{4}/);
    });
  });

  it("what was written is gone after its time, also where the conversation goes on", async () => {
    const { resident } = await asked();
    await resident.turn({ text: "消えるはずの話です" });
    const later = room.clock.now + 31 * DAY_MS;
    await room.store.transaction(async (tx) => {
      const found = await tx.conversations.find(resident.row);
      if (found) await tx.conversations.update(found, found.body, later);
    });
    expect((await room.store.sweep({ now: later })).messages).toBe(1);
    expect(await room.store.conversations.find(resident.row)).toBeDefined();
    expect(await room.thread.read(room.store.messages, resident.row)).toEqual([]);
  });
});

const BODY = { lang: "ja", city: "asagiri", answers: [], person: { state: "waiting", since: 0, said: 0 } };
