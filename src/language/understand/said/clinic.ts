import { ANYBODY } from "./kin.ts";
import { type Cue, firstOf, LIKELY, MAYBE, perhaps, PLAIN, type Told } from "./told.ts";

const CLINIC =
  "(?:病院|薬局|医院|医者さん?|くりにっく|歯医者|歯科|[内眼外]科|皮膚科|耳鼻(?:咽喉)?科?|小児科|整形外科|整骨院|診療所)";
/** The moment, and not the day or the week. */
const NOW =
  "(?:今(?!度|週|月|年|後|日|朝|まで|回|の(?:ところ|うち))|(?<!て)いま(?![ますせし])|現在|ただいま)";
const TROUBLE = "(?:ろっく|忘れ|わから|違|間違|一致|だめ|切れ|えらー|使え|通ら|詰ま|固ま|聞かれ|番号を)";

/** Another place where people are asked for a PIN, or from where they write. */
const PLACES =
  "自宅|実家|職場|会社|学校|こんびに|せぶん|ろーそん|ふぁみま|市役所|区役所|役所|役場|市民課|窓口|支所|銀行|郵便局|しょっぷ|ほてる|駅|電車|ばす|こぴー機";
const ELSEWHERE = `(?:${PLACES}|うち|家|店|車)`;
const IS_ELSEWHERE = new RegExp(
  `${NOW}(?:は|も|、)?${ELSEWHERE}(?!.{0,8}${CLINIC}(?:に|で)い)|^(?:いえ|いいえ|いや|違う(?:ます)?|違います?)、?(?:ここは|今は?|いまは?)?${ELSEWHERE}(?:です|だ|に(?:い|来)|の|$)`,
);

/** Only where nothing else is named does a desk or a queue belong to a clinic. */
const OTHER_PLACE = new RegExp(PLACES);

/** Another time, another person, those who work there, or a question of how it is in general. */
const NOT_ME_NOW = new RegExp(
  `先週|先日|先月|昨日|きのう|おととい|さっき|今朝|この(?:前|間)|こないだ|前に|以前|来週|来月|明日|あした|あさって|今度|これから|向か(?:って|う|い)|途中|行こう|行く(?:とき|時|前|予定|ところ)|行きます|次(?:の|は|から)|予約|までに|通院して|近づ|まもなく|心配|自信|何回(?:間違|まで|失敗)|再設定|なお(?:した|して)|直(?:した|して)|解除して|帰(?:って|り|宅)|しました。|もらえた|勤め|勤務|働[いく]|職員|看護師|事務|すたっふ|担当して|たら|場合|た(?:んです|のです|の|ん)?(?:が|けど)?。?$|(?:です|ます|でき|使え|られ)(?:か|る)\\?$|(?:${ANYBODY})(?:が|は)(?:(?!。|、|私|自分).){0,8}${CLINIC}`,
);
/** What rules out even "now" beside a clinic. */
const LEFT_OR_WORKS = new RegExp(
  `先週|先日|昨日|きのう|おととい|明日|帰(?:って|り|宅|る)|から(?:出|戻)|これから|向か(?:って|う|い)|途中|行く(?:とき|時|前|予定|ところ|んで)|行きます|勤め|勤務|働[いく]|職員|看護師|事務|予約|電話|(?:${ANYBODY})(?:が|は)(?:(?!。|、|私|自分).){0,8}${CLINIC}`,
);

const DENIED = new RegExp(
  `${CLINIC}(?:に(?:は)?い|(?:の(?:中|受付))?(?:では|じゃ)(?:あり)?)(?:な(?:い|く)|ま(?:せ|へ))(?!.{0,8}(?:使え|でき))|not (?:at|in) (?:a|the) (?:hospital|clinic|doctor|pharmacy)`,
);

const HERE: readonly Cue<boolean>[] = [
  [new RegExp(`${NOW}(?:は|、|,| )?(?:近所の|近くの|この)?${CLINIC}(?!代|食|の(?:人|先生)に)`), true, PLAIN],
  [
    new RegExp(
      `${CLINIC}(?:の(?:受付|窓口|待合室?|中|前|機械の前|会計))?(?:なう|(?:に|で)(?:は)?(?:い(?:る(?!とき|時|間)|ます)|お(?:る|り)ま?|来てい?(?:る|ます)|来て(?:て|い?る)|きてい?(?:る|ます)|並んで(?!い?た)|待って(?!い?た|い?る間)|立って(?!い?た)))`,
    ),
    true,
    PLAIN,
  ],
  [
    /(?:診察|会計|処方)(?:を)?待(?:ち(?:中|です|で|の|。|、|$)|って(?:い)?(?:る|ます))|待合(?:室)?(?:です|に(?:い|お)|で(?:待|す)|なう|。|$)/,
    true,
    PLAIN,
  ],
  [new RegExp(`${CLINIC}.{0,30}(?:${NOW}(?!は|すぐ)|目の前|後ろ(?:に|が|の人))`), true, LIKELY],
  [
    /i'?m (?:now |currently |standing )?at (?:the|a) (?:hospital|clinic|doctor|pharmacy|dentist)|at the (?:doctor'?s|hospital) (?:now|right now)|in the waiting room/,
    true,
    PLAIN,
  ],
  [/병원.{0,20}(?:지금|진료)|(?:现在|現在).{0,6}(?:医院|醫院)/, true, LIKELY],
  // Who stands at the reader seldom says "now".
  [new RegExp(`${CLINIC}(?:の)?(?:機械|受付|りーだー|端末|画面|顔認証).{0,24}${TROUBLE}`), true, LIKELY],
];

/** A desk, a queue, a visit: there are those at city hall, too. */
const PERHAPS: readonly Cue<boolean>[] = [
  [
    new RegExp(
      `${NOW}.{0,6}(?:受付|診察)|^受付(?:機|の機械|で|に)|(?:今日|本日).{0,10}(?:診て|診察|受診)|診てくれ`,
    ),
    true,
    MAYBE,
  ],
  [
    new RegExp(
      `${CLINIC}(?:の|で|に|へ)?.{0,14}(?:機械|受付|りーだー|番号|4桁|顔|暗証|使え|読(?:め|ま)|通ら|だめ|あか[んへ]|はじ|弾か|断ら|期限|切れ|来|きた|ろっく)|(?:受付|診察|会計).{0,10}(?:機械|顔|保険証|受付)`,
    ),
    true,
    MAYBE,
  ],
];

/** Whether somebody stands at a clinic's desk at this moment: then the staff there help, and nobody else can. */
export function atClinic(text: string): Told<boolean> | null {
  if (DENIED.test(text)) return { value: false, confidence: PLAIN };
  if (IS_ELSEWHERE.test(text)) return { value: false, confidence: LIKELY };
  const here = firstOf(HERE, text);
  if (!here) return OTHER_PLACE.test(text) ? null : firstOf(PERHAPS, text);
  const spoils = here.confidence === PLAIN ? LEFT_OR_WORKS : NOT_ME_NOW;
  const isDoubtful = spoils.test(text) || (here.confidence < PLAIN && OTHER_PLACE.test(text));
  return isDoubtful ? perhaps(here) : here;
}
