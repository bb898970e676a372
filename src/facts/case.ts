import type {
  ResidenceId,
  ScreenId,
  SecretId,
  ServiceId,
  SituationId,
  SubjectId,
  WhoId,
} from "./vocabulary.ts";

/**
 * What is known of somebody's trouble. A field that is left out was not asked; `null` was asked, and
 * the person does not know.
 */
export interface Case {
  readonly situation: SituationId;
  readonly secret: SubjectId;
  /** Asked which of the two ends or which secret it is, and the person cannot tell. */
  readonly secret_unclear?: true;
  readonly service?: ServiceId | null;
  readonly screen?: ScreenId | null;
  readonly medium?: "card" | "phone" | null;
  /** Per secret: still known and usable, not, or "I do not know". */
  readonly knows?: Readonly<Partial<Record<SecretId, boolean | null>>>;
  readonly under_15?: boolean | null;
  readonly under_18?: boolean | null;
  readonly who?: WhoId | null;
  readonly ward?: boolean | null;
  readonly nfc_phone?: boolean | null;
  /** Name, address, date of birth or sex on the resident record changed since the certificate's issue. */
  readonly data_changed?: boolean | null;
  /** Both certificates are on the card, unexpired and unrevoked. */
  readonly certs_valid?: boolean | null;
  readonly residence?: ResidenceId | null;
  readonly abroad?: boolean | null;
  readonly pinless_card?: boolean | null;
  /** The sealed enquiry-and-reply form of the expiry notice is at hand, filled in by the holder. */
  readonly notice_form?: boolean | null;
  readonly at_clinic?: boolean | null;
  /** Whole months between the month of expiry and this one. */
  readonly months_since_expiry?: number | null;
  /** It is the day on which the household files its move. */
  readonly move_in_day?: boolean | null;
  /** 特定在留カード: residence card and My Number Card in one, since 2026-06-14 (E10). */
  readonly residence_card_in_one?: boolean | null;
  /** Last day of the user certificate, as read from the chip. */
  readonly user_cert_ends?: string | null;
  /** Whether a signature certificate is on the chip. */
  readonly sign_cert_present?: boolean | null;
  /** Tries left as read from the chip; `null`: could not be read. */
  readonly counters?: Readonly<Partial<Record<SecretId, number | null>>>;
}

/** A field that can be asked for; knowledge of a secret is asked one secret at a time. */
export type Field =
  | Exclude<keyof Case, "knows" | "counters" | "secret_unclear" | "user_cert_ends" | "sign_cert_present">
  | `knows:${SecretId}`;

/** What the chip or the wording says against what the person said. */
export interface Contradiction {
  readonly field: "situation" | "secret";
  readonly said: string;
  readonly found: string;
}
