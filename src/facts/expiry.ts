import { holdsOn, stable, volatile, type IsoDate, type Provenance } from "./provenance.ts";

/** Section 3: expiry, revocation and suspension. Numbers carry their unit in their name; fees are yen. */
export const EXPIRY_FACTS = {
  /** The card's last day. Which age makes an adult goes by the day on which the application arrived. */
  E1: {
    adultBirthdays: 10,
    minorBirthdays: 5,
    adultAge: [
      { years: 20, ...stable("high", "DIG-EXP", "KOUNOSU", "YNG"), validTo: "2022-03-31" },
      { years: 18, ...stable("high", "DIG-EXP", "KOUNOSU", "YNG"), validFrom: "2022-04-01" },
    ],
  },
  /** The certificates' last day, at any age; never later than the card's. */
  E2: { birthdays: 5, ...stable("high", "KAWASAKI-EXP", "NAKANO", "MIHAMA") },
  E3: {
    printed: ["card_body"],
    handWrittenOrBlank: ["both_certs"],
    shownIn: ["mynaportal", "jpki_app"],
    ...stable("high", "FUJIIDERA", "DAN2025", "INAGI-CERT"),
  },
  E4: { windowMonths: 3, ...stable("high", "TAKATSUKI", "SHIMONOSEKI", "DIG-EXP") },
  /** Certificates are renewed in person only, also after expiry. */
  E5: {
    online: false,
    kiosk: false,
    afterExpiry: true,
    feeYen: 0,
    ...volatile("high", "FUJIIDERA", "KENPO-JFE", "JPKI-FAQ2", "INAGI-CERT"),
  },
  E6: {
    asks: ["sign_pw", "user_pin", "juki_pin"],
    pinsStay: true,
    resetAtSameVisit: true,
    ...stable("high", "SEED2", "KAMIICHI", "KOIPIRA", "KURE-PT"),
  },
  /** Renewal by an agent: the sealed reply saves the second visit, a wrong PIN in it costs it again. */
  E7: {
    visitsWithSealedReply: 1,
    visitsOtherwise: 2,
    ...stable("high", "SAKURAGAWA", "SETTSU", "KASAOKA", "LT-132153"),
  },
  /** A new card. The fee falls due for a lost one, and for a fixed-stay foreigner's that ran out. */
  E8: {
    weeksUntilReady: 4,
    feeYen: 0,
    reissueYen: 1000,
    reissueParts: { cardYen: 800, certificatesYen: 200 },
    freeAfterExpiry: ["japanese", "permanent"],
    newPinsChosen: true,
    ...stable("high", "MATSUYAMA-FEE", "WANOUCHI", "MITAKE", "CHOSHI"),
  },
  E9: {
    endsWithStay: ["card_body", "both_certs"],
    exempt: ["永住者", "特別永住者", "高度専門職2号"],
    specialExtensionMonths: 2,
    asks: ["juki_pin"],
    noticeSent: false,
    afterExpiryYen: 1000,
    ...stable("high", "HOKUDAI", "ADACHI", "MARUGAME", "ISHINOMAKI"),
  },
  /** 特定在留カード. Who resets its PINs is not evidenced; the municipality is assumed. */
  E10: {
    counterFrom: "2026-06-15",
    ...volatile("high", "ISA", "TERAZONO", "TAKEUCHI"),
    validFrom: "2026-06-14",
    pinReset: {
      route: "counter",
      ...volatile("low", "ISA"),
      validFrom: "2026-06-14",
    },
  },
  /** Eligibility only: no record of medicines or diagnoses. */
  E11: {
    usableMonthsAfterExpiryMonth: 3,
    eligibilityOnly: true,
    ...stable("high", "IWAKI", "NISHIPLA", "LIVEDOOR-A", "UJI"),
  },
  E12: {
    lastDay: "2025-12-01",
    ...stable("high", "FAQ-MYNA-3505"),
    leniency: { until: "2026-03-31", ...volatile("low", "BSS") },
  },
  E13: {
    revokedBy: ["name", "address", "birth_date", "sex"],
    revokes: ["sign_cert"],
    survives: ["user_cert"],
    effectiveWithinDays: 1,
    feeYen: 0,
    ...stable("high", "FUCHU-H", "EBETSU", "ICHIKI", "DID2-2020"),
  },
  /** The card's new address and the new certificate are two acts at the desk. */
  E14: {
    separateActs: ["card_address", "sign_cert"],
    ...stable("high", "DID2-2020", "NETTROUBLE"),
  },
  E15: {
    who: "household",
    onlyOn: "day_of_move",
    visits: 1,
    ...stable("medium", "KOBE", "ICHIKI"),
  },
  E16: {
    moveInDays: 14,
    plannedMoveOutDays: 30,
    continueUseDays: 90,
    reissueYen: 1000,
    asks: ["juki_pin"],
    ...stable("high", "HIGASHIMATSUYAMA", "SAKURAGAWA-K", "TOMAKOMAI"),
  },
  E17: {
    voidsCard: ["death", "leaving_japan_without_continued_use", "return"],
    ...stable("high", "KOCHI", "NAGAYO", "TAMANA"),
    keepsCardAbroad: {
      procedure: "before_departure",
      ...stable("medium", "TAMANA", "KOJIN-ABROAD"),
      validFrom: "2024-05-27",
    },
  },
  /** Below this age there is no sign certificate, and reaching it does not create one (medium). */
  E18: {
    signCertificateFromAge: 15,
    ...stable("high", "EBETSU", "TRUSTDOCK"),
    createdByBirthday: { value: false, ...stable("medium", "EBETSU") },
  },
  E19: {
    suspends: ["card_body", "both_certs"],
    suspendByPhone: true,
    liftByPhone: false,
    ...stable("high", "SAKATA", "SHINAGAWA", "JPKI-FAQ"),
  },
  E20: { interruptionDays: 2, ...stable("low", "SAPO") },
  E21: {
    renewsPhone: false,
    ...stable("high", "ITMEDIA-AND3"),
    iphone: { renewsPhone: false, ...stable("medium", "ITMEDIA-AND3", "APPLE-JA") },
  },
  /** Only then does the licence move to the renewed card by itself; otherwise the police write it again. */
  E22: {
    needs: [
      "sign_certificate_given_to_police",
      "renewed_online_with_licence_record_number",
      "sign_certificate_requested",
      "card_not_yet_expired",
      "no_special_characters",
    ],
    ...volatile("high", "TOTTORI", "AKITA", "KANAGAWA", "KUMAMOTO"),
    validFrom: "2025-09-01",
  },
  /** The next card: announced, not here. Japan's fiscal year begins in April. */
  E23: {
    pins: 2,
    certificateYears: 10,
    ...volatile("medium", "MILU", "YASUKI"),
    validFrom: "2028-04-01",
  },
  E24: {
    ownFaultYen: 2000,
    firstApplication: false,
    ...stable("medium", "MITAKE", "SAPO"),
    photolessCard: {
      underAge: 1,
      ...stable("medium", "SAPO"),
      validFrom: "2024-12-02",
    },
  },
} as const;
export type ExpiryFactId = keyof typeof EXPIRY_FACTS;

