import { type Provenance, stable, volatile } from "./provenance.ts";
import type {
  CaveatId,
  DocumentId,
  ResidenceId,
  RouteId,
  SecretId,
  ServiceId,
  SituationId,
  SubjectId,
  WhoId,
} from "./vocabulary.ts";
import { SITUATIONS, SUBJECTS } from "./vocabulary.ts";
import type { Field } from "./case.ts";
import type { Trip } from "./routes.ts";

/**
 * What must hold for a rule to apply. The order of the properties is the order in which they are asked
 * for where they are not known.
 */
export interface Condition {
  readonly situation?: readonly SituationId[];
  readonly secret?: readonly SubjectId[];
  readonly service?: readonly ServiceId[];
  readonly medium?: "phone";
  readonly at_clinic?: true;
  readonly abroad?: true;
  readonly pinless_card?: true;
  readonly residence_card_in_one?: true;
  readonly ward?: boolean;
  readonly under_15?: boolean;
  readonly under_18?: boolean;
  readonly who?: readonly WhoId[];
  /** This secret is still known and usable. */
  readonly knows?: SecretId;
  /** This secret is not known or not usable. */
  readonly lacks?: SecretId;
  readonly data_changed?: boolean;
  readonly certs_valid?: boolean;
  readonly nfc_phone?: boolean;
  readonly residence?: readonly ResidenceId[];
  readonly move_in_day?: true;
  readonly notice_form?: true;
  readonly months_since_expiry?: { readonly atMost?: number; readonly over?: number };
}

export interface Rule extends Provenance {
  /** Row of the decision table; one row may need several entries. */
  readonly id: `D${number}` | "R7";
  readonly when: Condition;
  /** Fields whose "I do not know" still lets the rule apply, with the doubt named in the answer. */
  readonly despiteDoubt?: readonly Field[];
  readonly route: RouteId;
  /** Where this row means another trip than its route usually does. */
  readonly trip?: Trip;
  readonly alternatives?: readonly RouteId[];
  readonly bring?: readonly DocumentId[];
  /** Trips that the person makes. */
  readonly visits: number;
  /** `null`: differs, or is not known. */
  readonly same_day: boolean | null;
  readonly cost_yen: number | null;
  readonly caveats?: readonly CaveatId[];
  /** Questions that no source answers; named in the answer. */
  readonly unknowns?: readonly string[];
  /** The answer names this subject rather than the one that was asked about. */
  readonly names?: SubjectId;
  /** The trip is that of another subject, which has to be put right first. */
  readonly firstFix?: SubjectId;
}

const PIN_TROUBLE: readonly SituationId[] = ["locked", "forgot", "reset_but_still_fails"];
const NOT_YET_LOCKED: readonly SituationId[] = ["unsure_before_trying", "how_many_tries"];
const CERT_TROUBLE: readonly SituationId[] = ["expired", "expiring_soon", "revoked", "not_issued"];
/** Everything that somebody else may be sent for. */
const ERRANDS: readonly SituationId[] = [
  ...PIN_TROUBLE,
  ...CERT_TROUBLE,
  "agent_request",
  "change_known_pin",
];

const CERTIFICATES: readonly SubjectId[] = ["sign_cert", "user_cert", "both_certs"];
const PHONE_SECRETS: readonly SubjectId[] = ["phone_sign_pw", "phone_user_pin"];
const PRINTED_CODES: readonly SubjectId[] = ["code_b", "security_code"];
/** Services that ask for a signature or for something else, depending on the way through them. */
const MAY_ASK_SIGNATURE: readonly ServiceId[] = [
  "kyc_app",
  "bank_app",
  "etax",
  "pocketsign",
  "digital_auth_app",
  "iphone_setup",
];
const UNNAMED: readonly SubjectId[] = ["unknown", "unknown_4digit"];
/** Somebody else than the holder or a legal representative. */
const SENT: readonly WhoId[] = ["agent", "household"];

/** "doc1" of the decision table: the card and one more proof of identity (R3). */
const DOC1: readonly DocumentId[] = ["card", "second_id"];
/** R5. */
const AGENT_DOCUMENTS: readonly DocumentId[] = ["holder_card", "holder_id", "agent_id", "sealed_reply"];
/** R4. */
const REPRESENTATIVE_DOCUMENTS: readonly DocumentId[] = [
  "holder_card",
  "representative_id",
  "relation_proof",
];

