import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Conversation, newConversation, turn } from "../../src/assistant/index.ts";
import { fromSlipLink, toSlipLink } from "../../src/assistant/slip-link.ts";
import { reportWith } from "../support/card-report.ts";
import { NOON, worldOf } from "../support/house.ts";
import { STORIES } from "../support/stories.ts";

const ON = "2026-11-21";
const world = worldOf("asagiri");

/** A story in which the card is read after so many answers; a tap that the card made needless is left out. */
function lived(taps: readonly string[], read: number, report: ReturnType<typeof reportWith>): Conversation {
  let conversation = newConversation("ja", "asagiri");
  taps.forEach((tap, n) => {
    if (n === read)
      conversation = turn(conversation, { card: report }, { ...world, now: NOON + n }).conversation;
    conversation = turn(conversation, { choose: tap }, { ...world, now: NOON + n + 1 }).conversation;
  });
  if (read < taps.length) return conversation;
  return turn(conversation, { card: report }, { ...world, now: NOON + taps.length + 2 }).conversation;
}

const slipOf = (conversation: Conversation) => turn(conversation, { show: true }, world).reply.outcome?.slip;

const left = fc.option(fc.integer({ min: 0, max: 3 }));

describe("a slip's link", () => {
  it("makes the same slip again, whatever the card says and whenever it was read", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...STORIES),
        fc.nat(6),
        fc.record({ sign_pw: left, user_pin: left, juki_pin: left, kenmen_pin: left, code_b: left }),
        fc.constantFrom("2025-01-09T14:59:59Z", "2026-12-09T14:59:59Z", "2029-01-09T14:59:59Z", null),
        fc.constantFrom(true, false, null),
        ({ taps }, read, counters, notAfter, sign_cert_present) => {
          const user_cert = notAfter && { not_before: "2021-01-10T00:00:00Z", not_after: notAfter };
          const own = lived(taps, read, reportWith(counters, { user_cert, sign_cert_present }));
          const slip = slipOf(own);
          if (!slip) return;
          compared += 1;
          expect(slipOf(fromSlipLink(toSlipLink(own, ON), "ja", "asagiri", ON))).toEqual(slip);
        },
      ),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(100);
  });

  it("names the applications in which a code is blocked", () => {
    const part = { left: 0, max: 10, state: "blocked", sw: "6983" } as const;
    const fine = { left: 10, max: 10, state: "ok", sw: "63CA" } as const;
    const report = reportWith();
    const own = lived(["locked", "birth_expiry_code", "mine"], 3, {
      ...report,
      counters: {
        ...report.counters,
        code_b: {
          ...part,
          parts: [
            { application: "card_face", file: "0014", ...part },
            { application: "input_support", file: "0015", ...fine },
          ],
        },
      },
    });
    const again = slipOf(fromSlipLink(toSlipLink(own, ON), "ja", "asagiri", ON));
    expect(again?.counters.find(({ secret }) => secret === "code_b")).toMatchObject({
      left: 0,
      applications: ["券面事項確認AP"],
    });
    expect(again).toEqual(slipOf(own));
  });

  it("says nothing of the day on which a certificate ends, which is a birthday", () => {
    const own = (notAfter: string) =>
      toSlipLink(
        lived(
          ["locked", "digits4"],
          2,
          reportWith(
            {},
            {
              user_cert: { not_before: "2024-01-10T00:00:00Z", not_after: notAfter },
            },
          ),
        ),
        ON,
      );
    expect(own("2029-01-09T14:59:59Z")).toEqual(own("2028-07-30T14:59:59Z"));
  });

  it.each(["", "1", "1.zz.ly", "1.zz.qq.s5", "999.zz.ly.s5", "1.zz.ly.s5-u3-<b>", "-1.zz.ly.s5"])(
    "takes no reading from %j",
    (c) => {
      expect(fromSlipLink({ a: "what_happened.locked", c }, "ja", "default", ON)).not.toHaveProperty("card");
    },
  );
});
