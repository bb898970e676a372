import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latestEnd, remindersFor } from "../../src/assistant/reminders.ts";

describe("reminders", () => {
  it("come when the window for renewal opens, and one month before the last day", () => {
    expect(remindersFor("2029-01-09", "2026-11-22")).toEqual(["2028-10-10", "2028-12-09"]);
  });

  it("keep to shorter months", () => {
    // Three months before 31 May there is no 31 February: the window opens on 1 March.
    expect(remindersFor("2027-05-31", "2026-11-22")).toEqual(["2027-03-01", "2027-04-30"]);
    expect(remindersFor("2028-03-31", "2026-11-22")).toEqual(["2028-01-01", "2028-02-29"]);
  });

  it("leave out what is not to come any more", () => {
    expect(remindersFor("2027-01-20", "2026-11-22")).toEqual(["2026-12-20"]);
    expect(remindersFor("2026-12-22", "2026-11-22")).toEqual([]);
    expect(remindersFor("2026-11-01", "2026-11-22")).toEqual([]);
  });

  it("are for days on which what exists today can end: five birthdays for certificates, ten for a card", () => {
    expect(latestEnd("certificate", "2028-02-29")).toBe("2033-02-28");
    expect(latestEnd("card", "2026-11-22")).toBe("2036-11-22");
  });

  it("refuse what is no calendar day", () => {
    expect(() => remindersFor("2027-02-30", "2026-11-22")).toThrow(RangeError);
  });

  it("lie between today and the last day, the earlier one first, whatever the day", () => {
    const day = fc
      .date({ min: new Date("2020-01-01"), max: new Date("2060-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, day, (expiry, today) => {
        const days = remindersFor(expiry, today);
        expect(days.length).toBeLessThanOrEqual(2);
        expect(days).toEqual(days.toSorted());
        for (const one of days) expect(today < one && one < expiry).toBe(true);
      }),
    );
  });
});
