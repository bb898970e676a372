/**
 * The product's fixed words. They stand in data, in the API, in tests and in logs, so an id is never
 * renamed, only added. What each means: the tables beside this file.
 */

/** Things on a card, a phone or a licence that can be typed wrongly, locked or forgotten. */
export const SECRETS = [
  "sign_pw",
  "user_pin",
  "juki_pin",
  "kenmen_pin",
  "code_b",
  "code_a",
  "birth_pin",
  "phone_sign_pw",
  "phone_user_pin",
  "licence_pin",
  "face_auth",
  "security_code",
] as const;
export type SecretId = (typeof SECRETS)[number];

/** Things that expire or are revoked. */
export const EXPIRING = ["sign_cert", "user_cert", "both_certs", "card_body"] as const;
export type ExpiringId = (typeof EXPIRING)[number];

/** What a person may be talking about: a secret, something that expires, or not yet known which. */
export const SUBJECTS = [
  ...SECRETS,
  ...EXPIRING,
  "no_pin_card",
  "unknown",
  "unknown_4digit",
  "all_pins",
  "both_jpki_pins",
] as const;
export type SubjectId = (typeof SUBJECTS)[number];

export const SITUATIONS = [
  "locked",
  "forgot",
  "wrong_number_entered",
  "how_many_tries",
  "expired",
  "expiring_soon",
  "revoked",
  "not_issued",
  "reset_but_still_fails",
  "lost_card",
  "phone_lost",
  "suspended_found",
  "scam_suspect",
  "change_known_pin",
  "unsure_before_trying",
  "agent_request",
  "info",
  "unclear",
] as const;
export type SituationId = (typeof SITUATIONS)[number];

export const ROUTES = [
  "kiosk_sign",
  "kiosk_4digit",
  "counter",
  "counter_reissue_cert",
  "counter_renew_cert",
  "counter_foreign_extension",
  "counter_legal_rep",
  "counter_agent_two_visits",
  "counter_agent_notice",
  "post_office_designated",
  "apply_new_card",
  "hotline",
  "hotline_info",
  "phone_mynaportal",
  "hospital_staff_visual",
  "police_licence",
  "self_change",
  "reenter_correct_value",
  "embassy_or_honseki",
  "none",
  "clarify",
] as const;
export type RouteId = (typeof ROUTES)[number];

/** What the screen asked for. */
export const SCREENS = ["digits4", "alnum6_16", "birth_expiry_code", "face"] as const;
export type ScreenId = (typeof SCREENS)[number];

/** The app, place or desk that asked. */
export const SERVICES = [
  "mynaportal",
  "mynaportal_application",
  "account_registration",
  "etax",
  "etax_user_id",
  "sign_app",
  "convenience_store",
  "health_insurance",
  "digital_auth_app",
  "pocketsign",
  "kyc_app",
  "bank_app",
  "face_to_face_app",
  "iphone_setup",
  "android_setup",
  "city_counter",
  "licence_registration",
  "licence_reading",
] as const;
export type ServiceId = (typeof SERVICES)[number];

export const STORES = [
  "seven_eleven",
  "lawson",
  "familymart",
  "ministop",
  "daiei_some",
  "aeon_retail",
  "aeon_hokkaido_some",
  "aeon_tohoku_some",
  "fuji_some",
] as const;
export type StoreId = (typeof STORES)[number];

export const WHO = ["self", "legal_representative", "agent", "household"] as const;
export type WhoId = (typeof WHO)[number];

export const RESIDENCES = ["japanese", "permanent", "fixed_stay"] as const;
export type ResidenceId = (typeof RESIDENCES)[number];

/** Things to have in hand. */
export const DOCUMENTS = [
  "card",
  "second_id",
  "nfc_phone",
  "screenshot",
  "expiry_notice",
  "pin_memo",
  "old_card",
  "residence_card",
  "extension_proof",
  "holder_card",
  "holder_id",
  "agent_id",
  "sealed_reply",
  "sealed_proxy",
  "reason_proof",
  "representative_id",
  "relation_proof",
  "guardianship_certificate",
  "licence",
  "eligibility_certificate",
] as const;
export type DocumentId = (typeof DOCUMENTS)[number];

/** What a reader must be told beside the route. Worded in `locales/`, under `caveat.<id>`. */
export const CAVEATS = [
  "suspends_pin_use",
  "police_report",
  "plastic_card_unaffected",
  "call_police_consultation",
  "kiosk_impossible",
  "kiosk_cannot_unlock_code",
  "address_change_is_separate",
  "city_dependent",
  "pins_stay_the_same",
  "renewal_window",
  "no_online_renewal",
  "wrong_pin_means_two_visits",
  "return_old_card",
  "do_before_expiry",
  "sign_certificate_again",
  "reserve_first",
  "reservation_24h",
  "store_list_check",
  "not_lawson_familymart",
  "other_pins_stay_old",
  "family_phone_unverified",
  "set_three_equal",
  "name_it_exactly",
  "with_move_in",
  "printed_on_the_card",
  "do_not_type_pin",
  "other_kyc_meanwhile",
  "untick_same_pin",
  "no_sign_certificate_under_15",
  "guardian_or_other_kyc",
  "turning_15_creates_nothing",
  "ward_normally_no_sign",
  "no_pin_card_option",
  "holder_may_go",
  "reason_proof_some_cities",
  "care_is_possible",
  "visual_does_not_clear",
  "mention_code_b",
  "eligibility_only",
  "insurance_usable_until",
  "eligibility_certificate_comes",
  "not_counter_or_kiosk",
  "biometrics_may_do",
  "card_first_then_phone",
  "phone_again_after_card",
  "do_not_guess",
  "one_success_clears",
  "find_pin_slip",
  "switch_back_limits",
  "ask_embassy_first",
  "not_by_phone",
  "confirm_with_city",
  "city_hall_cannot",
  "not_ours_etax",
  "if_moved_reissue",
  "if_expired_renew",
  "juki_change_at_counter",
  "code_changes_with_card",
  "one_try_left",
  "also_locked",
  "chip_says_not_locked",
  "nobody_can_look_it_up",
  "foreigner_certificate_ends_with_stay",
  "before_2024_card_lapsed",
  "tell_certificate_from_card",
] as const;
export type CaveatId = (typeof CAVEATS)[number];

export const GRADES = ["high", "medium", "low"] as const;
export type Grade = (typeof GRADES)[number];
