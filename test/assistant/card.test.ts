import { describe, expect, it } from "vitest";
import {
  type Conversation,
  type Input,
  newConversation,
  turn,
  type TurnResult,
} from "../../src/assistant/index.ts";
import { type CardReport, parseReport } from "../../src/card/report.ts";
import { reportWith } from "../support/card-report.ts";
import { worldOf } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";

const world = worldOf();
const say = world.say("ja");

function play(...inputs: readonly Input[]): TurnResult {
  let result = turn(newConversation("ja", "default"), { show: true }, world);
  for (const input of inputs) result = turn(result.conversation, input, world);
  return result;
}

/** Taps that a story still needs after the card was read: those whose question is still asked. */
function tell(card: CardReport, taps: readonly string[]): { result: TurnResult; tapped: number } {
  let result = play({ card });
  let tapped = 0;
  for (const choose of taps) {
    const isOffered = result.reply.choices.some(({ value }) => value === choose);
    if (!isOffered) continue;
    result = turn(result.conversation, { choose }, world);
    tapped++;
  }
  return { result, tapped };
}

function text({ reply }: TurnResult, section: string): string {
  return (reply.outcome?.sections.find(({ id }) => id === section)?.lines ?? []).map(say).join("\n");
}

describe("the reports of these tests", () => {
  it("keep to the schema that a server checks", () => {
    expect(parseReport(reportWith())).toHaveProperty("report");
    expect(parseReport(reportWith({ code_b: 0, user_pin: null }))).toHaveProperty("report");
  });
});

describe("a card that was read", () => {
  it("needs at most two taps for the seed story", () => {
    const { result, tapped } = tell(reportWith({ code_b: 0 }), ["locked", "birth_expiry_code", "mine"]);
    expect(result.reply.outcome).toMatchObject({
      rule: "D23",
      route: "counter",
      diagnosis: { secret: "code_b" },
    });
    expect(tapped).toBeLessThanOrEqual(2);
  });

  it("skips what the chip has answered, whichever PIN it is", () => {
    const kenmen = tell(reportWith({ kenmen_pin: 0 }), ["locked", "mine"]);
    expect(kenmen.result.reply.outcome?.diagnosis.secret).toBe("kenmen_pin");
    const juki = tell(reportWith({ juki_pin: 0 }), ["locked", "mine"]);
    expect(juki.result.reply.outcome?.diagnosis.secret).toBe("juki_pin");
  });

  it("still asks which one where two are blocked", () => {
    const { result } = tell(reportWith({ code_b: 0, kenmen_pin: 0 }), ["locked"]);
    expect(result.reply.node).toBe("screen");
  });

  it("names what it contradicts", () => {
    const result = play({ choose: "locked" }, { choose: "alnum6_16" }, { card: reportWith({ code_b: 0 }) });
    const done = turn(result.conversation, { choose: "mine" }, world);
    expect(done.reply.outcome?.contradictions).toEqual([
      { field: "secret", said: "sign_pw", found: "code_b" },
    ]);
    expect(text(done, "answer")).toContain("照合番号B");
  });

  it("says that nothing is locked where nothing is", () => {
    const { result } = tell(reportWith(), ["locked", "alnum6_16", "mine", "no"]);
    expect(result.reply.outcome?.contradictions[0]).toMatchObject({ field: "situation", said: "locked" });
    expect(result.reply.outcome?.caveats).toContain("chip_says_not_locked");
  });

  it("does not take a counter that was not read for one that is not locked", () => {
    const { result } = tell(reportWith({ user_pin: null }), [
      "locked",
      "digits4",
      "mynaportal",
      "mine",
      "no",
    ]);
    expect(result.reply.outcome?.contradictions).toEqual([]);
    const row = result.reply.outcome?.slip?.counters.find(({ secret }) => secret === "user_pin");
    expect(row?.left).toBeNull();
  });

  it("stops whoever has one try left", () => {
    const { result } = tell(reportWith({ user_pin: 1 }), ["before_trying", "digits4"]);
    expect(result.reply.outcome?.caveats[0]).toBe("one_try_left");
  });

  it("dates the certificate, so that nobody has to know which of the two ends", () => {
    const ended = reportWith(
      {},
      { user_cert: { not_before: "2021-01-10T00:00:00Z", not_after: "2026-10-01T14:59:59Z" } },
    );
    expect(tell(ended, ["ending", "dont_know", "mine"]).result.reply.outcome).toMatchObject({ rule: "D6" });
    const soon = reportWith(
      {},
      { user_cert: { not_before: "2022-01-10T00:00:00Z", not_after: "2026-12-24T14:59:59Z" } },
    );
    expect(tell(soon, ["ending", "dont_know", "mine"]).result.reply.outcome).toMatchObject({ rule: "D8" });
    // It never outlasts the card, so nothing ends at all, and nobody is sent to renew it.
    const { reply } = tell(reportWith(), ["ending"]).result;
    expect(reply.outcome).toMatchObject({ rule: "R7", route: "hotline_info" });
    expect(reply.outcome?.contradictions).toEqual([
      { field: "situation", said: "expiring_soon", found: "info" },
    ]);
  });

  it("keeps people with an expired certificate from the kiosk", () => {
    const ended = reportWith(
      { sign_pw: 0 },
      { user_cert: { not_before: "2021-01-10T00:00:00Z", not_after: "2026-10-01T14:59:59Z" } },
    );
    const { result } = tell(ended, ["locked", "mine", "yes", "none"]);
    expect(result.reply.outcome).toMatchObject({ rule: "D7", route: "counter_reissue_cert" });
  });

  it("knows a card without a signature certificate", () => {
    const { result } = tell(reportWith({}, { sign_cert_present: false }), ["locked", "alnum6_16", "child"]);
    expect(result.reply.outcome).toMatchObject({ rule: "D28", route: "none" });
  });

  it("says what rests on the chip, with the time, and what on the answers", () => {
    const { result } = tell(reportWith({ code_b: 0 }), ["locked", "mine"]);
    expect(result.reply.outcome?.grounded.on).toBe("card");
    expect(text(result, "grounds")).toContain("12:00");
    expect(text(result, "grounds")).toContain("照合番号B: ロックされています");
    expect(result.reply.outcome?.slip?.counters.find(({ secret }) => secret === "code_b")?.left).toBe(0);
    const readAt = result.reply.outcome?.slip?.readAt;
    expect(readAt && say(readAt)).toContain("2026-11-21 12:00");
  });

  it("keeps no serial, no reader and no token of the card", () => {
    const { conversation } = play({ card: reportWith() });
    expect(JSON.stringify(conversation)).not.toContain("Made-up");
    expect(JSON.stringify(conversation)).not.toContain("JPKI");
  });

  it("can be read at any time, and again: the later reading counts", () => {
    const first = play(
      { choose: "locked" },
      { card: reportWith({ code_b: 0 }) },
      { card: reportWith({ kenmen_pin: 0 }) },
    );
    const done = turn(first.conversation, { choose: "mine" }, world);
    expect(done.reply.outcome?.diagnosis.secret).toBe("kenmen_pin");
  });
});

