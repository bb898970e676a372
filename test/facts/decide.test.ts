import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decide,
  type Decision,
  FACTS,
  type Query,
  QueryError,
  readQuery,
  RESIDENCES,
  type RouteId,
  SCREENS,
  SECRETS,
  SERVICES,
  SITUATIONS,
  SUBJECTS,
  WHO,
} from "../../src/facts/index.ts";
import { MISCONCEPTIONS } from "../../src/facts/misconceptions.ts";

const TODAY = "2026-11-21";

function ask(query: Query): Decision {
  const { said, on } = readQuery(query);
  return decide(FACTS, said, on ?? TODAY);
}

const ADULT = { age: 40, who: "self" } as const;
const KIOSK_FITS = { nfc_phone: true, certs_valid: true, data_changed: false } as const;

/** One row or more for each row of the decision table. */
const TABLE: readonly (readonly [rule: string, route: RouteId, query: Query])[] = [
  ["D1", "hotline", { situation: "lost_card", secret: "card_body" }],
  ["D2", "hotline", { situation: "phone_lost", medium: "phone" }],
  ["D3", "hotline", { situation: "scam_suspect", secret: "user_pin" }],
  ["D4", "counter_reissue_cert", { situation: "revoked", secret: "sign_cert", data_changed: true, ...ADULT }],
  ["D4", "counter_reissue_cert", { situation: "revoked", secret: "sign_pw" }],
  [
    "D4",
    "counter_reissue_cert",
    { situation: "locked", secret: "sign_pw", data_changed: true, knows: ["user_pin"] },
  ],
  ["D5", "counter_reissue_cert", { situation: "agent_request", secret: "sign_cert", who: "household" }],
  [
    "D6",
    "counter_renew_cert",
    { situation: "expired", secret: "both_certs", knows: ["sign_pw", "user_pin"] },
  ],
  ["D6", "counter_renew_cert", { situation: "expired", secret: "user_cert" }],
  ["D7", "counter_renew_cert", { situation: "expired", secret: "both_certs", knows: [] }],
  [
    "D7",
    "counter_reissue_cert",
    { situation: "forgot", secret: "sign_pw", knows: ["user_pin"], certs_valid: false, data_changed: false },
  ],
  ["D8", "counter_renew_cert", { situation: "expiring_soon", secret: "both_certs", ...ADULT }],
  ["D8", "counter_renew_cert", { situation: "info", secret: "both_certs" }],
  [
    "D9",
    "counter_agent_notice",
    { situation: "expiring_soon", secret: "both_certs", who: "agent", notice_form: true },
  ],
  [
    "D10",
    "counter_agent_two_visits",
    { situation: "expiring_soon", secret: "both_certs", who: "agent", notice_form: false },
  ],
  ["D11", "apply_new_card", { situation: "expiring_soon", secret: "card_body", residence: "japanese" }],
  ["D11", "apply_new_card", { situation: "expired", secret: "card_body", residence: "permanent" }],
  [
    "D12",
    "counter_foreign_extension",
    { situation: "expiring_soon", secret: "card_body", residence: "fixed_stay" },
  ],
  ["D13", "apply_new_card", { situation: "expired", secret: "card_body", residence: "fixed_stay" }],
  [
    "D14",
    "kiosk_sign",
    { situation: "locked", secret: "sign_pw", knows: ["user_pin"], ...ADULT, ...KIOSK_FITS },
  ],
  ["D14", "kiosk_sign", { situation: "reset_but_still_fails", secret: "sign_pw" }],
  [
    "D15",
    "counter",
    {
      situation: "forgot",
      secret: "sign_pw",
      knows: ["user_pin"],
      ...ADULT,
      ...KIOSK_FITS,
      nfc_phone: false,
    },
  ],
  ["D16", "counter", { situation: "forgot", secret: "sign_pw", knows: [], ...ADULT }],
  [
    "D16",
    "counter",
    {
      situation: "locked",
      secret: "sign_pw",
      knows: ["user_pin"],
      counters: { user_pin: 0 },
      ...ADULT,
      ...KIOSK_FITS,
    },
  ],
  [
    "D17",
    "kiosk_4digit",
    { situation: "locked", secret: "user_pin", knows: ["sign_pw"], ...ADULT, ...KIOSK_FITS },
  ],
  ["D18", "counter", { situation: "locked", secret: "user_pin", knows: [], ...ADULT }],
  ["D19", "counter", { situation: "forgot", secret: "both_jpki_pins" }],
  [
    "D20",
    "counter",
    { situation: "locked", secret: "kenmen_pin", knows: ["sign_pw", "user_pin"], ...ADULT, ...KIOSK_FITS },
  ],
  ["D21", "counter", { situation: "forgot", secret: "juki_pin", ...ADULT }],
  ["D22", "reenter_correct_value", { situation: "wrong_number_entered", secret: "security_code" }],
  [
    "D22",
    "reenter_correct_value",
    { situation: "wrong_number_entered", secret: "unknown", screen: "birth_expiry_code" },
  ],
  ["D23", "counter", { situation: "locked", secret: "code_b", knows: ["user_pin"] }],
  ["D23", "counter", { situation: "locked", secret: "security_code" }],
  [
    "D24",
    "reenter_correct_value",
    { situation: "reset_but_still_fails", secret: "kenmen_pin", knows: ["kenmen_pin"] },
  ],
  ["D24", "counter", { situation: "reset_but_still_fails", secret: "kenmen_pin", knows: ["user_pin"] }],
  ["D24", "counter", { situation: "reset_but_still_fails", secret: "code_b" }],
  ["D25", "clarify", { situation: "locked", secret: "unknown_4digit" }],
  ["D25", "counter", { situation: "locked", secret: "unknown_4digit", service: null, knows: ["user_pin"] }],
  ["D26", "counter", { situation: "forgot", secret: "all_pins" }],
  ["D27", "counter_legal_rep", { situation: "forgot", secret: "unknown_4digit", age: 8 }],
  [
    "D27",
    "counter_legal_rep",
    { situation: "locked", secret: "user_pin", age: 14, knows: ["sign_pw"], ...KIOSK_FITS },
  ],
  ["D28", "none", { situation: "locked", secret: "sign_pw", age: 12 }],
  ["D28", "none", { situation: "not_issued", secret: "sign_cert", age: 8 }],
  ["D29", "counter", { situation: "not_issued", secret: "sign_cert", age: 15 }],
  [
    "D30",
    "counter_legal_rep",
    { situation: "locked", secret: "user_pin", ward: true, age: 50, knows: ["sign_pw"], ...KIOSK_FITS },
  ],
  [
    "D31",
    "counter_agent_two_visits",
    { situation: "forgot", secret: "user_pin", who: "agent", knows: ["sign_pw"], ...KIOSK_FITS },
  ],
  ["D32", "counter_agent_two_visits", { situation: "forgot", secret: "juki_pin", who: "agent" }],
  [
    "D33",
    "hospital_staff_visual",
    { situation: "locked", secret: "user_pin", at_clinic: true, knows: ["sign_pw"], ...KIOSK_FITS },
  ],
  ["D34", "hospital_staff_visual", { situation: "locked", secret: "face_auth" }],
  [
    "D35",
    "counter_renew_cert",
    { situation: "expired", secret: "user_cert", at_clinic: true, months_since_expiry: 3 },
  ],
  [
    "D36",
    "counter_renew_cert",
    { situation: "expired", secret: "user_cert", at_clinic: true, months_since_expiry: 4 },
  ],
  ["D37", "phone_mynaportal", { situation: "forgot", secret: "phone_sign_pw", knows: ["sign_pw"] }],
  ["D38", "phone_mynaportal", { situation: "locked", secret: "phone_user_pin", knows: ["phone_sign_pw"] }],
  [
    "D38",
    "phone_mynaportal",
    { situation: "locked", secret: "user_pin", medium: "phone", knows: ["phone_sign_pw"] },
  ],
  ["D39", "counter", { situation: "forgot", secret: "phone_sign_pw", knows: [] }],
  [
    "D39",
    "kiosk_sign",
    { situation: "forgot", secret: "phone_sign_pw", knows: ["user_pin"], ...ADULT, ...KIOSK_FITS },
  ],
  [
    "D40",
    "phone_mynaportal",
    { situation: "expired", secret: "both_certs", medium: "phone", certs_valid: true },
  ],
  ["D41", "self_change", { situation: "change_known_pin", secret: "user_pin", ...ADULT, nfc_phone: true }],
  ["D41", "counter", { situation: "change_known_pin", secret: "juki_pin", ...ADULT }],
  ["D41", "apply_new_card", { situation: "info", secret: "security_code" }],
  ["D42", "none", { situation: "how_many_tries", secret: "sign_pw" }],
  ["D42", "none", { situation: "unsure_before_trying", secret: "user_pin" }],
  ["D43", "counter", { situation: "info", secret: "no_pin_card" }],
  [
    "D43",
    "counter_agent_two_visits",
    { situation: "forgot", secret: "user_pin", pinless_card: true, who: "agent" },
  ],
  ["D44", "embassy_or_honseki", { situation: "forgot", secret: "unknown", abroad: true }],
  ["D45", "counter", { situation: "suspended_found", secret: "card_body" }],
  ["D46", "counter", { situation: "forgot", secret: "user_pin", residence_card_in_one: true }],
  ["D47", "police_licence", { situation: "forgot", secret: "licence_pin" }],
  ["D48", "none", { situation: "forgot", service: "etax_user_id" }],
  ["R7", "hotline_info", { situation: "info", secret: "unknown" }],
];

