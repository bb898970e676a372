import { stable, volatile, type Provenance } from "./provenance.ts";
import type { ScreenId, ServiceId, SituationId, SubjectId } from "./vocabulary.ts";

/** What a message stands for. */
export interface Meaning {
  readonly situation: SituationId;
  readonly secret: SubjectId;
}

/** Reasons that have nothing to do with a secret or a certificate. */
export type OtherCause = "card_position" | "move_not_registered" | "server_overload";

/** A message on a screen and what it stands for. */
export interface ScreenMessage extends Provenance {
  /** Quoted from the screen, without the brackets. Empty where only its sense was recorded. */
  readonly says: readonly string[];
  /** Error codes shown beside it. */
  readonly codes?: readonly string[];
  /** Where it has this meaning; elsewhere the same words may stand for something else. */
  readonly only?: { readonly service?: ServiceId; readonly screen?: ScreenId; readonly underAge?: number };
  readonly means: Meaning;
  /** Other readings, the likeliest first. */
  readonly alternatives?: readonly Meaning[];
  readonly otherCauses?: readonly OtherCause[];
}

/** Section 5.1: words on the screen. */
export const SCREEN_MESSAGES = {
  kenmen_kakunin_blocked: {
    says: ["券面確認APがブロックされています"],
    means: { situation: "locked", secret: "code_b" },
    ...stable("high", "SEED0"),
  },
  chip_locked: {
    says: ["ICチップがロック"],
    only: { service: "bank_app", screen: "birth_expiry_code" },
    means: { situation: "locked", secret: "code_b" },
    alternatives: [{ situation: "wrong_number_entered", secret: "code_b" }],
    ...stable("high", "SEED0"),
  },
  sign_certificate_revoked: {
    says: ["署名用電子証明書が失効しています"],
    codes: ["115"],
    means: { situation: "revoked", secret: "sign_cert" },
    alternatives: [{ situation: "expired", secret: "sign_cert" }],
    ...stable("high", "DID2-2020", "SBAPP2"),
  },
  // At a busy hour the same message comes from the server: try once more at a quiet one (medium).
  certificate_check_failed: {
    says: ["電子証明書の検証に失敗しました"],
    codes: ["EI123-2008", "EI123-2303", "MPA-IS-I05"],
    means: { situation: "expired", secret: "user_cert" },
    alternatives: [{ situation: "revoked", secret: "user_cert" }],
    otherCauses: ["server_overload"],
    ...volatile("high", "DID2-2024", "SBAPP1"),
  },
  // The cited page is right about these words only; its way out is in the table of misconceptions.
  user_pin_locked: {
    says: ["利用者証明用電子証明書のパスワードがロックされています"],
    means: { situation: "locked", secret: "user_pin" },
    ...stable("high", "AWAI-0113"),
  },
  child_card_locked: {
    says: [],
    only: { service: "kyc_app", screen: "alnum6_16", underAge: 15 },
    means: { situation: "not_issued", secret: "sign_cert" },
    ...stable("high", "TRUSTDOCK"),
  },
  clinic_near_expiry: {
    says: [],
    only: { service: "health_insurance" },
    means: { situation: "expiring_soon", secret: "user_cert" },
    alternatives: [{ situation: "expiring_soon", secret: "card_body" }],
    ...stable("high", "TAGO"),
  },
  store_cannot_read: {
    says: [],
    only: { service: "convenience_store" },
    means: { situation: "unclear", secret: "unknown" },
    alternatives: [
      { situation: "expired", secret: "user_cert" },
      { situation: "locked", secret: "user_pin" },
    ],
    otherCauses: ["card_position", "move_not_registered"],
    ...stable("medium", "FUJISATO"),
  },
} as const satisfies Record<string, ScreenMessage>;
export type ScreenMessageId = keyof typeof SCREEN_MESSAGES;

/** Two things that people, apps or desks take for each other. */
export interface Confusion extends Provenance {
  readonly name: string;
  readonly between: readonly SubjectId[];
}

/** Section 5.2. */
export const CONFUSIONS = {
  C1: {
    name: "four_digits_name_nothing",
    between: ["user_pin", "juki_pin", "kenmen_pin", "security_code", "phone_user_pin", "licence_pin"],
    ...stable("high", "SEED0", "KAWAJIMA"),
  },
  C2: {
    name: "security_code_for_pin",
    between: ["security_code", "user_pin", "kenmen_pin"],
    ...stable("high", "SEED0"),
  },
  C3: { name: "western_birth_year", between: ["code_b"], ...stable("high", "MYNA-CARD") },
  C4: {
    name: "certificate_expiry_typed_for_card_expiry",
    between: ["code_b"],
    ...stable("high", "MYNA-CARD", "SEED0"),
  },
  C5: {
    name: "sign_password_in_four_digit_box",
    between: ["sign_pw", "user_pin", "kenmen_pin"],
    ...stable("high", "KANDA"),
  },
  C6: {
    name: "lower_case_or_full_width",
    between: ["sign_pw"],
    ...stable("high", "EKYC-JP", "CHATEAU"),
  },
  C7: {
    name: "failures_in_other_apps_count",
    between: ["sign_pw", "user_pin", "kenmen_pin", "code_b"],
    ...stable("high", "IAM", "SEED4"),
  },
  C8: {
    name: "other_pins_keep_the_old_value",
    between: ["user_pin", "kenmen_pin", "juki_pin"],
    ...stable("high", "SEED4"),
  },
  C9: {
    name: "locked_revoked_expired_never_issued",
    between: ["sign_pw", "sign_cert"],
    ...stable("high", "TRUSTDOCK", "EBETSU"),
  },
  C10: {
    name: "address_renewed_but_not_certificate",
    between: ["card_body", "sign_cert"],
    ...stable("high", "DID2-2020", "NETTROUBLE"),
  },
  C11: { name: "etax_own_password", between: ["unknown"], ...stable("medium", "KIKUMOTO") },
  C12: {
    name: "licence_pin_for_card_pin",
    between: ["licence_pin", "user_pin"],
    ...stable("high", "YAMAGUCHI", "SHIGA"),
  },
  C13: { name: "juki_pin_by_another_name", between: ["juki_pin"], ...stable("high", "KAWAJIMA") },
  C14: {
    name: "renewal_taken_for_new_pins",
    between: ["both_certs", "both_jpki_pins"],
    ...stable("high", "KAMIICHI", "KOIPIRA"),
  },
  C15: {
    name: "card_expiry_for_certificate_expiry",
    between: ["card_body", "both_certs"],
    ...stable("high", "FUJIIDERA", "DAN2025"),
  },
  C16: {
    name: "four_digit_reset_at_the_wrong_chain",
    between: ["user_pin", "sign_pw"],
    ...volatile("high", "JPKI-TOS"),
  },
  C17: {
    name: "reservation_older_than_a_day",
    between: ["sign_pw", "user_pin"],
    ...volatile("high", "NIIGATA", "NAHA"),
  },
  C18: {
    name: "phone_pin_for_card_pin",
    between: ["phone_sign_pw", "sign_pw", "phone_user_pin", "user_pin"],
    ...stable("high", "KANADE", "ITMEDIA-IP2"),
  },
  C19: {
    name: "asked_staff_who_cannot_unlock",
    between: ["all_pins", "code_b"],
    ...stable("high", "SEED0"),
  },
} as const satisfies Record<string, Confusion>;
export type ConfusionId = keyof typeof CONFUSIONS;
