import type { Case, Field, SecretId, ServiceId } from "../facts/index.ts";

/** What an answer adds to the case. Knowledge of single secrets is merged with what was known before. */
export type Patch = Partial<Case>;

export interface Option {
  readonly value: string;
  readonly sets: Patch;
  /** A question that must come next, because the option only opens a subject. */
  readonly opens?: QuestionId;
  /** Offered only where this holds. */
  readonly offered?: (of: Case) => boolean;
  /** Not shown: for those who say in their own words what nobody could tell apart on a list. */
  readonly spoken?: true;
}

export interface Question {
  readonly options: readonly Option[];
  /** Fields of the case that this question settles; policy asks for fields, the flow for questions. */
  readonly settles?: readonly Field[];
  /** Asked only in this corner of the case. */
  readonly only?: Patch;
}

export const QUESTION_IDS = [
  "what_happened",
  "what_else",
  "screen_says",
  "clinic_problem",
  "who_goes",
  "errand",
  "which_forgotten",
  "which_to_change",
  "phone_secret",
  "what_ends",
  "screen",
  "service",
  "months_since_expiry",
  "whose_card",
  "knows_phone_sign_pw",
  "knows_sign_pw",
  "user_pin_works",
  "knows_kenmen_pin",
  "certs_renewed",
  "nfc_phone",
  "kiosk_check",
  "residence",
  "moving_day",
  "notice_form",
] as const;
export type QuestionId = (typeof QUESTION_IDS)[number];

const UNKNOWN = { secret: "unknown" } as const;

/** Troubles that somebody may have with any card, their own or that of the person they go for. */
const TROUBLES: readonly Option[] = [
  { value: "forgot", sets: { situation: "forgot", ...UNKNOWN }, opens: "which_forgotten" },
  { value: "locked", sets: { situation: "locked", ...UNKNOWN }, opens: "screen" },
  { value: "ending", sets: { situation: "expiring_soon", ...UNKNOWN }, opens: "what_ends" },
  { value: "reset_fails", sets: { situation: "reset_but_still_fails", ...UNKNOWN }, opens: "screen" },
  { value: "revoked", sets: { situation: "revoked", secret: "sign_cert" } },
];

const ADULT = { under_15: false, under_18: false } as const;
const ORDINARY = { ward: false, abroad: false, pinless_card: false, residence_card_in_one: false } as const;

/** Somebody to ask: whose card it is makes no difference. */
const INFORMATION: Patch = { ...ORDINARY, situation: "info" };

/** People who come in place of the holder. */
const REPRESENTATIVES: readonly Option[] = [
  {
    value: "child",
    sets: { ...ORDINARY, who: "legal_representative", under_15: true, under_18: true },
  },
  { value: "household", sets: { ...ORDINARY, ...ADULT, who: "household" } },
  { value: "agent", sets: { ...ORDINARY, ...ADULT, who: "agent" } },
  { value: "ward", sets: { ...ORDINARY, ...ADULT, who: "legal_representative", ward: true } },
];

const WHOSE: readonly Field[] = [
  "who",
  "under_15",
  "under_18",
  "ward",
  "abroad",
  "pinless_card",
  "residence_card_in_one",
];

/** Offered to the holder: nobody else is sent on an errand for a phone (P4, P6). */
const ON_PHONE: Option = {
  value: "on_phone",
  sets: { medium: "phone" },
  opens: "phone_secret",
  offered: (of) => of.who === undefined,
};

/** The four digits by their official names: on a list they would all look the same (C1). */
const NAMED_DIGITS4 = (["user_pin", "juki_pin", "kenmen_pin"] as const).map((secret): Option => ({
  value: secret,
  sets: { secret, screen: "digits4" },
  spoken: true,
}));

/** Yes, no, or not known: the answer to whether a secret is still known and usable. */
function knows(secret: SecretId): Question {
  return {
    settles: [`knows:${secret}`],
    options: [
      { value: "yes", sets: { knows: { [secret]: true } } },
      { value: "no", sets: { knows: { [secret]: false } } },
      { value: "dont_know", sets: { knows: { [secret]: null } } },
    ],
  };
}

function yesNo(field: "nfc_phone" | "certs_valid" | "notice_form" | "move_in_day", only?: Patch): Question {
  return {
    settles: [field],
    ...(only && { only }),
    options: [
      { value: "yes", sets: { [field]: true } },
      { value: "no", sets: { [field]: false } },
      { value: "dont_know", sets: { [field]: null } },
    ],
  };
}

function asked(value: ServiceId, offered: (of: Case) => boolean): Option {
  return { value, sets: { service: value }, offered };
}

/** Services that ask for four digits, and those that come into question while the screen is not known. */
const fourDigits = (of: Case): boolean => of.screen !== null;
const anyScreen = (): boolean => true;
const unclearScreen = (of: Case): boolean => of.screen === null;

