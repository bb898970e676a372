import { CHILD, ENGLISH_CHILD } from "./kin.ts";
import { ownedBy, ownedByEnglish } from "./owner.ts";
import { type Cue, firstOf, LIKELY, MAYBE, perhaps, PLAIN, type Told } from "./told.ts";

/** The age that is told, and the two limits that rules ask for. */
export interface Age {
  /** Full years, where a number is told. */
  readonly years: Told<number> | null;
  readonly under_15: Told<boolean>;
  readonly under_18: Told<boolean>;
}

/** The ages that words stand for: the first and the last that they may mean. */
type Ages = readonly [from: number, to: number];

/** A school and its year, and not "午前中2回" nor "小さい". */
const AFTER_YEAR = "(?=$|[。、,)]|の|で|に|です|だ|生|年|息子|娘|男|女)(?!の(?:頃|ころ|とき|時))";
const SCHOOL: readonly Cue<Ages>[] = [
  [
    /(?:赤ちゃん|乳児|新生児)の(?:まいな|かーど|暗証|番号|4桁|更新|手続|申請)|生後\d|\bbaby'?s/,
    [0, 2],
    PLAIN,
  ],
  [/赤ちゃん|乳児|新生児|\bbaby/, [0, 2], MAYBE],
  [/(?:幼稚園|保育園|保育所)(?:児|生|に通|の(?:息子|娘|子))|園児|幼児|三歳児/, [1, 6], LIKELY],
  [/小学生(?!の(?:頃|ころ|とき|時)|向け)|小学校(?:[1-6]年|に通|の(?:息子|娘|子))|小学[1-6]/, [6, 12], PLAIN],
  [new RegExp(`(?<![大中最縮])小[1-6]${AFTER_YEAR}`), [6, 12], PLAIN],
  [new RegExp(`中学(?:校)?[12]年|(?<![午日年月週途間海在手世車家])中[12]${AFTER_YEAR}`), [12, 14], PLAIN],
  [new RegExp(`中学(?:校)?3年|(?<![午日年月週途間海在手世車家])中3${AFTER_YEAR}`), [14, 15], PLAIN],
  [/中学生(?!の(?:頃|ころ|とき|時))/, [12, 15], PLAIN],
  [/高校(?:[12]年)|(?<!最)高[12](?!回|桁|つ)/, [15, 17], LIKELY],
  [/高校生(?!の(?:頃|ころ|とき|時))/, [15, 17], LIKELY],
  [/高校3年|(?<!最)高3(?!回|桁|つ)/, [17, 18], LIKELY],
  [/[6-9]0代|高齢|お年寄り|老人/, [60, 99], LIKELY],
];

/** Years of age, not of the card, of a stay or of a deadline. */
const YEARS =
  /(?<!\d)(\d{1,3})歳(?!(?:の|に(?:なった)?)?(?:とき|時|頃|ころ|誕生日)|で(?:作|取|申請|来|発行|結婚)|から|まで|以[上下]|未満|前|差|[上下]の|にな(?:ったら|る(?:と|まで|前)))|(?<!(?:card|cert\w*|pin|phone|passport|it|that|which) (?:is|was) )(?<!\d|for |in )(\d{1,3})(?: ?years? old(?! (?:card|phone|cert|pin|pass))|[- ]year[- ]old(?! (?:card|phone|cert|pin|pass))| ?y\/?o\b)|\b(?:he'?s|she'?s|i'?m|i am|(?:son|daughter|child|kid|he|she|who) is|aged?) (\d{1,2})(?= *(?:$|[,.;!)]|and |but |so ))/g;
const TURNED_15 = /15(?:歳)?に?なっ(?!たら)|15になり|誕生日で15/;

const CHILDREN = `${CHILD}|(?<=[歳生月])の?(?:女の|男の)?子`;
const A_CHILD = new RegExp(`${CHILDREN}|\\b(?:${ENGLISH_CHILD})\\b`);
/** The child's own card, or nothing but the child: an answer to whose it is. */
const OF_THE_CHILD: readonly RegExp[] = [
  ownedBy(CHILDREN),
  ownedByEnglish(ENGLISH_CHILD),
  new RegExp(`(?:${CHILDREN})(?:の)?(?:です|だ|や)?[。 ]*$`),
  /\b(?:his|her|their) (?:card|pin|password|number|4|four|まいな)/,
];
const MINE = /(?:自分|私|わたし|俺|僕)の(?:まいな|かーど|暗証|番号|4桁|署名|英数字|ぱすわーど|証明書|電子)/;

/** How old the holder is, where the text tells: a child may only be what something else is for. */
export function underAge(text: string): Age | null {
  const age = ageIn(text);
  const isAside = A_CHILD.test(text) && (MINE.test(text) || !OF_THE_CHILD.some((words) => words.test(text)));
  return age && isAside ? doubted(age) : age;
}

function ageIn(text: string): Age | null {
  const told = TURNED_15.test(text) ? [15] : agesIn(text);
  const years = told.filter((age) => age <= 120);
  const [first] = years;
  // Two ages are those of two people, or of two times.
  if (first !== undefined) return ageOf([first, first], years.length > 1 ? MAYBE : LIKELY + 0.05, true);
  const school = firstOf(SCHOOL, text);
  return school && ageOf(school.value, school.confidence, false);
}

function agesIn(text: string): readonly number[] {
  return text.search(YEARS) < 0 ? [] : [...new Set([...text.matchAll(YEARS)].map(numberOf))];
}

function numberOf([, ...groups]: RegExpMatchArray): number {
  return Number(groups.find((group) => group !== undefined));
}

function ageOf([from, to]: Ages, confidence: number, isNumber: boolean): Age {
  const under = (limit: number): Told<boolean> => {
    const isDecided = to < limit || from >= limit;
    return { value: from < limit, confidence: isDecided ? confidence : Math.min(confidence, MAYBE) };
  };
  return {
    years: isNumber ? { value: from, confidence } : null,
    under_15: under(15),
    under_18: under(18),
  };
}

function doubted({ years, under_15, under_18 }: Age): Age {
  return { years: years && perhaps(years), under_15: perhaps(under_15), under_18: perhaps(under_18) };
}
