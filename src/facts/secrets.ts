import { stable, type Provenance } from "./provenance.ts";
import type { Grade, RouteId, SecretId } from "./vocabulary.ts";

/** The applications on the chip, by the name that a clerk needs to see on the slip. */
export const CHIP_APPLICATIONS = {
  jpki: "公的個人認証AP",
  kenmen_hojo: "券面事項入力補助AP",
  kenmen_kakunin: "券面事項確認AP",
  juki: "住基AP",
} as const;
export type ChipApplicationId = keyof typeof CHIP_APPLICATIONS;

/** What the input looks like. `charset` is the inside of a character class. */
export interface SecretFormat {
  readonly id: "digits4" | "digits6" | "digits12" | "alnum6_16" | "birth_expiry_code" | "face" | "none";
  readonly min: number;
  readonly max: number;
  readonly charset: string;
}

const NOTHING_TYPED = { min: 0, max: 0, charset: "" } as const;

/** The inputs by their shape; `birth_expiry_code` is typed in the parts of {@link CODE_B_PARTS}. */
export const FORMATS = {
  digits4: { id: "digits4", min: 4, max: 4, charset: "0-9" },
  digits6: { id: "digits6", min: 6, max: 6, charset: "0-9" },
  digits12: { id: "digits12", min: 12, max: 12, charset: "0-9" },
  /** At least one letter and at least one digit; capitals only. */
  alnum6_16: { id: "alnum6_16", min: 6, max: 16, charset: "A-Z0-9" },
  birth_expiry_code: { id: "birth_expiry_code", min: 14, max: 14, charset: "0-9" },
  face: { id: "face", ...NOTHING_TYPED },
  none: { id: "none", ...NOTHING_TYPED },
} as const satisfies Record<SecretFormat["id"], SecretFormat>;

/** Digits of each part of 照合番号B, in the order of the chip. */
export const CODE_B_PARTS = { birthDate: 6, cardExpiryYear: 4, securityCode: 4 } as const;

/** How many wrong entries in a row lock it. `max: null` where it has no counter. */
export interface TryLimit {
  readonly max: number | null;
  /** The grade of the number alone: the rest of the record may be surer. */
  readonly grade: Grade;
}

/** One secret, or the card that has none. */
export interface Secret extends Provenance {
  readonly officialName: string;
  /** Other Japanese names on forms, in apps and at the desk. */
  readonly aliases: readonly string[];
  readonly format: SecretFormat;
  readonly tries: TryLimit;
  /** Where its counters lie; empty where it is not on this chip or where that is not evidenced. */
  readonly applications: readonly ChipApplicationId[];
  /** Ways to set or unlock it again, the least effort first. */
  readonly resetBy: readonly RouteId[];
  /** It exists only as long as this certificate does. */
  readonly needsCertificate?: "sign_cert" | "user_cert";
  readonly chosenByHolder: boolean;
  readonly printedOnCard: boolean;
}