/**
 * Every question and what its answers say of the case. Nothing here decides where people go (that is
 * `facts`) nor how a question is worded (that is `locales`). The order of ids above is the order of
 * asking where several questions are open.
 */
export const QUESTIONS: Readonly<Record<QuestionId, Question>> = {
  // What cannot wait stands first.
  what_happened: {
    options: [
      { value: "lost_card", sets: { situation: "lost_card", secret: "card_body" } },
      { value: "scam", sets: { situation: "scam_suspect" } },
      { value: "at_clinic", sets: { situation: "unclear", at_clinic: true }, opens: "clinic_problem" },
      ...TROUBLES,
      { value: "before_trying", sets: { situation: "unsure_before_trying", ...UNKNOWN }, opens: "screen" },
      { value: "other", sets: { situation: "unclear" }, opens: "what_else" },
      { value: "dont_know", sets: { situation: "unclear" }, opens: "screen_says" },
    ],
  },
  what_else: {
    options: [
      { value: "phone_lost", sets: { situation: "phone_lost" } },
      { value: "card_found", sets: { situation: "suspended_found", secret: "card_body" } },
      { value: "represent", sets: { situation: "agent_request" }, opens: "who_goes" },
      { value: "change_pin", sets: { situation: "change_known_pin", ...UNKNOWN }, opens: "which_to_change" },
      { value: "no_certificate", sets: { situation: "not_issued", secret: "sign_cert" } },
      { value: "no_pin_card", sets: { situation: "info", secret: "no_pin_card", pinless_card: true } },
      { value: "abroad", sets: { ...ORDINARY, situation: "unclear", abroad: true } },
      { value: "licence", sets: { situation: "forgot", secret: "licence_pin" } },
      { value: "etax_id", sets: { situation: "info", service: "etax_user_id" } },
      { value: "question", sets: INFORMATION },
      { value: "dont_know", sets: INFORMATION },
    ],
  },
  screen_says: {
    options: [
      { value: "locked", sets: { situation: "locked", ...UNKNOWN }, opens: "screen" },
      { value: "wrong", sets: { situation: "wrong_number_entered", ...UNKNOWN }, opens: "screen" },
      { value: "expired", sets: { situation: "expired", ...UNKNOWN }, opens: "what_ends" },
      { value: "revoked", sets: { situation: "revoked", secret: "sign_cert" } },
      { value: "cannot_read", sets: INFORMATION },
      { value: "dont_know", sets: INFORMATION },
    ],
  },
  clinic_problem: {
    options: [
      { value: "pin", sets: { situation: "locked", secret: "user_pin" } },
      { value: "face", sets: { situation: "locked", secret: "face_auth" } },
      { value: "expired", sets: { situation: "expired", secret: "user_cert" } },
      { value: "dont_know", sets: { situation: "unclear", secret: "unknown" } },
    ],
  },
  who_goes: {
    options: [
      ...REPRESENTATIVES.map((option) => ({ ...option, opens: "errand" as const })),
      { value: "dont_know", sets: { ...ORDINARY, ...ADULT, who: "agent" }, opens: "errand" },
    ],
  },
  errand: {
    options: [...TROUBLES, { value: "dont_know", sets: { situation: "agent_request", ...UNKNOWN } }],
  },
  which_forgotten: {
    options: [
      { value: "digits4", sets: { secret: "unknown_4digit", screen: "digits4" } },
      { value: "alnum6_16", sets: { secret: "sign_pw", screen: "alnum6_16" } },
      { value: "both", sets: { secret: "both_jpki_pins" } },
      { value: "all", sets: { secret: "all_pins" } },
      { value: "birth_expiry_code", sets: { secret: "code_b", screen: "birth_expiry_code" } },
      ON_PHONE,
      { value: "dont_know", sets: { secret: "unknown", screen: null } },
      ...NAMED_DIGITS4,
    ],
  },
  which_to_change: {
    options: [
      { value: "user_pin", sets: { secret: "user_pin" } },
      { value: "sign_pw", sets: { secret: "sign_pw" } },
      { value: "kenmen_pin", sets: { secret: "kenmen_pin" } },
      { value: "juki_pin", sets: { secret: "juki_pin" } },
      { value: "security_code", sets: { secret: "security_code" } },
      ON_PHONE,
      { value: "dont_know", sets: { secret: "unknown" } },
    ],
  },
  phone_secret: {
    options: [
      { value: "phone_user_pin", sets: { secret: "phone_user_pin" } },
      { value: "phone_sign_pw", sets: { secret: "phone_sign_pw" } },
      // The app's menu shows both, and the signature password opens the way to the other (P4, P5).
      { value: "dont_know", sets: { secret: "phone_sign_pw" } },
    ],
  },
  what_ends: {
    options: [
      { value: "cert_soon", sets: { situation: "expiring_soon", secret: "both_certs" } },
      { value: "cert_expired", sets: { situation: "expired", secret: "both_certs" } },
      { value: "card_soon", sets: { situation: "expiring_soon", secret: "card_body" } },
      { value: "card_expired", sets: { situation: "expired", secret: "card_body" } },
      { value: "on_phone", sets: { situation: "expired", secret: "both_certs", medium: "phone" } },
      { value: "dont_know", sets: { secret: "unknown", secret_unclear: true } },
    ],
  },
  screen: {
    settles: ["screen"],
    options: [
      { value: "digits4", sets: { secret: "unknown_4digit", screen: "digits4" } },
      { value: "alnum6_16", sets: { secret: "sign_pw", screen: "alnum6_16" } },
      { value: "birth_expiry_code", sets: { secret: "code_b", screen: "birth_expiry_code" } },
      { value: "face", sets: { secret: "face_auth", screen: "face" } },
      ON_PHONE,
      { value: "dont_know", sets: { screen: null } },
      ...NAMED_DIGITS4,
    ],
  },
  service: {
    settles: ["service"],
    options: [
      asked("mynaportal", anyScreen),
      asked("convenience_store", anyScreen),
      asked("health_insurance", anyScreen),
      asked("etax", anyScreen),
      asked("bank_app", unclearScreen),
      asked("sign_app", unclearScreen),
      asked("face_to_face_app", unclearScreen),
      asked("pocketsign", anyScreen),
      asked("digital_auth_app", anyScreen),
      asked("account_registration", anyScreen),
      asked("iphone_setup", anyScreen),
      asked("city_counter", anyScreen),
      asked("licence_reading", fourDigits),
      { value: "dont_know", sets: { service: null } },
    ],
  },
  months_since_expiry: {
    settles: ["months_since_expiry"],
    options: [
      { value: "within_three", sets: { months_since_expiry: 3 } },
      { value: "longer", sets: { months_since_expiry: 4 } },
      { value: "dont_know", sets: { months_since_expiry: null } },
    ],
  },
  whose_card: {
    settles: WHOSE,
    options: [
      { value: "mine", sets: { ...ORDINARY, ...ADULT, who: "self" } },
      // From 15 on the holder goes alone, or to the kiosk (R4).
      { value: "teenager", sets: { ...ORDINARY, under_15: false, under_18: true, who: "self" } },
      ...REPRESENTATIVES,
      { value: "abroad", sets: { ...ORDINARY, ...ADULT, who: "self", abroad: true } },
      { value: "no_pin_card", sets: { ...ORDINARY, ...ADULT, who: "self", pinless_card: true } },
      { value: "card_in_one", sets: { ...ORDINARY, ...ADULT, who: "self", residence_card_in_one: true } },
      { value: "dont_know", sets: { ...ORDINARY, under_15: null, under_18: null, who: null } },
    ],
  },
  user_pin_works: knows("user_pin"),
  knows_sign_pw: knows("sign_pw"),
  knows_kenmen_pin: {
    settles: ["knows:kenmen_pin"],
    options: [
      { value: "yes", sets: { knows: { kenmen_pin: true } } },
      { value: "no", sets: { knows: { kenmen_pin: false } } },
      // Three tries in all: whoever is not sure does not try (D42).
      { value: "dont_know", sets: { knows: { kenmen_pin: false } } },
    ],
  },
  // The phone's signature password opens the menu (P5); failing that, the card's does (P4).
  knows_phone_sign_pw: {
    settles: ["knows:phone_sign_pw"],
    options: [
      { value: "yes", sets: { knows: { phone_sign_pw: true } } },
      { value: "only_card", sets: { knows: { phone_sign_pw: false, sign_pw: true } } },
      { value: "no", sets: { knows: { phone_sign_pw: false, sign_pw: false } } },
      { value: "dont_know", sets: { knows: { phone_sign_pw: null, sign_pw: null } } },
    ],
  },
  certs_renewed: yesNo("certs_valid", { medium: "phone", situation: "expired" }),
  nfc_phone: yesNo("nfc_phone", { situation: "change_known_pin" }),
  // What keeps a kiosk from helping, in one question instead of three.
  kiosk_check: {
    settles: ["data_changed", "certs_valid", "nfc_phone"],
    options: [
      { value: "none", sets: { data_changed: false, certs_valid: true, nfc_phone: true } },
      { value: "moved", sets: { data_changed: true, certs_valid: null, nfc_phone: null } },
      { value: "expired", sets: { data_changed: false, certs_valid: false, nfc_phone: null } },
      { value: "no_nfc_phone", sets: { data_changed: false, certs_valid: true, nfc_phone: false } },
      { value: "dont_know", sets: { data_changed: null, certs_valid: null, nfc_phone: null } },
    ],
  },
  residence: {
    settles: ["residence"],
    options: [
      { value: "japanese", sets: { residence: "japanese" } },
      { value: "permanent", sets: { residence: "permanent" } },
      { value: "fixed_stay", sets: { residence: "fixed_stay" } },
      { value: "dont_know", sets: { residence: null } },
    ],
  },
  moving_day: yesNo("move_in_day"),
  notice_form: yesNo("notice_form"),
};
