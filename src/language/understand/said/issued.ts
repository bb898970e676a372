import type { Ruling } from "./ruling.ts";
import { MAYBE } from "./told.ts";

/** What was issued anew since then holds the new address. */
const ISSUED_SINCE =
  /(?:作り直|再発行|発行し直|入れ直|(?:証明書|署名用?|かーど)(?:を|も|の)?更新|取り直|新しく(?:作|発行)|設定し直)(?:は)?(?:し(?:ても(?:ら|ろ)|た(?!い|ら|ほう|方)|て(?:ある|あり|い(?!な))|まし)|済|もら|った|て(?:もら|ある))|(?:新しいかーど|新しい証明書)に(?:した|しました|なっ|変え)|already (?:renewed|reissued)|(?:g[ao]t|g[ia]ve me) (?:a |the )?new (?:signature )?(?:card|certificate)/;

/** Whether somebody tells that card or certificate were issued anew. */
export function isIssuedSince(text: string): boolean {
  return ISSUED_SINCE.test(text);
}

/** Then it may have been revoked before, and need not be now. */
export function issuedRuling(text: string): readonly Ruling[] {
  return isIssuedSince(text) ? [{ situation: "revoked", atMost: MAYBE }] : [];
}
