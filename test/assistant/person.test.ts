import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Conversation,
  type DeskStanding,
  type Input,
  newConversation,
  turn,
  type TurnResult,
  type World,
} from "../../src/assistant/index.ts";
import { spoken, withoutPerson, withPerson } from "../../src/assistant/person.ts";
import { readConversation } from "../../src/assistant/stored.ts";
import { QUESTION_IDS, QUESTIONS } from "../../src/flows/index.ts";
import { LANGS, rubyToText, withoutRuby } from "../../src/language/index.ts";
import { NOON, worldOf } from "../support/house.ts";

const OPEN: DeskStanding = { open: true, opens: null };
const CLOSED: DeskStanding = { open: false, opens: { day: "2026-11-24", time: "08:30" } };
const at = (desk: DeskStanding, city = "asagiri"): World => ({ ...worldOf(city), desk });
const fresh = newConversation("ja", "asagiri");
const human: Input = { command: "human" };

const noticesOf = ({ reply }: TurnResult): readonly string[] => reply.notices.map(({ id }) => id);
const effectsOf = ({ effects }: TurnResult): readonly string[] => effects.map(({ type }) => type);

function told(world: World, lang: (typeof LANGS)[number]): string {
  const { reply } = turn({ ...fresh, lang }, human, world);
  return reply.notices.map((one) => rubyToText(world.say(lang)(one))).join("\n");
}

function after(from: Conversation, world: World, ...inputs: readonly Input[]): TurnResult {
  let result = turn(from, { show: true }, world);
  for (const input of inputs) result = turn(result.conversation, input, world);
  return result;
}

/** A conversation in which a person talks. */
function talking(...taps: readonly string[]): Conversation {
  const before = after(fresh, at(OPEN), ...taps.map((choose) => ({ choose })), human);
  return withPerson(before.conversation, NOON);
}

