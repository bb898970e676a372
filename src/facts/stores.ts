import { holdsOn, volatile, type IsoDate, type Provenance } from "./provenance.ts";
import { STORES, type StoreId } from "./vocabulary.ts";

/** The two directions of the kiosk: which certificate password it resets. */
export type KioskRoute = "kiosk_sign" | "kiosk_4digit";

/** A chain with printers that reset a certificate password. */
export interface Store {
  readonly name: string;
  readonly area: string;
  /** Not every shop of the chain: look the shop up before going. */
  readonly someOnly: boolean;
  /**
   * Each direction that the chain offers. `validFrom` is the first dated page that shows it, so the true
   * start may be earlier, never later.
   */
  readonly offers: Readonly<Partial<Record<KioskRoute, Provenance>>>;
}

const NATIONWIDE = "全国";

/**
 * Further chains: the pages that name them are undated (JPKI-TOS, KOKA); the first dated one to say that there
 * are others than the big three, and several operators for the four digits, is HIOKI.
 */
const FURTHER_CHAIN: Provenance = { ...volatile("high", "JPKI-TOS", "HIOKI"), validFrom: "2025-06-30" };

/** Both directions in a chain of which J-LIS lists some shops. */
const BOTH = { kiosk_sign: FURTHER_CHAIN, kiosk_4digit: FURTHER_CHAIN } as const;

/** The J-LIS list of stores (section 2.1). No addition is evidenced for 2026. */
export const STORE_TABLE: Readonly<Record<StoreId, Store>> = {
  seven_eleven: {
    name: "セブン-イレブン",
    area: NATIONWIDE,
    someOnly: false,
    offers: {
      kiosk_sign: { ...volatile("high", "JPKI-TOS", "LT-300499"), validFrom: "2022-03-01" },
      kiosk_4digit: { ...volatile("high", "JPKI-TOS", "NAHA", "NIIGATA"), validFrom: "2024-09-20" },
    },
  },
  lawson: {
    name: "ローソン",
    area: NATIONWIDE,
    someOnly: false,
    offers: { kiosk_sign: { ...volatile("high", "JPKI-TOS", "LT-300499", "TODA"), validFrom: "2022-03-01" } },
  },
  familymart: {
    name: "ファミリーマート",
    area: NATIONWIDE,
    someOnly: false,
    offers: { kiosk_sign: { ...volatile("high", "JPKI-TOS", "IMABARI"), validFrom: "2023-05-25" } },
  },
  ministop: {
    name: "ミニストップ",
    area: NATIONWIDE,
    someOnly: false,
    offers: { kiosk_sign: { ...FURTHER_CHAIN, ...volatile("high", "JPKI-TOS", "KOKA", "HIOKI") } },
  },
  daiei_some: { name: "ダイエー", area: "一部店舗", someOnly: true, offers: { kiosk_sign: FURTHER_CHAIN } },
  aeon_retail: {
    name: "イオンリテール（イオン・イオンスタイルなど）",
    area: "本州・四国",
    someOnly: false,
    offers: {
      kiosk_sign: { ...volatile("high", "JPKI-TOS", "TAITO"), validFrom: "2022-04-21" },
      kiosk_4digit: { ...FURTHER_CHAIN, ...volatile("high", "JPKI-TOS", "KOKA", "HIOKI") },
    },
  },
  aeon_hokkaido_some: { name: "イオン北海道", area: "北海道", someOnly: true, offers: BOTH },
  aeon_tohoku_some: { name: "イオン東北", area: "東北", someOnly: true, offers: BOTH },
  fuji_some: { name: "フジ", area: "中国・四国", someOnly: true, offers: BOTH },
};

/** The chains whose printers offer that direction on that day, in the order of the table. */
export function storesOffering(route: KioskRoute, day: IsoDate): StoreId[] {
  return STORES.filter((store) => {
    const offer = STORE_TABLE[store].offers[route];
    return offer !== undefined && holdsOn(offer, day);
  });
}
