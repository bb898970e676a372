import { ANYBODY, ENGLISH_ANYBODY } from "./kin.ts";
import { type Cue, firstOf, LIKELY, MAYBE, perhaps, PLAIN, type Told } from "./told.ts";

/** Only a country or a city that is named makes "living in" or "studying in" abroad: most people live in Japan. */
const LONG_PLACES =
  "あめりか|米国|かなだ|めきしこ|ぶらじる|ぺるー|あるぜんちん|いぎりす|英国|ろんどん|ふらんす|どいつ|べるりん|すぺいん|いたりあ|ろーま(?!字)|すいす|おらんだ|べるぎー|すうぇーでん|のるうぇー|でんまーく|ふぃんらんど|おーすとりあ|ぽーらんど|ぽるとがる|ちぇこ|ろしあ|中国|上海|北京|香港|深圳|広州|台湾|台北|韓国|そうる|しんがぽーる|まれーしあ|いんどねしあ|じゃかるた|ふぃりぴん|まにら|せぶ島|べとなむ|ほーちみん|はのい|ばんこく|かんぼじあ|みゃんまー|ねぱーる|おーすとらりあ|しどにー|めるぼるん|にゅーじーらんど|にゅーよーく|ろさんぜるす|しかご|ぼすとん|さんふらんしすこ|ばんくーばー|とろんと|えじぷと|南あふりか|欧州|よーろっぱ|北米|南米";
/** Short ones in kana are parts of other words: "みたいに", "やっぱり". */
const SHORT_PLACES = "(?<![ぁ-ん])(?:たい|いんど|ぱり|はわい|ぐあむ|どばい|とるこ)";
const PLACE = `(?:海外|国外|外国|(?:${LONG_PLACES})|${SHORT_PLACES}|(?<=(?:いま|は|現在)、?)(?:たい|ぱり|はわい|いんど))`;
const ABROAD = "(?:海外|国外|外国)";

/** Lives or works there now; neither did so once nor will. */
const LIVES = new RegExp(
  `${PLACE}(?:に)?(?:在住(?!だった|でした|の(?:頃|ころ|時|とき|家族|友)|者|歴)|(?:長期)?(?:赴任|駐在|留学|滞在|出向)(?:$|、|。|中(?:です|で[、。]|だ|なの|の(?:者|た)|、|。|$|に(?![はも]))|して(?:い|お|る|ま)|で[、。]|です))` +
    `|(?:留学|赴任|駐在)先の${PLACE}(?:で|に)` +
    `|${PLACE}(?:に|で|へ)(?:は|も)?(?:今|いま|現在|もう|ずっと|長く|\\d年(?:ほど|以上)?)?(?:住んで(?!(?:い)?(?:た|まし|な|ませ))|い(?:る|ます)|お(?:り|る)|暮らして(?!(?:い)?(?:た|まし))|生活して(?!(?:い)?(?:た|まし))|働いて(?!(?:い)?(?:た|まし)))`,
);
const ENGLISH_PLACE =
  "(?:abroad|overseas|outside (?:of )?japan|in (?:the )?(?:us|u\\.s\\.|usa|united states|states|uk|united kingdom|netherlands|philippines)\\b|in (?:america|canada|mexico|brazil|england|britain|london|scotland|ireland|france|paris|germany|berlin|munich|spain|italy|switzerland|austria|sweden|norway|finland|denmark|belgium|poland|china|shanghai|beijing|hong kong|taiwan|taipei|korea|seoul|singapore|malaysia|indonesia|thailand|bangkok|vietnam|india|nepal|australia|sydney|melbourne|new zealand|new york|los angeles|california|hawaii|chicago|boston|vancouver|toronto|dubai|europe)\\b)";
const LIVES_ENGLISH = new RegExp(
  `\\b(?:i|we)(?:'m|'re| am| are|'ve been| have been)? (?:(?:am )?(?:currently|now|still) )?(?:live|living|based|staying|working|studying|residing)?(?: and working)? ?(?:now )?${ENGLISH_PLACE}`,
);

/** What is said of another time, of somebody else, or of anybody. */
const NOT_ME_NOW = new RegExp(
  `来(?:月|週|年)|今度|これから|予定|つもり|かもしれ|以前|昔|頃|ころ|とき|時(?!間)|帰国|帰って|戻って|戻りま|一時|でも(?:でき|使え|大丈夫|いい)|(?:住ん|行っ|赴任し|転勤し|引っ越し|い)(?:だ|た)ら|場合|者向け|旅行|出張|${PLACE}(?:に|で)?(?:在住の|に住(?:む|んで(?:い)?る)|にいる)(?:${ANYBODY}|家族|人)` +
    `|(?:${ANYBODY}|家族)(?:が|は|も)(?:(?!。|、|私|自分).){0,6}${PLACE}` +
    `|used to|\\bwas\\b|\\bwere\\b|\\bwhen i\\b|\\bif i\\b|before|next (?:week|month|year)|moving|will\\b|going to|trip|travel|back (?:in|to) japan|(?:${ENGLISH_ANYBODY})(?:'s)? (?:is|are|lives?|who)`,
);

const CUES: readonly Cue<boolean>[] = [
  [
    new RegExp(
      `${ABROAD}(?:在住|赴任|駐在|暮らし|から|(?:に|で)(?:は)?(?:住んで|暮らして)?)?(?:では|じゃ|には|は)?(?:い)?(?:な(?:い|く|かっ)|ありませ|ま(?:せ|へ))`,
    ),
    false,
    PLAIN,
  ],
  [/not (?:living |live |staying )?(?:abroad|overseas)|don'?t live (?:abroad|overseas)/, false, PLAIN],
  [LIVES, true, PLAIN],
  [LIVES_ENGLISH, true, PLAIN],
  [/くにに.{0,4}(?:かえ|帰)|海外|国外|在外|大使館|領事館|abroad|overseas|embassy|consulate/, true, MAYBE],
  [
    /(?:日本|国内|日本国内)(?:に|で|国内に)?(?:在住|住んで(?!(?:い)?(?:た|まし|な|ませ))|暮らして(?!(?:い)?(?:た|まし))|留学(?:して|中)|い(?:る|ます)|おります)|にほんに(?:すんで|います)|\b(?:i'?m|i am|i|living|live)(?: now| living| live| still)? in japan/,
    false,
    LIKELY,
  ],
];

/** Whether the holder lives abroad: those few are sent to an embassy, so only plain words count. */
export function abroad(text: string): Told<boolean> | null {
  const told = firstOf(CUES, text);
  return told?.value && NOT_ME_NOW.test(text) ? perhaps(told) : told;
}
