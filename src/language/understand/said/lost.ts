import type { Ruling } from "./ruling.ts";
import { MAYBE } from "./told.ts";

const DID_NOT =
  "(?:(?:て|と)(?:は)?(?:い|お)?(?:な(?:い|く|かっ)|ま?せん|らん|へん)|ちゃいな|た(?:わけ|の|ん|こと)(?:で|じゃ)?(?:は|も)?(?:な(?:い|く)|ありませ|ねえ))";
const THING = "(?:(?:まいな)?かーど(?:自体|本体)?|すまほ|iphone|財布|免許証|保険証)";
/** That the card is not gone, in so many words; who only hopes so has not said it. */
const AT_HAND = new RegExp(
  `(?:${THING}(?:は|を|が|も)?)?(?:どこにも|別に)?(?:(?:なくし|落とし|紛失し|盗まれ)${DID_NOT}|(?:紛失|盗難)(?:では|じゃ|は)(?:して)?(?:い)?(?:な|ありませ|ま?せん))[んいく]?(?!か|と思|はず|\\?)(?:です)?|` +
    `${THING}(?:は|なら)(?:ちゃんと|今も)?(?:手元に|手もとに|家に|財布に|ここに|まだ)*(?:あ(?:る|ります|って)|持って(?:い)?(?:る|ます|て))(?!か|\\?|はず|と思)|` +
    `(?:haven'?t|have not|didn'?t|did not|never|not|isn'?t) (?:actually )?(?:los[et]|misplaced?|stolen)(?: (?:my|the) (?:\\w+ )?(?:card|it))?|(?<!n't |not |no longer |never |to )(?:still )?have (?:my|the) card(?: with me)?`,
  "g",
);
/** What is no card, or no longer one: the paper with the number, the 通知カード. */
const ANOTHER_THING =
  /(?<!(?<!通知)かーど(?:と|や|も|、).{0,12})(?:通知かーど|通知書|紙|めも|控え|記載票|封筒|はがき|回答書|照会書|手紙|番号|ぱすわーど|4桁|記憶|自信)(?:を|が|は|も)?(?:どこかに|もう)?(?:なくし|紛失|落とし)/g;
const LOSS =
  /なくし|落とし|落ちて|紛失|盗|すられ|見つから|見当たら|行方|どこ(?:に|か|へ)|置き?忘れ|置いてき|なくなっ(?!て困)|\blost|stolen|can'?t find|missing/;
const BROKEN =
  /壊れ|こわれ|故障|割れ|われた|折れ|曲が|欠け|はがれ|剥が|濡れ|洗濯|傷|破損|broken|crack|damaged|\bbent\b/;

const NOT_LOST: Ruling = { situation: "lost_card", atMost: 0 };

/** A text without the words that say of the card that it is not lost: what is denied did not happen. */
export function withoutDeniedLoss(text: string): string {
  return text.replace(AT_HAND, "");
}

/** No card is stopped for somebody who still has it. */
export function lossRuling(text: string): readonly Ruling[] {
  const rest = withoutDeniedLoss(text).replace(ANOTHER_THING, "");
  const isLoss = LOSS.test(rest);
  if (rest !== text && !isLoss) return [NOT_LOST, { situation: "phone_lost", atMost: 0 }];
  // A phone is lost, but not the card.
  if (withoutDeniedLoss(text) !== text && /(?:すまほ|iphone|phone)/.test(rest)) return [NOT_LOST];
  if (!BROKEN.test(rest) || isLoss) return [];
  return /ちっぷ|chip/.test(rest) ? [NOT_LOST] : [{ ...NOT_LOST, atMost: MAYBE }];
}
