import { describe, expect, it } from "vitest";
import { reviewDates, reviewOn } from "../../src/facts/review.ts";

describe("fact expiry", () => {
  it("finds every dated fact at whatever depth of the tables", () => {
    const names = reviewDates().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "rules.D14",
        "routes.kiosk_sign",
        "stores.lawson.offers.kiosk_sign",
        "hotlines.free_dial",
      ]),
    );
  });

  it("lets a fact stand until its review date, and no day longer", () => {
    const [first] = reviewDates()
      .map(({ review }) => review)
      .toSorted();
    expect(first).toBeDefined();
    expect(reviewOn(first ?? "").overdue).toEqual([]);
    const dayAfter = new Date(Date.parse(first ?? "") + 86_400_000).toISOString().slice(0, 10);
    expect(reviewOn(dayAfter).overdue.length).toBeGreaterThan(0);
  });

  it("says when the next review is due", () => {
    expect(reviewOn("2026-11-21").next).toBe("2027-05-21");
    expect(reviewOn("2999-01-01").next).toBeNull();
  });
});
