import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Conversation,
  fromLink,
  type Input,
  newConversation,
  toLink,
  turn,
  type TurnResult,
} from "../../src/assistant/index.ts";
import { QUESTION_IDS, QUESTIONS } from "../../src/flows/index.ts";
import { readingOnly } from "../../src/language/index.ts";
import { worldOf } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";

const world = worldOf();
const fresh = newConversation("ja", "default");

function after(conversation: Conversation, ...inputs: readonly Input[]): TurnResult {
  let result = turn(conversation, { show: true }, world);
  for (const input of inputs) result = turn(result.conversation, input, world);
  return result;
}

function tapped(...values: readonly string[]): TurnResult {
  return after(fresh, ...values.map((choose) => ({ choose })));
}

const answersOf = ({ conversation }: TurnResult) =>
  conversation.answers.map(({ node, value }) => [node, value]);
const noticesOf = ({ reply }: TurnResult) => reply.notices.map(({ id }) => id);

describe("the stories", () => {
  it.each(STORIES)("$name", ({ taps, rule, route, secret }) => {
    const { reply } = tapped(...taps);
    expect(reply.node).toBe("outcome");
    expect(reply.outcome).toMatchObject({ rule, route, diagnosis: { secret } });
  });

  it("tells the seed story in at most four taps", () => {
    expect(STORIES[0]?.taps.length).toBeLessThanOrEqual(4);
  });
});

describe("choosing", () => {
  it("refuses what the question does not offer, and leaves everything as it was", () => {
    const before = tapped("locked");
    const result = after(before.conversation, { choose: "no_such_answer" });
    expect(noticesOf(result)).toEqual(["error.unknown_choice"]);
    expect(result.conversation).toEqual(before.conversation);
    expect(result.reply.node).toBe(before.reply.node);
  });

  it("tells kindly of a button of an earlier question", () => {
    const before = tapped("locked", "digits4");
    const result = after(before.conversation, { choose: "forgot", node: "what_happened" });
    expect(noticesOf(result)).toEqual(["error.stale_choice"]);
    expect(result.conversation).toEqual(before.conversation);
  });

  it("takes a second tap on the same button as the same answer", () => {
    const before = tapped("locked", "digits4");
    const result = after(before.conversation, { choose: "digits4", node: "screen" });
    expect(noticesOf(result)).toEqual([]);
    expect(result.conversation).toEqual(before.conversation);
  });
});

describe("changing one answer", () => {
  it("keeps the others that still hold", () => {
    const before = tapped("forgot", "alnum6_16", "mine", "yes", "none");
    expect(before.reply.outcome?.route).toBe("kiosk_sign");
    const reopened = after(before.conversation, { change: "user_pin_works" });
    expect(reopened.reply.node).toBe("user_pin_works");
    const changed = after(reopened.conversation, { choose: "no" });
    expect(changed.reply.outcome?.route).toBe("counter");
    expect(answersOf(changed)).toEqual([
      ["what_happened", "forgot"],
      ["which_forgotten", "alnum6_16"],
      ["whose_card", "mine"],
      ["user_pin_works", "no"],
    ]);
  });

  it("asks again only what the new answer opens", () => {
    const before = tapped("forgot", "alnum6_16", "mine", "no");
    const changed = after(before.conversation, { change: "which_forgotten" }, { choose: "all" });
    expect(changed.reply.outcome?.rule).toBe("D26");
    const back = after(changed.conversation, { change: "which_forgotten" }, { choose: "digits4" });
    expect(back.reply.node).toBe("service");
    expect(answersOf(back)).toContainEqual(["whose_card", "mine"]);
  });

  it("refuses a question that was not answered", () => {
    expect(noticesOf(after(tapped("locked").conversation, { change: "residence" }))).toEqual([
      "error.stale_choice",
    ]);
    expect(noticesOf(after(tapped("locked").conversation, { change: "nonsense" }))).toEqual([
      "error.stale_choice",
    ]);
  });
});

describe("commands", () => {
  it("goes back one question, also from the outcome", () => {
    const outcome = tapped("locked", "birth_expiry_code", "mine");
    const back = after(outcome.conversation, { command: "back" });
    expect(back.reply.node).toBe("whose_card");
    expect(after(fresh, { command: "back" }).reply.node).toBe("what_happened");
  });

  it("starts again in the same language and city", () => {
    const english = after(
      fresh,
      { command: "language", value: "en" },
      { choose: "locked" },
      { command: "restart" },
    );
    expect(english.conversation).toEqual({ lang: "en", city: "default", answers: [], begun: world.now });
  });

  it("refuses a language that is not served", () => {
    const result = after(fresh, { command: "language", value: "xx" });
    expect(noticesOf(result)).toEqual(["error.unknown_language"]);
    expect(result.conversation.lang).toBe("ja");
  });

  it("offers a person from every question without losing the place", () => {
    const before = tapped("locked");
    const result = after(before.conversation, { command: "human" });
    expect(noticesOf(result)).toEqual(["human.offer"]);
    expect(result.effects).toEqual([{ type: "handoff", node: "screen" }]);
    expect(result.conversation).toEqual(before.conversation);
  });
});

