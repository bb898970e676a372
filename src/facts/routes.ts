import { type Provenance, stable, volatile } from "./provenance.ts";
import type { RouteId, SecretId } from "./vocabulary.ts";

/**
 * Where a route leads, as far as the person's feet are concerned. Two rules that send somebody on the
 * same trip need not be told apart before setting out: the desk sorts it out in the same visit.
 */
export type Trip =
  | "kiosk_sign"
  | "kiosk_4digit"
  | "counter"
  | "counter_with_representative"
  | "counter_agent_twice"
  | "counter_agent_once"
  | "embassy"
  | "police"
  | "clinic_desk"
  | "application"
  | "application_paid"
  | "telephone"
  | "phone_app"
  | "home"
  | "nowhere";

export interface Route extends Provenance {
  readonly trip: Trip;
  /** Whether somebody at a municipal counter reads a slip on this route. */
  readonly clerk: boolean;
  /** Opening hours where they are the same all over Japan, 24-hour clock. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Hours within which a reservation must be used. */
  readonly reservationHours?: number;
  /** A public page that explains it. */
  readonly page?: string;
  /** What must still be known for the route to work. */
  readonly needs?: SecretId;
}

/** J-LIS on its app; read as [JPKI-APPFAQ]. */
const KIOSK_PAGE = "https://www.jpki.go.jp/jpkiidreset/howto/faq_index.html";
const KIOSK_DAY = { from: "06:30", to: "23:00" } as const;

/** Section 2 of the rules: every route, and what it takes. */
export const ROUTE_TABLE: Readonly<Record<RouteId, Route>> = {
  kiosk_sign: {
    ...volatile("high", "JPKI-TOS", "KOKA", "NIIGATA", "JPKI-APPFAQ"),
    // Seven-Eleven began about 2022-02; the first dated page that says so is of March 2022.
    validFrom: "2022-03-01",
    trip: "kiosk_sign",
    clerk: false,
    hours: KIOSK_DAY,
    reservationHours: 24,
    page: KIOSK_PAGE,
    needs: "user_pin",
  },
  kiosk_4digit: {
    ...volatile("high", "JPKI-TOS", "KOKA", "NAHA", "EKYC-JP"),
    // On 2024-04-11 still "signature only" [YOKOHAMA-EN]; on 2024-09-20 both directions [NAHA].
    validFrom: "2024-09-20",
    trip: "kiosk_4digit",
    clerk: false,
    hours: KIOSK_DAY,
    reservationHours: 24,
    page: KIOSK_PAGE,
    needs: "sign_pw",
  },
  counter: {
    ...stable("high", "JPKI-FAQ", "JPKI-FAQ2", "KIKUCHI", "DAZAIFU"),
    trip: "counter",
    clerk: true,
  },
  counter_reissue_cert: {
    ...stable("high", "JPKI-FAQ2", "FUCHU-H", "DID2-2020"),
    trip: "counter",
    clerk: true,
  },
  counter_renew_cert: {
    ...stable("high", "FUJIIDERA", "KENPO-JFE", "DIG-EXP"),
    trip: "counter",
    clerk: true,
  },
  counter_foreign_extension: {
    ...stable("high", "HOKUDAI", "ISHINOMAKI", "MARUGAME"),
    trip: "counter",
    clerk: true,
  },
  counter_legal_rep: {
    ...stable("high", "URUMA", "KIKUCHI", "AGEO"),
    trip: "counter_with_representative",
    clerk: true,
  },
  counter_agent_two_visits: {
    ...stable("high", "MASAKI", "NARA", "SETTSU", "TSU"),
    trip: "counter_agent_twice",
    clerk: true,
  },
  counter_agent_notice: {
    ...stable("high", "SAKURAGAWA", "SETTSU", "LT-132153"),
    trip: "counter_agent_once",
    clerk: true,
  },
  post_office_designated: {
    ...stable("medium", "KASAOKA", "FUJIIDERA"),
    trip: "counter",
    clerk: true,
  },
  apply_new_card: {
    ...stable("high", "MATSUYAMA-FEE", "MITAKE", "CHOSHI"),
    trip: "application",
    clerk: false,
  },
  hotline: { ...volatile("high", "SAKATA", "SHINAGAWA", "JPKI-FAQ"), trip: "telephone", clerk: false },
  hotline_info: { ...volatile("high", "SAKATA", "JPKI-FAQ2"), trip: "telephone", clerk: false },
  phone_mynaportal: {
    ...volatile("medium", "MYNA-MAN", "ITMEDIA-AND3"),
    // The first certificates on phones (Android), P1.
    validFrom: "2023-05-11",
    trip: "phone_app",
    clerk: false,
  },
  hospital_staff_visual: { ...stable("high", "MHLW-VIS", "FCC"), trip: "clinic_desk", clerk: false },
  police_licence: { ...stable("high", "YAMAGUCHI", "SHIGA"), trip: "police", clerk: false },
  self_change: { ...stable("high", "OMIHACHIMAN", "OOKI"), trip: "home", clerk: false },
  reenter_correct_value: { ...stable("high", "SEED0", "P8N"), trip: "home", clerk: false },
  embassy_or_honseki: {
    ...stable("high", "KOJIN-ABROAD", "KARATSU"),
    validFrom: "2024-05-27",
    trip: "embassy",
    clerk: true,
  },
  none: { ...stable("high", "JPKI-FAQ2"), trip: "nowhere", clerk: false },
  clarify: { ...stable("high", "JPKI-FAQ2"), trip: "nowhere", clerk: false },
};
