import { LIKELY, MAYBE, type Told } from "./told.ts";

const KANJI = "〇一二三四五六七八九十";
const NUMBER = "(\\d{1,2}|[一二三四五六七八九十]|半|half an?|an?|one|two|three|four|five|six)";
/** So many of a unit ago, and how many months one of it has. */
const AGO = (
  [
    ["日", 0],
    ["週間?", 0.25],
    ["[かヶゖゕけ箇]月|かげつ", 1],
    ["年", 12],
    ["days?", 0],
    ["weeks?", 0.25],
    ["months?", 1],
    ["years?", 12],
  ] as const
).map(([unit, months]) => ({
  months,
  pattern: new RegExp(
    `${NUMBER} ?(?:${unit})(半)?(?:間|ほど|くらい|ぐらい|ちょっと|以上)*(?:も)?(?:前(?!から|まで)| ago)|切れ(?:て|から|てから)(?:もう)?${NUMBER}(?:${unit})`,
  ),
}));
const ENGLISH = ["zero", "one", "two", "three", "four", "five", "six"];

/** Words for a time that is past. */
const PAST: readonly (readonly [words: RegExp, months: number, confidence: number])[] = [
  [/昨日|きのう|おととい|一昨日|先日|先週|せんしゅう|先々週|今週|今朝|yesterday|last week/, 0, LIKELY],
  [/先々月|せんせんげつ/, 2, LIKELY],
  [/先月|せんげつ|last month/, 1, LIKELY],
  [/今月/, 0, MAYBE],
  [/はんとし/, 6, LIKELY],
  [/おととし|一昨年|何年も/, 24, LIKELY],
  [/去年|昨年|last year/, 12, MAYBE],
];
const ENDED = /切れ(?!る|ます|そう)|期限|expired/;
/** Before the end, or of something else that happened then. */
const NOT_SINCE =
  /切れる|切れます|切れそう|期限の|期限まで|引っ越|結婚|転居|作っ|作り|取っ|もらっ|申請し|発行|予約|忘れ|ろっく|通知|お知らせ|はがき|封筒|moved|married|\bmade\b|forgot/;
/** Nothing but a time: the answer to the question for it. */
const TIME_ALONE =
  /^(?:たぶん|多分|確か|もう)?.{0,12}?(?:前|先週|先月|昨日|きのう|おととい|昨年|去年|ago|last (?:week|month|year))(?:くらい|ぐらい|ころ|頃)?(?:です|だ|かな|に切れ.*)?[。.]?$/;

/** Whole months since something expired. */
export function monthsSinceExpiry(text: string): Told<number> | null {
  const clauses = text.split(/[。]|\. /).filter((clause) => ENDED.test(clause) || TIME_ALONE.test(text));
  for (const clause of clauses) {
    const told = pastIn(clause);
    if (told) return NOT_SINCE.test(clause) ? { value: told.value, confidence: MAYBE } : told;
  }
  return null;
}

function pastIn(clause: string): Told<number> | null {
  for (const { months, pattern } of AGO) {
    const [, before, half, since] = pattern.exec(clause) ?? [];
    const number = before ?? since;
    if (number)
      return { value: Math.floor((countOf(number) + (half ? 0.5 : 0)) * months), confidence: LIKELY };
  }
  const named = PAST.find(([words]) => words.test(clause));
  return named ? { value: named[1], confidence: named[2] } : null;
}

function countOf(number: string): number {
  if (number === "半" || number.startsWith("half")) return 0.5;
  if (/^an?$/.test(number)) return 1;
  const word = Math.max(KANJI.indexOf(number), ENGLISH.indexOf(number));
  return word > 0 ? word : Number(number);
}