describe("the decision table", () => {
  it.each(TABLE)("%s leads to %s: %j", (rule, route, query) => {
    const decision = ask(query);
    expect([decision.rule, decision.route]).toEqual([rule, route]);
  });

  it("is covered row by row", () => {
    const rows = new Set(TABLE.map(([rule]) => rule));
    expect(FACTS.rules.filter((rule) => !rows.has(rule.id))).toEqual([]);
  });

  it("names its sources with the day on which each was checked", () => {
    for (const [, , query] of TABLE) {
      const { sources } = ask(query);
      expect(sources.length).toBeGreaterThan(0);
      for (const { id, checked } of sources) {
        expect(FACTS.sources[id], id).toBeDefined();
        expect(checked).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
  });
});

describe("what is more special wins, whatever the numbers", () => {
  const locked = { situation: "locked", secret: "user_pin", knows: ["sign_pw"], ...KIOSK_FITS } as const;

  it.each<[string, Query]>([
    ["D33", { ...locked, at_clinic: true, abroad: true, pinless_card: true, age: 8 }],
    ["D44", { ...locked, abroad: true, pinless_card: true, age: 8 }],
    ["D43", { ...locked, pinless_card: true, age: 8 }],
    ["D27", { ...locked, age: 8 }],
    ["D30", { ...locked, ward: true, age: 30 }],
    ["D27", { ...locked, who: "legal_representative", age: 16 }],
    ["D30", { ...locked, who: "legal_representative", age: 60 }],
  ])("%s: %j", (rule, query) => {
    expect(ask(query).rule).toBe(rule);
  });
});

describe("where more must be known first", () => {
  it.each<[string, Query]>([
    ["knows", { situation: "locked", secret: "sign_pw", ...ADULT, ...KIOSK_FITS }],
    ["data_changed", { situation: "locked", secret: "sign_pw", knows: ["user_pin"], ...ADULT }],
    [
      "nfc_phone",
      {
        situation: "locked",
        secret: "sign_pw",
        knows: ["user_pin"],
        ...ADULT,
        certs_valid: true,
        data_changed: false,
      },
    ],
    [
      "certs_valid",
      { situation: "locked", secret: "user_pin", knows: ["sign_pw"], nfc_phone: true, data_changed: false },
    ],
    ["residence", { situation: "expiring_soon", secret: "card_body" }],
    ["notice_form", { situation: "agent_request", secret: "both_certs" }],
    ["secret", { situation: "expiring_soon" }],
    ["service", { situation: "locked", secret: "unknown_4digit" }],
    ["screen", { situation: "locked", service: "bank_app" }],
    ["months_since_expiry", { situation: "expired", secret: "user_cert", at_clinic: true }],
    ["situation", { situation: "unclear", secret: "sign_pw" }],
    ["situation", {}],
  ])("asks for %s: %j", (field, query) => {
    const decision = ask(query);
    expect([decision.route, decision.ask]).toEqual(["clarify", field]);
  });

  it("does not ask what would lead to the same desk", () => {
    const decision = ask({ situation: "forgot", secret: "sign_pw", knows: [], ...ADULT });
    expect(decision.route).toBe("counter");
    expect(decision.unknowns).toEqual(expect.arrayContaining(["data_changed", "certs_valid"]));
    expect(decision.caveats).toContain("if_moved_reissue");
  });

  it("answers with the doubt named where the person was asked and does not know", () => {
    const decision = ask({
      situation: "locked",
      secret: "sign_pw",
      knows: ["user_pin"],
      ...ADULT,
      nfc_phone: null,
      certs_valid: null,
      data_changed: null,
    });
    expect(decision.route).toBe("kiosk_sign");
    expect(decision.unknowns).toEqual(expect.arrayContaining(["nfc_phone", "certs_valid", "data_changed"]));
    expect(decision.caveats).toContain("reserve_first");
  });

  it("names the age and the person as doubts where they were left out", () => {
    expect(ask({ situation: "locked", secret: "kenmen_pin" }).unknowns).toEqual(["age", "who"]);
    expect(ask({ situation: "locked", secret: "kenmen_pin", ...ADULT }).unknowns).toEqual([]);
  });

  it("does not know a service that is not in the table, and says so", () => {
    const read = readQuery({ situation: "locked", secret: "kenmen_pin", service: "tea_house" });
    expect(read.unread).toEqual(["service"]);
    expect(decide(FACTS, read.said, TODAY).rule).toBe("D20");
  });
});

describe("the chip against memory", () => {
  const full = { sign_pw: 5, user_pin: 3, juki_pin: 3, kenmen_pin: 3, code_b: 10 };

  it("names the secret whose counter is 0", () => {
    const decision = ask({
      situation: "locked",
      secret: "unknown_4digit",
      counters: { ...full, kenmen_pin: 0 },
    });
    expect([decision.rule, decision.secret]).toEqual(["D20", "kenmen_pin"]);
  });

  it("contradicts a lock that is another's", () => {
    const decision = ask({ situation: "locked", secret: "user_pin", counters: { ...full, code_b: 0 } });
    expect([decision.rule, decision.secret]).toEqual(["D23", "code_b"]);
    expect(decision.contradictions).toEqual([{ field: "secret", said: "user_pin", found: "code_b" }]);
  });

  it("contradicts a lock that is none", () => {
    const decision = ask({
      situation: "locked",
      secret: "user_pin",
      counters: full,
      knows: ["user_pin", "sign_pw"],
    });
    expect([decision.rule, decision.route]).toEqual(["D42", "none"]);
    expect(decision.caveats).toContain("chip_says_not_locked");
  });

  it("does not take a full counter for knowledge", () => {
    const decision = ask({ situation: "locked", secret: "sign_pw", counters: { user_pin: 3, sign_pw: 0 } });
    expect([decision.route, decision.ask]).toEqual(["clarify", "knows"]);
  });
});

describe("rules change with the date", () => {
  const fits = {
    situation: "locked",
    secret: "sign_pw",
    knows: ["user_pin"],
    ...ADULT,
    ...KIOSK_FITS,
  } as const;
  const other = { ...fits, secret: "user_pin", knows: ["sign_pw"] } as const;

  it("knows no kiosk in 2021", () => {
    const decision = ask({ ...fits, on: "2021-06-01" });
    expect(decision.route).toBe("counter");
    expect(decision.alternatives).not.toContain("kiosk_sign");
    expect(decision.stores).toEqual([]);
  });

  it("knows the signature kiosk in 2023, but not the four-digit one", () => {
    expect(ask({ ...fits, on: "2023-01-10" }).route).toBe("kiosk_sign");
    expect(ask({ ...other, on: "2023-01-10" }).route).toBe("counter");
  });

  it("lists only the stores that offered it on that day", () => {
    expect(ask({ ...fits, on: "2022-03-10" }).stores).toEqual(["seven_eleven", "lawson"]);
    expect(ask(other).stores).not.toContain("lawson");
    expect(ask(other).stores).not.toContain("familymart");
    expect(ask(other).stores).toContain("seven_eleven");
  });

  it("sends nobody to an embassy before 2024-05-27", () => {
    const abroad = { situation: "forgot", secret: "user_pin", abroad: true } as const;
    expect(ask({ ...abroad, on: "2024-05-26" }).route).toBe("none");
    expect(ask({ ...abroad, on: "2024-05-27" }).route).toBe("embassy_or_honseki");
  });
});

describe("what public texts get wrong", () => {
  const probes = MISCONCEPTIONS.flatMap(({ id, claim, probes }) =>
    probes.map((probe) => ({ id, claim, ...probe })),
  );

  it.each(probes)("$id: $claim", ({ query, must, mustNot }) => {
    const decision = ask(query);
    if (must?.route) expect(must.route).toContain(decision.route);
    if (must?.secret) expect(must.secret).toContain(decision.secret);
    if (must?.stores) expect(decision.stores).toEqual(expect.arrayContaining([...must.stores]));
    if (must?.bring) expect(decision.bring).toEqual(expect.arrayContaining([...must.bring]));
    if (must?.caveats) expect(decision.caveats).toEqual(expect.arrayContaining([...must.caveats]));
    if (mustNot?.route) expect(mustNot.route).not.toContain(decision.route);
    if (mustNot?.stores) expect(decision.stores.filter((id) => mustNot.stores?.includes(id))).toEqual([]);
    if (mustNot?.bring) expect(decision.bring.filter((id) => mustNot.bring?.includes(id))).toEqual([]);
    if (mustNot?.secret) expect(mustNot.secret).not.toContain(decision.secret);
    if (mustNot?.caveats) expect(decision.caveats.filter((id) => mustNot.caveats?.includes(id))).toEqual([]);
  });
});

describe("a query that cannot be read", () => {
  it.each<[string | null, unknown]>([
    ["on", { situation: "locked", on: "2026-02-30" }],
    ["on", { situation: "locked", on: "yesterday" }],
    ["situation", { situation: "stuck" }],
    ["secret", { situation: "locked", secret: "my_pin" }],
    ["age", { situation: "locked", age: -1 }],
    ["age", { situation: "locked", age: 12.5 }],
    ["knows.0", { situation: "locked", knows: ["everything"] }],
    ["counters.user_pin", { situation: "locked", counters: { user_pin: -1 } }],
    [null, "locked"],
    [null, []],
    [null, null],
  ])("names the field %s: %j", (field, query) => {
    expect(() => readQuery(query)).toThrow(QueryError);
    try {
      readQuery(query);
    } catch (error) {
      expect(error instanceof QueryError && error.field).toBe(field);
    }
  });
});

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
const flag = fc.option(fc.constantFrom(true, false, null), { nil: undefined });

const anyQuery: fc.Arbitrary<Query> = fc.record(
  {
    situation: fc.constantFrom(...SITUATIONS),
    secret: fc.constantFrom(...SUBJECTS),
    service: maybe([...SERVICES, null]),
    screen: maybe([...SCREENS, null]),
    medium: maybe(["card", "phone"] as const),
    knows: fc.option(fc.subarray([...SECRETS]), { nil: undefined }),
    age: fc.option(fc.integer({ min: 0, max: 110 }), { nil: undefined }),
    who: maybe(WHO),
    ward: flag,
    nfc_phone: flag,
    data_changed: flag,
    certs_valid: flag,
    residence: maybe([...RESIDENCES, null]),
    abroad: flag,
    pinless_card: flag,
    notice_form: flag,
    at_clinic: flag,
    months_since_expiry: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
    counters: fc.option(fc.dictionary(fc.constantFrom(...SECRETS), fc.integer({ min: 0, max: 10 })), {
      nil: undefined,
    }),
    on: maybe(["2021-06-01", "2023-01-10", "2024-09-20", "2026-11-21", "2030-01-01"]),
  },
  { requiredKeys: [] },
);

/** The answers that a caller could give to `ask`, to see that asking comes to an end. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  situation: "forgot",
  secret: "both_certs",
  service: null,
  screen: null,
  knows: [],
  age: 40,
  who: "self",
  data_changed: null,
  certs_valid: null,
  nfc_phone: null,
  residence: null,
  notice_form: null,
  months_since_expiry: null,
};

describe("whatever is asked", () => {
  it("never sends anyone to a kiosk that cannot help", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { route, stores } = ask(query);
        if (route !== "kiosk_sign" && route !== "kiosk_4digit") return;
        expect(query.certs_valid).not.toBe(false);
        expect(query.data_changed).not.toBe(true);
        expect(query.nfc_phone).not.toBe(false);
        expect(query.age ?? 40).toBeGreaterThanOrEqual(15);
        expect(query.who ?? "self").toBe("self");
        expect([query.ward, query.abroad, query.pinless_card, query.at_clinic]).not.toContain(true);
        const needed = route === "kiosk_sign" ? "user_pin" : "sign_pw";
        expect(query.counters?.[needed]).not.toBe(0);
        if (query.situation !== "reset_but_still_fails") expect(query.knows).toContain(needed);
        expect(query.on ?? TODAY).not.toBe("2021-06-01");
        expect(stores.length).toBeGreaterThan(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it("never has anybody enter what the chip says is locked", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const { route, rule, secret } = ask(query);
        const enters = rule === "D42" || route === "self_change" || route === "reenter_correct_value";
        const counted = secret === "security_code" ? "code_b" : secret;
        const left = (query.counters as Readonly<Record<string, number>> | undefined)?.[counted];
        if (enters) expect(left, `${rule} ${secret}`).not.toBe(0);
      }),
      { numRuns: 20_000 },
    );
  });

  it("never sends anybody away from a clinic's desk that can help", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const isPinTrouble = query.situation === "locked" || query.situation === "forgot";
        const isOurs = query.service !== "etax_user_id" && query.secret !== "licence_pin";
        if (query.at_clinic !== true || !isPinTrouble || !isOurs) return;
        const { rule, route } = ask(query);
        if (rule === "D47" || rule === "D34") return;
        expect(route).toBe("hospital_staff_visual");
      }),
      { numRuns: 20_000 },
    );
  });

  it("asks only for what was not said, and comes to an answer", () => {
    fc.assert(
      fc.property(anyQuery, (start) => {
        let query: Query = start;
        for (let n = 0; ; n++) {
          const decision = ask(query);
          if (decision.route !== "clarify") {
            expect(decision.rule).not.toBeNull();
            return;
          }
          const field = decision.ask ?? "";
          expect(n, `asks for ${field} after ${JSON.stringify(query)}`).toBeLessThan(8);
          if (field !== "situation" && field !== "secret") {
            expect(query[field as keyof Query], field).toBeUndefined();
          }
          query = { ...query, [field]: ANSWERS[field] };
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it("gives each answer the visits, stores and alternatives that go together", () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const decision = ask(query);
        expect(decision.alternatives).not.toContain(
          decision.route === "clarify" ? "clarify" : decision.route,
        );
        if (!decision.route.startsWith("kiosk")) expect(decision.stores).toEqual([]);
        if (decision.route === "counter_agent_two_visits") expect(decision.visits).toBe(2);
      }),
      { numRuns: 5_000 },
    );
  });
});
