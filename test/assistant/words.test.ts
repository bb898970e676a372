import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replay } from "../../src/assistant/conversation.ts";
import type { Heard } from "../../src/assistant/heard.ts";
import { type Conversation, newConversation, turn } from "../../src/assistant/index.ts";
import { understand } from "../../src/assistant/understand.ts";
import type { Understood } from "../../src/assistant/understood.ts";
import type { Input } from "../../src/assistant/input.ts";
import { worldOf } from "../support/house.ts";

/** What a reader of words makes of the next text; the reader itself is tested with the language. */
function hearing(understood: Partial<Understood>) {
  return { ...worldOf(), understand: () => ({ heard: {}, asked: null, lang: "ja", ...understood }) };
}

/** A reader that makes of each part of a text what is written here, and nothing of any other. */
function readingEach(parts: Readonly<Record<string, Partial<Understood>>>) {
  const understand = (text: string) => ({ heard: {}, asked: null, lang: "ja", ...parts[text] });
  return { ...worldOf(), understand };
}

const sure = (values: Record<string, string | boolean>): Heard =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value, sure: true }]));
const unsure = (values: Record<string, string>): Heard =>
  Object.fromEntries(Object.entries(values).map(([field, value]) => [field, { value, sure: false }]));

/** What a reader may make of words, field by field. */
const CAN_BE_SAID = {
  situation: ["forgot", "locked", "revoked", "lost_card", "phone_lost", "expired", "change_known_pin"],
  secret: ["sign_pw", "user_pin", "sign_cert", "card_body", "all_pins", "phone_user_pin", "licence_pin"],
  screen: ["digits4", "alnum6_16"],
  who: ["self", "household", "agent"],
  under_15: [true, false],
  abroad: [true, false],
  medium: ["card", "phone"],
  data_changed: [true, false],
  nfc_phone: [true, false],
  "knows:user_pin": [true, false],
  "knows:sign_pw": [true, false],
} as const;

function said(values: readonly (string | boolean)[]) {
  return fc.record({ value: fc.constantFrom(...values), sure: fc.boolean() });
}

const blank = newConversation("ja", "default");
const typed: Input = { text: "さて、これはどう読まれるか" };
const given = ({ answers }: Conversation) => answers.map(({ node, value }) => `${node}=${value}`);
const ids = (reply: { readonly notices: readonly { readonly id: string }[] }) =>
  reply.notices.map(({ id }) => id);

function answered(...inputs: readonly Input[]): Conversation {
  return inputs.reduce((at, input) => turn(at, input, worldOf()).conversation, blank);
}

