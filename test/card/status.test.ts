import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  combine,
  formatStatus,
  readQueryStatus,
  readSelectStatus,
  type Reading,
} from "../../src/card/status.ts";

const word = fc.integer({ min: 0, max: 0xffff }).map(formatStatus);

describe("what a status word says about a counter", () => {
  it.each([
    ["63C3", "ok", 3],
    ["63C1", "ok", 1],
    ["63CA", "ok", 10],
    ["63C0", "blocked", 0],
    ["6983", "blocked", 0],
    ["6984", "blocked", 0],
    ["9000", "verified_elsewhere", null],
    ["6A82", "absent", null],
    ["6300", "unreadable", null],
    ["6A86", "unreadable", null],
    ["6D00", "unreadable", null],
    ["6E00", "unreadable", null],
    ["6F00", "unreadable", null],
    ["6700", "unreadable", null],
  ] as const)("%s to the query is %s", (sw, state, left) => {
    expect(readQueryStatus(sw)).toEqual({ state, left, sw });
  });

  it("is ok for exactly the fifteen words 63C1 to 63CF, of all 65,536", () => {
    const ok = Array.from({ length: 0x10000 }, (_, sw) => readQueryStatus(formatStatus(sw))).filter(
      ({ state }) => state === "ok",
    );
    expect(ok.map(({ sw }) => sw)).toEqual(Array.from({ length: 15 }, (_, i) => formatStatus(0x63c1 + i)));
    expect(ok.map(({ left }) => left)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
  });

  it("is never ok or blocked where the file could not even be selected", () => {
    fc.assert(
      fc.property(word, (sw) => {
        expect(readSelectStatus(sw)).toEqual({
          state: sw === "6A82" ? "absent" : "unreadable",
          left: null,
          sw,
        });
      }),
    );
  });

  it("survives any text and says unreadable", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[0-9a-fA-F]{4}$/.test(text));
        expect(readQueryStatus(text).state).toBe("unreadable");
      }),
    );
  });
});

describe("a secret with several counters", () => {
  const said = (sw: string): Reading => readQueryStatus(sw);

  it.each([
    ["the lower of two", ["63C9", "63C2"], "ok", 2, "63C2"],
    ["blocked if one is", ["63C3", "63C0"], "blocked", 0, "63C0"],
    ["blocked even if the other is unknown", ["9000", "6984"], "blocked", 0, "6984"],
    ["unknown if one is", ["63C3", "9000"], "verified_elsewhere", null, "9000"],
    ["unreadable if one is", ["6F00", "63C3"], "unreadable", null, "6F00"],
    ["unreadable, not absent, if only one is absent", ["6A82", "63C3"], "unreadable", null, "6A82"],
    ["absent if all are", ["6A82", "6A82"], "absent", null, "6A82"],
  ] as const)("is %s", (_, [first, second], state, left, sw) => {
    expect(combine([said(first), said(second)])).toEqual({ state, left, sw });
  });

  it("does not depend on the order, and is ok only if every counter is", () => {
    const mixed = fc.oneof(word, fc.constantFrom("63C1", "63C5", "63C0", "9000", "6A82", "6984"));
    fc.assert(
      fc.property(mixed, mixed, (a, b) => {
        const one = combine([said(a), said(b)]);
        const other = combine([said(b), said(a)]);
        expect([other.state, other.left]).toEqual([one.state, one.left]);
        const bothOk = said(a).state === "ok" && said(b).state === "ok";
        expect(one.state === "ok").toBe(bothOk);
      }),
    );
  });
});