/** The card that fits each story; stories without one have no card at hand. */
const CARDS: Readonly<Record<string, CardReport>> = {
  D23: reportWith({ code_b: 0 }),
  D24: reportWith({ code_b: 0, kenmen_pin: 0 }),
  D26: reportWith({ sign_pw: 0, user_pin: 0, kenmen_pin: 0, juki_pin: 0 }),
  D8: reportWith(
    {},
    { user_cert: { not_before: "2022-01-21T00:00:00Z", not_after: "2027-01-20T14:59:59Z" } },
  ),
  D22: reportWith({ code_b: 8 }),
  D4: reportWith(),
  D28: reportWith({}, { sign_cert_present: false }),
  D31: reportWith({ user_pin: 0 }),
  D12: reportWith(
    {},
    { user_cert: { not_before: "2025-12-21T00:00:00Z", not_after: "2026-12-20T14:59:59Z" } },
  ),
};

describe("whatever was said", () => {
  const said = ["locked", "before_trying", "reset_fails"] as const;
  const screens = { alnum6_16: "sign_pw", birth_expiry_code: "code_b" } as const;

  it.each(
    said.flatMap((one) => Object.entries(screens).map(([screen, secret]) => [one, screen, secret] as const)),
  )("a lock on the chip is a lock: %s, %s", (first, screen, secret) => {
    const card = reportWith({ [secret]: 0 });
    const before = tell(card, [first, screen, "mine", "no", "none"]).result.reply.outcome;
    const after = play({ choose: first }, { choose: screen }, { card });
    const rest = ["mine", "no", "none"].reduce(
      (result, choose) => (result.reply.outcome ? result : turn(result.conversation, { choose }, world)),
      after,
    ).reply.outcome;
    for (const outcome of [before, rest]) {
      expect(outcome?.diagnosis).toMatchObject({ situation: "locked", secret });
      expect(["none", "reenter_correct_value"]).not.toContain(outcome?.route);
    }
  });

  it("a lock elsewhere in the chip does not take over", () => {
    const { result } = tell(reportWith({ birth_pin: 0 }), ["locked", "alnum6_16", "mine", "no"]);
    expect(result.reply.outcome?.diagnosis.secret).toBe("sign_pw");
  });

  it("an unread counter stays in question beside a blocked one", () => {
    const { result } = tell(reportWith({ sign_pw: null, code_b: 0 }), ["locked"]);
    expect(result.reply.node).toBe("screen");
    const unread = tell(reportWith({ sign_pw: null }), ["locked", "alnum6_16", "mine", "no"]).result;
    expect(text(unread, "grounds")).toContain("読み取れませんでした");
    expect(unread.reply.outcome?.contradictions).toEqual([]);
  });

  it("names the application in which a code is blocked, and no longer asks which", () => {
    const report = { ...reportWith({ code_b: 0 }) };
    const parts = [
      { application: "input_support", file: "0015", left: 10, state: "ok", sw: "63CA" },
      { application: "card_face", file: "0012", left: 0, state: "blocked", sw: "63C0" },
    ] as const;
    const read: CardReport = {
      ...report,
      counters: {
        ...report.counters,
        code_b: { left: 0, max: 10, state: "blocked", sw: "63C0", parts: [...parts] },
      },
    };
    const { result } = tell(read, ["locked", "mine"]);
    const row = result.reply.outcome?.slip?.counters.find(({ secret }) => secret === "code_b");
    expect(row?.applications).toEqual(["券面事項確認AP"]);
    expect(result.reply.outcome?.unknowns).not.toContain("which_code_b_counter");
    expect(text(result, "grounds")).toContain("券面事項確認AP");
  });

  it("a phone on the reader says nothing of the card", () => {
    const phone = {
      ...reportWith(),
      token: "JPKIAPIOSTOKEN" as const,
      counters: {},
      sign_cert_present: null,
    };
    const { result } = tell(phone, ["locked", "alnum6_16", "mine", "no"]);
    expect(result.reply.outcome).toMatchObject({ rule: "D16", diagnosis: { secret: "sign_pw" } });
  });

  it("a reading of yesterday is refused", () => {
    const old = { ...reportWith({ code_b: 0 }), read_at: "2026-11-19T03:00:00Z" };
    const { reply, conversation } = play({ choose: "locked" }, { card: old });
    expect(reply.notices.map(({ id }) => id)).toEqual(["card.too_old"]);
    expect(conversation.card).toBeUndefined();
  });

  it("other locks on the card are pointed out", () => {
    const { result } = tell(reportWith({ sign_pw: 0, kenmen_pin: 0 }), ["locked", "alnum6_16", "mine", "no"]);
    expect(result.reply.outcome?.caveats).toContain("also_locked");
  });
});

