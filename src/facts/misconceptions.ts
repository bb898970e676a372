import { stable, volatile, type IsoDate, type Provenance } from "./provenance.ts";
import type { Query } from "./query.ts";
import type { CaveatId, DocumentId, RouteId, SecretId, StoreId, SubjectId } from "./vocabulary.ts";

/** A question to the policy as `tokeru decide --json` takes it. `knows: []` is "asked, and knows none". */
export type PolicyQuery = Omit<Query, "knows"> & { readonly knows?: readonly SecretId[] };

/** Parts of an answer. Of `route` and `secret` any one may stand; of the lists, every one. */
export interface AnswerParts {
  readonly secret?: readonly SubjectId[];
  readonly route?: readonly RouteId[];
  readonly stores?: readonly StoreId[];
  readonly bring?: readonly DocumentId[];
  readonly caveats?: readonly CaveatId[];
}

/** A question whose answer shows that the policy does not share the misconception. */
export interface Probe {
  readonly query: PolicyQuery;
  /** What the answer has. */
  readonly must?: AnswerParts;
  /** None of this is in the answer. */
  readonly mustNot?: AnswerParts;
}

/** Something that pages say and that is not, or no longer, or not wholly so. The provenance is of what holds. */
export interface Misconception extends Provenance {
  readonly id: string;
  /** What is believed, in own words. */
  readonly claim: string;
  /** `still_true` stands beside the others because the same page is wrong on other points. */
  readonly verdict: "wrong" | "outdated" | "incomplete" | "unproven" | "still_true";
  /** First day on which the claim no longer held. */
  readonly outdatedSince?: IsoDate;
  /** Pages that say so: not to be learned from. */
  readonly claimedBy: readonly string[];
  /** Rules, routes, secrets, services and facts that hold instead. */
  readonly instead: readonly string[];
  /** Empty where the claim is of a number or a date, which the named facts hold. */
  readonly probes: readonly Probe[];
}

/** An adult at home with a sound card and a phone that reads it. */
const ADULT = {
  age: 40,
  who: "self",
  medium: "card",
  nfc_phone: true,
  data_changed: false,
  certs_valid: true,
} as const;
const SIGN_LOCKED = { ...ADULT, situation: "locked", secret: "sign_pw", knows: ["user_pin"] } as const;
const USER_LOCKED = { ...ADULT, situation: "locked", secret: "user_pin", knows: ["sign_pw"] } as const;
const BOTH_GONE = { ...ADULT, situation: "locked", secret: "user_pin", knows: [] } as const;
const RENEWAL = {
  ...ADULT,
  situation: "expiring_soon",
  secret: "both_certs",
  knows: ["sign_pw", "user_pin"],
  residence: "japanese",
} as const;

const KIOSK: readonly RouteId[] = ["kiosk_sign", "kiosk_4digit"];
const CODE_LOCKED_AT_COUNTER = {
  must: { secret: ["code_b"], route: ["counter"] },
  mustNot: { secret: ["kenmen_pin"], route: KIOSK },
} as const satisfies Omit<Probe, "query">;
/** The chains that reset the sign password only. */
const SIGN_ONLY: readonly StoreId[] = ["lawson", "familymart", "ministop", "daiei_some"];