/** Table 1.1: what can be typed wrongly, forgotten or locked. */
export const SECRET_TABLE: Readonly<Record<SecretId | "no_pin_card", Secret>> = {
  sign_pw: {
    officialName: "署名用電子証明書暗証番号",
    aliases: ["署名用パスワード", "署名用電子証明書のパスワード", "署名用暗証番号", "英数字の暗証番号"],
    format: FORMATS.alnum6_16,
    tries: { max: 5, grade: "high" },
    applications: ["jpki"],
    resetBy: ["kiosk_sign", "counter"],
    needsCertificate: "sign_cert",
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("high", "JPKI-TOP", "JPKI-FAQ2", "P8N", "OOKI"),
  },
  user_pin: {
    officialName: "利用者証明用電子証明書暗証番号",
    aliases: ["利用者証明用パスワード", "利用者証明用電子証明書のパスワード", "利用者証明用暗証番号"],
    format: FORMATS.digits4,
    tries: { max: 3, grade: "high" },
    applications: ["jpki"],
    resetBy: ["kiosk_4digit", "counter"],
    needsCertificate: "user_cert",
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("high", "JPKI-TOP", "JPKI-TOS"),
  },
  juki_pin: {
    officialName: "住民基本台帳用暗証番号",
    aliases: ["個人番号カード用暗証番号", "個人番号カード用パスワード", "住基用暗証番号"],
    format: FORMATS.digits4,
    tries: { max: 3, grade: "high" },
    applications: ["juki"],
    resetBy: ["counter"],
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("high", "TSU", "KAWAJIMA", "NERIMA"),
  },
  kenmen_pin: {
    officialName: "券面事項入力補助用暗証番号",
    aliases: ["券面事項入力補助用パスワード", "券面入力補助用", "券面AP用暗証番号"],
    format: FORMATS.digits4,
    tries: { max: 3, grade: "high" },
    applications: ["kenmen_hojo"],
    resetBy: ["counter"],
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("high", "KOJIN-PIN2", "DIG-PASS", "KOKA", "DAZAIFU"),
  },
  // One number, but two applications with a counter each: medium [AOKI, MYNA-CARD].
  code_b: {
    officialName: "照合番号B",
    aliases: ["生年月日・有効期限・セキュリティコード", "券面事項確認用の照合番号"],
    format: FORMATS.birth_expiry_code,
    tries: { max: 10, grade: "high" },
    applications: ["kenmen_kakunin", "kenmen_hojo"],
    resetBy: ["counter"],
    chosenByHolder: false,
    printedOnCard: true,
    ...stable("high", "DIG-PASS", "MATSUYAMA-B", "P8N-CARDINFO", "LIQUID", "AOKI", "MYNA-CARD"),
  },
  // No official page gives its limit: one reader insists on a full counter of 10, another leaves it open.
  code_a: {
    officialName: "照合番号A",
    aliases: ["個人番号12桁"],
    format: FORMATS.digits12,
    tries: { max: 10, grade: "medium" },
    applications: ["kenmen_kakunin", "kenmen_hojo"],
    resetBy: ["counter"],
    chosenByHolder: false,
    printedOnCard: true,
    ...stable("medium", "AOKI", "EKYC-JP"),
  },
  birth_pin: {
    officialName: "生年月日による照合",
    aliases: ["生年月日6桁"],
    format: FORMATS.digits6,
    tries: { max: 10, grade: "low" },
    applications: ["kenmen_kakunin"],
    resetBy: ["counter"],
    chosenByHolder: false,
    printedOnCard: true,
    ...stable("low", "AOKI", "MYNA-CARD"),
  },
  // On the phone there is a counter, but no page gives its size: the card's is assumed.
  phone_sign_pw: {
    officialName: "スマホ用署名用電子証明書パスワード",
    aliases: ["スマホ用署名用パスワード"],
    format: FORMATS.alnum6_16,
    tries: { max: 5, grade: "low" },
    applications: [],
    resetBy: ["phone_mynaportal"],
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("medium", "MYNA-MAN", "APPLE-API"),
  },
  phone_user_pin: {
    officialName: "スマホ用利用者証明用パスワード",
    aliases: ["スマホ用利用者証明用暗証番号"],
    format: FORMATS.digits4,
    tries: { max: 3, grade: "low" },
    applications: [],
    resetBy: ["phone_mynaportal"],
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("medium", "MYNA-MAN", "APPLE-API", "IMPRESS-AND"),
  },
  // Three tries are sure for the conventional IC licence only; for マイナ免許証 nothing is evidenced.
  licence_pin: {
    officialName: "運転免許証の暗証番号",
    aliases: ["免許証の暗証番号1・暗証番号2", "マイナ免許証のパスワード"],
    format: FORMATS.digits4,
    tries: { max: 3, grade: "low" },
    applications: [],
    resetBy: ["police_licence"],
    chosenByHolder: true,
    printedOnCard: false,
    ...stable("low", "YAMAGUCHI", "SHIGA", "IKKU", "PHITY"),
  },
  // Whether this lock and the one of 照合番号B are the same counter is not established.
  face_auth: {
    officialName: "顔認証",
    aliases: ["顔認証付きカードリーダーの顔認証"],
    format: FORMATS.face,
    tries: { max: 10, grade: "high" },
    applications: [],
    resetBy: ["counter"],
    chosenByHolder: false,
    printedOnCard: false,
    ...stable("high", "TBS-ITV", "MATSUYAMA-B"),
  },
  security_code: {
    officialName: "セキュリティコード",
    aliases: ["顔写真の下の4桁"],
    format: FORMATS.digits4,
    tries: { max: null, grade: "high" },
    applications: [],
    resetBy: [],
    chosenByHolder: false,
    printedOnCard: true,
    ...stable("high", "SEED0", "MITAKA", "MARUOKA"),
  },
  no_pin_card: {
    officialName: "顔認証マイナンバーカード",
    aliases: ["暗証番号のないカード", "暗証番号設定不要カード"],
    format: FORMATS.none,
    tries: { max: null, grade: "high" },
    applications: [],
    resetBy: ["counter"],
    chosenByHolder: false,
    printedOnCard: false,
    ...stable("high", "HAKODATE", "ASHIKAGA", "MIKATA"),
    validFrom: "2023-12-15",
  },
};