describe("every story with a fitting card", () => {
  const withCard = STORIES.filter(({ rule }) => CARDS[rule]);

  it.each(withCard)("gets no worse: $name", ({ taps, rule, route }) => {
    const { result, tapped } = tell(CARDS[rule] ?? reportWith(), taps);
    expect(result.reply.outcome).toMatchObject({ route });
    expect(tapped).toBeLessThanOrEqual(taps.length);
  });

  it("covers all that can have one", () => {
    expect(STORIES.filter(({ rule }) => !CARDS[rule]).map(({ rule }) => rule)).toEqual(["D1"]);
  });
});

describe("where a reading is offered", () => {
  const offers = (...inputs: readonly Input[]): boolean => play(...inputs).reply.offersCard;

  it("is offered where it may spare a question or fill the slip, and not once it was done", () => {
    expect(offers({ choose: "locked" })).toBe(true);
    expect(offers({ choose: "locked" }, { choose: "birth_expiry_code" }, { choose: "mine" })).toBe(true);
    expect(offers()).toBe(false);
    expect(offers({ choose: "lost_card" })).toBe(false);
    expect(offers({ choose: "locked" }, { card: reportWith({ code_b: 0, kenmen_pin: 0 }) })).toBe(false);
  });

  it("asks the app for a code, and changes nothing", () => {
    const before: Conversation = play({ choose: "locked" }).conversation;
    const { conversation, effects } = turn(before, { command: "card" }, world);
    expect(effects).toEqual([{ type: "pairing" }]);
    expect(conversation).toEqual(before);
  });
});
