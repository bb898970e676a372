import { stable, volatile } from "./provenance.ts";

/** Section 4: certificates on a phone. They have PINs and counters of their own. */
export const PHONE_FACTS = {
  /** What began when. What is only announced is not offered. */
  P1: {
    android: { ...volatile("high", "IMPRESS-AND"), validFrom: "2023-05-11" },
    iphone: {
      minimumIos: "18.5",
      minimumModel: "XS",
      ...volatile("high", "IMPRESS-IP"),
      validFrom: "2025-06-24",
    },
    /** Only at clinics with the equipment. */
    insurance: { ...volatile("medium", "DIGIMA"), validFrom: "2025-09-19" },
    iphoneEtax: { ...volatile("medium", "QBEI"), validFrom: "2026-01-01" },
    announced: {
      names: ["Androidのマイナンバーカード", "マイナアプリ"],
      ...volatile("low", "ENGR"),
    },
  },
  P2: {
    chosenOnPhone: true,
    mayEqualCard: true,
    followsCardChange: false,
    ...stable("high", "KANADE", "ITMEDIA-IP2"),
  },
  P3: {
    needsBiometrics: true,
    devicePasscodeAccepted: false,
    locksItself: true,
    ...volatile("medium", "KANADE", "APPLE-API"),
  },
  P4: {
    resets: "phone_sign_pw",
    route: "phone_mynaportal",
    needs: ["card", "sign_pw"],
    tapsCard: true,
    android: volatile("high", "MYNA-MAN"),
    iphone: volatile("medium", "MYNA-MAN"),
  },
  P5: {
    resets: "phone_user_pin",
    route: "phone_mynaportal",
    needs: ["phone_sign_pw"],
    tapsCard: false,
    ...volatile("medium", "MYNA-MAN"),
  },
  P6: { counter: false, kiosk: false, ...stable("high", "INAGI") },
  /** The card comes first where its own password is gone as well. */
  P7: {
    firstFix: "sign_pw",
    thenOrElse: ["phone_mynaportal", "register_again"],
    ...stable("medium", "MYNA-MAN", "INAGI"),
  },
  P8: {
    diesWith: ["sign_cert"],
    firstRoute: "counter_reissue_cert",
    afterwards: "register_again",
    ...stable("medium", "ITMEDIA-AND3", "FUCHU-H"),
  },
  P9: {
    lostPhoneRoute: "hotline",
    factoryResetDeletes: false,
    ...stable("high", "DIG-ATT", "ITMEDIA-AND3"),
  },
  P10: { phonesPerPerson: 1, newOneEndsOld: true, ...stable("high", "ITMEDIA-AND3") },
  P11: {
    blocks: "iphone_setup",
    whenLocked: ["kenmen_pin", "sign_pw"],
    ...stable("high", "ITMEDIA-IP2"),
  },
  P12: { cardOnly: ["passport_application"], ...volatile("medium", "MYNAVI") },
} as const;
export type PhoneFactId = keyof typeof PHONE_FACTS;
