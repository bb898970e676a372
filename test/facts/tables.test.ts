import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COUNTER_FACTS, LETTERS, OTHER_PLACES } from "../../src/facts/counters.ts";
import {
  cardExpiry,
  certificateExpiry,
  EXPIRY_FACTS,
  insuranceUsableUntil,
  renewalWindowOpens,
} from "../../src/facts/expiry.ts";
import { HOTLINE_POWERS, HOTLINES, type Hotline } from "../../src/facts/hotlines.ts";
import { MISCONCEPTIONS } from "../../src/facts/misconceptions.ts";
import { PHONE_FACTS } from "../../src/facts/phone.ts";
import { type Provenance } from "../../src/facts/provenance.ts";
import { ROUTE_TABLE } from "../../src/facts/routes.ts";
import { RULES } from "../../src/facts/rules.ts";
import { CONFUSIONS, SCREEN_MESSAGES, type ScreenMessage } from "../../src/facts/screens.ts";
import {
  CHIP_APPLICATIONS,
  CODE_B_PARTS,
  FORMATS,
  SECRET_FACTS,
  SECRET_TABLE,
} from "../../src/facts/secrets.ts";
import { askedBy, SERVICE_TABLE } from "../../src/facts/services.ts";
import { PUBLISHERS, sourceOf, SOURCES } from "../../src/facts/sources.ts";
import { STORE_TABLE, storesOffering } from "../../src/facts/stores.ts";
import { GRADES, ROUTES, SECRETS, SERVICES, STORES } from "../../src/facts/vocabulary.ts";

const TABLES = {
  CONFUSIONS,
  COUNTER_FACTS,
  EXPIRY_FACTS,
  HOTLINE_POWERS,
  HOTLINES,
  LETTERS,
  MISCONCEPTIONS,
  OTHER_PLACES,
  PHONE_FACTS,
  ROUTE_TABLE,
  RULES,
  SCREEN_MESSAGES,
  SECRET_FACTS,
  SECRET_TABLE,
  SERVICE_TABLE,
  STORE_TABLE,
};

/** Every record in a table, however deep, that carries provenance, with the path that leads to it. */
function recordsIn(value: unknown, path: string): { path: string; record: Provenance }[] {
  if (typeof value !== "object" || value === null) return [];
  const own = isProvenance(value) ? [{ path, record: value }] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => recordsIn(inner, `${path}.${key}`))];
}

function isProvenance(value: object): value is Provenance {
  return "sources" in value && "review" in value && "grade" in value;
}

const RECORDS = recordsIn(TABLES, "facts");

describe("provenance", () => {
  it("is carried by every top-level record of every table", () => {
    const paths = RECORDS.map(({ path }) => path);
    for (const [table, records] of Object.entries(TABLES)) {
      if (isProvenance(records)) continue;
      for (const id of Object.keys(records)) {
        const path = `facts.${table}.${id}`;
        expect(
          paths.some((found) => found === path || found.startsWith(`${path}.`)),
          path,
        ).toBe(true);
      }
    }
  });

  it("names pages that exist, a known grade, and days in their order", () => {
    for (const { path, record } of RECORDS) {
      const { sources, grade, checked, review, validFrom, validTo } = record;
      expect(sources.length, path).toBeGreaterThan(0);
      expect(new Set(sources).size, path).toBe(sources.length);
      for (const tag of sources) expect(sourceOf(tag), path).toBeDefined();
      expect(GRADES, path).toContain(grade);
      for (const day of [checked, review, validFrom ?? checked, validTo ?? checked]) {
        expect(day, path).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
      expect(checked < review, path).toBe(true);
      if (validFrom && validTo) expect(validFrom <= validTo, path).toBe(true);
    }
  });
});

describe("sources", () => {
  const cited = new Set([
    ...RECORDS.flatMap(({ record }) => record.sources),
    ...MISCONCEPTIONS.flatMap((misconception) => misconception.claimedBy),
  ]);

  it("are all cited, and all that is cited is there", () => {
    expect([...cited].toSorted()).toEqual(Object.keys(SOURCES).toSorted());
  });

  it("name their publisher, page and address, without a scheme", () => {
    for (const [tag, source] of Object.entries(SOURCES)) {
      expect(PUBLISHERS, tag).toContain(source.publisher);
      expect(source.title, tag).not.toBe("");
      expect(source.at, tag).toMatch(/^(?!https?:)\S/);
      if (source.dated) expect(source.dated, tag).toMatch(/^\d{4}(-\d{2}){0,2}$/);
      expect((source.dated ?? "") <= source.checked, tag).toBe(true);
    }
  });

  it("put J-LIS first and blogs last", () => {
    expect(PUBLISHERS[0]).toBe("j-lis");
    expect(PUBLISHERS.at(-1)).toBe("blog");
  });

  it("refuse an unknown tag by name", () => {
    expect(() => sourceOf("NO-SUCH-PAGE")).toThrow(/NO-SUCH-PAGE/);
  });

  it("never let a machine-written page alone carry a rule or a route", () => {
    const carried = recordsIn({ RULES, ROUTE_TABLE, SECRET_TABLE }, "facts");
    for (const { path, record } of carried) {
      expect(
        record.sources.every((tag) => tag.startsWith("AWAI-")),
        path,
      ).toBe(false);
    }
  });
});

describe("the tables cover the vocabulary", () => {
  it.each([
    ["secrets", SECRET_TABLE, [...SECRETS, "no_pin_card"]],
    ["services", SERVICE_TABLE, SERVICES],
    ["stores", STORE_TABLE, STORES],
    ["S", SECRET_FACTS, numbered("S", 8)],
    ["E", EXPIRY_FACTS, numbered("E", 24)],
    ["P", PHONE_FACTS, numbered("P", 12)],
    ["R", COUNTER_FACTS, numbered("R", 9)],
    ["C", CONFUSIONS, numbered("C", 19)],
  ])("%s", (_, table, ids) => {
    expect(Object.keys(table).toSorted()).toEqual([...ids].toSorted());
  });

  function numbered(letter: string, last: number): string[] {
    return Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);
  }
});

