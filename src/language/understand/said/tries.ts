import type { Ruling } from "./ruling.ts";
import { MAYBE } from "./told.ts";

/** How many wrong entries lock what these words name; as `facts` have it. */
const LIMITS: readonly (readonly [words: RegExp, tries: number])[] = [
  [/せきゅりてぃこーど|照合番号|security code/, 10],
  [/署名|英数字|長い|6~16|6文字|signature|signing|alphanumeric/, 5],
  [/4桁|短い|利用者証明|住基|住民基本|券面|ろぐいん|(?:4|four)[- ]digit/, 3],
];
/** Until the secret is named, any of these may be. */
const LEAST = 3;

const MISS = "(?:間違|みす|失敗|違|だめ|弾か|はじか|通ら|入れ)";
const COUNT = new RegExp(
  `(\\d{1,2})回(?:も|ほど|くらい|ぐらい|連続で?|続けて|とも|だけ|まで)*.{0,6}?${MISS}|${MISS}.{0,6}?(\\d{1,2})回|(\\d|one|two|three|four)(?: times| tries)|\\b(once|twice)\\b`,
);
const ENGLISH: Readonly<Record<string, number>> = { one: 1, once: 1, two: 2, twice: 2, three: 3, four: 4 };
/** Whoever says that it is locked is believed, whatever the count. */
const LOCKED =
  /ろっく|閉塞|使え(?:な|ま|ん)|使用(?:不可|停止)|止ま|止め|上限|規定|おーばー|あうと|終わ|終了|詰|締め出|入力でき|進め|\block|block/;

const NOT_LOCKED: Ruling = { situation: "locked", atMost: 0, instead: "wrong_number_entered" };
const NOT_ONLY_WRONG: Ruling = { situation: "wrong_number_entered", atMost: 0, instead: "locked" };

/** Fewer wrong entries than it takes lock nothing, as many do; without the secret nobody knows what it takes. */
export function triesRuling(text: string): readonly Ruling[] {
  const count = countIn(text);
  if (count === null || LOCKED.test(text)) return [];
  const [limit, ...others] = LIMITS.filter(([words]) => words.test(text)).map(([, tries]) => tries);
  const isNamed = limit !== undefined && others.length === 0;
  if (isNamed) return [count < limit ? NOT_LOCKED : NOT_ONLY_WRONG];
  return count < LEAST ? [NOT_LOCKED] : [{ situation: "locked", atMost: MAYBE }];
}

function countIn(text: string): number | null {
  const found = COUNT.exec(text)
    ?.slice(1)
    .find((group) => group !== undefined);
  if (found === undefined) return null;
  return ENGLISH[found] ?? Number(found);
}
