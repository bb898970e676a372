import { stable, volatile } from "./provenance.ts";

/** Section 2.2: the desk of the municipality where the holder is registered. */
export const COUNTER_FACTS = {
  R1: {
    place: "住民票のある市区町村",
    notPlace: "カードの発行地",
    ...stable("high", "JPKI-FAQ", "KARATSU"),
    /** An embassy or consulate re-sets a PIN, and nothing else. */
    abroad: {
      places: ["本籍地の市区町村", "在外公館"],
      embassyCan: ["reset"],
      ...stable("high", "KOJIN-ABROAD"),
      validFrom: "2024-05-27",
    },
  },
  R2: {
    resets: ["sign_pw", "user_pin", "juki_pin", "kenmen_pin", "code_a", "code_b", "face_auth"],
    reissues: ["sign_cert", "user_cert"],
    cannot: ["phone_sign_pw", "phone_user_pin", "licence_pin"],
    ...stable("high", "INAGI", "SEED0"),
  },
  /** Some cities ask for the card alone, some for more: the city's own page decides. */
  R3: {
    minAge: 15,
    bring: ["card", "second_id"],
    visits: 1,
    sameDay: true,
    feeYen: 0,
    ...stable("high", "KIKUCHI", "DAZAIFU", "IMABARI", "TSU", "SAYAMA", "HASHIMA", "URUMA", "ALLSETGO"),
  },
  /** From 15 a minor may go alone. */
  R4: {
    forWhom: ["under_15", "adult_ward"],
    bring: ["holder_card", "representative_id", "relation_proof"],
    relationProofMaxMonths: 3,
    relationProofWaivedIf: ["same_household", "honseki_in_city"],
    visits: 1,
    sameDay: true,
    ...stable("high", "URUMA", "KIKUCHI", "AGEO", "MATSUYAMA-CHG"),
  },
  R5: {
    visits: 2,
    sameDay: false,
    letter: "照会書兼回答書",
    letterTo: "holder_registered_address",
    bringSecond: ["sealed_reply", "holder_card", "holder_id", "agent_id"],
    ...stable("high", "MASAKI", "NARA", "SETTSU", "HASHIMA", "TSU"),
    phoneRequestForLetter: { value: "some_cities", ...stable("medium", "KASAI") },
  },
  R6: {
    reasonProofFor: ["juki_pin", "kenmen_pin"],
    notFor: ["sign_pw", "user_pin"],
    cityDependent: true,
    ...stable("medium", "SAIJO"),
  },
  R7: {
    phone: false,
    post: false,
    internet: false,
    ...stable("high", "JPKI-FAQ2", "KAWASAKI", "EKYC-JP", "SEED1"),
  },
  /** Sunday after the third Saturday; the cities announce further days themselves. */
  R8: {
    closed: ["night", "sunday_after_third_saturday"],
    crowded: { fromMonthDay: "01-01", toMonthDay: "03-15" },
    ...stable("medium", "SATTE", "AKASHI", "YOKOHAMA-EN"),
  },
  R9: {
    route: "post_office_designated",
    onlyIfCityListsOne: true,
    agents: false,
    ...volatile("medium", "KASAOKA", "FUJIIDERA"),
  },
} as const;
export type CounterFactId = keyof typeof COUNTER_FACTS;

/**
 * Section 2.5: letters. The notice of expiry comes from J-LIS by itself; the enquiry of a PIN reset comes from the
 * municipality after an agent's first visit (R5). They are different papers.
 */
export const LETTERS = {
  expiryNotice: {
    name: "有効期限通知書",
    from: "j-lis",
    monthsBefore: { min: 2, max: 3 },
    forwardable: false,
    notSentTo: ["fixed_stay"],
    renewalNeedsIt: false,
    ...stable("high", "DIG-EXP", "CHOSHI", "MIYAKE", "YOKOTE", "KOIPIRA"),
  },
  pinEnquiry: {
    name: "照会書兼回答書",
    from: "municipality",
    afterVisit: 1,
    ...stable("high", "MASAKI", "NARA", "SETTSU"),
  },
  /** Nobody calls to renew for somebody else and asks for card and PIN. */
  renewalCall: { genuine: false, ...stable("high", "JPKI-FAQ-EXP") },
} as const;

/** Section 2.6, and the checks at home of section 2.2: ways that need no desk of the city. */
export const OTHER_PLACES = {
  hospital_staff_visual: {
    name: "目視確認",
    needsPin: false,
    ...stable("high", "MHLW-VIS", "CURIO", "FCC"),
  },
  police_licence: {
    resets: ["licence_pin"],
    byPhone: false,
    days: "weekdays",
    ...stable("high", "YAMAGUCHI", "SHIGA"),
  },
  self_change: {
    needsKnownPin: true,
    changes: ["sign_pw", "user_pin", "kenmen_pin"],
    atCounterOnly: ["juki_pin"],
    with: ["mynaportal", "jpki_client"],
    ...stable("high", "OMIHACHIMAN", "OOKI", "TOMIOKA"),
  },
  /** Trying a PIN in an app costs a try if it is wrong; a reader app that only shows the counter does not. */
  self_check: {
    wrongTestCostsATry: true,
    ...stable("medium", "OMIHACHIMAN", "FUJIIMA"),
    readerApps: { costsATry: false, ...volatile("medium", "SHIHIRO", "APPLI", "FINDSTR") },
  },
} as const;