const FREE_SAME_DAY = { visits: 1, same_day: true, cost_yen: 0 } as const;
const AT_HOME = { visits: 0, same_day: true, cost_yen: 0 } as const;
const AGENT_TWICE = { bring: AGENT_DOCUMENTS, visits: 2, same_day: false, cost_yen: 0 } as const;

/** The kiosk's own app tests these at home, before anybody sets out; so a doubt may stand. */
const APP_TELLS: readonly Field[] = ["data_changed", "certs_valid", "nfc_phone"];

/**
 * The decision table D1–D48, in order of precedence: the first rule that applies wins. What is more
 * special stands before what is more general, whatever the numbers: what cannot wait, what is not ours,
 * the clinic's desk, what needs no trip, people abroad, cards without PIN, phones, cards about to end,
 * children and wards, certificates, errands for others, and then the PINs of an adult's own card.
 */
export const RULES: readonly Rule[] = [
  // What cannot wait.
  {
    id: "D3",
    ...stable("medium", "JPKI-FAQ-EXP", "SAKATA"),
    when: { situation: ["scam_suspect"] },
    route: "hotline",
    alternatives: ["self_change", "counter"],
    ...AT_HOME,
    caveats: ["suspends_pin_use", "call_police_consultation"],
  },
  {
    id: "D2",
    ...stable("high", "DIG-ATT", "ITMEDIA-AND3"),
    when: { situation: ["phone_lost"] },
    route: "hotline",
    ...AT_HOME,
    caveats: ["plastic_card_unaffected"],
  },
  {
    id: "D1",
    ...stable("high", "SAKATA", "SHINAGAWA", "JPKI-FAQ", "MITAKE"),
    when: { situation: ["lost_card"] },
    route: "hotline",
    alternatives: ["apply_new_card"],
    visits: 1,
    same_day: null,
    cost_yen: 1000,
    caveats: ["suspends_pin_use", "police_report"],
  },
  {
    id: "D45",
    ...stable("high", "SAKATA", "SHINAGAWA", "JPKI-FAQ"),
    when: { situation: ["suspended_found"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["not_by_phone", "city_dependent"],
  },

  // What is not ours.
  {
    id: "D47",
    ...stable("medium", "YAMAGUCHI", "SHIGA", "IKKU"),
    when: { secret: ["licence_pin"] },
    route: "police_licence",
    bring: ["licence", "card"],
    visits: 1,
    same_day: null,
    cost_yen: 0,
    caveats: ["city_hall_cannot"],
    unknowns: ["licence_pin_on_my_number_card"],
  },
  {
    id: "D48",
    ...stable("medium", "GOKA", "KIKUMOTO"),
    when: { service: ["etax_user_id"] },
    route: "none",
    visits: 0,
    same_day: null,
    cost_yen: 0,
    caveats: ["not_ours_etax"],
  },

  // The clinic's desk.
  {
    id: "D34",
    ...stable("high", "TBS-ITV", "MATSUYAMA-B", "MHLW-VIS"),
    when: { secret: ["face_auth"] },
    route: "hospital_staff_visual",
    alternatives: ["counter"],
    bring: ["card"],
    visits: 0,
    same_day: true,
    cost_yen: 0,
    caveats: ["care_is_possible", "visual_does_not_clear", "mention_code_b"],
    unknowns: ["face_lock_and_code_b"],
  },
  {
    id: "D35",
    ...stable("high", "IWAKI", "NISHIPLA", "UJI"),
    when: {
      situation: ["expired"],
      secret: ["user_cert", "both_certs", "unknown"],
      at_clinic: true,
      months_since_expiry: { atMost: 3 },
    },
    despiteDoubt: ["months_since_expiry"],
    route: "counter_renew_cert",
    // Today the card still opens the clinic's door; the counter comes later.
    trip: "clinic_desk",
    bring: ["card", "expiry_notice"],
    ...FREE_SAME_DAY,
    caveats: ["care_is_possible", "insurance_usable_until", "eligibility_only"],
  },
  {
    id: "D36",
    ...stable("high", "IWAKI", "NISHIPLA", "UJI"),
    when: {
      situation: ["expired"],
      secret: ["user_cert", "both_certs", "unknown"],
      at_clinic: true,
      months_since_expiry: { over: 3 },
    },
    route: "counter_renew_cert",
    bring: ["eligibility_certificate", "card", "expiry_notice"],
    ...FREE_SAME_DAY,
    caveats: ["eligibility_certificate_comes"],
  },
  {
    id: "D33",
    ...stable("high", "MHLW-VIS", "CURIO", "FCC"),
    when: {
      situation: [
        ...PIN_TROUBLE,
        ...NOT_YET_LOCKED,
        "wrong_number_entered",
        "not_issued",
        "agent_request",
        "unclear",
      ],
      at_clinic: true,
    },
    route: "hospital_staff_visual",
    alternatives: ["kiosk_4digit", "counter"],
    bring: ["card"],
    visits: 0,
    same_day: true,
    cost_yen: 0,
    caveats: ["care_is_possible", "visual_does_not_clear"],
  },

  // What needs no trip.
  {
    id: "D22",
    ...stable("high", "SEED0", "LIQUID", "MYNA-CARD", "WEBLIO"),
    when: {
      situation: ["wrong_number_entered", "forgot", "how_many_tries", "unsure_before_trying"],
      secret: PRINTED_CODES,
    },
    route: "reenter_correct_value",
    bring: ["card"],
    ...AT_HOME,
    caveats: ["printed_on_the_card", "do_not_type_pin"],
    unknowns: ["foreign_card_birth_year", "expiry_year_after_extension"],
  },
  {
    id: "D42",
    ...stable("high", "IAM", "P8N", "TSU", "EKYC-JP"),
    when: { situation: NOT_YET_LOCKED },
    route: "none",
    ...AT_HOME,
    caveats: ["do_not_guess", "one_success_clears", "find_pin_slip"],
  },
  {
    id: "D42",
    ...stable("high", "IAM", "P8N", "TSU", "EKYC-JP"),
    when: { situation: ["wrong_number_entered"] },
    route: "reenter_correct_value",
    ...AT_HOME,
    caveats: ["do_not_guess", "one_success_clears", "find_pin_slip"],
  },
  {
    id: "D41",
    ...stable("high", "SEED0", "MITAKE"),
    when: {
      situation: ["change_known_pin", "info"],
      secret: ["security_code", "code_b", "code_a"],
    },
    route: "apply_new_card",
    bring: ["old_card"],
    visits: 1,
    same_day: false,
    cost_yen: null,
    caveats: ["code_changes_with_card"],
  },
  {
    id: "D41",
    ...stable("medium", "MYNA-MAN", "KANADE"),
    when: { situation: ["change_known_pin"], secret: PHONE_SECRETS },
    route: "phone_mynaportal",
    ...AT_HOME,
    caveats: ["not_counter_or_kiosk"],
  },

  // Certificates and passwords of a phone.
  {
    id: "D40",
    ...volatile("medium", "ITMEDIA-AND3", "ITMEDIA-IP2", "APPLE-JA"),
    when: { situation: CERT_TROUBLE, medium: "phone", certs_valid: true },
    route: "phone_mynaportal",
    bring: ["card"],
    ...AT_HOME,
    caveats: ["not_counter_or_kiosk"],
  },
  {
    id: "D38",
    ...volatile("medium", "MYNA-MAN"),
    when: {
      situation: [...PIN_TROUBLE, "agent_request"],
      secret: ["phone_user_pin"],
      knows: "phone_sign_pw",
    },
    route: "phone_mynaportal",
    ...AT_HOME,
    caveats: ["biometrics_may_do", "not_counter_or_kiosk"],
    unknowns: ["phone_pin_limits"],
  },
  {
    id: "D37",
    ...volatile("high", "MYNA-MAN", "INAGI"),
    when: {
      situation: [...PIN_TROUBLE, "agent_request"],
      secret: PHONE_SECRETS,
      knows: "sign_pw",
    },
    route: "phone_mynaportal",
    bring: ["card"],
    ...AT_HOME,
    caveats: ["not_counter_or_kiosk"],
    unknowns: ["phone_pin_limits", "iphone_reset_screens"],
  },
  // People abroad, cards without PIN, the residence card in one.
  {
    id: "D44",
    ...stable("high", "KOJIN-ABROAD", "KARATSU"),
    validFrom: "2024-05-27",
    // A PIN that is known is changed at home, wherever that is (D41).
    when: {
      situation: [...ERRANDS.filter((errand) => errand !== "change_known_pin"), "unclear"],
      abroad: true,
    },
    route: "embassy_or_honseki",
    bring: ["card"],
    visits: 1,
    same_day: null,
    cost_yen: null,
    caveats: ["ask_embassy_first"],
    unknowns: ["embassy_beyond_reset"],
  },
  {
    id: "D44",
    ...stable("medium", "KOJIN-ABROAD", "TAMANA"),
    // Before that day a national who left Japan lost the card (E17).
    validTo: "2024-05-26",
    when: { situation: [...ERRANDS, "unclear"], abroad: true },
    route: "none",
    visits: 0,
    same_day: null,
    cost_yen: null,
    caveats: ["before_2024_card_lapsed"],
  },
  ...noPinCard({
    pinless_card: true,
    situation: [...PIN_TROUBLE, "not_issued", "change_known_pin", "info", "agent_request", "unclear"],
    // Its printed code is locked and unlocked like any other card's (D23).
    secret: SUBJECTS.filter((subject) => !PRINTED_CODES.includes(subject)),
  }),
  ...noPinCard({ secret: ["no_pin_card"] }),
  {
    id: "D46",
    ...volatile("low", "ISA", "TERAZONO"),
    validFrom: "2026-06-14",
    when: { situation: PIN_TROUBLE, residence_card_in_one: true },
    route: "counter",
    bring: ["card"],
    visits: 1,
    same_day: null,
    cost_yen: null,
    caveats: ["confirm_with_city"],
    unknowns: ["one_card_pin_desk", "one_card_kiosk"],
  },

  {
    id: "D25",
    ...stable("high", "FUJIIDERA", "DIG-EXP"),
    // The card or its certificates: two different errands with the same letter (C4, C15).
    when: { situation: ["expired", "expiring_soon"], secret: UNNAMED },
    route: "counter_renew_cert",
    alternatives: ["apply_new_card"],
    bring: ["card", "expiry_notice"],
    ...FREE_SAME_DAY,
    caveats: ["tell_certificate_from_card", "no_online_renewal"],
  },

  // A phone whose card has to be put right first.
  {
    id: "D39",
    ...volatile("medium", "MYNA-MAN"),
    when: { situation: [...PIN_TROUBLE, "agent_request"], secret: PHONE_SECRETS },
    route: "counter",
    firstFix: "sign_pw",
    alternatives: ["phone_mynaportal"],
    visits: 1,
    same_day: null,
    cost_yen: 0,
    caveats: ["card_first_then_phone"],
  },

  // The card itself ends.
  {
    id: "D12",
    ...stable("high", "HOKUDAI", "ADACHI", "MARUGAME", "ISHINOMAKI"),
    when: {
      situation: ["expiring_soon", "info", "agent_request"],
      secret: ["card_body"],
      residence: ["fixed_stay"],
    },
    route: "counter_foreign_extension",
    bring: ["card", "residence_card", "extension_proof", "pin_memo"],
    ...FREE_SAME_DAY,
    caveats: ["do_before_expiry", "sign_certificate_again", "city_dependent"],
  },
  {
    id: "D13",
    ...stable("high", "HOKUDAI", "MATSUYAMA-FEE", "ISHINOMAKI"),
    when: { situation: ["expired"], secret: ["card_body"], residence: ["fixed_stay"] },
    route: "apply_new_card",
    trip: "application_paid",
    bring: ["old_card", "residence_card"],
    visits: 1,
    same_day: false,
    cost_yen: 1000,
  },
  {
    id: "D11",
    ...stable("high", "MATSUYAMA-FEE", "WANOUCHI", "MITAKE", "CHOSHI"),
    when: { situation: ["expired", "expiring_soon", "info", "agent_request"], secret: ["card_body"] },
    route: "apply_new_card",
    bring: ["expiry_notice", "old_card"],
    visits: 1,
    same_day: false,
    cost_yen: 0,
    caveats: ["return_old_card"],
  },

  // Children and wards.
  {
    id: "D28",
    ...stable("high", "TRUSTDOCK", "EBETSU"),
    when: {
      situation: [...PIN_TROUBLE, ...CERT_TROUBLE, "change_known_pin"],
      secret: ["sign_pw", "sign_cert"],
      under_15: true,
    },
    route: "none",
    visits: 0,
    same_day: null,
    cost_yen: 0,
    caveats: ["no_sign_certificate_under_15", "guardian_or_other_kyc"],
    names: "sign_cert",
  },
  {
    id: "D25",
    ...stable("high", "TRUSTDOCK", "URUMA"),
    // An app that may have asked for a signature: a child has none, and no desk can give it (D28).
    when: { situation: PIN_TROUBLE, secret: UNNAMED, service: MAY_ASK_SIGNATURE, under_15: true },
    route: "counter_legal_rep",
    bring: REPRESENTATIVE_DOCUMENTS,
    ...FREE_SAME_DAY,
    caveats: ["no_sign_certificate_under_15", "city_dependent"],
  },
  {
    id: "D30",
    ...stable("high", "URUMA", "AGEO", "MATSUYAMA-CHG"),
    when: { situation: ERRANDS, ward: true },
    route: "counter_legal_rep",
    bring: [...REPRESENTATIVE_DOCUMENTS, "guardianship_certificate"],
    ...FREE_SAME_DAY,
    caveats: ["ward_normally_no_sign", "city_dependent"],
  },
  {
    id: "D27",
    ...stable("high", "URUMA", "KIKUCHI", "AGEO"),
    when: { situation: ERRANDS, under_15: true },
    route: "counter_legal_rep",
    bring: REPRESENTATIVE_DOCUMENTS,
    ...FREE_SAME_DAY,
    caveats: ["no_sign_certificate_under_15", "city_dependent"],
  },
  {
    id: "D30",
    ...stable("high", "URUMA", "AGEO", "MATSUYAMA-CHG"),
    when: { situation: ERRANDS, who: ["legal_representative"], under_18: false },
    route: "counter_legal_rep",
    bring: [...REPRESENTATIVE_DOCUMENTS, "guardianship_certificate"],
    ...FREE_SAME_DAY,
    caveats: ["ward_normally_no_sign", "city_dependent"],
  },
  {
    id: "D27",
    ...stable("high", "URUMA", "KIKUCHI", "AGEO"),
    when: { situation: ERRANDS, who: ["legal_representative"] },
    route: "counter_legal_rep",
    bring: REPRESENTATIVE_DOCUMENTS,
    ...FREE_SAME_DAY,
    caveats: ["city_dependent"],
  },

  // Errands about certificates.
  {
    id: "D5",
    ...stable("medium", "KOBE", "ICHIKI"),
    when: {
      situation: ["revoked", "not_issued", "agent_request"],
      secret: ["sign_cert"],
      who: ["household"],
      move_in_day: true,
    },
    despiteDoubt: ["move_in_day"],
    route: "counter_reissue_cert",
    alternatives: ["counter_agent_two_visits"],
    bring: ["holder_card", "sealed_proxy", "agent_id"],
    ...FREE_SAME_DAY,
    caveats: ["city_dependent", "kiosk_impossible"],
  },
  {
    id: "D9",
    ...stable("high", "SAKURAGAWA", "SETTSU", "KASAOKA", "LT-132153"),
    when: {
      situation: ["expiring_soon", "agent_request"],
      secret: CERTIFICATES,
      who: SENT,
      notice_form: true,
    },
    route: "counter_agent_notice",
    alternatives: ["counter_agent_two_visits"],
    bring: ["holder_card", "sealed_reply", "agent_id"],
    ...FREE_SAME_DAY,
    caveats: ["wrong_pin_means_two_visits"],
  },
  {
    id: "D10",
    ...stable("high", "SAKURAGAWA", "SETTSU", "KASAOKA"),
    when: { situation: ["expired", "expiring_soon", "agent_request"], secret: CERTIFICATES, who: SENT },
    route: "counter_agent_two_visits",
    ...AGENT_TWICE,
    caveats: ["city_dependent"],
  },

  // Errands about PINs.
  {
    id: "D32",
    ...stable("medium", "SAIJO", "MASAKI", "TSU"),
    when: { situation: ERRANDS, secret: ["juki_pin", "kenmen_pin", "code_b", "code_a"], who: SENT },
    route: "counter_agent_two_visits",
    ...AGENT_TWICE,
    bring: [...AGENT_DOCUMENTS, "reason_proof"],
    caveats: ["reason_proof_some_cities", "city_dependent"],
  },
  {
    id: "D31",
    ...stable("high", "MASAKI", "NARA", "SETTSU", "TSU", "MIKATA"),
    when: { situation: ERRANDS, who: SENT },
    route: "counter_agent_two_visits",
    ...AGENT_TWICE,
    caveats: ["city_dependent"],
  },

  // Changing a PIN that is known.
  {
    id: "D41",
    ...stable("high", "OMIHACHIMAN", "OOKI", "TOMIOKA"),
    when: { situation: ["change_known_pin"], secret: ["juki_pin"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["juki_change_at_counter"],
  },
  {
    id: "D41",
    ...stable("high", "OMIHACHIMAN", "OOKI", "TOMIOKA"),
    when: { situation: ["change_known_pin"], nfc_phone: true },
    despiteDoubt: ["nfc_phone"],
    route: "self_change",
    alternatives: ["counter"],
    bring: ["card", "nfc_phone"],
    ...AT_HOME,
    caveats: ["juki_change_at_counter", "other_pins_stay_old"],
  },
  {
    id: "D41",
    ...stable("high", "OMIHACHIMAN", "OOKI", "TOMIOKA"),
    when: { situation: ["change_known_pin"] },
    route: "counter",
    alternatives: ["self_change"],
    bring: DOC1,
    ...FREE_SAME_DAY,
  },

  // Certificates of an adult's own card.
  {
    id: "D29",
    ...stable("medium", "EBETSU", "TRUSTDOCK"),
    when: { situation: ["not_issued"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["turning_15_creates_nothing", "kiosk_impossible"],
  },
  {
    id: "D4",
    ...stable("high", "FUCHU-H", "EBETSU", "ICHIKI", "DID2-2020"),
    when: { situation: ["revoked"] },
    route: "counter_reissue_cert",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "address_change_is_separate"],
  },
  {
    id: "D4",
    ...stable("high", "FUCHU-H", "EBETSU", "DID2-2020"),
    // A change on the resident record has revoked the certificate that the password belongs to (E13).
    when: { situation: PIN_TROUBLE, secret: ["sign_pw"], data_changed: true },
    route: "counter_reissue_cert",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "address_change_is_separate"],
    names: "sign_cert",
  },
  {
    id: "D7",
    ...stable("high", "FUJIIDERA", "KENPO-JFE", "KAMIICHI"),
    when: {
      situation: PIN_TROUBLE,
      secret: ["sign_pw", "user_pin", "both_jpki_pins"],
      certs_valid: false,
    },
    route: "counter_reissue_cert",
    alternatives: ["post_office_designated"],
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "no_online_renewal"],
  },
  {
    id: "D7",
    ...stable("high", "FUJIIDERA", "KENPO-JFE", "KAMIICHI"),
    when: { situation: ["expired"], secret: CERTIFICATES, lacks: "user_pin" },
    route: "counter_renew_cert",
    alternatives: ["counter_reissue_cert"],
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "no_online_renewal", "insurance_usable_until"],
  },
  {
    id: "D7",
    ...stable("high", "FUJIIDERA", "KENPO-JFE", "KAMIICHI"),
    when: { situation: ["expired"], secret: CERTIFICATES, lacks: "sign_pw" },
    route: "counter_renew_cert",
    alternatives: ["counter_reissue_cert"],
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "no_online_renewal", "insurance_usable_until"],
  },
  {
    id: "D6",
    ...stable("high", "HOKUDAI", "ISHINOMAKI"),
    // With a fixed period of stay certificates usually end with it, and no notice comes (E9).
    when: { situation: ["expired"], secret: CERTIFICATES, residence: ["fixed_stay"] },
    route: "counter_renew_cert",
    alternatives: ["apply_new_card"],
    bring: ["card", "residence_card", "pin_memo"],
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "no_online_renewal", "insurance_usable_until"],
  },
  {
    id: "D6",
    ...stable("high", "FUJIIDERA", "KENPO-JFE", "DIG-EXP"),
    when: { situation: ["expired"], secret: CERTIFICATES },
    route: "counter_renew_cert",
    alternatives: ["counter_reissue_cert", "post_office_designated"],
    bring: ["card", "expiry_notice", "pin_memo"],
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "no_online_renewal", "insurance_usable_until"],
  },
  {
    id: "D8",
    ...stable("high", "HOKUDAI", "ISHINOMAKI"),
    when: { situation: ["expiring_soon", "info"], secret: CERTIFICATES, residence: ["fixed_stay"] },
    route: "counter_renew_cert",
    alternatives: ["counter_foreign_extension"],
    bring: ["card", "residence_card", "pin_memo"],
    ...FREE_SAME_DAY,
    caveats: ["do_before_expiry", "pins_stay_the_same", "no_online_renewal"],
  },
  {
    id: "D8",
    ...stable("high", "SEED2", "KAMIICHI", "TAKATSUKI", "DIG-EXP"),
    when: { situation: ["expiring_soon", "info"], secret: CERTIFICATES },
    route: "counter_renew_cert",
    alternatives: ["post_office_designated"],
    bring: ["card", "expiry_notice", "pin_memo"],
    ...FREE_SAME_DAY,
    caveats: ["pins_stay_the_same", "renewal_window", "no_online_renewal"],
  },

  // Codes printed on the card.
  {
    id: "D23",
    ...stable("high", "SEED0", "MATSUYAMA-B", "DIG-PASS", "AOKI"),
    when: { situation: ["locked"], secret: PRINTED_CODES },
    route: "counter",
    bring: [...DOC1, "screenshot"],
    ...FREE_SAME_DAY,
    caveats: ["kiosk_cannot_unlock_code", "name_it_exactly", "other_kyc_meanwhile"],
    names: "code_b",
    unknowns: ["which_code_b_counter"],
  },
  {
    id: "D23",
    ...stable("low", "AOKI", "EKYC-JP"),
    when: { situation: [...PIN_TROUBLE, "unclear"], secret: ["code_a", "birth_pin"] },
    route: "counter",
    bring: [...DOC1, "screenshot"],
    visits: 1,
    same_day: null,
    cost_yen: 0,
    caveats: ["confirm_with_city", "name_it_exactly"],
  },
  {
    id: "D24",
    ...stable("high", "SEED0", "SEED4", "MATSUYAMA-B"),
    when: { situation: ["reset_but_still_fails"], secret: PRINTED_CODES },
    route: "counter",
    alternatives: ["reenter_correct_value"],
    bring: [...DOC1, "screenshot"],
    ...FREE_SAME_DAY,
    caveats: ["kiosk_cannot_unlock_code", "name_it_exactly", "printed_on_the_card"],
    names: "code_b",
    unknowns: ["which_code_b_counter"],
  },

  // After a reset the PIN itself works: another one is asked for, or it is typed in small letters (C6, C8).
  {
    id: "D24",
    ...stable("high", "SEED4", "POCKET2"),
    when: { situation: ["reset_but_still_fails"], secret: ["user_pin"], knows: "user_pin" },
    route: "reenter_correct_value",
    alternatives: ["counter"],
    bring: ["card"],
    ...AT_HOME,
    caveats: ["untick_same_pin", "do_not_guess"],
    names: "kenmen_pin",
  },
  {
    id: "D24",
    ...stable("medium", "EKYC-JP", "KANDA"),
    when: { situation: ["reset_but_still_fails"], secret: ["sign_pw"], knows: "sign_pw" },
    route: "reenter_correct_value",
    alternatives: ["counter_reissue_cert"],
    bring: ["card"],
    ...AT_HOME,
    caveats: ["do_not_guess", "if_moved_reissue"],
  },

  // PINs that only the counter can set.
  {
    id: "D24",
    ...stable("high", "SEED4", "POCKET2"),
    when: { situation: ["reset_but_still_fails"], secret: ["kenmen_pin"], knows: "kenmen_pin" },
    despiteDoubt: ["knows:kenmen_pin"],
    route: "reenter_correct_value",
    alternatives: ["counter"],
    bring: ["card"],
    ...AT_HOME,
    caveats: ["untick_same_pin", "do_not_guess"],
  },
  {
    id: "D24",
    ...stable("high", "SEED4", "POCKET2", "KOKA"),
    when: { situation: ["reset_but_still_fails"], secret: ["kenmen_pin"] },
    route: "counter",
    alternatives: ["reenter_correct_value"],
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "untick_same_pin", "name_it_exactly", "set_three_equal"],
  },
  {
    id: "D20",
    ...stable("high", "KOKA", "DAZAIFU", "KOJIN-PIN2"),
    when: { situation: PIN_TROUBLE, secret: ["kenmen_pin"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "name_it_exactly"],
  },
  {
    id: "D21",
    ...stable("high", "TSU", "KAWAJIMA", "NERIMA"),
    when: { situation: PIN_TROUBLE, secret: ["juki_pin"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "with_move_in"],
  },

  // PINs of the certificates.
  {
    id: "D26",
    ...stable("high", "NAHA", "KOKA", "DAZAIFU"),
    when: { situation: PIN_TROUBLE, secret: ["all_pins"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "set_three_equal", "nobody_can_look_it_up"],
  },
  {
    id: "D19",
    ...stable("high", "NAHA", "JPKI-APPFAQ"),
    when: { situation: PIN_TROUBLE, secret: ["both_jpki_pins"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible", "set_three_equal"],
  },
  {
    id: "D14",
    ...stable("high", "JPKI-TOS", "JPKI-APPFAQ", "NIIGATA", "KOKA"),
    when: {
      situation: PIN_TROUBLE,
      secret: ["sign_pw"],
      under_15: false,
      who: ["self"],
      knows: "user_pin",
      data_changed: false,
      certs_valid: true,
      nfc_phone: true,
    },
    despiteDoubt: ["under_15", "who", ...APP_TELLS],
    route: "kiosk_sign",
    alternatives: ["counter"],
    bring: ["card", "nfc_phone"],
    ...FREE_SAME_DAY,
    caveats: ["reserve_first", "reservation_24h", "other_pins_stay_old"],
  },
  {
    id: "D15",
    ...stable("high", "JPKI-APPFAQ", "KIKUCHI", "DAZAIFU"),
    when: { situation: PIN_TROUBLE, secret: ["sign_pw"], knows: "user_pin", nfc_phone: false },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["family_phone_unverified"],
  },
  {
    id: "D15",
    ...stable("high", "JPKI-APPFAQ", "KIKUCHI", "DAZAIFU"),
    when: { situation: PIN_TROUBLE, secret: ["sign_pw"], knows: "user_pin" },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
  },
  {
    id: "D16",
    ...stable("high", "NAHA", "KOKA"),
    when: { situation: PIN_TROUBLE, secret: ["sign_pw"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["kiosk_impossible"],
  },
  {
    id: "D17",
    ...volatile("high", "JPKI-TOS", "KOKA", "NIIGATA", "EKYC-JP"),
    when: {
      situation: PIN_TROUBLE,
      secret: ["user_pin"],
      under_15: false,
      who: ["self"],
      knows: "sign_pw",
      data_changed: false,
      certs_valid: true,
      nfc_phone: true,
    },
    despiteDoubt: ["under_15", "who", ...APP_TELLS],
    route: "kiosk_4digit",
    alternatives: ["counter"],
    bring: ["card", "nfc_phone"],
    ...FREE_SAME_DAY,
    caveats: [
      "reserve_first",
      "not_lawson_familymart",
      "store_list_check",
      "reservation_24h",
      "other_pins_stay_old",
      "untick_same_pin",
    ],
  },
  {
    id: "D18",
    ...stable("high", "NAHA", "KOKA", "KIKUCHI"),
    when: { situation: PIN_TROUBLE, secret: ["user_pin"] },
    route: "counter",
    bring: DOC1,
    ...FREE_SAME_DAY,
    caveats: ["set_three_equal"],
  },

  // Which one it is, nobody has said yet: every candidate is decided, see decide.ts.
  {
    id: "D25",
    ...stable("high", "SEED0", "OMIHACHIMAN"),
    when: { situation: PIN_TROUBLE, secret: UNNAMED },
    route: "counter",
    bring: [...DOC1, "screenshot"],
    ...FREE_SAME_DAY,
    caveats: ["name_it_exactly", "set_three_equal"],
  },

  // Only a question, or a combination that no row covers: somebody to ask, and no trip.
  {
    id: "R7",
    ...stable("high", "JPKI-FAQ2", "KAWASAKI", "SAKATA"),
    when: { situation: SITUATIONS.filter((situation) => situation !== "unclear") },
    route: "hotline_info",
    ...AT_HOME,
    caveats: ["nobody_can_look_it_up", "not_by_phone"],
  },
];

/** D43, told apart by who goes: the holder, a legal representative, or somebody sent. */
function noPinCard(when: Condition): readonly Rule[] {
  const rule = {
    id: "D43",
    ...stable("high", "HAKODATE", "ASHIKAGA", "MIKATA", "FUKUSHIMA"),
    // Such cards exist since 2023-12-15; a question about an earlier day must not reach a kiosk either.
    caveats: ["switch_back_limits"],
    names: "no_pin_card",
  } as const;
  return [
    {
      ...rule,
      when: { ...when, who: ["legal_representative"] },
      route: "counter_legal_rep",
      bring: REPRESENTATIVE_DOCUMENTS,
      ...FREE_SAME_DAY,
    },
    { ...rule, when: { ...when, who: SENT }, route: "counter_agent_two_visits", ...AGENT_TWICE },
    { ...rule, when, route: "counter", bring: DOC1, ...FREE_SAME_DAY },
  ];
}
