import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CityPackError, type CityPack, type DeskHours, readCityPack } from "../../src/assistant/index.ts";
import { HOLIDAY_YEARS, hoursToMend, standingAt, standingsOf } from "../../src/desk/hours.ts";

const WEEKDAYS: DeskHours = {
  hours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "08:30", to: "17:15" }],
  holidays: "closed",
  closed: ["12-29..01-03"],
};
const at = (text: string): number => Date.parse(`${text}+09:00`);
const openAt = (desk: DeskHours, text: string): boolean => standingAt(desk, at(text)).open;
const opensAt = (desk: DeskHours, text: string): string => {
  const { opens } = standingAt(desk, at(text));
  return opens ? `${opens.day} ${opens.time}` : "not known";
};

describe("whether somebody is at the desk", () => {
  it("is told by the clock of Japan, from the first minute to the last but one", () => {
    expect(openAt(WEEKDAYS, "2026-11-24T08:29:59")).toBe(false);
    expect(openAt(WEEKDAYS, "2026-11-24T08:30:00")).toBe(true);
    expect(openAt(WEEKDAYS, "2026-11-24T17:14:59")).toBe(true);
    expect(openAt(WEEKDAYS, "2026-11-24T17:15:00")).toBe(false);
    expect(standingAt(WEEKDAYS, Date.parse("2026-11-24T00:00:00Z")).open).toBe(true);
  });

  it("is told of today before it opens, and of the next day after", () => {
    expect(opensAt(WEEKDAYS, "2026-11-24T07:00")).toBe("2026-11-24 08:30");
    expect(opensAt(WEEKDAYS, "2026-11-24T18:00")).toBe("2026-11-25 08:30");
  });

  it("passes over the weekend with the public holiday after it", () => {
    // Monday, 23 November 2026: 勤労感謝の日.
    expect(opensAt(WEEKDAYS, "2026-11-20T17:15")).toBe("2026-11-24 08:30");
    expect(openAt(WEEKDAYS, "2026-11-23T10:00")).toBe(false);
    expect(openAt({ ...WEEKDAYS, holidays: "open" }, "2026-11-23T10:00")).toBe(true);
  });

  it("passes over holidays in lieu and days between two holidays", () => {
    // 6 May 2026 stands in for 3 May; 22 September 2026 lies between two.
    expect(openAt(WEEKDAYS, "2026-05-06T10:00")).toBe(false);
    expect(openAt(WEEKDAYS, "2026-09-22T10:00")).toBe(false);
    expect(opensAt(WEEKDAYS, "2026-09-18T20:00")).toBe("2026-09-24 08:30");
  });

  it("passes over closed days of every year, across New Year too, and over those of one year", () => {
    expect(opensAt(WEEKDAYS, "2026-12-28T18:00")).toBe("2027-01-04 08:30");
    const closed = { ...WEEKDAYS, closed: ["2026-11-24", "2026-11-26..2026-11-27"] };
    expect(opensAt(closed, "2026-11-22T12:00")).toBe("2026-11-25 08:30");
    expect(opensAt(closed, "2026-11-25T18:00")).toBe("2026-11-30 08:30");
    expect(openAt(closed, "2027-11-24T10:00")).toBe(true);
  });

  it("knows more than one span a day", () => {
    const halves: DeskHours = {
      hours: [
        { days: ["tue"], from: "13:00", to: "17:00" },
        { days: ["tue"], from: "09:00", to: "12:00" },
      ],
      holidays: "open",
    };
    expect(openAt(halves, "2026-11-24T12:30")).toBe(false);
    expect(opensAt(halves, "2026-11-24T12:30")).toBe("2026-11-24 13:00");
    expect(opensAt(halves, "2026-11-24T17:00")).toBe("2026-12-01 09:00");
  });

  it("counts as closed where nobody knows the year's holidays, and the operator is told before", () => {
    const beyond = `${HOLIDAY_YEARS.last + 1}-01-10T10:00`;
    const everyDay: DeskHours = {
      hours: [{ days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from: "00:00", to: "24:00" }],
      holidays: "closed",
    };
    expect(standingAt(everyDay, at(beyond))).toEqual({ open: false, opens: null });
    expect(openAt({ ...everyDay, holidays: "open" }, beyond)).toBe(true);
    const city: CityPack = { code: "mihon", name: null, offices: [], desk: everyDay };
    expect(hoursToMend(city, at("2026-11-24T10:00"))).toBeUndefined();
    expect(hoursToMend(city, at(`${HOLIDAY_YEARS.last}-03-01T10:00`))).toMatch(/mihon.*closed/);
    expect(HOLIDAY_YEARS.last).toBeGreaterThanOrEqual(2030);
  });
});

