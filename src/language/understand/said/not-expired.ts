import type { Ruling } from "./ruling.ts";

const NOT_EXPIRED =
  /\b(?:not|n'?t) (?:yet )?(?:been )?expired\b|(?:期限|有効期限)?(?:は|が)?まだ切れて(?:は)?い?(?:な[いく]|ま?せん)|期限(?:は|が)?(?:まだ)?切れてい?(?:な[いく]|ませ)/;

/** Whoever says that it has not ended may see the end coming. */
export function notExpiredRuling(text: string): readonly Ruling[] {
  return NOT_EXPIRED.test(text) ? [{ situation: "expired", atMost: 0, instead: "expiring_soon" }] : [];
}
