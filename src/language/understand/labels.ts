/**
 * What a message can be understood to say. The ids are the product's fixed words; this room stands alone, so
 * it lists those that words can tell, and the compiler holds them against `facts` where the rooms meet.
 */
export type Situation =
  | "locked"
  | "forgot"
  | "wrong_number_entered"
  | "how_many_tries"
  | "expired"
  | "expiring_soon"
  | "revoked"
  | "not_issued"
  | "reset_but_still_fails"
  | "lost_card"
  | "phone_lost"
  | "suspended_found"
  | "scam_suspect"
  | "change_known_pin"
  | "unsure_before_trying"
  | "agent_request"
  | "info"
  | "unclear";

export type Secret =
  | "sign_pw"
  | "user_pin"
  | "juki_pin"
  | "kenmen_pin"
  | "code_b"
  | "code_a"
  | "birth_pin"
  | "phone_sign_pw"
  | "phone_user_pin"
  | "licence_pin"
  | "face_auth"
  | "security_code"
  | "sign_cert"
  | "user_cert"
  | "both_certs"
  | "card_body"
  | "no_pin_card"
  | "unknown"
  | "unknown_4digit"
  | "all_pins"
  | "both_jpki_pins";

/** A secret that somebody may say they still know, or do not. */
export type KnownSecret = "sign_pw" | "user_pin";

export type Service =
  | "mynaportal"
  | "mynaportal_application"
  | "account_registration"
  | "etax"
  | "etax_user_id"
  | "sign_app"
  | "convenience_store"
  | "health_insurance"
  | "digital_auth_app"
  | "pocketsign"
  | "kyc_app"
  | "bank_app"
  | "face_to_face_app"
  | "iphone_setup"
  | "android_setup"
  | "city_counter"
  | "licence_registration"
  | "licence_reading";

export type Screen = "digits4" | "alnum6_16" | "birth_expiry_code" | "face";

/** Messages that are not about a trouble with the card. */
export type Outside = "greeting" | "person" | "gibberish" | "tax" | "benefits" | "other_card" | "other";
