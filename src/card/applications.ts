/**
 * What a My Number Card holds, as far as Tokeru looks: applications, the files in them, and which
 * citizen's secret each counter belongs to. This table is the only place that knows file ids; the
 * command guard builds its allowlist from it, so what is not listed here cannot be touched.
 *
 * A next-generation card (the government's task force report of 2024-03 merges PINs) changes rows here,
 * not code.
 *
 * Sources, all public repositories:
 *   OpenSC    OpenSC/OpenSC src/libopensc/card-jpki.c, jpki.h
 *   myna      jpki/myna src/cli.rs, text.rs, visual.rs, jpki.rs, and its history of 2016
 *   myna-card soltia48/myna-card src/ap/*.rs, README.md
 *   AokiApp   AokiApp/jsapdu packages/mynacard/src/constants.ts
 *   TRET      treastrain/TRETJapanNFCReader Sources/MIFARE/IndividualNumber
 *   DLC       hmpow/DLC_Starter src/myLibraries/JpDrvLicNfcCommand
 *   public    pages of J-LIS, the Digital Agency and cities (Nerima, Matsuyama) on the number of tries
 */

/** The guard relies on these tables, so nobody changes them while the program runs. */
function frozen<T extends object>(table: T): T {
  for (const value of Object.values(table)) if (typeof value === "object" && value !== null) frozen(value);
  return Object.freeze(table);
}

/** The secrets that have a counter on the chip. Ids are the product's vocabulary. */
export const countedSecrets = [
  "sign_pw",
  "user_pin",
  "kenmen_pin",
  "juki_pin",
  "code_b",
  "code_a",
  "birth_pin",
  "licence_pin",
  "phone_sign_pw",
  "phone_user_pin",
] as const;

export type CountedSecret = (typeof countedSecrets)[number];

/** An application (AP) on the chip: its full AID (never a prefix, the chip would match it). */
export const applications = frozen({
  /** 公的個人認証AP */
  jpki: { aid: "D392F000260100000001", sources: ["OpenSC", "myna", "myna-card"] },
  /** 券面事項入力補助AP */
  input_support: { aid: "D3921000310001010408", sources: ["myna", "TRET", "AokiApp", "myna-card"] },
  /** 券面事項確認AP */
  card_face: { aid: "D3921000310001010402", sources: ["myna", "AokiApp", "myna-card"] },
  /** 個人番号カードAP, also called 共通カードAP */
  common: { aid: "D3921000310001010100", sources: ["myna", "TRET", "myna-card"] },
  /** 住基AP */
  juki: { aid: "D3921000310001010401", sources: ["myna", "myna-card"] },
  /** マイナ免許証AP: only if the driving licence is on the card */
  licence: { aid: "A0000002310600000000000000000000", sources: ["DLC"] },
} as const);

export type ApplicationId = keyof typeof applications;

export const applicationIds = frozen([
  "jpki",
  "input_support",
  "card_face",
  "common",
  "juki",
  "licence",
] as const satisfies readonly ApplicationId[]);

/** A key file whose tries can be asked without touching them. */
export type CounterFile = {
  readonly application: ApplicationId;
  /** File id, four hex digits. */
  readonly ef: string;
  readonly secret: CountedSecret;
  /** The same file where the token is a phone: another secret for the citizen. */
  readonly phoneSecret?: CountedSecret;
  readonly sources: readonly string[];
};

/**
 * Every counter the probe asks. Some citizen's secrets have two counters that lock apart from each
 * other: 照合番号A and B are checked by both 券面 applications, and the "個人番号カード用" PIN is a key of
 * 個人番号カードAP and a key of 住基AP (myna-card juki.rs).
 */
export const counterFiles: readonly CounterFile[] = frozen([
  {
    application: "jpki",
    ef: "0018",
    secret: "user_pin",
    phoneSecret: "phone_user_pin",
    sources: ["OpenSC", "myna", "TRET", "AokiApp", "myna-card"],
  },
  {
    application: "jpki",
    ef: "001B",
    secret: "sign_pw",
    phoneSecret: "phone_sign_pw",
    sources: ["OpenSC", "myna", "TRET", "AokiApp", "myna-card"],
  },
  {
    application: "input_support",
    ef: "0011",
    secret: "kenmen_pin",
    sources: ["myna", "TRET", "AokiApp", "myna-card"],
  },
  { application: "input_support", ef: "0014", secret: "code_a", sources: ["myna", "AokiApp", "myna-card"] },
  { application: "input_support", ef: "0015", secret: "code_b", sources: ["myna", "AokiApp", "myna-card"] },
  { application: "card_face", ef: "0013", secret: "code_a", sources: ["myna", "AokiApp", "myna-card"] },
  { application: "card_face", ef: "0012", secret: "code_b", sources: ["myna", "AokiApp", "myna-card"] },
  { application: "card_face", ef: "0011", secret: "birth_pin", sources: ["AokiApp", "myna-card"] },
  { application: "common", ef: "001C", secret: "juki_pin", sources: ["TRET", "myna-card", "myna"] },
  { application: "juki", ef: "001C", secret: "juki_pin", sources: ["myna-card", "myna"] },
  { application: "licence", ef: "0006", secret: "licence_pin", sources: ["DLC"] },
]);