describe("words", () => {
  it("answer the questions that they are sure about, and are said back", () => {
    const heard = sure({ situation: "reset_but_still_fails", secret: "code_b" });
    const { conversation, reply } = turn(blank, typed, hearing({ heard }));
    expect(given(conversation)).toEqual(["what_happened=reset_fails", "screen=birth_expiry_code"]);
    expect(ids(reply)).toEqual(["heard.taken", "heard.item", "heard.item"]);
    expect(reply.node).not.toBe("outcome");
  });

  it("decide nothing where they are unsure: the choice is only suggested", () => {
    const { conversation, reply } = turn(blank, typed, hearing({ heard: unsure({ situation: "locked" }) }));
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBe("locked");
    expect(ids(reply)).toEqual(["heard.suggested"]);
  });

  it("are sure of the situation and unsure of the secret: the first is taken, the second suggested", () => {
    const heard = { ...sure({ situation: "locked" }), ...unsure({ secret: "sign_pw" }) };
    const { conversation, reply } = turn(blank, typed, hearing({ heard }));
    expect(given(conversation)).toEqual(["what_happened=locked"]);
    expect(reply.node).toBe("screen");
    expect(reply.suggested).toBe("alnum6_16");
  });

  it("take nothing where what is unsure points elsewhere", () => {
    const heard = { ...sure({ situation: "locked" }), at_clinic: { value: true, sure: false } };
    const { conversation, reply } = turn(blank, typed, hearing({ heard }));
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBe("at_clinic");
  });

  it.each([
    ["the card itself was named, not that it was lost", { secret: "card_body" }],
    ["a certificate was named, not that it was revoked", { secret: "sign_cert" }],
    ["all PINs were named, not that they were forgotten", { secret: "all_pins" }],
  ])("say no more than was said: %s", (_, said) => {
    const { conversation } = turn(blank, typed, hearing({ heard: sure(said) }));
    expect(conversation.answers).toEqual([]);
  });

  it("do not skip the errand of somebody who only said for whom they go", () => {
    const heard = sure({ situation: "agent_request", who: "agent" });
    const { reply, conversation } = turn(blank, typed, hearing({ heard }));
    expect(given(conversation)).toEqual(["what_happened=other", "what_else=represent", "who_goes=agent"]);
    expect(reply).toMatchObject({ node: "errand", suggested: null });
  });

  it("do not make the card of somebody old enough the writer's own", () => {
    const at = answered({ choose: "locked" }, { choose: "alnum6_16" });
    const heard = sure({ under_15: false, under_18: false });
    expect(turn(at, typed, hearing({ heard })).reply.node).toBe("whose_card");
  });

  it("do not make a phone the answer that nothing else keeps a kiosk from helping", () => {
    const at = answered({ choose: "locked" }, { choose: "alnum6_16" }, { choose: "mine" }, { choose: "yes" });
    const { conversation, reply } = turn(at, typed, hearing({ heard: sure({ nfc_phone: true }) }));
    expect(reply).toMatchObject({ node: "kiosk_check", suggested: "none", outcome: null });
    expect(conversation.answers).toEqual(at.answers);
    const moved = hearing({ heard: sure({ data_changed: true }) });
    expect(given(turn(at, typed, moved).conversation)).toContain("kiosk_check=moved");
  });

  it("come to an answer only where all that decides it was surely heard", () => {
    const heard = fc.record(
      Object.fromEntries(Object.entries(CAN_BE_SAID).map(([field, values]) => [field, said(values)])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(heard, (heard) => {
        const world = hearing({ heard });
        const { conversation } = turn(blank, typed, world);
        const { node, of } = replay(world, conversation, "2026-11-21");
        if (node !== "outcome") return;
        const surely = Object.entries(heard).filter(([, one]) => one?.sure);
        const known = Object.fromEntries(surely.map(([field, one]) => [field, one?.value]));
        if (of.situation !== "unclear") expect(known["situation"]).toBe(of.situation);
        const { data_changed, nfc_phone } = of;
        const knows = Object.entries(of.knows ?? {}).map(([secret, one]) => [`knows:${secret}`, one]);
        const decided = Object.entries({ data_changed, nfc_phone, ...Object.fromEntries(knows) });
        const stated = decided.filter(([, value]) => typeof value === "boolean");
        expect(known).toMatchObject(Object.fromEntries(stated));
      }),
      { numRuns: 200 },
    );
  });

  it("are remembered as ids until the outcome: what they told of later questions is used there", () => {
    const heard = { ...unsure({ situation: "reset_but_still_fails" }), ...sure({ secret: "code_b" }) };
    const asked = turn(blank, typed, hearing({ heard }));
    expect(asked.reply.suggested).toBe("reset_fails");
    const agreed = turn(asked.conversation, { text: "はい" }, hearing({}));
    expect(given(agreed.conversation)).toEqual(["what_happened=reset_fails", "screen=birth_expiry_code"]);
    const done = turn(agreed.conversation, { choose: "mine" }, hearing({}));
    expect(done.reply.outcome?.diagnosis.secret).toBe("code_b");
    expect(done.conversation.heard).toBeUndefined();
  });

  it("name a secret that no list could tell apart", () => {
    const at = answered({ choose: "locked" });
    const { conversation, reply } = turn(at, typed, hearing({ heard: sure({ secret: "kenmen_pin" }) }));
    expect(given(conversation)).toContain("screen=kenmen_pin");
    expect(reply.choices.map(({ value }) => value)).not.toContain("kenmen_pin");
  });

  it("answer a question aside and leave the open question as it was", () => {
    const at = answered({ choose: "locked" });
    const { conversation, reply } = turn(at, typed, hearing({ asked: { what: "fee", sure: true } }));
    expect(conversation).toEqual({ ...at, words: { "aside.fee": 1 } });
    expect(reply.node).toBe("screen");
    expect(ids(reply)).toEqual(["aside.fee", "aside.source", "aside.source"]);
  });

  it("are small talk at the beginning, and an answer that was not understood later on", () => {
    const chat = hearing({ asked: { what: "outside_chat", sure: true } });
    expect(ids(turn(blank, typed, chat).reply)).toEqual(["aside.outside_chat"]);
    expect(ids(turn(answered({ choose: "locked" }), typed, chat).reply)).toEqual([
      "error.text_not_understood",
    ]);
  });

  it("ask for a person", () => {
    const { effects } = turn(blank, typed, hearing({ asked: { what: "person", sure: true } }));
    expect(effects).toContainEqual({ type: "handoff", node: "what_happened" });
  });

  it("correct an earlier answer for somebody who says so, and only then", () => {
    const at = answered({ choose: "locked" }, { choose: "alnum6_16" }, { choose: "mine" }, { choose: "yes" });
    const moved = turn(at, { choose: "moved" }, worldOf());
    const heard = sure({ secret: "unknown_4digit" });
    const ignored = turn(moved.conversation, { text: "4けた" }, hearing({ heard }));
    expect(given(ignored.conversation)).toContain("screen=alnum6_16");
    const corrected = turn(moved.conversation, { text: "やっぱり4けただった" }, hearing({ heard }));
    expect(given(corrected.conversation)).toContain("screen=digits4");
  });

  it("that correct what words told before replace it at later questions, too", () => {
    const first = turn(blank, typed, hearing({ heard: sure({ situation: "locked", secret: "sign_pw" }) }));
    const heard = sure({ secret: "user_pin" });
    const corrected = turn(first.conversation, { text: "やっぱり4けたのほうだった" }, hearing({ heard }));
    const reopened = turn(corrected.conversation, { change: "what_happened" }, worldOf());
    const changed = turn(reopened.conversation, { choose: "forgot" }, worldOf());
    expect(given(changed.conversation)).toContain("which_forgotten=user_pin");
  });

  it("ask anew what no longer holds, as often as somebody thinks otherwise", () => {
    const at = answered({ choose: "locked" }, { choose: "alnum6_16" }, { choose: "mine" }, { choose: "yes" });
    const moved = turn(at, { choose: "moved" }, worldOf());
    const stayed = hearing({ heard: sure({ data_changed: false }) });
    const taken = turn(moved.conversation, { text: "やっぱり引っ越してない" }, stayed);
    expect(given(taken.conversation)).toEqual(given(at));
    expect(taken.reply).toMatchObject({ node: "kiosk_check", suggested: "none" });
    const again = hearing({ heard: sure({ data_changed: true }) });
    const back = turn(taken.conversation, { text: "やっぱり引っ越してた" }, again);
    expect(given(back.conversation)).toEqual(given(moved.conversation));
  });

  it("take back what was told of a question still to come", () => {
    const heard = sure({ situation: "locked", secret: "sign_pw", data_changed: true });
    const told = turn(blank, typed, hearing({ heard }));
    const stayed = hearing({ heard: sure({ data_changed: false }) });
    const { conversation, reply } = turn(told.conversation, { text: "やっぱり引っ越してない" }, stayed);
    expect(ids(reply)).not.toContain("error.text_not_understood");
    expect(conversation.heard?.data_changed).toEqual({ value: false, sure: true });
    expect(given(conversation)).toEqual(given(told.conversation));
  });

  it("go on after a correction with what was heard before", () => {
    const forgot = sure({ situation: "forgot", screen: "alnum6_16", secret: "sign_pw" });
    const told = turn(blank, typed, hearing({ heard: forgot }));
    const locked = hearing({ heard: sure({ situation: "locked" }) });
    const { conversation, reply } = turn(told.conversation, { text: "やっぱりロックされてた" }, locked);
    expect(given(conversation)).toEqual(expect.arrayContaining(["what_happened=locked", "screen=alnum6_16"]));
    expect(reply.node).toBe("whose_card");
  });

  it.each([
    ["ja", "暗証番号を5回まちがえたらロックされますか"],
    ["ja", "「暗証番号が違います」と出ました"],
    ["ja", "さっきの4けたのほうも忘れました"],
    ["ja-simple", "ばんごうを まちがえました"],
    ["en", "sorry, I do not understand the 4 digit thing"],
    ["en", "Can I go to a kiosk instead of the counter?"],
  ] as const)("that only tell the trouble correct nothing (%s: %s)", (lang, text) => {
    const begun = newConversation(lang, "default");
    const at = ["locked", "alnum6_16"].reduce(
      (at, choose) => turn(at, { choose }, worldOf()).conversation,
      begun,
    );
    const heard = sure({ secret: "unknown_4digit", situation: "forgot" });
    expect(given(turn(at, { text }, hearing({ heard })).conversation)).toEqual(given(at));
  });

  it.each([
    ["a lost card", sure({ situation: "lost_card", secret: "card_body" }), "what_happened=lost_card"],
    ["a fraud", sure({ situation: "scam_suspect" }), "what_happened=scam"],
    ["the clinic's desk", sure({ situation: "locked", at_clinic: true }), "what_happened=at_clinic"],
    [
      "whatever the trouble is there",
      sure({ situation: "forgot", secret: "user_pin", screen: "digits4", at_clinic: true }),
      "what_happened=at_clinic",
    ],
  ])("let %s jump the queue", (_, heard, first) => {
    const at = answered({ choose: "ending" });
    const { conversation } = turn(at, typed, hearing({ heard }));
    expect(given(conversation)[0]).toBe(first);
  });

  it("keep somebody at the clinic's desk there, who tells the trouble in a second message", () => {
    const there = turn(blank, typed, hearing({ heard: sure({ at_clinic: true }) }));
    const told = turn(there.conversation, typed, hearing({ heard: sure({ situation: "forgot" }) }));
    expect(given(told.conversation)).toEqual(["what_happened=at_clinic"]);
    expect(told.reply.node).toBe("clinic_problem");
  });

  it("keep nobody at the clinic's desk who says by a tap that they are not there", () => {
    const heard = sure({ situation: "locked", at_clinic: true });
    const there = turn(blank, typed, hearing({ heard })).conversation;
    const reopened = turn(there, { change: "what_happened" }, worldOf()).conversation;
    const tapped = turn(reopened, { choose: "locked" }, worldOf()).conversation;
    expect(given(tapped)).toContain("what_happened=locked");
    const more = turn(tapped, typed, hearing({ heard: sure({ screen: "alnum6_16" }) })).conversation;
    expect(given(more)).toEqual(expect.arrayContaining(["what_happened=locked", "screen=alnum6_16"]));
  });

  it("do not bring back what a tap has said otherwise", () => {
    const heard = sure({ situation: "locked", secret: "sign_pw" });
    const locked = turn(blank, typed, hearing({ heard })).conversation;
    const inputs = [
      { change: "screen" },
      { choose: "digits4" },
      { change: "what_happened" },
      { choose: "forgot" },
    ];
    const forgot = inputs.reduce((at, input) => turn(at, input, worldOf()).conversation, locked);
    expect(given(forgot)).not.toContain("which_forgotten=alnum6_16");
  });

  it("tell of a lost card at the clinic: that comes first", () => {
    const there = turn(blank, typed, hearing({ heard: sure({ at_clinic: true }) })).conversation;
    const lost = sure({ situation: "lost_card", secret: "card_body" });
    expect(given(turn(there, typed, hearing({ heard: lost })).conversation)).toEqual([
      "what_happened=lost_card",
    ]);
  });

  it("are answered in their own language where it is served, and told where it is not", () => {
    const heard = sure({ situation: "locked" });
    expect(turn(blank, typed, hearing({ heard, lang: "en" })).reply.lang).toBe("en");
    const plain = newConversation("ja-simple", "default");
    expect(turn(plain, typed, hearing({ heard, lang: "ja" })).reply.lang).toBe("ja-simple");
    expect(ids(turn(blank, typed, hearing({ lang: "ko" })).reply)).toEqual(["heard.other_language"]);
  });

  it("are told once that やさしい日本語 is there, where they are written as learners write", () => {
    const heard = sure({ situation: "locked" });
    const first = turn(blank, typed, hearing({ heard, lang: "ja-simple" }));
    expect([first.reply.lang, ids(first.reply).at(-1)]).toEqual(["ja", "heard.easy_japanese"]);
    const next = turn(
      first.conversation,
      typed,
      hearing({ heard: sure({ secret: "user_pin" }), lang: "ja-simple" }),
    );
    expect(ids(next.reply)).not.toContain("heard.easy_japanese");
    expect(ids(turn(blank, typed, hearing({ heard, lang: "ja" })).reply)).not.toContain(
      "heard.easy_japanese",
    );
    expect(
      ids(turn(newConversation("ja-simple", "default"), typed, hearing({ heard, lang: "ja-simple" })).reply),
    ).not.toContain("heard.easy_japanese");
  });

  it("take trouble and question from one message: both are said back", () => {
    const world = readingEach({
      "4けたがロックされた。": { heard: sure({ situation: "locked" }) },
      "ローソンでもいい?": { asked: { what: "kiosk_lawson", sure: true } },
      "4けたがロックされた。ローソンでもいい?": { heard: sure({ situation: "locked" }) },
    });
    const { conversation, reply } = turn(blank, { text: "4けたがロックされた。ローソンでもいい?" }, world);
    expect(given(conversation)).toEqual(["what_happened=locked"]);
    expect(ids(reply).slice(0, 3)).toEqual(["heard.taken", "heard.item", "aside.kiosk_lawson"]);
  });

  it("that ask nothing answer the open question before they are taken for a question aside", () => {
    const understood = {
      heard: sure({ secret: "sign_pw", screen: "alnum6_16" }),
      asked: { what: "what_sign_pw", sure: true },
    } as const;
    const at = answered({ choose: "forgot" });
    const named = turn(at, { text: "署名用のパスワード" }, hearing(understood));
    expect(given(named.conversation)).toContain("which_forgotten=alnum6_16");
    expect(ids(named.reply)).not.toContain("aside.what_sign_pw");
    const asking = turn(at, { text: "署名用のパスワードとは何?" }, hearing(understood));
    expect(ids(asking.reply)).toContain("aside.what_sign_pw");
  });

  it("that name what they mean less surely get both the answer aside and the suggestion", () => {
    const understood = {
      heard: unsure({ secret: "sign_pw" }),
      asked: { what: "what_sign_pw", sure: true },
    } as const;
    const { reply } = turn(
      answered({ choose: "forgot" }),
      { text: "署名用って何でしたっけ" },
      hearing(understood),
    );
    expect(reply.suggested).toBe("alnum6_16");
    expect(ids(reply)).toEqual(expect.arrayContaining(["aside.what_sign_pw", "heard.suggested"]));
  });

  it("of a certificate that could not be checked take nothing, and say that it may be the server", () => {
    const { conversation, reply } = turn(blank, typed, hearing({ checkFailed: true }));
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBeNull();
    expect(ids(reply)).toEqual(["heard.check_failed"]);
  });

  it("take nothing from a certificate's name alone: what happened to it is asked", () => {
    const { conversation, reply } = turn(blank, typed, hearing({ heard: sure({ secret: "user_cert" }) }));
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBe("ending");
  });

  it("say back what they tell of a question that may still come", () => {
    const at = answered({ choose: "revoked" });
    const { reply } = turn(at, typed, hearing({ heard: sure({ data_changed: false }) }));
    expect(ids(reply)).toEqual(["heard.taken", "noted.data_changed.false"]);
  });

  it("say which of several troubles are left for afterwards", () => {
    const text = "暗証番号も忘れたし、カードの期限も来月です";
    const expiring = { heard: sure({ situation: "expiring_soon", secret: "card_body" }) };
    const world = readingEach({
      [text]: expiring,
      "暗証番号も忘れたし、": { heard: sure({ situation: "forgot" }) },
      カードの期限も来月です: expiring,
    });
    const { conversation, reply } = turn(blank, { text }, world);
    expect(given(conversation)).toContain("what_happened=ending");
    const left = reply.notices.filter(({ id }) => id === "heard.set_aside");
    expect(left.map(({ vars }) => vars?.["trouble"])).toMatchObject([{ id: "option.what_happened.forgot" }]);
  });

  it("that are not understood change nothing", () => {
    const { conversation, reply } = turn(blank, typed, hearing({}));
    expect(conversation).toEqual({ ...blank, words: { none: 1 } });
    expect(ids(reply)).toEqual(["error.text_not_understood"]);
  });
});

describe("words that come late", () => {
  const kiosk = answered(
    { choose: "forgot" },
    { choose: "alnum6_16" },
    { choose: "mine" },
    { choose: "yes" },
    { choose: "none" },
  );

  it("say what keeps the kiosk from helping, and need no word of correction for it", () => {
    const moved = hearing({ heard: sure({ data_changed: true }) });
    const { conversation, reply } = turn(kiosk, { text: "先月、引っ越しました" }, moved);
    expect(given(conversation)).toContain("kiosk_check=moved");
    expect(reply.outcome?.route).toBe("counter_reissue_cert");
  });

  it("ask what would hold if, and change nothing by it", () => {
    const moved = hearing({ heard: sure({ data_changed: true }), asked: { what: "moved", sure: true } });
    const { conversation } = turn(kiosk, { text: "引っ越したあとだとどうなりますか" }, moved);
    expect(given(conversation)).toEqual(given(kiosk));
  });

  it.each([
    ["is not sure of it", "先月引っ越したかもしれません", { data_changed: true }],
    ["speaks of somebody else", "父が引っ越しました", { data_changed: true, who: "agent" }],
  ])("ask again where somebody %s", (_, text, heard) => {
    const { reply } = turn(kiosk, { text }, hearing({ heard: sure(heard) }));
    expect(reply).toMatchObject({ node: "kiosk_check", suggested: "moved" });
  });

  it("ask again, too, before they send somebody to a kiosk who was told to go elsewhere", () => {
    const inputs = ["forgot", "alnum6_16", "mine", "no"].map((choose) => ({ choose }));
    const known = hearing({ heard: sure({ "knows:user_pin": true }) });
    const { reply } = turn(answered(...inputs), { text: "4桁は使えます" }, known);
    expect(reply).toMatchObject({ node: "user_pin_works", suggested: "yes", outcome: null });
  });

  it("name a secret that is known after all, and not as the one in trouble", () => {
    const inputs = ["locked", "digits4", "mynaportal", "mine", "no"].map((choose) => ({ choose }));
    const known = hearing({ heard: sure({ "knows:sign_pw": true, secret: "sign_pw" }) });
    const { conversation } = turn(answered(...inputs), { text: "やっぱり署名用は覚えてました" }, known);
    expect(given(conversation)).toEqual(expect.arrayContaining(["screen=digits4", "knows_sign_pw=yes"]));
  });

  it("ask again what a correction contradicts but does not replace", () => {
    const at = answered({ choose: "at_clinic" }, { choose: "pin" });
    const face = hearing({ heard: { ...sure({ secret: "face_auth" }), ...unsure({ situation: "locked" }) } });
    expect(turn(at, { text: "いや、顔認証がだめなんです" }, face).reply.node).toBe("clinic_problem");
  });

  it("add the four digits to what is forgotten, and do not put them in its place", () => {
    const heard = sure({ situation: "forgot", secret: "unknown_4digit", screen: "digits4" });
    const { conversation, reply } = turn(kiosk, { text: "あ、4桁も忘れてました" }, hearing({ heard }));
    expect(given(conversation)).toEqual(
      expect.arrayContaining(["which_forgotten=alnum6_16", "user_pin_works=no"]),
    );
    expect(reply.outcome?.route).toBe("counter");
  });

  it("add it before its question comes, too, and it is not asked any more", () => {
    const heard = sure({ situation: "forgot", screen: "digits4" });
    const at = answered({ choose: "forgot" }, { choose: "alnum6_16" });
    const { conversation, reply } = turn(at, { text: "やっぱり4桁も覚えてない" }, hearing({ heard }));
    expect(given(conversation)).toEqual(given(at));
    expect(ids(reply)).toEqual(["heard.taken", "noted.knows_user_pin.false"]);
    const whose = turn(conversation, { choose: "mine" }, worldOf());
    expect(given(whose.conversation)).toContain("user_pin_works=no");
  });

  it("ask the kiosk's question anew where the certificates have ended, too", () => {
    const heard = sure({ situation: "expired", secret: "both_certs" });
    const { reply } = turn(kiosk, { text: "実は電子証明書の期限も切れてる" }, hearing({ heard }));
    expect(reply).toMatchObject({ node: "kiosk_check", suggested: "expired" });
  });

  it("tell another trouble after the answer, whose answers are kept where they still hold", () => {
    const heard = sure({ situation: "expired", secret: "card_body" });
    const { conversation, reply } = turn(kiosk, { text: "カードの期限が切れました" }, hearing({ heard }));
    expect(given(conversation)).toEqual(
      expect.arrayContaining(["what_happened=ending", "what_ends=card_expired", "whose_card=mine"]),
    );
    expect(reply.node).toBe("residence");
  });

  it("speak of somebody in passing, and make the card nobody else's by it", () => {
    const heard = sure({ who: "agent" });
    const { conversation } = turn(kiosk, { text: "母と相談して明日行きます" }, hearing({ heard }));
    expect(given(conversation)).toEqual(given(kiosk));
  });

  it("thank, or are not understood: then nothing is offered to choose from that is not there", () => {
    const thanks = hearing({ asked: { what: "outside_chat", sure: true } });
    expect(ids(turn(kiosk, { text: "助かりました" }, thanks).reply)).toEqual(["heard.thanks"]);
    const { conversation, reply } = turn(kiosk, typed, hearing({}));
    expect(ids(reply)).toEqual(["error.text_not_understood_here"]);
    expect(conversation.heard).toBeUndefined();
  });

  it("say what else has happened to the same secret, which is not asked for again", () => {
    const at = answered({ choose: "forgot" }, { choose: "alnum6_16" });
    const locked = hearing({ heard: sure({ situation: "locked" }) });
    const { conversation } = turn(at, { text: "ちがう、ロックされた" }, locked);
    expect(given(conversation)).toEqual(expect.arrayContaining(["what_happened=locked", "screen=alnum6_16"]));
  });

  it("correct the errand of whoever goes for somebody else, and not whose card it is", () => {
    const inputs = ["other", "represent", "agent", "forgot"].map((choose) => ({ choose }));
    const locked = hearing({ heard: sure({ situation: "locked" }) });
    const { conversation } = turn(answered(...inputs), { text: "やっぱりロックでした" }, locked);
    expect(given(conversation)).toEqual(expect.arrayContaining(["who_goes=agent", "errand=locked"]));
  });
});

describe("words of correction", () => {
  const at = answered({ choose: "forgot" }, { choose: "alnum6_16" });
  const heard = sure({ secret: "unknown_4digit", screen: "digits4" });

  it.each([
    "違います、4桁のほうです",
    "ちがう、4桁のほう",
    "いや、4桁です",
    "あ、間違えました。4桁のほうです",
    "すみません、まちがえました。4桁です",
    "実は4桁のほうでした",
    "そういえば4桁でした",
    "よく見たら4桁でした",
    "4桁じゃなくて…、いや、4桁です",
    "さっきの答えは違います、4桁です",
    "そうじゃないです、4桁です",
  ])("%s", (text) => {
    expect(given(turn(at, { text }, hearing({ heard })).conversation)).toContain("which_forgotten=digits4");
  });

  it.each([
    "「暗証番号が違います」と4桁のところに出ます",
    "4桁を5回間違えました",
    "間違えて4桁を入れました",
    "違う4桁を入れました",
    "何回入れても違いますと出る4桁",
    "いやになりました、4桁",
    "間違えた回数がわかりません、4桁です",
    "実家の4桁です",
  ])("are none: %s", (text) => {
    expect(given(turn(at, { text }, hearing({ heard })).conversation)).toEqual(given(at));
  });
});

describe("words that only ask whether something happens", () => {
  it("decide nothing: it is suggested", () => {
    const locked = hearing({ heard: sure({ situation: "locked", secret: "sign_pw" }) });
    const { conversation, reply } = turn(blank, { text: "5回まちがえたらロックされますか" }, locked);
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBe("locked");
    const told = turn(blank, { text: "5回まちがえました。ロックされますか" }, locked);
    expect(given(told.conversation)).toContain("what_happened=locked");
  });
});

describe("words that tell where it happened, and not yet what", () => {
  const at = hearing({ heard: sure({ service: "convenience_store" }) });

  it("are said back, and spare the question where it happened", () => {
    const { conversation, reply } = turn(blank, { text: "コンビニで住民票が取れない" }, at);
    expect(ids(reply)).toEqual(["heard.taken", "option.service.convenience_store", "heard.which_trouble"]);
    const inputs = [{ choose: "locked" }, { choose: "digits4" }];
    const after = inputs.reduce((at, input) => turn(at, input, worldOf()).conversation, conversation);
    expect(given(after)).toContain("service=convenience_store");
  });

  it("are no reply to another question", () => {
    const begun = answered({ choose: "forgot" });
    expect(ids(turn(begun, typed, at).reply)).not.toContain("heard.which_trouble");
  });
});

describe("a word of thanks", () => {
  it.each(["ありがとう", "ありがとうございます!", "助かりました。", "Thank you", "了解です", "ｻﾝｷｭｰ"])(
    "is no answer that was not understood: %s",
    (text) => {
      const begun = answered({ choose: "forgot" });
      const { conversation, reply } = turn(begun, { text }, hearing({}));
      expect(ids(reply)).toEqual(["heard.thanks_midway"]);
      expect(reply.node).toBe("which_forgotten");
      expect(given(conversation)).toEqual(given(begun));
    },
  );

  it("does not hide what stands beside it", () => {
    const text = "ありがとう。4桁です";
    const heard = sure({ screen: "digits4", secret: "unknown_4digit" });
    const { conversation } = turn(answered({ choose: "forgot" }), { text }, hearing({ heard }));
    expect(given(conversation)).toContain("which_forgotten=digits4");
  });
});

describe("words that nobody can read", () => {
  const mumbled = (times: number, by?: "agent") =>
    Array.from({ length: times }).reduce<ReturnType<typeof turn>>(
      ({ conversation }) => turn(conversation, { text: "むにゃむにゃ", ...(by && { by }) }, hearing({})),
      turn(blank, { choose: "forgot" }, worldOf()),
    ).reply;

  it("offer a person after the third time, and to nobody who is one", () => {
    expect(ids(mumbled(2))).toEqual(["error.text_not_understood"]);
    expect(ids(mumbled(3))).toEqual(["error.text_not_understood", "error.ask_person"]);
    expect(ids(mumbled(3, "agent"))).toEqual(["error.text_not_understood"]);
  });
});

describe("what somebody says that they know", () => {
  const world = { ...worldOf(), understand };
  const answersTo = (...texts: readonly string[]) =>
    given(texts.reduce((at, text) => turn(at, { text }, world).conversation, blank));

  it.each([
    [
      ["I forgot the 4 digits pin for mynaportal", "yes", "I know the long password"],
      "which_forgotten=digits4",
    ],
    [["署名用電子証明書のパスワードがロックされました。利用者証明用は使えます"], "screen=alnum6_16"],
    [["4桁がロックされた", "マイナポータル", "自分の", "英数字のは忘れました"], "knows_sign_pw=no"],
  ])("is not the trouble: %s", (texts, answer) => {
    expect(answersTo(...texts)).toContain(answer);
  });

  it.each([
    [["Mynaportal says locked", "I still have the long password"], "screen="],
    [["あんしょうばんごうを わすれました", "4けたは わかります"], "which_forgotten="],
    [["4桁がロックされました", "マイナポータルは普通に入れます"], "service="],
    [["4桁がロックされました", "コンビニで住民票は取れる"], "service="],
  ])("answers no question about the trouble: %s", (texts, question) => {
    expect(answersTo(...texts).filter((answer) => answer.startsWith(question))).toEqual([]);
  });

  it("adds to an answer, and does not replace it", () => {
    const answers = answersTo("母の4桁がロックされました", "署名用パスワードは忘れたそうです");
    expect(answers).toEqual(answersTo("母の4桁がロックされました"));
  });
});

describe("what a later question asks for", () => {
  it("is kept, and said to be, while another question is open", () => {
    const begun = answered({ choose: "forgot" });
    const { conversation, reply } = turn(begun, typed, hearing({ heard: sure({ service: "mynaportal" }) }));
    expect(ids(reply)).toEqual(["heard.kept"]);
    expect(reply.node).toBe("which_forgotten");
    const after = turn(conversation, { choose: "digits4" }, worldOf()).conversation;
    expect(given(after)).toContain("service=mynaportal");
  });
});

describe("whose card it is after all", () => {
  const world = { ...worldOf(), understand };
  const inputs = [{ choose: "forgot" }, { choose: "alnum6_16" }, { choose: "mine" }, { choose: "yes" }];
  const kiosk = answered(...inputs, { choose: "none" });

  it.each(["すみません、子どものカードでした。13歳です", "子どものカードです", "it's my daughter's card"])(
    "is asked again, for it may change the answer: %s",
    (text) => {
      const { reply } = turn(kiosk, { text }, world);
      expect(reply.node).toBe("whose_card");
      expect(ids(reply)).toContain("heard.whose_card");
    },
  );

  it("stays as it was for whoever only asks about others", () => {
    expect(turn(kiosk, { text: "子どものカードでもできますか" }, world).reply.node).toBe("outcome");
    expect(turn(kiosk, { text: "自分のカードです" }, world).reply.node).toBe("outcome");
  });

  it.each(["4桁の暗証番号も自信がありません", "よく考えたら4桁も自信ない"])(
    "is not what a doubt is about: what was known is not taken for known any more (%s)",
    (text) => {
      expect(given(turn(kiosk, { text }, world).conversation)).not.toContain("user_pin_works=yes");
    },
  );
});

describe("no to what was suggested", () => {
  it("takes it away, and is no answer to the question", () => {
    const likely = turn(blank, typed, hearing({ heard: unsure({ situation: "forgot" }) })).conversation;
    const { conversation, reply } = turn(likely, { text: "いいえ" }, hearing({}));
    expect(reply.suggested).toBeNull();
    expect(ids(reply)).toEqual(["heard.choose_other"]);
    expect(conversation.answers).toEqual([]);
  });
});

describe("words in another language that nobody can read", () => {
  it("are answered in that language all the same", () => {
    const { reply } = turn(blank, typed, hearing({ lang: "en" }));
    expect([reply.lang, ...ids(reply)]).toEqual(["en", "error.text_not_understood"]);
  });
});

/** With the reader as it ships; only what is as plain as words can be, so that it holds whatever it learns. */
describe("words as they are read", () => {
  const world = { ...worldOf(), understand };

  it.each([
    ["マイナンバーカードの暗証番号を忘れた", "forgot"],
    ["マイナカードの暗証番号を忘れた", "forgot"],
    ["カードはなくしていません。暗証番号を忘れました", "forgot"],
    ["署名用パスワード忘れたんだけどローソンでもいい?", "forgot"],
  ])("%s", (text, value) => {
    expect(given(turn(blank, { text }, world).conversation)).toContain(`what_happened=${value}`);
  });

  it.each(["EI123-2008", "EI123-2303と出ました"])("%s says nothing yet of an end", (text) => {
    const { conversation, reply } = turn(blank, { text }, world);
    expect(conversation.answers).toEqual([]);
    expect(reply.suggested).toBeNull();
    expect(ids(reply)).toEqual(["heard.check_failed"]);
  });

  it("leave what is about other cards to their own doors", () => {
    const { reply } = turn(blank, { text: "銀行のカードの暗証番号を忘れました" }, world);
    expect(ids(reply)).toEqual(["aside.outside_other_card"]);
  });
});
