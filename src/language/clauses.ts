/**
 * How a message is put together: what is told apart from what is asked, what is only denied, what comes on top of
 * what was told before. Read by rule, since it hangs on few words; what the parts mean is for the models.
 */

const SENTENCE_ENDS = /(?<=[。．！？!?\n])|(?<=\.)\s+/u;
/** Where a sentence goes on with another; a subject and the like belong to what follows them. */
const JOINTS =
  /(?<=(?:[^はがもでにをとへの、，,]|ので|[だすた]が)[、，,])|(?<=(?:ん|の|る|た|い)(?:だ|です)(?:けど|けれど|が)|(?:まし|ませんでし)たが|ま(?:す|せん)が|けども?)(?![、，])|(?<=ので)(?!す|は)(?![、，])/u;

/** The parts of a message between which people stop for breath, each with the stop at its end. */
export function clausesOf(text: string): readonly string[] {
  const parts = text.split(SENTENCE_ENDS).flatMap((sentence) => sentence.split(JOINTS));
  return parts.filter((part) => /[\p{L}\p{N}]/u.test(part));
}

const ASKS_AT_END =
  /(?:[?？]|(?:です|ます|ません|でしょう|ました|でした|ない|の|る|た)か[ねな]?|かな|かしら|いくら|どこ|いつ|なに|何|誰|だれ|どう(?:すれば|したら)?|(?:教|おし)えて(?:くだ?さい|ください|ほしい(?:です)?)?|知りたい(?:です)?)[\s。．！!、，?？]*$/u;
const ASKS_AT_START =
  /^\s*(?:can|could|do|does|did|is|are|was|will|would|should|may|must|how|what|where|when|which|who|why|any)\b/i;

/** Whether a part of a message asks something. */
export function isAsking(clause: string): boolean {
  return ASKS_AT_END.test(clause) || ASKS_AT_START.test(clause);
}

const WOULD_HAPPEN =
  /(?:(?:ろっく|ロック)(?:され(?:ます|る)|(?:が|に)?かか(?:ります|る)|に?なります|に?なる|します|する)|(?:失効|無効に?)(?:します|する|なります|なる|され(?:ます|る))|(?:使え|つかえ)なくな(?:ります|る)|(?:期限|きげん)(?:が|は)?(?:切れ|きれ)(?:ます|る))(?:の|ん)?(?:です|でしょう)?か?[ねな]?[\s。．！!、，?？]*$/u;
const WOULD_HAPPEN_EN =
  /\b(?:will|would|does|do|can|could)\b.*\b(?:lock|expire|stop working|(?:be|get|become)s? (?:locked|blocked|revoked|invalid))\b(?! out)/i;

/** Whether a part asks if or when something happens: then it has not happened. */
export function asksAhead(clause: string): boolean {
  return isAsking(clause) && (WOULD_HAPPEN.test(clause) || WOULD_HAPPEN_EN.test(clause));
}

/** "It is not forgotten but locked": what stands before is what does not hold. */
const INSTEAD = /^.*(?:ん|の|わけ)?(?:じゃ(?:なくて|なく、)|では?なくて|ではなく、?)(?=[^、，\s])[、，\s]*/su;
const INSTEAD_APART = /(?:ん|の|わけ)?(?:じゃなく(?:て)?|ではなく(?:て)?)[、，]$/u;

/** A message without what it says does not hold. */
export function withoutDenied(text: string): string {
  const clauses = clausesOf(text);
  const told = clauses
    .filter((clause) => !INSTEAD_APART.test(clause) && (isMissing(text) || !deniesAlarm(clause)))
    .map((clause) => clause.replace(INSTEAD, ""));
  const isWhole = told.length === clauses.length && told.every((part, n) => part === clauses[n]);
  return isWhole ? text : told.join("");
}

