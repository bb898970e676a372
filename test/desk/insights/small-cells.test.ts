import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SMALLEST_TOLD, share, told, toldPart, toldParts } from "../../../src/desk/insights/small-cells.ts";

const counts = fc.array(fc.nat(30), { minLength: 1, maxLength: 8 });

describe("small cells", () => {
  test("1 to 4 are not told, nothing at all is", () => {
    expect([0, 1, 4, 5, 6].map(told)).toEqual([0, null, null, 5, 6]);
  });

  test("a part is not told where it or the rest is small", () => {
    expect(toldPart(3, 100)).toBeNull();
    expect(toldPart(97, 100)).toBeNull();
    expect(toldPart(100, 100)).toBe(100);
    expect(toldPart(0, 100)).toBe(0);
    expect(share(97, 100)).toBeNull();
    expect(share(0, 0)).toBeNull();
    expect(share(1, 3)).toBeNull();
    expect(share(20, 60)).toBe(33.3);
  });

  test("whoever knows the whole cannot work out a small part from the others", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const parts = toldParts(new Map(all.map((count, key) => [key, count])));
        const hidden = all.filter((_, key) => parts.get(key) === null);
        for (const [key, count] of all.entries()) {
          const shown = parts.get(key);
          if (shown !== null) expect(shown).toBe(count);
          if (count > 0 && count < SMALLEST_TOLD) expect(shown).toBeNull();
        }
        // What is missing belongs to two at least, or there is nobody else whom it could belong to.
        const others = all.filter((count) => count > 0).length;
        if (hidden.length === 1) expect(others).toBe(1);
      }),
    );
  });
});