describe("secrets", () => {
  it("have the limits that everything else rests on", () => {
    const limits = Object.fromEntries(SECRETS.map((id) => [id, SECRET_TABLE[id].tries.max]));
    expect(limits).toMatchObject({
      sign_pw: 5,
      user_pin: 3,
      juki_pin: 3,
      kenmen_pin: 3,
      code_b: 10,
      security_code: null,
    });
  });

  it("are reset at a kiosk only where a certificate stands behind them, each in its own direction", () => {
    const byKiosk = SECRETS.flatMap((id) =>
      SECRET_TABLE[id].resetBy.filter((route) => route.startsWith("kiosk")).map((route) => [id, route]),
    );
    expect(byKiosk).toEqual([
      ["sign_pw", "kiosk_sign"],
      ["user_pin", "kiosk_4digit"],
    ]);
    for (const id of SECRETS) {
      const { resetBy, needsCertificate } = SECRET_TABLE[id];
      expect(
        resetBy.some((route) => route.startsWith("kiosk")),
        id,
      ).toBe(needsCertificate !== undefined);
    }
  });

  it("of a phone are reset neither at the counter nor at a kiosk", () => {
    expect(SECRET_TABLE.phone_sign_pw.resetBy).toEqual(["phone_mynaportal"]);
    expect(SECRET_TABLE.phone_user_pin.resetBy).toEqual(["phone_mynaportal"]);
  });

  it("name the two applications that hold 照合番号B", () => {
    expect(SECRET_TABLE.code_b.applications.map((id) => CHIP_APPLICATIONS[id])).toEqual([
      "券面事項確認AP",
      "券面事項入力補助AP",
    ]);
    const { birthDate, cardExpiryYear, securityCode } = CODE_B_PARTS;
    expect(birthDate + cardExpiryYear + securityCode).toBe(FORMATS.birth_expiry_code.max);
  });

  it("carry no name twice", () => {
    const names = Object.values(SECRET_TABLE).flatMap(({ officialName, aliases }) => [
      officialName,
      ...aliases,
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("are either chosen by the holder or printed, never both", () => {
    for (const secret of Object.values(SECRET_TABLE)) {
      expect(secret.chosenByHolder && secret.printedOnCard, secret.officialName).toBe(false);
    }
  });
});

describe("services", () => {
  it("ask on a screen that fits the secret", () => {
    for (const id of SERVICES) {
      for (const { secret, screen } of SERVICE_TABLE[id].asks) {
        const format = secret === "unknown_4digit" ? "digits4" : SECRET_TABLE[secret].format.id;
        expect(screen, `${id} ${secret}`).toBe(format);
      }
    }
  });

  it("let the screen tell a bank's two ways apart", () => {
    expect(askedBy("bank_app")).toEqual(["code_b", "sign_pw"]);
    expect(askedBy("bank_app", "birth_expiry_code")).toEqual(["code_b"]);
    expect(askedBy("bank_app", "digits4")).toEqual([]);
    expect(askedBy("etax_user_id")).toEqual([]);
  });
});

describe("stores", () => {
  it("offer the sign password first at Seven-Eleven and Lawson, in March 2022", () => {
    expect(storesOffering("kiosk_sign", "2022-02-28")).toEqual([]);
    expect(storesOffering("kiosk_sign", "2022-03-01")).toEqual(["seven_eleven", "lawson"]);
    expect(storesOffering("kiosk_sign", "2022-04-21")).toContain("aeon_retail");
    expect(storesOffering("kiosk_sign", "2023-05-24")).not.toContain("familymart");
    expect(storesOffering("kiosk_sign", "2026-11-21")).toEqual([...STORES]);
  });

  it("offer the four digits at Seven-Eleven and the Aeon and Fuji group only", () => {
    expect(storesOffering("kiosk_4digit", "2024-09-19")).toEqual([]);
    expect(storesOffering("kiosk_4digit", "2024-09-20")).toEqual(["seven_eleven"]);
    expect(storesOffering("kiosk_4digit", "2026-11-21")).toEqual([
      "seven_eleven",
      "aeon_retail",
      "aeon_hokkaido_some",
      "aeon_tohoku_some",
      "fuji_some",
    ]);
  });

  it("never offer the four digits without the sign password", () => {
    fc.assert(
      fc.property(anyDay("2020-01-01", "2030-12-31"), (day) => {
        const sign = storesOffering("kiosk_sign", day);
        return storesOffering("kiosk_4digit", day).every((store) => sign.includes(store));
      }),
    );
  });

  it("say in the id where only some shops take part", () => {
    for (const id of STORES) expect(STORE_TABLE[id].someOnly, id).toBe(id.endsWith("_some"));
  });
});

describe("hotlines", () => {
  const lines: readonly Hotline[] = Object.values(HOTLINES);

  it("have distinct numbers, and hours that open before they close", () => {
    expect(new Set(lines.map(({ number }) => number)).size).toBe(lines.length);
    for (const { number, hours } of lines) {
      if (!hours) continue;
      for (const [from, to] of [hours.weekday, hours.weekend]) expect(from < to, number).toBe(true);
    }
  });

  it("take a loss at any hour wherever they take one by voice", () => {
    for (const line of lines.filter(({ by }) => by === "voice")) {
      expect(line.hours?.lossAroundTheClock, line.number).toBe(line.topics.includes("loss"));
    }
  });

  it("list keys only for their own topics", () => {
    for (const line of lines) {
      for (const topic of Object.keys(line.menu?.press ?? {})) expect(line.topics).toContain(topic);
    }
  });

  it("speak no Vietnamese", () => {
    expect(lines.flatMap(({ languages }) => languages)).not.toContain("vi");
  });
});

describe("screen messages", () => {
  const messages: readonly ScreenMessage[] = Object.values(SCREEN_MESSAGES);

  it("are told apart by their words, their codes or the place", () => {
    const keys = messages.flatMap(({ says, codes }) => [...says, ...(codes ?? [])]);
    expect(new Set(keys).size).toBe(keys.length);
    for (const message of messages) expect(message.says.length > 0 || message.only !== undefined).toBe(true);
  });

  it("lead the sentence of one resident's bank app to 照合番号B", () => {
    const found = messages.find(({ says }) => says.includes("券面確認APがブロックされています"));
    expect(found?.means).toEqual({ situation: "locked", secret: "code_b" });
  });
});

describe("misconceptions", () => {
  const known = new Set<string>([
    ...RULES.map(({ id }) => id),
    ...ROUTES,
    ...SECRETS,
    ...SERVICES,
    ...[SECRET_FACTS, EXPIRY_FACTS, PHONE_FACTS, COUNTER_FACTS, CONFUSIONS, HOTLINES].flatMap(Object.keys),
  ]);

  it("have distinct ids and claims", () => {
    expect(new Set(MISCONCEPTIONS.map(({ id }) => id)).size).toBe(MISCONCEPTIONS.length);
    expect(new Set(MISCONCEPTIONS.map(({ claim }) => claim)).size).toBe(MISCONCEPTIONS.length);
  });

  it.each(MISCONCEPTIONS)("$id names what holds instead, and asserts something in each probe", (wrong) => {
    expect(wrong.instead.length).toBeGreaterThan(0);
    for (const id of wrong.instead) expect(known).toContain(id);
    for (const tag of wrong.claimedBy) expect(sourceOf(tag)).toBeDefined();
    for (const { must, mustNot } of wrong.probes) expect(must ?? mustNot).toBeDefined();
  });
});

describe("the card's last day (E1)", () => {
  it.each([
    ["an adult", { issued: "2024-06-10", birthday: "1980-08-20" }, "2033-08-20"],
    ["an adult after this year's birthday", { issued: "2024-09-10", birthday: "1980-08-20" }, "2034-08-20"],
    ["issued on the birthday itself", { issued: "2024-08-20", birthday: "1980-08-20" }, "2034-08-20"],
    ["a child", { issued: "2024-06-10", birthday: "2015-08-20" }, "2028-08-20"],
    ["the day before eighteen", { issued: "2024-08-19", birthday: "2006-08-20" }, "2028-08-20"],
    ["the eighteenth birthday", { issued: "2024-08-20", birthday: "2006-08-20" }, "2034-08-20"],
    ["nineteen, under the old boundary", { issued: "2022-03-20", birthday: "2002-08-20" }, "2026-08-20"],
    ["nineteen, under the new one", { issued: "2022-04-20", birthday: "2002-08-20" }, "2031-08-20"],
    [
      "nineteen, applied before and issued after the change",
      { issued: "2022-04-20", applied: "2022-03-31", birthday: "2002-08-20" },
      "2026-08-20",
    ],
    ["born on 29 February, common year", { issued: "2024-06-10", birthday: "1980-02-29" }, "2034-02-28"],
    ["born on 29 February, leap year", { issued: "2017-06-10", birthday: "1980-02-29" }, "2027-02-28"],
    [
      "born on 29 February, ends in a leap year",
      { issued: "2018-06-10", birthday: "1980-02-29" },
      "2028-02-29",
    ],
    [
      "a fixed period of stay (E9)",
      { issued: "2024-06-10", birthday: "1980-08-20", stayEnds: "2026-03-31" },
      "2026-03-31",
    ],
  ])("%s", (_, card, expiry) => {
    expect(cardExpiry(card)).toBe(expiry);
  });

  it.each(["2024-2-1", "2023-02-29", "today", "2024-13-01", ""])("refuses %j as a day", (issued) => {
    expect(() => cardExpiry({ issued, birthday: "1980-08-20" })).toThrow(RangeError);
  });
});

describe("a certificate's last day (E2)", () => {
  it.each([
    [
      "its fifth birthday",
      { issued: "2024-06-10", birthday: "1980-08-20", cardExpires: "2033-08-20" },
      "2028-08-20",
    ],
    [
      "the card's, where that is sooner",
      { issued: "2030-06-10", birthday: "1980-08-20", cardExpires: "2033-08-20" },
      "2033-08-20",
    ],
    [
      "the user certificate's, where the other was issued later",
      {
        issued: "2026-09-01",
        birthday: "1980-08-20",
        cardExpires: "2033-08-20",
        userCertExpires: "2028-08-20",
      },
      "2028-08-20",
    ],
  ])("%s", (_, certificate, expiry) => {
    expect(certificateExpiry(certificate)).toBe(expiry);
  });

  it("is never after the card's and always after its issue", () => {
    fc.assert(
      fc.property(
        anyDay("2016-01-01", "2030-12-31"),
        anyDay("1930-01-01", "2015-12-31"),
        (issued, birthday) => {
          const cardExpires = cardExpiry({ issued, birthday });
          const expiry = certificateExpiry({ issued, birthday, cardExpires });
          return issued < expiry && expiry <= cardExpires;
        },
      ),
    );
  });
});

describe("the renewal window (E4)", () => {
  it.each([
    ["2026-11-21", "2026-08-22"],
    ["2026-03-15", "2025-12-16"],
    ["2027-05-31", "2027-03-01"],
    ["2028-05-31", "2028-03-01"],
    ["2028-05-29", "2028-03-01"],
    ["2027-05-28", "2027-03-01"],
    ["2028-05-28", "2028-02-29"],
    ["2026-12-31", "2026-10-01"],
    ["2026-12-30", "2026-10-01"],
    ["2027-03-31", "2027-01-01"],
  ])("for %s opens on %s", (expiry, opens) => {
    expect(renewalWindowOpens(expiry)).toBe(opens);
  });

  it("opens later, or on the same day, for a later expiry", () => {
    fc.assert(
      fc.property(anyDay("2016-01-01", "2040-12-31"), anyDay("2016-01-01", "2040-12-31"), (one, other) => {
        const [sooner, later] = one < other ? [one, other] : [other, one];
        return renewalWindowOpens(sooner) <= renewalWindowOpens(later);
      }),
    );
  });
});

describe("the insurance grace (E11)", () => {
  it.each([
    ["2025-11-10", "2026-02-28"],
    ["2027-11-30", "2028-02-29"],
    ["2026-01-01", "2026-04-30"],
    ["2026-01-31", "2026-04-30"],
    ["2026-09-15", "2026-12-31"],
    ["2026-10-15", "2027-01-31"],
  ])("after %s lasts to %s", (expiry, until) => {
    expect(insuranceUsableUntil(expiry)).toBe(until);
  });
});

function anyDay(min: string, max: string): fc.Arbitrary<string> {
  return fc
    .date({ min: new Date(min), max: new Date(max), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
}