describe("asking for a person", () => {
  it("asks the desk, and tells who reads what, how to take it back and whom to call", () => {
    const result = after(fresh, at(OPEN), { choose: "locked" }, human);
    expect(result.conversation.person).toEqual({ state: "waiting", since: NOON, said: 0 });
    expect(result.effects).toEqual([{ type: "handoff", node: "screen" }]);
    expect(noticesOf(result)).toEqual([
      "handoff.asked",
      "handoff.privacy",
      "handoff.cancel",
      "handoff.phone",
      "human.offer",
    ]);
    expect(result.reply.node).toBe("screen");
  });

  it("asks once, and says so", () => {
    const again = after(fresh, at(OPEN), human, human);
    expect(noticesOf(again)[0]).toBe("handoff.waiting");
    expect(noticesOf(again)).toContain("human.offer");
    expect(again.effects).toEqual([]);
  });

  it.each([
    ["ja", "11月24日（火）8:30から", "月曜から金曜 8:30〜17:15（祝日を除く）"],
    [
      "ja-simple",
      "11月(がつ)24日(にち)（火曜日(かようび)） 8:30から",
      "8:30〜17:15（祝日(しゅくじつ)は 休(やす)み）",
    ],
    ["en", "Tuesday 24 November, 8:30", "Monday to Friday 8:30 to 17:15 (closed on public holidays)"],
  ] as const)("tells in %s when somebody is there, while nobody is", (lang, when, hours) => {
    const words = told(at(CLOSED), lang);
    expect(words).toContain(when);
    expect(words).toContain(hours);
    expect(words).toContain("0120-95-0178");
    expect(words).toContain("0000-12-3456");
  });

  it("says today and tomorrow where it is", () => {
    const today: DeskStanding = { open: false, opens: { day: "2026-11-21", time: "13:00" } };
    const tomorrow: DeskStanding = { open: false, opens: { day: "2026-11-22", time: "10:00" } };
    expect(told(at(today), "ja")).toContain("本日 11月21日（土）13:00");
    expect(told(at(tomorrow), "ja")).toContain("明日 11月22日（日）10:00");
  });

  it("promises no time where none is known", () => {
    expect(noticesOf(after(fresh, at({ open: false, opens: null }), human))[0]).toBe(
      "handoff.closed_unknown",
    );
  });

  it("gives telephone numbers alone where there is no desk", () => {
    const result = after(fresh, worldOf("asagiri"), human);
    expect(noticesOf(result)).toEqual(["human.offer"]);
    expect(result.conversation).toEqual(fresh);
  });

  it("keeps what is written meanwhile for whoever comes, and goes on answering", () => {
    const result = after(fresh, at(OPEN), human, { text: "4桁の番号がロックされました" });
    expect(effectsOf(result)).toContain("say");
    expect(result.conversation.person).toMatchObject({ state: "waiting", said: 1 });
    expect(result.reply.answers.length).toBeGreaterThan(0);
  });

  it("says of words that only a person can understand that they reach one, and not that they are gone", () => {
    const text = "足が悪くて役所に行けません";
    const waiting = after(fresh, at(OPEN), human, { text });
    expect(noticesOf(waiting)).toEqual(["handoff.passed_on"]);
    expect(waiting.effects).toEqual([{ type: "say", text }]);
    expect(noticesOf(after(fresh, at(OPEN), { text }))).toEqual(["error.text_not_understood"]);
  });

  it.each(["取り次ぎをやめる", "案内に戻る"])("is taken back by writing %s", (text) => {
    const result = after(fresh, at(OPEN), human, { text });
    expect(result.conversation.person).toBeUndefined();
    expect(noticesOf(result)).toEqual(["handoff.cancelled"]);
    expect(effectsOf(result)).toEqual(["withdraw"]);
  });

  it.each(LANGS)("is taken back by what the button says, in %s", (lang) => {
    const world = at(OPEN);
    for (const id of ["line.button.unask", "line.button.assistant", "ui.unask", "ui.assistant"]) {
      const text = withoutRuby(world.say(lang)({ id }));
      const { conversation } = after({ ...fresh, lang }, world, human, { text });
      expect(conversation.person, text).toBeUndefined();
    }
  });
});

describe("while a person talks", () => {
  it("nothing answers but the guard: words and taps go to the person", () => {
    const words = turn(talking("locked"), { text: "いつ行けばいいですか" }, at(OPEN));
    expect(words.effects).toEqual([{ type: "say", text: "いつ行けばいいですか" }]);
    expect(words.reply.notices).toEqual([]);
    const tap = turn(talking("locked"), { choose: "digits4" }, at(OPEN));
    expect(effectsOf(tap)).toEqual(["say"]);
    expect(tap.reply.answers).toHaveLength(1);
  });

  it("what must not be kept is masked before anybody gets it, and the resident is told", () => {
    const result = turn(talking("locked"), { text: "暗証番号は1234です" }, at(OPEN));
    expect(JSON.stringify(result)).not.toContain("1234");
    expect(noticesOf(result)).toEqual(["warning.pin"]);
    expect(effectsOf(result)).toEqual(["say"]);
  });

  it("the way back is taken, and what was written can still be read", () => {
    const { conversation } = turn(talking(), { text: "はい" }, at(OPEN));
    const result = turn(conversation, { text: "案内に戻る" }, at(OPEN));
    expect(noticesOf(result)).toEqual(["handoff.back"]);
    expect(result.conversation).toMatchObject({ talked: true });
    expect(readConversation(structuredClone(result.conversation))).toEqual(result.conversation);
  });

  it("an agent's answer is an ordinary answer", () => {
    const result = turn(talking("locked"), { choose: "digits4", by: "agent" }, at(OPEN));
    expect(result.reply.answers.at(-1)).toMatchObject({ value: "digits4", by: "agent" });
  });
});

