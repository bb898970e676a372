import { isIssuedSince } from "./issued.ts";
import { ANYBODY } from "./kin.ts";
import { type Cue, firstOf, LIKELY, MAYBE, perhaps, PLAIN, type Told } from "./told.ts";

const MOVE = "(?:引っ越し?|転居|転入)";
const MARRY = "(?:結婚|離婚|改姓|改名|住所変更|氏名変更)";
const NAME =
  "(?:(?<!(?:あぷり|さいと|会社|さーびす|ふぁいる|ぱすわーど|番号)の?)(?:名前|なまえ)|氏名|苗字|名字|姓|みょうじ)";
const ADDRESS = "(?:住所|じゅうしょ)";

/** What an error says after the certificate has ended. */
const ENDED = "(?:失効|無効|使え(?:な(?!いと|くなり?ま)|ませ)|でき(?:な(?!くなり?ま)|ませ)|消え|えらー)";
const DONE = "(?:した(?!い|ら|こと|わけ|とき|時)|して(?!い?(?:な|ま|る)|きた(?:人|方))|しまし|したん)";
/** Nobody asks about what has already happened. */
const ASKED = "(?!.*(?:ますか|ですか|どうな|\\?))";

/** One clause at a time: "I have not moved, but my name changed" says both. */
const CLAUSES =
  /[。、,]|(?<=て)から|けれども?|けど|けん|(?<=ません|ました|です|ます|ない|った|いる)(?:が|し)|(?<=ない|なく)て|でも(?!い)|\bbut\b/;

/** Whoever says that they did not move is believed before the word "move" is. */
const DENIED: readonly Cue<boolean>[] = [
  [
    new RegExp(
      `(?:${MOVE}|転勤|${MARRY})(?:(?:も|や).{1,6})?(?:は|も|とか(?:は)?|なんて|なんか)?(?:まだ|特に|全然|ぜんぜん|1回も)?(?:して|し|て)?(?:は|も)?い?(?:な(?:い|し(?!た)|くて|かっ|け)|ま(?:せ|へ)|てま(?:せ|へ)|とら(?:ん|ず)|へん)`,
    ),
    false,
    PLAIN,
  ],
  [
    new RegExp(
      `(?:${MOVE}|転勤|${MARRY})(?:する|した|の|った)?(?:予定|こと|わけ|覚え)(?:は|も|が|では|じゃ)?(?:な(?:い|く|し|か)|ありませ)`,
    ),
    false,
    PLAIN,
  ],
  [
    new RegExp(
      `(?:${ADDRESS}|${NAME})(?:は|も|が|とか|や.{1,4}は)?(?:全然|ずっと|特に)?(?:変わ|かわ|変え|かえ)(?:って|り|て)?(?:は)?い?(?:な(?:い|し|く|かっ)|ませ|まへ|へん)`,
    ),
    false,
    PLAIN,
  ],
  [
    /(?:have not|haven'?t|didn'?t|did not|never|not) (?:moved?|got(?:ten)? married|changed? my (?:name|address))/,
    false,
    PLAIN,
  ],
];

/** Once it had happened something was no longer so: it did happen. */
const SINCE: Cue<boolean> = [
  new RegExp(
    `(?:(?:${MOVE}|${MARRY})(?:し)?|(?:${ADDRESS}|${NAME})(?:が|を|も)?(?:変わっ|変え|変更し))たら(?=.{0,30}(?:${ENDED}|(?:ました|した|出た|出る)$))${ASKED}`,
  ),
  true,
  LIKELY,
];

/** Not yet, or only if. */
const AHEAD: readonly Cue<boolean>[] = [
  [
    new RegExp(
      `(?:来月|来週|来年|再来|今度|明日|あした|あさって|近々|近く|これから|もうすぐ|そのうち|将来).{0,12}(?:${MOVE}|転勤|${MARRY}|${NAME}が|${ADDRESS}が)(?!(?:し)?(?:た(?!い|ら)|まし))`,
    ),
    false,
    MAYBE,
  ],
  [
    new RegExp(
      `(?:${MOVE}|転勤|${MARRY})(?:す|る|し)?(?:する|る|します|す)?(?:の)?(?:予定|つもり|ことにな|前|(?:かも|ん(?:です|だ)|ので|から)$)`,
    ),
    false,
    MAYBE,
  ],
  [/(?:moving|getting married|will move|going to move|plan(?:ning)? to move)/, false, MAYBE],
  [
    new RegExp(
      `(?:${MOVE}|転勤|${MARRY})(?:し)?(?:たら|たい|する(?:と|とき|時|場合|に|なら)|すれば|ると)|(?:${ADDRESS}|${NAME})(?:が|を)?(?:変わ(?:ると|ったら|る(?:とき|時|場合|予定))|変え(?:たい|たら|ると)|変更(?:し(?:たい|たら)|する))`,
    ),
    true,
    0.4,
  ],
];

