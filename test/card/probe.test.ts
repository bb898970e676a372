import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applicationIds, counterFiles, type ApplicationId } from "../../src/card/applications.ts";
import { bytesOf } from "../../src/card/guard.ts";
import type { CardConnection } from "../../src/card/port.ts";
import { probe, readerKind } from "../../src/card/probe.ts";
import { parseReport } from "../../src/card/report.ts";
import { cardKinds, SimulatedCard, syntheticPins, type CardProfile } from "../../src/card/simulated/card.ts";

const now = new Date("2026-11-21T05:02:00Z");

function connect(card: SimulatedCard): CardConnection {
  card.powerOn();
  return {
    transmit: async (command) => card.answer(bytesOf(command)),
    disconnect: async () => {},
  };
}

async function read(profile: Partial<CardProfile> = {}) {
  const card = new SimulatedCard(profile);
  const outcome = await probe(connect(card), { reader: "Simulated", now });
  return { card, ...outcome };
}

describe("the probe", { timeout: 60_000 }, () => {
  it("reports an ordinary card", async () => {
    const { report, disconnect, card } = await read();
    expect(report).toEqual({
      schema: 1,
      read_at: "2026-11-21T05:02:00.000Z",
      reader: "Simulated",
      token: "JPKIAPICCTOKEN2",
      counters: {
        sign_pw: { left: 5, max: 5, state: "ok", sw: "63C5" },
        user_pin: { left: 3, max: 3, state: "ok", sw: "63C3" },
        kenmen_pin: { left: 3, max: 3, state: "ok", sw: "63C3" },
        juki_pin: {
          left: 3,
          max: 3,
          state: "ok",
          sw: "63C3",
          parts: [
            { application: "common", file: "001C", left: 3, state: "ok", sw: "63C3" },
            { application: "juki", file: "001C", left: 3, state: "ok", sw: "63C3" },
          ],
        },
        code_b: {
          left: 10,
          max: 10,
          state: "ok",
          sw: "63CA",
          parts: [
            { application: "input_support", file: "0015", left: 10, state: "ok", sw: "63CA" },
            { application: "card_face", file: "0012", left: 10, state: "ok", sw: "63CA" },
          ],
        },
        code_a: {
          left: 10,
          max: null,
          state: "ok",
          sw: "63CA",
          parts: [
            { application: "input_support", file: "0014", left: 10, state: "ok", sw: "63CA" },
            { application: "card_face", file: "0013", left: 10, state: "ok", sw: "63CA" },
          ],
        },
        birth_pin: { left: 10, max: null, state: "ok", sw: "63CA" },
        licence_pin: { left: null, max: 10, state: "absent", sw: "6A82" },
      },
      user_cert: { not_before: "2025-12-01T00:00:00.000Z", not_after: "2030-11-20T14:59:59.000Z" },
      sign_cert_present: true,
    });
    expect(parseReport(JSON.stringify(report))).toEqual({ report });
    expect(disconnect).toBe("leave");
    expect(card.dangerous).toEqual([]);
  });

  it("needs at most 36 commands, also with a licence and a card that wakes slowly", async () => {
    const { commands, card } = await read({ licence: true, firstCommandFails: true });
    expect(commands).toBe(36);
    expect(card.received).toBe(36);
    expect((await read()).commands).toBe(33);
  });

  it.each(["63C0", "6983", "6984"] as const)("knows a blocked counter by %s", async (blockedAnswer) => {
    const { report } = await read({ left: { "code_b@card_face": 0 }, blockedAnswer });
    expect(report.counters.code_b).toMatchObject({ left: 0, state: "blocked", sw: blockedAnswer });
    expect(report.counters.code_b?.parts?.map(({ state }) => state)).toEqual(["ok", "blocked"]);
    expect(report.counters.code_a).toMatchObject({ left: 10, state: "ok" });
  });

  it("shows the lower of the two counters of the 住民基本台帳用 PIN", async () => {
    const { report } = await read({ left: { "juki_pin@juki": 1, "juki_pin@common": 2 } });
    expect(report.counters.juki_pin).toMatchObject({ left: 1, state: "ok", sw: "63C1" });
    expect(report.counters.juki_pin?.parts?.map(({ left }) => left)).toEqual([2, 1]);
  });

  it("does not call a verified secret ok", async () => {
    const { report } = await read({ verified: ["user_pin", "juki_pin@juki"] });
    expect(report.counters.user_pin).toEqual({ left: null, max: 3, state: "verified_elsewhere", sw: "9000" });
    expect(report.counters.juki_pin).toMatchObject({ left: null, state: "verified_elsewhere" });
  });

  it.each<ApplicationId>(["input_support", "card_face", "juki", "common"])(
    "tells a missing %s application from a counter",
    async (missing) => {
      const { report } = await read({ missing: [missing] });
      for (const { secret } of counterFiles.filter(({ application }) => application === missing)) {
        expect(report.counters[secret]?.left).toBeNull();
        expect(report.counters[secret]?.state).toBe(report.counters[secret]?.parts ? "unreadable" : "absent");
      }
    },
  );

  it("says where there is no signature certificate, and no user certificate", async () => {
    expect((await read({ kind: "child" })).report.sign_cert_present).toBe(false);
    expect((await read({ certificate: null })).report.user_cert).toBeNull();
  });

  it.each([
    ["android", "JPKIAPGPSETOKEN"],
    ["iphone", "JPKIAPIOSTOKEN"],
  ] as const)(
    "reports the secrets of the certificates on a phone (%s), not the card's",
    async (kind, token) => {
      const { report } = await read({ kind, left: { phone_user_pin: 1 } });
      expect(report.token).toBe(token);
      expect(Object.keys(report.counters)).toEqual(["phone_sign_pw", "phone_user_pin"]);
      expect(report.counters.phone_user_pin).toEqual({ left: 1, max: null, state: "ok", sw: "63C1" });
    },
  );

  it("refuses a card without the 公的個人認証AP, and asks it nothing else", async () => {
    const card = new SimulatedCard({ missing: ["jpki"] });
    await expect(probe(connect(card), { reader: "Simulated", now })).rejects.toMatchObject({
      kind: "not_my_number_card",
      code: "6A82",
    });
    expect(card.received).toBe(1);
  });

  it("leaves no file selected: a PIN that is sent blindly afterwards costs nothing", async () => {
    const { card } = await read();
    const pin = Array.from(syntheticPins.user_pin, (digit) => digit.charCodeAt(0));
    expect([...card.answer(Uint8Array.of(0x00, 0x20, 0x00, 0x80, pin.length, ...pin))]).toEqual([0x69, 0x86]);
    for (const { secret, application } of counterFiles) {
      if (application !== "licence") expect(card.triesLeft(secret, application)).toBeGreaterThanOrEqual(3);
    }
  });

  it("reports what any simulated card holds, costs it nothing, and sends nothing dangerous", async () => {
    const tries = (max: number) => fc.option(fc.nat(max), { nil: undefined });
    const profiles = fc.record({
      kind: fc.constantFrom(...cardKinds),
      user_pin: tries(3),
      sign_pw: tries(5),
      kenmen_pin: tries(3),
      juki: tries(3),
      common: tries(3),
      code_b: tries(10),
      blockedAnswer: fc.constantFrom("63C0", "6983", "6984"),
      firstCommandFails: fc.boolean(),
      licence: fc.boolean(),
      missing: fc.subarray(applicationIds.filter((id) => id !== "jpki")),
    });
    await fc.assert(
      fc.asyncProperty(
        profiles,
        async ({ kind, blockedAnswer, firstCommandFails, licence, missing, ...left }) => {
          const { user_pin, sign_pw, kenmen_pin, juki, common, code_b } = left;
          const wanted = {
            user_pin,
            sign_pw,
            kenmen_pin,
            "juki_pin@juki": juki,
            "juki_pin@common": common,
            code_b,
          };
          const known = Object.fromEntries(Object.entries(wanted).filter(([, tries]) => tries !== undefined));
          const { report, card } = await read({
            kind,
            left: known,
            blockedAnswer,
            firstCommandFails,
            licence,
            missing,
          });
          expect(parseReport(report)).toEqual({ report });
          expect(card.dangerous).toEqual([]);
          for (const [secret, counter] of Object.entries(report.counters)) {
            const rows = counterFiles.filter((row) =>
              [row.secret, row.phoneSecret].some((name) => name === secret),
            );
            const inCard = rows.map((row) => card.triesLeft(row.secret, row.application));
            if (counter.state === "ok") expect(counter.left).toBe(Math.min(...inCard.map((n) => n ?? -1)));
            if (counter.state === "blocked") expect(inCard).toContain(0);
            if (inCard.includes(0)) expect(counter.state).toBe("blocked");
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says how far it is", async () => {
    const seen: string[] = [];
    const onProgress = (done: number, total: number) => seen.push(`${done}/${total}`);
    await probe(connect(new SimulatedCard()), { reader: "Simulated", now, onProgress });
    expect(seen).toEqual(["0/6", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
  });
});

describe("a reader's name in the report", () => {
  it("loses the interface and the serial number that pcscd adds", () => {
    expect(readerKind("ACME Reader 500 [CCID Interface] (0000000001) 00 00")).toBe("ACME Reader 500 00 00");
    expect(readerKind("Virtual PCD 00 00")).toBe("Virtual PCD 00 00");
    expect(readerKind("x".repeat(500))).toHaveLength(128);
  });
});
