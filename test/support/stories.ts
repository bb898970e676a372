import type { RouteId, SubjectId } from "../../src/facts/index.ts";

/** A story as a resident lives it: what they tap, and where it must lead. */
export interface Story {
  readonly name: string;
  /** Value chosen at each question, in order. */
  readonly taps: readonly string[];
  readonly rule: string;
  readonly route: RouteId;
  readonly secret: SubjectId;
  /** Words that the Japanese answer or slip must hold. */
  readonly says?: readonly string[];
}

/** The troubles that Tokeru exists for; every door tells them. */
export const STORIES: readonly Story[] = [
  {
    name: "(a) PIN changed at the convenience store, Mynaportal works, the bank app says the chip is locked",
    taps: ["locked", "birth_expiry_code", "mine"],
    rule: "D23",
    route: "counter",
    secret: "code_b",
    says: ["券面事項確認AP", "照合番号B", "券面事項入力補助AP", "未確認"],
  },
  {
    name: "(a') the same, told as a reset that did not help",
    taps: ["reset_fails", "birth_expiry_code", "mine"],
    rule: "D24",
    route: "counter",
    secret: "code_b",
    says: ["券面事項確認AP", "照合番号B", "券面事項入力補助AP", "未確認"],
  },
  {
    name: "(b) everything forgotten, 70 years old, no smartphone",
    taps: ["forgot", "all", "mine"],
    rule: "D26",
    route: "counter",
    secret: "all_pins",
  },
  {
    name: "(c) the certificate expires in two months, and must the PIN change?",
    taps: ["ending", "cert_soon", "mine"],
    rule: "D8",
    route: "counter_renew_cert",
    secret: "both_certs",
  },
  {
    name: "(d) wrong security code typed twice in the face-to-face verification app",
    taps: ["before_trying", "birth_expiry_code"],
    rule: "D22",
    route: "reenter_correct_value",
    secret: "code_b",
  },
  {
    name: '(e) PIN reset at the kiosk, then the registration app with "same PIN" ticked locks again',
    taps: ["reset_fails", "digits4", "pocketsign", "mine", "yes", "no"],
    rule: "D24",
    route: "counter",
    secret: "kenmen_pin",
  },
  {
    name: "(f) moved last month, e-Tax says the signature certificate is revoked",
    taps: ["revoked", "mine"],
    rule: "D4",
    route: "counter_reissue_cert",
    secret: "sign_cert",
  },
  {
    name: '(g) a 12-year-old\'s card "locked" in an app that wants a signature',
    taps: ["locked", "alnum6_16", "child"],
    rule: "D28",
    route: "none",
    secret: "sign_cert",
  },
  {
    name: "(h) a daughter goes for her mother in hospital",
    taps: ["forgot", "all", "household"],
    rule: "D31",
    route: "counter_agent_two_visits",
    secret: "all_pins",
  },
  {
    name: "(i) a fixed-stay foreign resident whose card ends next month",
    taps: ["ending", "card_soon", "mine", "fixed_stay"],
    rule: "D12",
    route: "counter_foreign_extension",
    secret: "card_body",
  },
  {
    name: "(j) card lost at night",
    taps: ["lost_card"],
    rule: "D1",
    route: "hotline",
    secret: "card_body",
  },
];
