import { underAge } from "./age.ts";
import * as kin from "./kin.ts";
import { ownedBy, ownedByEnglish, THEIRS } from "./owner.ts";
import { type Cue, firstOf, LIKELY, MAYBE, perhaps, PLAIN, type Told } from "./told.ts";

export type Who = "self" | "legal_representative" | "agent" | "household";

const AGENT =
  /代理(?!店)(?!(?:人)?(?:では|じゃ)(?:な|あ))|委任状|本人(?:が|は)(?:(?!。|、).){0,10}(?:行け|来られ|動け|入院|施設)|本人の代わり/;
const HOUSEHOLD =
  /同居(?:して(?:い)?(?:る|ます)|の|中|家族)|(?:同一|同じ|おなじ)世帯|世帯(?:が|は)?(?:同じ|一緒)|남편|아내/;

/** Whose card it is, as plainly as words say it. */
const OWNERS: readonly Cue<Who>[] = [
  [HOUSEHOLD, "household", LIKELY],
  [ownedBy(kin.SPOUSE), "household", LIKELY],
  [ownedByEnglish(kin.ENGLISH_SPOUSE), "household", LIKELY],
  [ownedBy(kin.OTHERS), "agent", LIKELY],
  [ownedByEnglish(kin.ENGLISH_OTHERS), "agent", LIKELY],
  [AGENT, "agent", LIKELY],
];
/** People who are spoken of, whosever the card is. A child may be grown up. */
const SOMEBODY: readonly Cue<Who>[] = [
  [new RegExp(`${kin.SPOUSE}|\\b(?:${kin.ENGLISH_SPOUSE})\\b`), "household", MAYBE],
  [new RegExp(`${kin.CHILD}|\\b(?:${kin.ENGLISH_CHILD})\\b`), "legal_representative", MAYBE],
  [new RegExp(`${kin.OTHERS}|\\b(?:${kin.ENGLISH_OTHERS})\\b`), "agent", MAYBE],
];

const FIRST =
  "(?:自分|じぶん|私|わたし|わたくし|俺|おれ|僕|ぼく|わし|あたし|あたい|おら|おいら|わい|うち|本人)";
/** A whole answer: nothing but whose it is. */
const MINE_ALONE = new RegExp(
  `^(?:はい|うん|ええ|もちろん|いや|いえ|いいえ)?[、 ]*(?:これは|それは)?${FIRST}(?:自身|本人)?(?:の(?:もの|もん|ほう|分|ぶん|やつ|(?:まいな(?:んばー)?の?)?かーど|まいなかーど)?)?(?:です(?:けど|よ|が|ね)?|だ(?:よ|けど|ね)?|や(?:で|ねん)?|じゃ|なんです(?:が|けど)?|でございます)?[。 ]*$|` +
    `^(?:yes,? )?(?:it'?s |it is |this is |that'?s )?(?:mine|my own|my (?:own )?card|まいなかーど of my own|me|myself|for (?:me|myself))[.! ]*$`,
);
const MINE = new RegExp(
  `(?<![とや])(?:自分|私|わたし|わたくし|俺|おれ|僕|ぼく|わし|あたし|じぶん)(?:自身)?(?:の|名義の)(?:${THEIRS}|(?:が|は|も)(?!は))(?!(?:かーど|暗証番号|番号|4桁|ぱすわーど)?(?:では|じゃ)な)|\\b(?:my own|mine)\\b`,
);
/** In English whoever writes says "my"; whether abroad or a child is not told by that. */
const MY =
  /\bmy (?:まいな|individual|signature|signing|digital|log-?in|user|4|four|six|long|short|pin\b|password|passcode|card|certificate|number)/;
/** "自分の" after somebody else may be theirs, and who takes "mine" along goes for me. */
const OWN_OF_OTHERS = new RegExp(
  `(?:${kin.ANYBODY})(?:が|は)(?:(?!。).){0,20}(?:自分|じぶん|私|わたし|俺|僕)の`,
);

/** Whoever is old enough to write that they are 14. */
const WRITES_THEMSELF = /(?:^|。|私は|僕は|ぼくは)1[2-4]歳です/;
/** "The daughter, I" is who writes, not whose card it is. */
const WRITER =
  /(?:娘|息子|長男|長女|次女|次男|孫|妻|夫|嫁|子ども|姪|甥)(?:である|の)?(?:私|わたし|自分|俺|僕)|(?:娘|息子|孫|長女|長男|家族)が(?:行|代わ|代理)/g;

/** Who goes, or for whom somebody writes: only words that say whose card it is are sure. */
export function who(text: string): Told<Who> | null {
  if (/後見人/.test(text)) return { value: "legal_representative", confidence: PLAIN };
  if (/保佐人|補助人/.test(text)) return { value: "legal_representative", confidence: MAYBE };
  if (MINE_ALONE.test(text)) return { value: "self", confidence: PLAIN };
  const others = text.replace(WRITER, "");
  const owner = ownerOf(others);
  const isMine = MINE.test(others);
  if (!isMine && !MY.test(others)) return owner ?? somebodyIn(others);
  const mine: Told<Who> = { value: "self", confidence: LIKELY };
  return isMine && !owner && !OWN_OF_OTHERS.test(others) ? mine : perhaps(mine);
}

function ownerOf(text: string): Told<Who> | null {
  const child = underAge(text)?.under_15;
  const isChild = child?.value && child.confidence >= LIKELY && !WRITES_THEMSELF.test(text);
  return isChild ? { value: "legal_representative", confidence: LIKELY } : firstOf(OWNERS, text);
}

/** From 15 on children have their own signature: then it is not for a parent to go. */
function somebodyIn(text: string): Told<Who> | null {
  const told = firstOf(SOMEBODY, text);
  return told?.value === "legal_representative" && underAge(text)?.under_15.value === false ? null : told;
}