const CHANGED: readonly Cue<boolean>[] = [
  [
    new RegExp(
      `(?:${MOVE}|${MARRY})(?:も|は|を)?${DONE}|(?:${MOVE}|${MARRY})(?:後(?!の予定)|のあと|の後|のせい|届(?:は|を|も)?(?:出し(?:た|て|まし)|済))|(?:${MOVE}|${MARRY})で(?=.{0,8}${ENDED})|嫁いで|` +
        `(?:${ADDRESS}|${NAME}).{0,4}(?:変わっ(?!たら)|変わり(?!ませ|ます|そう|たい)|変えた(?!い|ら)|変えて|変えまし|変更${DONE}|移し(?!たい|ます)|移っ(?!たら)|かわっ(?!たら)|かわりま(?!せ))|住民票(?:を|も)移し(?:た(?!い)|て|まし)|` +
        `旧姓の(?:まま(?!だと|で)|かーど)|部屋番号が変わ|住居表示(?:が)?変|` +
        `\\bi(?:'ve| have)?(?: just| recently)? moved|\\bmoved (?:last|in|to|house|recently)|since (?:i )?mov|after (?:i )?(?:mov|chang)|got married|changed my (?:name|address)|my (?:name|address) (?:has )?changed|mudei|me mudé|搬家了?|이사`,
    ),
    true,
    LIKELY,
  ],
  [
    /転勤|(?:引っ越し?|転居|転入|結婚|離婚)(?:の|で|届|した|当日)|旧姓|氏名変更|住所変更|改姓|改名|住居表示|chang(?:ed?|ing) my (?:name|address)|\bmoved\b/,
    true,
    MAYBE,
  ],
];

/** Long ago, before this card, or of somebody else. */
const ANOTHER_TIME = new RegExp(
  `\\d+年(?:以上|くらい|ほど)?前|(?:十|何|数)年(?:も)?前|昔|子どもの(?:頃|ころ)|(?:作る|取る|もらう|発行)前|(?:${ANYBODY}|隣|会社|お店|店|事務所)(?:が|は|も)(?:(?!。|、|私|自分).){0,10}(?:引っ越|転居|転勤|結婚|離婚|${NAME}|${ADDRESS})|years? ago`,
);
const DONE_THERE =
  /(?:全部|ぜんぶ|手続き|てつづき).{0,8}(?:もら(?:った|いました)|済|終わ|した(?!い|ら)|しまし)|(?:told|been to|went to) (?:the )?(?:city|ward|town)|(?:did|done) (?:it all|everything) at/;

/** Without these nothing is said of it, as in most messages; the cues need not be asked then. */
const SUBJECT =
  /引っ越|転居|転入|転勤|結婚|離婚|改姓|改名|姓|氏名|名前|なまえ|苗字|名字|みょうじ|住所|じゅうしょ|住民票|部屋番号|住居表示|嫁い|mov|marri|name|address|mud|搬家|이사/;

/** Whether address or name changed since the certificate was issued: the certificate for signatures ends with it. */
export function dataChanged(text: string): Told<boolean> | null {
  if (!SUBJECT.test(text)) return null;
  const clauses = text.split(CLAUSES).map(changedIn);
  const changed = clauses.find((told) => told?.value && told.confidence >= LIKELY);
  if (changed && isIssuedSince(text)) return { value: false, confidence: MAYBE };
  // Not everything that is done at city hall gives a new certificate.
  if (changed && DONE_THERE.test(text)) return perhaps(changed);
  return (
    changed ??
    clauses.find((told) => told?.confidence === PLAIN) ??
    clauses.find((told) => told !== null) ??
    null
  );
}

function changedIn(clause: string): Told<boolean> | null {
  const told = firstOf([...DENIED, SINCE], clause) ?? firstOf(AHEAD, clause) ?? firstOf(CHANGED, clause);
  return told?.value && ANOTHER_TIME.test(clause) ? perhaps(told) : told;
}