/** Section 7: what stories and pages say, and what wins. Each is a negative test of the policy. */
export const MISCONCEPTIONS: readonly Misconception[] = [
  // One resident's story of a locked 照合番号B, 2026.
  {
    id: "code_b_called_kenmen_pin",
    claim: "銀行アプリでロックしたのは券面事項入力補助用の暗証番号である",
    verdict: "wrong",
    claimedBy: ["SEED0"],
    instead: ["D23", "code_b", "bank_app"],
    probes: [
      {
        query: {
          ...ADULT,
          situation: "locked",
          secret: "unknown",
          service: "bank_app",
          screen: "birth_expiry_code",
        },
        ...CODE_LOCKED_AT_COUNTER,
      },
    ],
    ...stable("high", "SEED0", "DIG-PASS", "MATSUYAMA-B"),
  },
  {
    id: "face_to_face_app_asks_kenmen_pin",
    claim: "銀行アプリと対面確認アプリは券面事項入力補助用の暗証番号を使う",
    verdict: "wrong",
    claimedBy: ["SEED0"],
    instead: ["code_b", "bank_app", "face_to_face_app"],
    probes: [
      {
        query: { ...ADULT, situation: "locked", secret: "unknown", service: "face_to_face_app" },
        ...CODE_LOCKED_AT_COUNTER,
      },
    ],
    ...stable("high", "ITMEDIA-TAI", "LIQUID"),
  },
  {
    id: "four_digit_reset_in_every_chain",
    claim: "4桁の初期化もどのコンビニでもできる",
    verdict: "incomplete",
    claimedBy: ["SEED0"],
    instead: ["D17", "kiosk_4digit", "C16"],
    probes: [
      {
        query: USER_LOCKED,
        must: { route: ["kiosk_4digit"], stores: ["seven_eleven"] },
        mustNot: { stores: SIGN_ONLY },
      },
    ],
    ...volatile("high", "JPKI-TOS", "KOKA", "NAKA"),
  },
  {
    id: "security_code_never_changes",
    claim: "セキュリティコードは一生変わらない",
    verdict: "incomplete",
    claimedBy: ["SEED0"],
    instead: ["D41", "security_code"],
    probes: [
      {
        query: { ...ADULT, situation: "change_known_pin", secret: "security_code" },
        must: { route: ["apply_new_card"] },
        mustNot: { route: [...KIOSK, "self_change"] },
      },
    ],
    ...stable("high", "SEED0", "MITAKA"),
  },

  // A guide of the Mynapoint years, about 2020 to 2021.
  {
    id: "always_city_hall",
    claim: "忘れてもロックしても市役所に行くしかない",
    verdict: "outdated",
    outdatedSince: "2022-03-01",
    claimedBy: ["SEED1"],
    instead: ["D14", "D17", "kiosk_sign", "kiosk_4digit"],
    probes: [
      { query: SIGN_LOCKED, must: { route: ["kiosk_sign"] }, mustNot: { route: ["counter"] } },
      { query: USER_LOCKED, must: { route: ["kiosk_4digit"] }, mustNot: { route: ["counter"] } },
    ],
    ...volatile("high", "JPKI-TOS", "LT-300499"),
  },
  {
    id: "every_pin_locks_after_three",
    claim: "どの暗証番号も3回の誤りでロックする",
    verdict: "incomplete",
    claimedBy: ["SEED1"],
    instead: ["sign_pw", "code_b"],
    probes: [],
    ...stable("high", "JPKI-FAQ2", "P8N", "DIG-PASS"),
  },
  {
    id: "moving_clears_the_sign_pin",
    claim: "引っ越すと署名用の暗証番号が消えるので決め直す",
    verdict: "wrong",
    claimedBy: ["SEED1"],
    instead: ["D4", "E13", "E14"],
    probes: [
      {
        query: {
          ...ADULT,
          situation: "revoked",
          secret: "sign_cert",
          data_changed: true,
          certs_valid: false,
          knows: ["user_pin", "sign_pw"],
        },
        must: { route: ["counter_reissue_cert"] },
      },
      { query: { ...SIGN_LOCKED, data_changed: true, certs_valid: false }, mustNot: { route: KIOSK } },
    ],
    ...stable("high", "FUCHU-H", "EBETSU", "DID2-2020"),
  },
  {
    id: "insurance_needs_the_pin",
    claim: "保険証として使うには4桁の暗証番号が要る",
    verdict: "wrong",
    claimedBy: ["SEED1"],
    instead: ["D33", "health_insurance", "hospital_staff_visual"],
    probes: [
      {
        query: { ...USER_LOCKED, service: "health_insurance", at_clinic: true },
        must: { route: ["hospital_staff_visual"] },
      },
    ],
    ...stable("high", "MHLW-VIS", "TBS-ITV"),
  },
  {
    id: "renewal_desk_asks_kenmen_pin",
    claim: "更新の窓口で券面事項入力補助用を入力する",
    verdict: "wrong",
    claimedBy: ["SEED1"],
    instead: ["juki_pin", "city_counter", "E6"],
    probes: [
      {
        query: {
          ...ADULT,
          situation: "forgot",
          secret: "unknown_4digit",
          service: "city_counter",
          screen: "digits4",
          knows: ["user_pin"],
        },
        must: { secret: ["juki_pin"], route: ["counter"] },
      },
    ],
    ...stable("high", "KAMIICHI", "KOIPIRA"),
  },
  {
    id: "no_national_desk",
    claim: "全国共通の問い合わせ先はない",
    verdict: "wrong",
    claimedBy: ["SEED1"],
    instead: ["free_dial", "hotline", "R7"],
    probes: [
      { query: { ...ADULT, situation: "lost_card", secret: "card_body" }, must: { route: ["hotline"] } },
      {
        query: BOTH_GONE,
        must: { route: ["counter"] },
        mustNot: { route: ["hotline", "hotline_info"] },
      },
    ],
    ...stable("high", "SAKATA", "JPKI-FAQ"),
  },
  {
    id: "birthday_as_pin",
    claim: "誕生日を暗証番号にできる、または端末が断る",
    verdict: "unproven",
    claimedBy: ["SEED1", "TJMT-RD"],
    instead: ["user_pin", "juki_pin", "kenmen_pin"],
    probes: [],
    ...stable("low", "SEED1", "TJMT-RD"),
  },

  // A renewal in the summer of 2020.
  {
    id: "ten_years_from_twenty",
    claim: "カードが10年もつのは20歳以上である",
    verdict: "outdated",
    outdatedSince: "2022-04-01",
    claimedBy: ["SEED2"],
    instead: ["E1"],
    probes: [],
    ...stable("high", "DIG-EXP", "KOUNOSU"),
  },
  {
    id: "main_office_only",
    claim: "手続きは区役所の本庁だけである",
    verdict: "outdated",
    claimedBy: ["SEED2"],
    instead: ["R1", "R9"],
    probes: [],
    ...volatile("high", "JPKI-FAQ", "KASAOKA"),
  },
  {
    id: "card_renewal_begins_at_the_desk",
    claim: "カードの更新は窓口で申し込む",
    verdict: "incomplete",
    claimedBy: ["SEED2"],
    instead: ["D11", "E8", "apply_new_card"],
    probes: [
      {
        query: { ...ADULT, situation: "expiring_soon", secret: "card_body", residence: "japanese" },
        must: { route: ["apply_new_card"] },
      },
    ],
    ...stable("high", "WANOUCHI", "CHOSHI"),
  },
  {
    id: "certificates_renewed_at_the_desk_with_the_same_pins",
    claim: "電子証明書の更新は窓口だけで、暗証番号は変わらない",
    verdict: "still_true",
    claimedBy: ["SEED2"],
    instead: ["D8", "E5", "E6"],
    probes: [
      {
        query: RENEWAL,
        must: { route: ["counter_renew_cert", "post_office_designated"], caveats: ["pins_stay_the_same"] },
        mustNot: { route: [...KIOSK, "self_change", "phone_mynaportal", "apply_new_card"] },
      },
    ],
    ...volatile("high", "FUJIIDERA", "KAMIICHI"),
  },
  {
    id: "second_id_only_if_forgotten",
    claim: "ほかの本人確認書類が要るのは暗証番号を忘れたときだけである",
    verdict: "still_true",
    claimedBy: ["SEED2"],
    instead: ["D7", "D8", "E6"],
    probes: [
      { query: RENEWAL, mustNot: { bring: ["second_id"] } },
      {
        query: { ...RENEWAL, situation: "expired", knows: [], certs_valid: false },
        must: { bring: ["card", "second_id"] },
      },
    ],
    ...stable("high", "KAMIICHI", "KURE-PT"),
  },

  // A visit to a shop with the face-to-face app, 2024.
  {
    id: "wrong_security_code_costs_nothing",
    claim: "セキュリティコードを間違えてもエラーが出るだけである",
    verdict: "incomplete",
    claimedBy: ["SEED3"],
    instead: ["D22", "D23", "code_b"],
    probes: [
      {
        query: { ...ADULT, situation: "wrong_number_entered", secret: "code_b", service: "face_to_face_app" },
        must: { route: ["reenter_correct_value"] },
      },
      { query: { ...ADULT, situation: "locked", secret: "code_b" }, ...CODE_LOCKED_AT_COUNTER },
    ],
    ...stable("high", "DIG-PASS", "MATSUYAMA-B", "AOKI"),
  },
  {
    id: "licence_has_no_limit",
    claim: "IC運転免許証の暗証番号には回数の上限がない",
    verdict: "wrong",
    claimedBy: ["SEED3"],
    instead: ["D47", "licence_pin", "police_licence"],
    probes: [
      {
        query: { ...ADULT, situation: "locked", secret: "licence_pin" },
        must: { route: ["police_licence"] },
      },
    ],
    ...stable("high", "YAMAGUCHI", "SHIGA"),
  },
  {
    id: "paper_insurance_ends_2024_12_02",
    claim: "紙の保険証は2024年12月2日に使えなくなる",
    verdict: "wrong",
    claimedBy: ["SEED3"],
    instead: ["E12"],
    probes: [],
    ...stable("high", "FAQ-MYNA-3505"),
  },
  {
    id: "licence_instead_of_card",
    claim: "携帯電話の契約は運転免許証でもできる",
    verdict: "unproven",
    claimedBy: ["SEED3"],
    instead: ["face_to_face_app"],
    probes: [],
    ...volatile("low", "SEED3"),
  },

  // A vendor's help page, undated.
  {
    id: "kiosk_resets_sign_only",
    claim: "コンビニで初期化できるのは署名用だけである",
    verdict: "outdated",
    outdatedSince: "2024-09-20",
    claimedBy: ["SEED4", "FUJIIMA", "YOKOHAMA-EN", "TODA", "MIHARA"],
    instead: ["D17", "kiosk_4digit"],
    probes: [
      { query: USER_LOCKED, must: { route: ["kiosk_4digit"] } },
      { query: { ...USER_LOCKED, on: "2024-04-11" }, must: { route: ["counter"] } },
    ],
    ...volatile("high", "JPKI-TOS", "NAHA"),
  },
  {
    id: "kiosk_or_app",
    claim: "初期化はコンビニか専用アプリのどちらかでできる",
    verdict: "wrong",
    claimedBy: ["SEED4"],
    instead: ["D14", "kiosk_sign", "C17"],
    probes: [
      {
        query: SIGN_LOCKED,
        must: { route: ["kiosk_sign"], bring: ["card", "nfc_phone"], caveats: ["reservation_24h"] },
      },
    ],
    ...volatile("high", "NIIGATA", "NAHA"),
  },
  {
    id: "kiosk_for_whichever_pin",
    claim: "どの暗証番号の初期化も窓口かコンビニでできる",
    verdict: "wrong",
    claimedBy: ["SEED4"],
    instead: ["D20", "D21", "kenmen_pin", "juki_pin"],
    probes: [
      {
        query: { ...ADULT, situation: "locked", secret: "kenmen_pin", knows: ["sign_pw", "user_pin"] },
        must: { route: ["counter"] },
      },
      {
        query: { ...ADULT, situation: "locked", secret: "juki_pin", knows: ["sign_pw", "user_pin"] },
        must: { route: ["counter"] },
      },
    ],
    ...stable("high", "KOKA", "DAZAIFU", "NAHA"),
  },
  {
    id: "three_tries_for_all_of_kenmen",
    claim: "券面事項入力補助APはすべて3回でロックする",
    verdict: "incomplete",
    claimedBy: ["SEED4"],
    instead: ["kenmen_pin", "code_b"],
    probes: [],
    ...stable("high", "KOJIN-PIN2", "DIG-PASS"),
  },
  {
    id: "failures_add_up_and_the_tick_box_traps",
    claim: "失敗はサービスをまたいで数えられ、成功で戻り、同じ暗証番号のチェックが落とし穴になる",
    verdict: "still_true",
    claimedBy: ["SEED4"],
    instead: ["S3", "D24", "C8"],
    probes: [
      {
        query: {
          ...ADULT,
          situation: "reset_but_still_fails",
          secret: "unknown_4digit",
          service: "pocketsign",
          screen: "digits4",
          knows: ["user_pin"],
        },
        must: { secret: ["kenmen_pin"] },
        mustNot: { route: KIOSK },
      },
      {
        query: {
          ...ADULT,
          situation: "reset_but_still_fails",
          secret: "kenmen_pin",
          service: "pocketsign",
          knows: ["user_pin", "kenmen_pin"],
        },
        must: { route: ["reenter_correct_value"], caveats: ["untick_same_pin"] },
      },
    ],
    ...stable("high", "SEED4", "IAM"),
  },

  // The three pages disagree because each tells the rule of its own time; the newest wins.
  {
    id: "one_rule_for_all_times",
    claim: "市役所だけ、署名用だけコンビニ、両方コンビニのどれかがいつの時点でも正しい",
    verdict: "outdated",
    outdatedSince: "2024-09-20",
    claimedBy: ["SEED1", "SEED4", "SEED0"],
    instead: ["kiosk_sign", "kiosk_4digit"],
    probes: [
      { query: { ...SIGN_LOCKED, on: "2021-06-01" }, must: { route: ["counter"] } },
      {
        query: { ...SIGN_LOCKED, on: "2023-06-01" },
        must: { route: ["kiosk_sign"], stores: ["seven_eleven", "lawson", "familymart"] },
      },
      { query: { ...USER_LOCKED, on: "2023-06-01" }, must: { route: ["counter"] } },
      { query: { ...USER_LOCKED, on: "2026-11-21" }, must: { route: ["kiosk_4digit"] } },
    ],
    ...volatile("high", "JPKI-TOS", "EKYC-JP", "NAHA", "LT-300499"),
  },

  // Public pages that are wrong.
  {
    id: "waiting_unlocks",
    claim: "数日待つ、または時間がたてばロックが解ける",
    verdict: "wrong",
    claimedBy: ["AWAI-6392", "AWAI-1002"],
    instead: ["S3", "S4", "counter"],
    probes: [
      {
        query: BOTH_GONE,
        must: { route: ["counter"] },
        mustNot: { route: ["none", "reenter_correct_value"] },
      },
    ],
    ...stable("high", "IAM", "P8N", "TSU"),
  },
  {
    id: "unlock_by_post",
    claim: "郵送でロックを解除できる",
    verdict: "wrong",
    claimedBy: ["AWAI-0903"],
    instead: ["R7", "counter"],
    probes: [
      {
        query: BOTH_GONE,
        must: { route: ["counter"] },
        mustNot: { route: ["apply_new_card", "post_office_designated"] },
      },
    ],
    ...stable("high", "JPKI-FAQ2", "KAWASAKI"),
  },
  {
    id: "face_unlocks_the_pin",
    claim: "医療機関の顔認証で暗証番号のロックが解ける",
    verdict: "wrong",
    claimedBy: ["AWAI-0717"],
    instead: ["S3", "D33"],
    probes: [
      {
        query: { ...BOTH_GONE, service: "health_insurance", at_clinic: true },
        must: { route: ["hospital_staff_visual"], caveats: ["visual_does_not_clear"] },
      },
    ],
    ...stable("high", "TBS-ITV", "CURIO"),
  },
  {
    id: "call_centre_unlocks",
    claim: "コールセンターに電話すればロックが解ける",
    verdict: "wrong",
    claimedBy: ["AWAI-0705"],
    instead: ["R7", "hotline"],
    probes: [
      {
        query: BOTH_GONE,
        must: { route: ["counter"] },
        mustNot: { route: ["hotline", "hotline_info"] },
      },
      {
        query: { ...ADULT, situation: "locked", secret: "code_b" },
        must: { route: ["counter"] },
        mustNot: { route: ["hotline", "hotline_info"] },
      },
    ],
    ...stable("high", "SEED0", "JPKI-FAQ2"),
  },
  {
    id: "user_pin_locks_after_five",
    claim: "利用者証明用は5回の誤りでロックする",
    verdict: "wrong",
    claimedBy: ["MAYOI"],
    instead: ["user_pin"],
    probes: [],
    ...stable("high", "JPKI-TOP", "IMABARI"),
  },
  {
    id: "any_pin_at_lawson_or_familymart",
    claim: "ローソンやファミリーマートで暗証番号を初期化できる（どれかは書かれていない）",
    verdict: "incomplete",
    claimedBy: ["KARATSU"],
    instead: ["D14", "D17", "C16"],
    probes: [
      { query: USER_LOCKED, must: { caveats: ["not_lawson_familymart"] }, mustNot: { stores: SIGN_ONLY } },
      { query: SIGN_LOCKED, must: { stores: ["lawson", "familymart"] } },
    ],
    ...volatile("high", "JPKI-TOS"),
  },
  {
    id: "certificates_renewed_at_the_copier",
    claim: "電子証明書は1年や3年で切れ、コピー機で更新できる",
    verdict: "wrong",
    claimedBy: ["LAW-A"],
    instead: ["D6", "E2", "E5"],
    probes: [
      {
        query: { ...RENEWAL, situation: "expired", certs_valid: false },
        must: { route: ["counter_renew_cert", "counter_reissue_cert", "post_office_designated"] },
      },
    ],
    ...stable("high", "FUJIIDERA", "NAKANO"),
  },
  {
    id: "security_code_without_limit",
    claim: "セキュリティコードの誤りには決まった上限がない",
    verdict: "wrong",
    claimedBy: ["PHONG"],
    instead: ["code_b"],
    probes: [],
    ...stable("high", "DIG-PASS", "MATSUYAMA-B", "LIQUID"),
  },
  {
    id: "expired_certificate_needs_a_new_card",
    claim: "期限切れで暗証番号がロックしたらオンラインで申請し直す",
    verdict: "wrong",
    claimedBy: ["AWAI-0113"],
    instead: ["D6", "D7", "C9"],
    probes: [
      {
        query: { ...RENEWAL, situation: "expired", secret: "user_cert", certs_valid: false },
        must: { route: ["counter_renew_cert", "counter_reissue_cert", "post_office_designated"] },
        mustNot: { route: ["apply_new_card", ...KIOSK] },
      },
    ],
    ...stable("high", "FUJIIDERA", "KENPO-JFE"),
  },
  {
    id: "kenmen_pin_is_printed",
    claim: "券面事項入力補助用の暗証番号はクレジットカードの裏に書かれている",
    verdict: "wrong",
    claimedBy: ["OTOKU"],
    instead: ["D20", "S8", "kenmen_pin"],
    probes: [
      {
        query: { ...ADULT, situation: "forgot", secret: "kenmen_pin", knows: ["user_pin", "sign_pw"] },
        must: { route: ["counter"] },
        mustNot: { route: ["reenter_correct_value", "none"] },
      },
    ],
    ...stable("high", "KOJIN-PIN2", "LT5JD"),
  },

  // Named elsewhere in the study.
  {
    id: "insurance_three_months_to_the_day",
    claim: "期限切れの保険証利用は満了日からちょうど3か月までである",
    verdict: "wrong",
    claimedBy: ["DOKEN"],
    instead: ["D35", "E11"],
    probes: [
      {
        query: {
          ...ADULT,
          situation: "expired",
          secret: "user_cert",
          certs_valid: false,
          at_clinic: true,
          months_since_expiry: 3,
        },
        must: { caveats: ["insurance_usable_until"] },
        mustNot: { bring: ["eligibility_certificate"] },
      },
    ],
    ...stable("high", "IWAKI", "UJI"),
  },
  {
    id: "kiosk_in_post_offices",
    claim: "郵便局の端末でも初期化できる",
    verdict: "unproven",
    claimedBy: ["ALLSETGO"],
    instead: ["kiosk_sign", "R9"],
    probes: [
      {
        query: SIGN_LOCKED,
        must: { route: ["kiosk_sign"] },
        mustNot: { route: ["post_office_designated"] },
      },
    ],
    ...volatile("high", "JPKI-TOS"),
  },
];
