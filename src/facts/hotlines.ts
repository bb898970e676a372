import { stable, volatile, type Provenance } from "./provenance.ts";

/** `HH:MM`, in Japan. */
type TimeOfDay = string;

/** When a line answers. */
export interface HotlineHours {
  readonly weekday: readonly [TimeOfDay, TimeOfDay];
  /** Saturday, Sunday and public holidays. */
  readonly weekend: readonly [TimeOfDay, TimeOfDay];
  /** First and last day of the yearly closing, `MM-DD`. */
  readonly closed: readonly [string, string];
  /** A loss is taken at any hour of the year. */
  readonly lossAroundTheClock: boolean;
}

export type HotlineTopic = "card" | "loss" | "system" | "mynaportal";

/** A number to call or to fax. */
export interface Hotline extends Provenance {
  readonly number: string;
  readonly by: "voice" | "fax";
  readonly free: boolean;
  /** BCP 47; Vietnamese is on none of them [KOJIN-PT]. */
  readonly languages: readonly string[];
  readonly topics: readonly HotlineTopic[];
  /** What to press for a topic, and how sure that is. */
  readonly menu?: Provenance & { readonly press: Readonly<Partial<Record<HotlineTopic, string>>> };
  /** Left out where the pages give none. */
  readonly hours?: HotlineHours;
}

const NEW_YEAR = ["12-29", "01-03"] as const;
const FREE_DIAL: HotlineHours = {
  weekday: ["09:30", "20:00"],
  weekend: ["09:30", "17:30"],
  closed: NEW_YEAR,
  lossAroundTheClock: true,
};
const CALL_CENTRE: HotlineHours = {
  weekday: ["08:30", "20:00"],
  weekend: ["08:30", "20:00"],
  closed: NEW_YEAR,
  lossAroundTheClock: true,
};
const FOREIGN_LANGUAGES = ["en", "zh", "ko", "es", "pt"] as const;

/** Section 2.4. */
export const HOTLINES = {
  // Key 5 was for マイナポイント; what it is now is not evidenced.
  free_dial: {
    number: "0120-95-0178",
    by: "voice",
    free: true,
    languages: ["ja"],
    topics: ["card", "loss", "system", "mynaportal"],
    menu: {
      press: { card: "1", loss: "2", system: "3", mynaportal: "4" },
      ...volatile("medium", "NOMI", "OIZUMI"),
    },
    hours: FREE_DIAL,
    ...stable("high", "SAKATA", "SHINAGAWA", "JPKI-FAQ"),
  },
  free_dial_foreign_card: {
    number: "0120-0178-27",
    by: "voice",
    free: true,
    languages: FOREIGN_LANGUAGES,
    topics: ["card", "loss"],
    hours: FREE_DIAL,
    ...volatile("medium", "NOMI", "KOJIN-PT", "EXPATICA"),
  },
  free_dial_foreign_system: {
    number: "0120-0178-26",
    by: "voice",
    free: true,
    languages: FOREIGN_LANGUAGES,
    topics: ["system", "mynaportal"],
    hours: { ...FREE_DIAL, lossAroundTheClock: false },
    ...volatile("medium", "NOMI", "KOJIN-PT"),
  },
  // The paid lines: the newest page that lists them is of about 2024.
  call_centre: {
    number: "0570-783-578",
    by: "voice",
    free: false,
    languages: ["ja"],
    topics: ["card", "loss"],
    hours: CALL_CENTRE,
    ...volatile("low", "NOMI", "KOJIN-PT", "YOKOHAMA-EN2"),
  },
  call_centre_ip_phone: {
    number: "050-3818-1250",
    by: "voice",
    free: false,
    languages: ["ja"],
    topics: ["card", "loss"],
    hours: CALL_CENTRE,
    ...volatile("low", "NOMI", "KOJIN-PT", "YOKOHAMA-EN2"),
  },
  call_centre_foreign: {
    number: "0570-064-738",
    by: "voice",
    free: false,
    languages: FOREIGN_LANGUAGES,
    topics: ["card", "loss"],
    hours: CALL_CENTRE,
    ...volatile("low", "NOMI", "KOJIN-PT", "YOKOHAMA-EN2"),
  },
  fax: {
    number: "0120-601-785",
    by: "fax",
    free: true,
    languages: ["ja"],
    topics: ["loss"],
    ...volatile("medium", "SAKATA"),
  },
} as const satisfies Record<string, Hotline>;
export type HotlineId = keyof typeof HOTLINES;

/** What any of them can do and what none can. */
export const HOTLINE_POWERS = {
  can: ["suspend_card", "suspend_phone_certificate", "revoke_phone_certificate", "explain"],
  cannot: ["tell_pin", "reset_pin", "unlock_pin", "lift_suspension"],
  ...stable("high", "SEED0", "ITMEDIA-AND3", "SAKATA"),
} as const;
