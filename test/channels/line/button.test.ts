import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Button,
  fromPostback,
  isOfTalk,
  talkOf,
  toPostback,
} from "../../../src/channels/line/button.ts";
import { type Answer, COMMANDS } from "../../../src/assistant/index.ts";
import { ENDINGS } from "../../../src/assistant/reminders.ts";

const id = fc.stringMatching(/^[a-z0-9_]{1,40}$/);
const talk = fc.stringMatching(/^[\w-]{8}$/);
const buttons: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ choose: id, node: id }),
  fc.record({ change: id }),
  fc.record({ command: fc.constantFrom(...COMMANDS) }),
  fc.record({ command: fc.constant("language" as const), value: id }),
  fc.record({ remind: fc.constantFrom(...ENDINGS) }),
  fc.record({ remind: fc.constant("off" as const), of: fc.constantFrom("any" as const, ...ENDINGS) }),
  fc.record({ about: fc.constantFrom(...ENDINGS) }),
  fc.record({ view: fc.constantFrom("now" as const, "answers" as const) }),
);
const answer = (node: Answer["node"], at: number): Answer => ({ node, value: "locked", by: "resident", at });

describe("postback data", () => {
  it("says again what was put in, within LINE's 300 characters", () => {
    fc.assert(
      fc.property(buttons, fc.option(talk, { nil: undefined }), (button, talk) => {
        expect(toPostback(button, talk).length).toBeLessThanOrEqual(300);
        expect(fromPostback(toPostback(button, talk))).toEqual({ button, talk });
      }),
    );
  });

  it("of another tool is none of ours", () => {
    for (const data of ["", "action=buy", "c=delete", "see=1", "see=-1", "n=screen", "v=x", "k=abcdefgh"]) {
      expect(fromPostback(data)).toBeUndefined();
    }
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (data) => void fromPostback(data)));
  });
});

describe("the name of a talk", () => {
  const begun = { answers: [answer("what_happened", 1000), answer("screen", 2000)] };

  it("stays the same until somebody starts again, and is short", () => {
    expect(talkOf("c1", begun)).toMatch(/^[\w-]{8}$/);
    expect(talkOf("c1", begun)).toBe(talkOf("c1", { answers: [answer("what_happened", 1000)] }));
  });

  it("is another after a new start, in another conversation, or for another person", () => {
    const again = { answers: [answer("what_happened", 5000)] };
    expect(isOfTalk(talkOf("c1", begun), "c1", again)).toBe(false);
    expect(isOfTalk(talkOf("c1", begun), "c1", { answers: [] })).toBe(false);
    expect(isOfTalk(talkOf("c1", begun), "c2", begun)).toBe(false);
  });

  it("holds for the first question's buttons all along: which question they are of tells the rest", () => {
    expect(isOfTalk(talkOf("c1", { answers: [] }), "c1", begun)).toBe(true);
  });
});
