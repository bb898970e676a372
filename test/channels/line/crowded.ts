import type { CityPack } from "../../../src/assistant/index.ts";

export const LONG = "長い".repeat(250);
const TEXTS = { ja: LONG, "ja-simple": LONG, en: "long ".repeat(100) };
/** A city whose pack is filled to the brim. */
export const CROWDED: CityPack = {
  code: "crowded",
  name: TEXTS,
  notice: TEXTS,
  offices: Array.from({ length: 40 }, () => ({
    name: TEXTS,
    address: TEXTS,
    closed: TEXTS,
    hours: [{ days: ["mon" as const], from: "08:30", to: "17:00" }],
  })),
  documentNotes: { card: TEXTS, second_id: TEXTS },
};