describe("leaving", () => {
  it("keeps that something was written, and nothing where nothing was", () => {
    expect(withoutPerson(talking())).not.toHaveProperty("talked");
    expect(withoutPerson(spoken(talking()))).toMatchObject({ talked: true });
    expect(withoutPerson(spoken(talking()), { now: NOON }).person).toMatchObject({
      state: "waiting",
      said: 1,
    });
  });
});

describe("what everybody is to know", () => {
  const alert = {
    ja: "本日は全国のシステムが止まっています。",
    "ja-simple": "きょうは できません。",
    en: "Down today.",
  };
  const world: World = { ...at(OPEN), alert };

  it("stands before the greeting and before each new answer, and nowhere else", () => {
    expect(after(fresh, world).reply.notices).toEqual([{ id: "alert", text: alert }]);
    const onTheWay = after(fresh, world, { choose: "locked" });
    expect(noticesOf(onTheWay)).toEqual([]);
    const answered = after(fresh, world, { choose: "locked" }, { choose: "digits4" }, { choose: "juki" });
    const { reply } = answered.reply.outcome ? answered : outcomeOf(world);
    expect(reply.notices[0]).toEqual({ id: "alert", text: alert });
    const seenAgain = turn(outcomeOf(world).conversation, { show: true }, world);
    expect(noticesOf(seenAgain)).toEqual([]);
  });

  it("is told by the person while one talks", () => {
    expect(noticesOf(turn(talking(), { show: true }, world))).toEqual([]);
  });

  /** The first answer to every question, until there is an outcome. */
  function outcomeOf(of: World): TurnResult {
    let result = turn(fresh, { show: true }, of);
    while (!result.reply.outcome) {
      const [choice] = result.reply.choices;
      result = turn(result.conversation, { choose: choice?.value ?? "" }, of);
    }
    return result;
  }
});

const values = QUESTION_IDS.flatMap((id) => QUESTIONS[id].options.map(({ value }) => value));
const ofResident: fc.Arbitrary<Input> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...values).map((choose): Input => ({ choose })) },
  { weight: 2, arbitrary: fc.string().map((text): Input => ({ text })) },
  fc
    .constantFrom("ロックされた", "人と話したい", "1", "はい", "暗証番号は1234")
    .map((text): Input => ({ text })),
  fc.constantFrom(...QUESTION_IDS).map((change): Input => ({ change })),
  fc
    .constantFrom("back", "restart", "human", "card")
    .map((command): Input => ({ command: command as "back" })),
  fc.constant<Input>({ show: true }),
  fc.constant<Input>({ link: [{ node: "what_happened", value: "forgot" }] }),
);
/** What the assistant may say beside a person: that one talks, and what must not be written. */
const BESIDE = /^(handoff\.|human\.offer$|warning\.|card\.)/;

describe("random walks beside a person", () => {
  it("change no answer, and say nothing of the flow", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...values), { maxLength: 6 }),
        fc.array(ofResident, { maxLength: 15 }),
        (taps, inputs) => {
          const start = talking(...taps);
          const world = at(OPEN);
          let result = turn(start, { show: true }, world);
          for (const input of inputs) {
            result = turn(result.conversation, input, world);
            expect(result.reply.person).toBe("talking");
            for (const id of noticesOf(result)) expect(id).toMatch(BESIDE);
            expect(effectsOf(result).filter((type) => type === "outcome" || type === "handoff")).toEqual([]);
          }
          expect(result.conversation.answers).toEqual(start.answers);
          expect(result.conversation.heard).toEqual(start.heard);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leave a talk that goes on as if nobody had talked", () => {
    fc.assert(
      fc.property(fc.array(ofResident, { maxLength: 10 }), (inputs) => {
        const world = at(OPEN);
        const start = talking("locked");
        const { conversation } = after(start, world, ...inputs, { command: "assistant" });
        const { talked: _, ...rest } = conversation;
        const { person: _person, ...before } = start;
        expect(rest).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });
});
