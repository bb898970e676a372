import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Button, fromPostback, toPostback } from "../../../src/channels/line/button.ts";
import { COMMANDS } from "../../../src/assistant/index.ts";

const id = fc.stringMatching(/^[a-z0-9_]{1,40}$/);
const buttons: fc.Arbitrary<Button> = fc.oneof(
  fc.record({ choose: id, node: id }),
  fc.record({ change: id }),
  fc.record({ command: fc.constantFrom(...COMMANDS) }),
  fc.record({ command: fc.constant("language" as const), value: id }),
  fc.record({ view: fc.oneof(fc.constant("answers" as const), fc.record({ page: fc.nat({ max: 999 }) })) }),
);

describe("postback data", () => {
  it("says again what was put in, within LINE's 300 characters", () => {
    fc.assert(
      fc.property(buttons, (button) => {
        expect(toPostback(button).length).toBeLessThanOrEqual(300);
        expect(fromPostback(toPostback(button))).toEqual(button);
      }),
    );
  });

  it("of another tool is none of ours", () => {
    for (const data of ["", "action=buy", "c=delete", "see=1000000", "see=-1", "n=screen", "v=x"]) {
      expect(fromPostback(data)).toBeUndefined();
    }
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (data) => void fromPostback(data)));
  });
});