const STOP = "(?:です|で|わ|んです|のです|よ|って|と思います|から|が|けど|ので|し|[\\s。．！!、，])*$";
const NOT = `(?:な(?:い|かった)|ません(?:でした)?|へん|とらん|わけ(?:では|じゃ)(?:ない|ありません)|の(?:では|じゃ)(?:ない|ありません))${STOP}`;
const NOT_LOST = new RegExp(
  `(?:(?:なく|無く|紛失は?|亡く)し(?:て(?:は)?い?|た)?|(?:落と|おと)し(?:て(?:は)?い?|た)|盗まれ(?:て(?:は)?い?|た)|(?:教え|おしえ|伝え)(?:て(?:は)?い?|た))${NOT}`,
  "u",
);
const NO_FRAUD = new RegExp(`(?:詐欺|さぎ)(?:では|じゃ)(?:ない|なかった|ありません(?:でした)?)${STOP}`, "u");
const NOT_LOST_EN =
  /\b(?:have ?n[o']t|did ?n[o']t|never|not) (?:actually |really )?(?:lost|lose|been stolen|stolen|told? (?:anyone|anybody|them))\b/i;

/** Whether somebody says that what would have to be stopped at once has not happened. */
export function deniesAlarm(clause: string): boolean {
  return NOT_LOST.test(clause) || NO_FRAUD.test(clause) || NOT_LOST_EN.test(clause);
}

const FOUND =
  /(?:見つか|みつか)(?:った(?!ら)|りました)|出てきま(?:した)|出てきた(?!ら)|^[\s、，あぁっー！!…]*(?:家に|財布(?:の中)?に|かばんに)?(?:ありました|あった)(?!か|ら|はず)|(?<!\b(?:not|never) |n't )\bfound (?:it|my card|the card)\b/iu;

/** Not lost, and nowhere to be found: then it is lost. */
function isMissing(text: string): boolean {
  return /(?:見つか|みつか|見当た)ら|どこにもな|行方不明|出てこ(?:な|ま)|can(?:no|')t find/iu.test(text);
}

/** Whether a message takes back what would have had to be stopped: it has not happened, or is over. */
export function takesAlarmBack(text: string): boolean {
  return !isMissing(text) && (saysFound(text) || clausesOf(text).some(deniesAlarm));
}

/** Whether somebody says that what was lost is there. */
export function saysFound(text: string): boolean {
  return FOUND.test(text);
}

const ALSO =
  /(?:桁|けた|ケタ|数字|署名用?|証明用?|ほう|方|やつ|番号|ばんごう|パスワード|ぱすわーど|証明書|期限|きげん|長いの|短いの)(?:まで)?も(?![うしのっどとらた])|\b(?:also|as well|too(?! (?:many|much|long|late|few|often|hard)))\b/iu;

const WHOSE =
  /の(?:マイナ(?:ンバー)?)?カード(?:です|でした|だった|だ|なん|なの|の(?:こと|話))|\b(?:it'?s|it is|it was|this is) (?:my |for my )?(?:son|daughter|child|kid|mother|father|mom|mum|dad|husband|wife|grand\w+)/iu;

/** Whether somebody says whose card it is. */
export function saysWhoseCard(text: string): boolean {
  return WHOSE.test(text) && !isAsking(text);
}

/** Whether what is told comes on top of what was told before. */
export function saysAlso(text: string): boolean {
  return ALSO.test(text);
}

const DOUBT =
  /かも|あやし(?!い電話|いメール)|怪し(?!い電話|いメール)|かな(?![ぁ-ん])|かしら|たぶん|多分|おそらく|気がす|気もす|はずです|と思い?(?:ます|う)|みたい|ような|自信(?:が)?な|\b(?:maybe|perhaps|might|probably|not sure|i think)\b/iu;

/** Whether somebody is not sure of what they tell. */
export function isDoubtful(text: string): boolean {
  return DOUBT.test(text);
}

const LISTED = /し[、，]?$|^(?:あと|それと|それから|そして|また)/u;

/** Whether a part stands in a list of troubles: "I moved, and forgot the PIN, and ...". */
export function isListed(clause: string): boolean {
  return LISTED.test(clause.trim());
}