/**
 * The last day of a card (E1, E9).
 *
 * @param card.issued day of issue
 * @param card.birthday the holder's day of birth
 * @param card.applied day on which the application arrived; the day of issue where it is not known
 * @param card.stayEnds last day of a fixed period of stay
 * @throws RangeError where a day is not `YYYY-MM-DD`
 */
export function cardExpiry(card: {
  issued: IsoDate;
  birthday: IsoDate;
  applied?: IsoDate;
  stayEnds?: IsoDate;
}): IsoDate {
  const { adultBirthdays, minorBirthdays } = EXPIRY_FACTS.E1;
  const adult = birthdayInYear(
    card.birthday,
    ymd(card.birthday).year + adultAgeOn(card.applied ?? card.issued),
  );
  const birthdays = adult <= card.issued ? adultBirthdays : minorBirthdays;
  return earliest(nthBirthdayAfter(card.issued, card.birthday, birthdays), card.stayEnds);
}

/**
 * The last day of a certificate (E2).
 *
 * @param certificate.issued day on which this certificate was issued
 * @param certificate.birthday the holder's day of birth
 * @param certificate.cardExpires last day of the card
 * @param certificate.userCertExpires for a sign certificate issued later: last day of the user certificate
 * @throws RangeError where a day is not `YYYY-MM-DD`
 */
export function certificateExpiry(certificate: {
  issued: IsoDate;
  birthday: IsoDate;
  cardExpires: IsoDate;
  userCertExpires?: IsoDate;
}): IsoDate {
  const own = nthBirthdayAfter(certificate.issued, certificate.birthday, EXPIRY_FACTS.E2.birthdays);
  return earliest(own, certificate.cardExpires, certificate.userCertExpires);
}

/** The first day on which card or certificate can be renewed: the day after the day three months before (E4). */
export function renewalWindowOpens(expiry: IsoDate): IsoDate {
  const { year, month, day } = ymd(expiry);
  const before = month - EXPIRY_FACTS.E4.windowMonths;
  return iso(year, before, Math.min(day, daysInMonth(year, before)) + 1);
}

/** The same day of the month so many months before, or the last day of a shorter month. */
export function monthsBefore(date: IsoDate, months: number): IsoDate {
  const { year, month, day } = ymd(date);
  return iso(year, month - months, Math.min(day, daysInMonth(year, month - months)));
}

/** The last day on which an expired certificate still serves as insurance card (E11). */
export function insuranceUsableUntil(expiry: IsoDate): IsoDate {
  const { year, month } = ymd(expiry);
  return iso(year, month + EXPIRY_FACTS.E11.usableMonthsAfterExpiryMonth + 1, 0);
}

function adultAgeOn(applied: IsoDate): number {
  const rule = EXPIRY_FACTS.E1.adultAge.find((age: Provenance) => holdsOn(age, applied));
  if (!rule) throw new RangeError(`No adult age is known for ${applied}.`);
  return rule.years;
}

/** A birthday on the day of issue itself does not count. */
function nthBirthdayAfter(issued: IsoDate, birthday: IsoDate, nth: number): IsoDate {
  const { year } = ymd(issued);
  const first = birthdayInYear(birthday, year) > issued ? year : year + 1;
  return birthdayInYear(birthday, first + nth - 1);
}

/** Who was born on 29 February has the birthday on the 28th in other years: the earlier day does no harm. */
function birthdayInYear(birthday: IsoDate, year: number): IsoDate {
  const { month, day } = ymd(birthday);
  return iso(year, month, Math.min(day, daysInMonth(year, month)));
}

function earliest(first: IsoDate, ...others: (IsoDate | undefined)[]): IsoDate {
  return others.reduce<IsoDate>((soonest, day) => (day && day < soonest ? day : soonest), first);
}

function ymd(date: IsoDate): { year: number; month: number; day: number } {
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = date.split("-").map(Number);
  if (Number.isNaN(day) || iso(year, month, day) !== date) {
    throw new RangeError(`"${date}" is not a calendar day: write it as YYYY-MM-DD.`);
  }
  return { year, month, day };
}

/** Months and days outside their range roll over, as in `Date.UTC`. */
function iso(year: number, month: number, day: number): IsoDate {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
