import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SMALLEST_TOLD, share, told, toldPart, toldParts } from "../../../src/desk/insights/small-cells.ts";

const counts = fc.array(fc.nat(30), { minLength: 1, maxLength: 8 });

describe("small cells", () => {
  test("1 to 4 are not told, all else in fives", () => {
    expect([0, 1, 4, 5, 7, 8, 12, 13].map(told)).toEqual([0, null, null, 5, 5, 10, 10, 15]);
  });

  test("a part is not told where it or the rest is small", () => {
    expect(toldPart(3, 100)).toBeNull();
    expect(toldPart(97, 100)).toBeNull();
    expect(toldPart(100, 100)).toBe(100);
    expect(toldPart(0, 100)).toBe(0);
    expect(share(97, 100)).toBeNull();
    expect(share(0, 0)).toBeNull();
    expect(share(1, 3)).toBeNull();
    expect(share(20, 60)).toBe(33);
    expect(share(8, 8)).toBe(100);
  });

  test("whoever knows the whole cannot work out a small part from the others", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const parts = toldParts(new Map(all.map((count, key) => [key, count])));
        const hidden = all.filter((_, key) => parts.get(key) === null);
        // Neither do a whole and its other parts tell it: every figure that is told may be two off.
        for (const shown of parts.values()) if (shown !== null) expect(shown % SMALLEST_TOLD).toBe(0);
        for (const [key, count] of all.entries()) {
          const shown = parts.get(key);
          if (shown != null) expect(Math.abs(shown - count)).toBeLessThanOrEqual(2);
          if (count > 0 && count < SMALLEST_TOLD) expect(shown).toBeNull();
        }
        // What is missing belongs to two at least, or there is nobody else whom it could belong to.
        const others = all.filter((count) => count > 0).length;
        if (hidden.length === 1) expect(others).toBe(1);
      }),
    );
  });
});