describe("typed words", () => {
  it("reads the number, the full label and the short one", () => {
    const byNumber = after(fresh, { text: "５" });
    const label = world.say("ja")({ id: "option.what_happened.locked" });
    const short = world.say("ja")({ id: "short.what_happened.locked" });
    for (const result of [
      byNumber,
      after(fresh, { text: `${label}。` }),
      after(fresh, { text: ` ${short} ` }),
    ]) {
      expect(answersOf(result)).toEqual([["what_happened", "locked"]]);
    }
  });

  it("reads a label typed in kana where its kanji carry readings", () => {
    const simple = newConversation("ja-simple", "default");
    const label = readingOnly(world.say("ja-simple")({ id: "option.what_happened.locked" }));
    expect(answersOf(after(simple, { text: label }))).toEqual([["what_happened", "locked"]]);
  });

  it("reads commands and the names of languages in every language", () => {
    expect(after(fresh, { text: "English" }).conversation.lang).toBe("en");
    const english = after(fresh, { text: "english" }, { text: "日本語" });
    expect(english.conversation.lang).toBe("ja");
    expect(after(tapped("locked").conversation, { text: "もどる" }).reply.node).toBe("what_happened");
  });

  it("answers anything else with the question, and keeps none of it", () => {
    const result = after(fresh, { text: "ぬぬぬ ふがふが" });
    expect(noticesOf(result)).toEqual(["error.text_not_understood"]);
    // That something was not understood is counted; of what it was, nothing is kept.
    expect(result.conversation).toEqual({ ...fresh, words: { none: 1 } });
  });

  it("keeps ids of what it understands, and never the words", () => {
    const { conversation } = after(fresh, { text: "4桁のやつロックされた" });
    expect(conversation.answers[0]).toMatchObject({ node: "what_happened", value: "locked" });
    expect(JSON.stringify(conversation)).not.toMatch(/桁|やつ/);
  });

  it.each(["1234", "１２３４", "1 2-3 4", "PINは9876です"])("warns of numbers: %s", (text) => {
    const result = after(fresh, { text });
    expect(noticesOf(result)).toEqual(["warning.pin", "error.text_not_understood"]);
    expect(JSON.stringify(result)).not.toContain(text);
  });
});

describe("links", () => {
  it("carry the answers to a fresh conversation", () => {
    const told = tapped("locked", "birth_expiry_code", "mine");
    const followed = after(fresh, { link: fromLink(toLink(told.conversation)) });
    expect(followed.reply.outcome?.rule).toBe(told.reply.outcome?.rule);
    expect(followed.conversation.answers.every(({ by }) => by === "link")).toBe(true);
  });

  it("never fail, whatever they hold", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { reply } = after(fresh, { link: fromLink(text) });
        expect(reply.choices.length > 0 || reply.outcome !== null).toBe(true);
      }),
    );
  });

  it("stop at an answer that its question does not offer", () => {
    const { reply } = after(fresh, {
      link: fromLink("what_happened.locked~screen.nonsense~whose_card.mine"),
    });
    expect(reply.node).toBe("screen");
  });
});

describe("after an upgrade", () => {
  it("tells the resident when the same answers lead elsewhere", () => {
    const old = tapped("locked", "birth_expiry_code", "mine").conversation;
    const upgraded: Conversation = { ...old, told: { rule: "D20", route: "counter" } };
    const result = turn(upgraded, { show: true }, world);
    expect(noticesOf(result)).toEqual(["notice.answer_changed"]);
    expect(noticesOf(turn(result.conversation, { show: true }, world))).toEqual([]);
  });

  it("asks on where an answer is no longer offered", () => {
    const old: Conversation = {
      ...fresh,
      answers: [
        { node: "what_happened", value: "locked", by: "resident", at: 0 },
        { node: "screen", value: "an_option_of_old", by: "resident", at: 0 },
      ],
      told: { rule: "D20", route: "counter" },
    };
    const result = turn(old, { show: true }, world);
    expect(result.reply.node).toBe("screen");
    expect(noticesOf(result)).toEqual(["notice.answer_changed"]);
  });
});

const values = QUESTION_IDS.flatMap((id) => QUESTIONS[id].options.map(({ value }) => value));
const anyInput: fc.Arbitrary<Input> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...values).map((choose): Input => ({ choose })) },
  fc.constantFrom(...QUESTION_IDS).map((change): Input => ({ change })),
  fc.constantFrom("back", "restart", "human").map((command): Input => ({ command })),
  fc.constantFrom("ja", "ja-simple", "en", "xx").map((value): Input => ({ command: "language", value })),
  fc.string().map((text): Input => ({ text })),
);

describe("random walks", () => {
  it("always end with something to choose or an answer, and are the replay of their answers", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (inputs) => {
        const result = after(fresh, ...inputs);
        const { reply, conversation } = result;
        expect(reply.choices.length > 0).toBe(reply.outcome === null);
        const replayed = turn(conversation, { show: true }, world);
        // Whoever has been answered is not greeted again; whoever looks anew is.
        expect(replayed.reply).toEqual({ ...reply, notices: [], say: replayed.reply.say });
        expect(replayed.reply.say.at(-1)).toEqual(reply.say.at(-1));
        expect(replayed.conversation).toEqual(conversation);
        expect(new Set(conversation.answers.map(({ node }) => node)).size).toBe(conversation.answers.length);
      }),
      { numRuns: 500 },
    );
  });

  it("can always be undone by going back as often as there are answers", () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 15 }), (inputs) => {
        const result = after(fresh, ...inputs);
        const back = result.reply.answers.map((): Input => ({ command: "back" }));
        expect(after(result.conversation, ...back).reply.node).toBe("what_happened");
      }),
      { numRuns: 200 },
    );
  });
});