/**
 * The full number of tries, for display only: nothing is ever computed from it. `null` where no public
 * page says it (照合番号A and the birth date are probably 10, the phone's counters probably 3 and 5).
 */
export const maxTries: { readonly [secret in CountedSecret]: number | null } = {
  sign_pw: 5, // jpki.go.jp
  user_pin: 3, // jpki.go.jp
  kenmen_pin: 3, // kojinbango-card.go.jp
  juki_pin: 3, // Nerima city
  code_b: 10, // services.digital.go.jp, Matsuyama city
  code_a: null,
  birth_pin: null,
  licence_pin: 10, // DLC, seen on a card
  phone_sign_pw: null,
  phone_user_pin: null,
};

/** A file that can be read without any PIN, and how many chunks of which length are asked for at most. */
export type ReadableFile = {
  readonly application: ApplicationId;
  readonly ef: string;
  /** Bytes asked for in one READ BINARY; 256 is what short commands can carry. */
  readonly chunk: number;
  readonly chunks: number;
  readonly sources: readonly string[];
};

/** The files the probe reads. The signature certificate (0001) is not among them: it holds name and address. */
export const readableFiles = frozen({
  /** CK_TOKEN_INFO; the first 32 bytes are the label that tells a card from a phone. */
  token: { application: "jpki", ef: "0006", chunk: 32, chunks: 1, sources: ["myna", "TRET", "myna-card"] },
  /** Which certificates are there: signature, user; 8F means present. */
  presence: { application: "jpki", ef: "0008", chunk: 3, chunks: 1, sources: ["myna-card"] },
  /** User certificate, for its dates alone: reading stops as soon as both dates are in hand. */
  user_certificate: {
    application: "jpki",
    ef: "000A",
    chunk: 256,
    chunks: 16,
    sources: ["OpenSC", "myna", "AokiApp", "myna-card"],
  },
} as const satisfies { readonly [name: string]: ReadableFile });

export type ReadableFileId = keyof typeof readableFiles;

/** Labels in the token file that are known. Sources: myna (api.go of 2018), TRET, myna-card. */
export const tokenLabels = [
  "JPKIAPICCTOKEN2", // My Number Card
  "JPKIAPICCTOKEN", // 住民基本台帳カード, the card before it
  "JPKIAPGPSETOKEN", // certificates on an Android phone
  "JPKIAPIOSTOKEN", // certificates on an iPhone
] as const;

export type TokenLabel = (typeof tokenLabels)[number];

/** Labels of phones: their counters belong to other secrets than the card's, and the other APs are not there. */
export const phoneTokens: ReadonlySet<string> = new Set<TokenLabel>(["JPKIAPGPSETOKEN", "JPKIAPIOSTOKEN"]);

/**
 * Key files that exist and stay out of reach, with the reason. They are listed so that a test can hold
 * the allowlist against them.
 */
export const untouchedFiles: readonly { application: ApplicationId; ef: string; why: string }[] = [
  { application: "input_support", ef: "0012", why: "blocked since the factory (myna-card BLOCKED_0012)" },
  { application: "jpki", ef: "0010", why: "meaning unknown (myna-card fuzz_card.rs)" },
  { application: "common", ef: "001E", why: "meaning unknown (myna-card fuzz_card.rs)" },
  { application: "card_face", ef: "0014", why: "meaning unknown (myna-card fuzz_card.rs)" },
  { application: "card_face", ef: "0015", why: "meaning unknown (myna-card fuzz_card.rs)" },
  { application: "jpki", ef: "0001", why: "signature certificate: name, address, needs the password" },
  { application: "jpki", ef: "0017", why: "signing key" },
  { application: "jpki", ef: "001A", why: "signing key" },
];