const times = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1440 }))
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from: clock(from), to: clock(to) }));
const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const spans = fc
  .tuple(times, fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 7 }))
  .map(([time, first, count]) => ({ ...time, days: week.slice(first, first + count) }));
const monthDay = fc
  .date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })
  .map((day) => day.toISOString().slice(5, 10));
const desks: fc.Arbitrary<DeskHours> = fc.record({
  hours: fc.array(spans, { minLength: 1, maxLength: 3 }),
  holidays: fc.constantFrom("closed" as const, "open" as const),
  closed: fc.array(
    fc.tuple(monthDay, monthDay).map((ends) => ends.join("..")),
    { maxLength: 1 },
  ),
});
const moments = fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2027-12-31") });
const MINUTE = 60_000;

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

describe("when somebody is next", () => {
  it("is a time at which somebody is there, and not before", () => {
    fc.assert(
      fc.property(desks, moments, (desk, now) => {
        const { open, opens } = standingAt(desk, now);
        if (open) expect(opens).toBeNull();
        if (!opens) return;
        const next = Date.parse(`${opens.day}T${opens.time}+09:00`);
        expect(next).toBeGreaterThan(now);
        expect(standingAt(desk, next).open).toBe(true);
        expect(standingAt(desk, next - MINUTE).open).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("never comes nearer than it was said to be: until then nobody is there, and the time stays", () => {
    fc.assert(
      fc.property(desks, moments, fc.double({ min: 0, max: 1, noNaN: true }), (desk, now, part) => {
        const { opens } = standingAt(desk, now);
        if (!opens) return;
        const next = Date.parse(`${opens.day}T${opens.time}+09:00`);
        const between = Math.min(Math.floor(now + (next - now) * part), next - 1);
        expect(standingAt(desk, between)).toEqual({ open: false, opens });
      }),
      { numRuns: 500 },
    );
  });

  it("moves forward with the clock", () => {
    fc.assert(
      fc.property(desks, moments, fc.integer({ min: 0, max: 30 * 24 * 60 * MINUTE }), (desk, now, later) => {
        const [one, other] = [standingAt(desk, now).opens, standingAt(desk, now + later).opens];
        if (!one || !other) return;
        expect(`${other.day}${other.time}` >= `${one.day}${one.time}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a city pack's desk", () => {
  const pack = (desk: unknown) =>
    readCityPack("mihon.json", { code: "mihon", name: null, offices: [], desk });

  it("is read, and says who is served by it", () => {
    const city = pack({ ...WEEKDAYS, channels: ["web"] });
    const standing = standingsOf(
      () => city,
      () => at("2026-11-24T10:00"),
    );
    expect(standing("mihon", "web")).toEqual({ open: true, opens: null });
    expect(standing("mihon", "line")).toBeUndefined();
    expect(standingsOf(() => pack(undefined), Date.now)("mihon", "web")).toBeUndefined();
  });

  it.each([
    [{ ...WEEKDAYS, closed: ["12/29"] }, /closed.*12-29\.\.01-03/],
    [{ ...WEEKDAYS, closed: ["2026-12-29..01-03"] }, /alike/],
    [{ ...WEEKDAYS, closed: ["2027-01-03..2026-12-29"] }, /earlier one first/],
    [{ ...WEEKDAYS, hours: [{ days: ["mon"], from: "17:00", to: "09:00" }] }, /before/],
    [{ ...WEEKDAYS, hours: [] }, /hours/],
    [{ hours: WEEKDAYS.hours }, /holidays/],
  ])("says what is wrong with it (%#)", (desk, why) => {
    expect(() => pack(desk)).toThrow(CityPackError);
    expect(() => pack(desk)).toThrow(why);
  });
});