/** What holds for the secrets together. */
export const SECRET_FACTS = {
  /** Which secrets a card has: the certificate's PIN only where the certificate exists. */
  S1: {
    always: ["juki_pin", "kenmen_pin"],
    onlyWith: { sign_cert: "sign_pw", user_cert: "user_pin" },
    noSignCertificate: ["under_15", "adult_ward", "no_pin_card"],
    ...stable("high", "HANNAN", "MINAMIASHIGARA"),
  },
  /** The same four digits may be chosen for all three; they stay three values and three counters. */
  S2: {
    mayBeEqual: ["user_pin", "juki_pin", "kenmen_pin"],
    separateCounters: true,
    ...stable("high", "SEED0", "KAWAJIMA", "YAMATO"),
  },
  S3: {
    sharedByAllApps: true,
    clearedByWaiting: false,
    clearedByVisualCheck: false,
    clearedByCorrectEntryOfTheSameSecret: true,
    ...stable("high", "IAM", "P8N", "TSU", "KAWAJIMA", "OMIHACHIMAN", "CURIO", "TBS-ITV"),
  },
  S4: { correctEntryUnlocks: false, ...stable("high", "URUMA", "SAYAMA") },
  /** Entries that cost a try although the person knows the value. */
  S5: {
    pitfalls: ["lower_case", "full_width", "other_secret_typed", "limit_taken_for_five"],
    ...stable("high", "EKYC-JP", "KANDA", "CHATEAU", "NAKAGAWA-M"),
  },
  /** How the parts of 照合番号B are read off the card. The year is that of the card, not of the certificate. */
  S6: {
    japanese: {
      birthDate: "era_yymmdd",
      expiryYear: "card",
      ...stable("high", "MYNA-CARD", "SEED0"),
    },
    foreigner: {
      birthDate: "western_yymmdd",
      expiryYear: "card",
      ...stable("low", "WEBLIO", "ITAMI-OLD"),
    },
  },
  /** Not established: the year to type after a hand-written extension. Two failures, then the counter. */
  S7: { stopAfterFailures: 2, ...stable("low", "WEBLIO", "ITAMI-OLD") },
  S8: {
    canBeLookedUp: false,
    writtenOnlyOn: "設定暗証番号記載票",
    ...stable("high", "LT5JD", "TSU", "DENSHI-SLIP"),
  },
} as const;
export type SecretFactId = keyof typeof SECRET_FACTS;
