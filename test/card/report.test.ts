import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxReportBytes, parseReport, type CardReport } from "../../src/card/report.ts";

const report: CardReport = {
  schema: 1,
  read_at: "2026-11-21T05:02:00.000Z",
  reader: "Example Reader 00 00",
  token: "JPKIAPICCTOKEN2",
  counters: {
    user_pin: { left: 3, max: 3, state: "ok", sw: "63C3" },
    sign_pw: { left: null, max: 5, state: "verified_elsewhere", sw: "9000" },
    code_b: {
      left: 0,
      max: 10,
      state: "blocked",
      sw: "63C0",
      parts: [
        { application: "input_support", file: "0015", left: 9, state: "ok", sw: "63C9" },
        { application: "card_face", file: "0012", left: 0, state: "blocked", sw: "63C0" },
      ],
    },
  },
  user_cert: { not_before: "2025-12-01T00:00:00.000Z", not_after: "2030-05-01T14:59:59.000Z" },
  sign_cert_present: true,
};

/** Paths of every leaf and branch, to change one at a time. */
function paths(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

function withChange(value: unknown, [key, ...rest]: readonly (string | number)[], change: unknown): unknown {
  if (key === undefined) return change;
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  Reflect.set(copy, key, withChange(Reflect.get(copy, key), rest, change));
  return copy;
}

describe("the report's schema", { timeout: 60_000 }, () => {
  it("accepts what the probe writes, as object and as text, and a report without parts", () => {
    expect(parseReport(report)).toEqual({ report });
    expect(parseReport(JSON.stringify(report))).toEqual({ report });
    const { parts: _, ...plain } = report.counters.code_b ?? { parts: [] };
    expect(parseReport({ ...report, counters: { code_b: plain } })).toHaveProperty("report");
    expect(
      parseReport({ ...report, counters: {}, token: null, user_cert: null, sign_cert_present: null }),
    ).toHaveProperty("report");
  });

  it.each([
    ["a state that its status word does not say", { user_pin: { left: 3, max: 3, state: "ok", sw: "63C2" } }],
    ["ok where the card said verified", { user_pin: { left: 3, max: 3, state: "ok", sw: "9000" } }],
    ["ok without a number", { user_pin: { left: null, max: 3, state: "ok", sw: "63C3" } }],
    ["blocked with tries left", { user_pin: { left: 1, max: 3, state: "blocked", sw: "63C0" } }],
    ["sixteen tries", { user_pin: { left: 16, max: 3, state: "ok", sw: "63C3" } }],
    ["a secret that has no counter", { security_code: { left: 3, max: 3, state: "ok", sw: "63C3" } }],
    ["a field it does not know", { user_pin: { left: 3, max: 3, state: "ok", sw: "63C3", value: "x" } }],
    [
      "ok above a blocked part",
      {
        code_b: {
          left: 9,
          max: 10,
          state: "ok",
          sw: "63C9",
          parts: report.counters.code_b?.parts,
        },
      },
    ],
  ])("refuses %s", (_, counters) => {
    expect(parseReport({ ...report, counters })).toHaveProperty("refused");
  });

  it.each([
    ["another version", { schema: 2 }],
    ["a time that is none", { read_at: "2026-13-45T99:99:99Z" }],
    [
      "a certificate that ends before it begins",
      { user_cert: { not_before: "2030-01-01", not_after: "2025-01-01" } },
    ],
    ["control characters in the reader's name", { reader: "Reader\u001b[2J" }],
    ["a reader's name without end", { reader: "x".repeat(129) }],
    ["a serial number", { serial: "0000" }],
  ])("refuses %s", (_, change) => {
    expect(parseReport({ ...report, ...change })).toHaveProperty("refused");
  });

  it("says which field it refuses and never repeats what was in it", () => {
    expect(parseReport({ ...report, reader: 1234567890 })).toEqual({ refused: "not a card report: reader" });
    expect(parseReport(" ".repeat(maxReportBytes + 1))).toEqual({
      refused: `longer than ${maxReportBytes} characters`,
    });
    expect(parseReport("{")).toEqual({ refused: "not JSON" });
  });

  it("refuses random JSON and random bytes without crashing", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => "refused" in parseReport(value)),
      { numRuns: 5000 },
    );
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder("latin1").decode(array));
    fc.assert(
      fc.property(bytes, (text) => "refused" in parseReport(text)),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.anything(), (value) => "refused" in parseReport(value)),
      { numRuns: 5000 },
    );
  });

  it("turns no counter into ok when any field of a good report is replaced by anything", () => {
    const places = paths(report);
    const junk = fc.oneof(
      fc.anything(),
      fc.constantFrom("ok", "blocked", "63C3", "9000", "6A82", 0, 1, 3, 15, null, true),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), junk, (path, change) => {
        const outcome = parseReport(withChange(report, path, change));
        if ("refused" in outcome) return;
        for (const { state, left, sw, parts } of Object.values(outcome.report.counters)) {
          if (state !== "ok") continue;
          expect(sw).toBe(`63C${(left ?? 0).toString(16).toUpperCase()}`);
          expect(left).toBeGreaterThan(0);
          for (const part of parts ?? []) expect(part.state).toBe("ok");
        }
      }),
      { numRuns: 20_000 },
    );
  });
});
