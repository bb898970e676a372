import { stable, volatile, type Provenance } from "./provenance.ts";
import type { ScreenId, SecretId, ServiceId } from "./vocabulary.ts";

/** When in the service, or in which of its variants, the secret is asked. */
export type AskNote =
  | "at_login"
  | "fills_in_name_and_address"
  | "signs_at_the_end"
  | "signature_only"
  | "either_this_or_the_next"
  | "same_pin_ticked_by_default"
  | "renewal_only"
  | "depends_on_the_app";

/** One thing that a service asks for. */
export interface Ask {
  /** `unknown_4digit` where no page names which of the four-digit PINs it is. */
  readonly secret: SecretId | "unknown_4digit";
  readonly screen: ScreenId;
  readonly note?: AskNote;
}

/** What an app, a machine or a desk asks of the card. */
export interface Service extends Provenance {
  /** In the order of the screens. Empty: nothing that lies on the card. */
  readonly asks: readonly Ask[];
  /** Set where a phone instead of the plastic card is evidenced, at least for a part of the service. */
  readonly acceptsPhone?: Provenance;
}

const IPHONE = { validFrom: "2025-06-24" } as const;

/** Table 1.2. */
export const SERVICE_TABLE: Readonly<Record<ServiceId, Service>> = {
  mynaportal: {
    asks: [{ secret: "user_pin", screen: "digits4", note: "at_login" }],
    ...stable("high", "MINAMIASHIGARA"),
    acceptsPhone: { ...volatile("high", "IMPRESS-AND", "IMPRESS-IP"), validFrom: "2023-05-11" },
  },
  // A phone does for many applications but not for all of them (P12).
  mynaportal_application: {
    asks: [{ secret: "sign_pw", screen: "alnum6_16" }],
    ...stable("high", "EBETSU", "LLC-DIY"),
  },
  account_registration: {
    asks: [{ secret: "kenmen_pin", screen: "digits4", note: "fills_in_name_and_address" }],
    ...stable("medium", "OMIHACHIMAN", "IWAKUNI"),
  },
  etax: {
    asks: [
      { secret: "user_pin", screen: "digits4", note: "at_login" },
      { secret: "kenmen_pin", screen: "digits4", note: "fills_in_name_and_address" },
      { secret: "sign_pw", screen: "alnum6_16", note: "signs_at_the_end" },
    ],
    ...stable("high", "GOKA", "KIKUMOTO", "FUNSHITSU", "KANDA"),
    acceptsPhone: { ...volatile("medium", "QBEI"), validFrom: "2026-01-01" },
  },
  // 利用者識別番号 and its password belong to e-Tax (C11).
  etax_user_id: { asks: [], ...stable("medium", "KIKUMOTO") },
  sign_app: {
    asks: [{ secret: "sign_pw", screen: "alnum6_16" }],
    ...stable("high", "YAYOI", "MERCARI", "TRUSTDOCK"),
  },
  convenience_store: {
    asks: [{ secret: "user_pin", screen: "digits4" }],
    ...stable("high", "IMPRESS-IP", "JPKI-TOP"),
    acceptsPhone: { ...volatile("high", "IMPRESS-IP"), ...IPHONE },
  },
  // The third way needs nothing typed: the staff look at the face (hospital_staff_visual).
  health_insurance: {
    asks: [
      { secret: "face_auth", screen: "face", note: "either_this_or_the_next" },
      { secret: "user_pin", screen: "digits4" },
    ],
    ...stable("high", "TBS-ITV", "MHLW-VIS"),
    acceptsPhone: { ...volatile("medium", "DIGIMA"), validFrom: "2025-09-19" },
  },
  digital_auth_app: {
    asks: [
      { secret: "user_pin", screen: "digits4", note: "at_login" },
      { secret: "kenmen_pin", screen: "digits4", note: "fills_in_name_and_address" },
      { secret: "sign_pw", screen: "alnum6_16", note: "signature_only" },
    ],
    ...stable("high", "UTELECON", "AAS"),
  },
  pocketsign: {
    asks: [
      { secret: "user_pin", screen: "digits4" },
      { secret: "kenmen_pin", screen: "digits4", note: "same_pin_ticked_by_default" },
      { secret: "sign_pw", screen: "alnum6_16", note: "signature_only" },
    ],
    ...volatile("high", "SEED4", "POCKET2"),
  },
  kyc_app: {
    asks: [
      { secret: "sign_pw", screen: "alnum6_16", note: "depends_on_the_app" },
      { secret: "kenmen_pin", screen: "digits4", note: "depends_on_the_app" },
    ],
    ...stable("medium", "IAM"),
  },
  // 照合番号B is the evidenced one; a bank may just as well do 公的個人認証, so the screen decides.
  bank_app: {
    asks: [
      { secret: "code_b", screen: "birth_expiry_code", note: "depends_on_the_app" },
      { secret: "sign_pw", screen: "alnum6_16", note: "depends_on_the_app" },
    ],
    ...stable("high", "SEED0", "LIQUID"),
  },
  face_to_face_app: {
    asks: [{ secret: "code_b", screen: "birth_expiry_code" }],
    ...stable("high", "ITMEDIA-TAI", "SEED3"),
    validFrom: "2024-08-20",
  },
  iphone_setup: {
    asks: [
      { secret: "kenmen_pin", screen: "digits4" },
      { secret: "sign_pw", screen: "alnum6_16" },
    ],
    ...volatile("high", "ITMEDIA-IP2", "APPLE-JA"),
    ...IPHONE,
  },
  // Which of the card's PINs it asks could not be seen; P4 shows sign_pw for the same app.
  android_setup: {
    asks: [{ secret: "sign_pw", screen: "alnum6_16" }],
    ...volatile("low", "IMPRESS-AND"),
    validFrom: "2023-05-11",
  },
  city_counter: {
    asks: [
      { secret: "juki_pin", screen: "digits4" },
      { secret: "sign_pw", screen: "alnum6_16", note: "renewal_only" },
      { secret: "user_pin", screen: "digits4", note: "renewal_only" },
    ],
    ...stable("high", "ISHINOMAKI", "TOMAKOMAI", "KAMIICHI", "KOIPIRA"),
  },
  licence_registration: {
    asks: [
      { secret: "unknown_4digit", screen: "digits4" },
      { secret: "sign_pw", screen: "alnum6_16", note: "signature_only" },
    ],
    ...volatile("medium", "PHITY", "TOTTORI"),
  },
  licence_reading: {
    asks: [{ secret: "licence_pin", screen: "digits4" }],
    ...volatile("low", "IKKU"),
  },
};

/** The secrets that the service asks for on such a screen; on any screen where none is given. */
export function askedBy(service: ServiceId, screen?: ScreenId): Ask["secret"][] {
  return SERVICE_TABLE[service].asks
    .filter((ask) => screen === undefined || ask.screen === screen)
    .map((ask) => ask.secret);
}
