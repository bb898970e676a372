import type { KnownSecret } from "./labels.ts";

/** One thing that a text tells, and how often such words are right about it. */
export interface Told<Value> {
  readonly value: Value;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Words that say it as plainly as words can; that mean it as a rule; that may mean it. */
const PLAIN = 0.96;
const LIKELY = 0.85;
const MAYBE = 0.6;

type Cue<Value> = readonly [pattern: RegExp, value: Value, confidence: number];

/** Another time than now, or only a question about how it is in general. */
const NOT_NOW =
  /先週|先日|先月|昨日|きのう|この(?:前|間)|こないだ|前に|以前|来週|来月|明日|あした|あさって|今度|次(?:の|は|から)|予約|までに|通院して|近づ|まもなく|心配|自信|何回(?:間違|まで|失敗)|再設定|なお(?:した|して)|直(?:した|して)|解除して|帰(?:って|り)|しました。|もらえた|(?:です|ます|でき|使え|られ)(?:か|る)\?$/;
const CLINIC =
  "(?:病院|薬局|医院|くりにっく|歯医者|歯科|[内眼外]科|皮膚科|耳鼻科?|小児科|整形外科|整骨院|診療所)";
const AT_READER = new RegExp(
  `(?:${CLINIC}.{0,6}(?:機械|受付|りーだー|端末|画面|顔認証)|^受付(?:機|の機械|で|に)).{0,24}(?:ろっく|忘れ|わから|違|間違|一致|だめ|切れ|えらー|使え|通ら|詰ま|固ま|聞かれ|番号を)`,
);

/** Circumstances are said in few ways each, so they are read by rule; the first cue that matches holds. */
const CUES = {
  at_clinic: [
    [
      /(?:いま|今|現在).{0,12}(?:病院|薬局|医者|くりにっく|歯医者|受付|内科|眼科|外科|医院|診察)/,
      true,
      PLAIN,
    ],
    [
      /(?:病院|薬局|くりにっく|医院|歯医者|内科|眼科|整形外科|小児科|受付)(?:に|で)?(?:い(?:る|ます)|来て|きて|来た|並んで|待って)/,
      true,
      PLAIN,
    ],
    [
      /待合|(?:診察|会計|受付)(?:を)?待ち|(?:病院|薬局|医院|くりにっく|歯医者|診療所|[内眼外歯]科|皮膚科|受付)(?:の(?:中|前|機械の前))?(?:なう|(?:に|で)(?:い(?:る|ます|て)|お(?:る|り)|来て|きて|来た|並|立って))/,
      true,
      PLAIN,
    ],
    [
      /(?:病院|薬局|医院|くりにっく|歯医者|[内眼外歯]科|診療所).{0,30}(?:今(?!度|週|月|年|後|ま|朝)|いま(?!ま)|今日(?:は|の診察)|目の前|後ろ(?:に|が|の人))/,
      true,
      PLAIN,
    ],
    [/(?:今日|本日).{0,10}(?:診て|診察|受診)|診てくれ|並んで|後ろ(?:に人|が(?:詰|並))/, true, LIKELY],
    [
      /i'?m at (?:the|a) (?:hospital|clinic|doctor|pharmacy|dentist)|at the (?:doctor'?s|hospital) (?:now|right now)/,
      true,
      PLAIN,
    ],
    [/병원.{0,20}(?:지금|진료)|(?:现在|現在).{0,6}(?:医院|醫院)/, true, LIKELY],
    [new RegExp(`${CLINIC}で.{0,14}(?:使え|読(?:め|ま)|通ら|だめ|あか[んへ]|はじ|弾か|断ら)`), true, MAYBE],
    [
      /(?:病院|薬局|くりにっく|歯医者|診察|受付)(?:の|で)?.{0,10}(?:機械|受付|りーだー|番号|4桁|顔|暗証)/,
      true,
      MAYBE,
    ],
  ],
  abroad: [
    [
      /海外(?:在住|赴任|駐在|に(?:住|い|います)|で(?:暮|生活))|国外に|在外|(?:大使館|領事館)で|living (?:abroad|overseas|in (?!japan))/,
      true,
      PLAIN,
    ],
    [
      /(?:在住|駐在|赴任中|赴任|留学).{0,12}(?:です|して|中|いま|おり|で)|(?:あめりか|ぱり|どいつ|ふらんす|いぎりす|ろんどん|かなだ|たい|しんがぽーる|台湾|韓国|上海|北京|はわい|にゅーよーく|おーすとらりあ|べとなむ|ばんこく)(?:に|で)(?:い(?:る|ます)|住|働|暮|赴任|駐在|4桁|暗証|ろっく)/,
      true,
      LIKELY,
    ],
    [/くにに.{0,4}(?:かえ|帰)|海外|abroad|overseas|embassy/, true, MAYBE],
  ],
  data_changed: [
    // Whoever says that they did not move is believed before the word "move" is.
    [
      /(?:引っ越し?|転居|転入|転勤|結婚|離婚|改姓|改名|住所変更|氏名変更)(?:は|も|とか(?:は)?)?(?:まだ|特に|全然|ぜんぜん)?(?:して|し|て)?(?:は)?い?(?:な(?:い|し(?!た)|くて|かっ|け)|ま(?:せ|へ)|てま(?:せ|へ)|とら(?:ん|ず)|へん)/,
      false,
      PLAIN,
    ],
    [
      /(?:引っ越し?|転居|転勤|結婚|離婚)(?:する|した|の)?(?:予定|こと|わけ)(?:は|も|が|では|じゃ)?(?:な(?:い|く|し|か)|ありませ)/,
      false,
      PLAIN,
    ],
    [
      /(?:住所|じゅうしょ|氏名|名前|なまえ|苗字|名字|姓)(?:は|も|が|とか)?(?:変わ|かわ|変え|かえ)(?:って|り|て)?(?:は)?い?(?:な(?:い|し|く|かっ)|ませ|まへ|へん)/,
      false,
      PLAIN,
    ],
    [/(?:have not|haven'?t|didn'?t|did not|never) move/, false, PLAIN],
    [/引っ越し?(?:たら|する(?:と|とき|予定))|結婚(?:したら|すると)|住所が変わると/, true, 0.4],
    [
      /(?:引っ越し?|転居|転入|転勤|結婚|離婚|改姓|改名|嫁い)(?:し|で|た|後|のあと|をし|届|て|だ|当日|の)|住所.{0,4}(?:変わ|変え|移し|移っ|変更)|(?:苗字|名字|姓|名前|氏名|なまえ|じゅうしょ).{0,4}(?:変わ|変え|変更|かわ)|旧姓|部屋番号が変|住居表示|i moved|got married|chang(?:ed|ing) my (?:name|address)|mudei|me mudé|搬家|이사/,
      true,
      LIKELY,
    ],
  ],
  kiosk_tried: [
    [
      /(?:こんびに|せぶん|ろーそん|ふぁみま|みにすとっぷ|こぴー機|店の機械|いおん).{0,24}(?:直し|なおし|変え|かえ|変更|りせっと|初期化|再設定|再登録|新しく|やって|手続き|予約|にゅー|めにゅー).{0,10}(?:た|て|なかっ|ない|ませ|られ)/,
      true,
      LIKELY,
    ],
    [/予約.{0,24}(?:できな|できませ|なかった|なし|切れ|過ぎ)|あぷりで予約/, true, LIKELY],
    [
      /(?:reset|changed).{0,20} at (?:the )?(?:convenience|せぶん|lawson|family|konbini)|reservation/,
      true,
      LIKELY,
    ],
  ],
  ward: [[/後見|保佐人|補助人/, true, PLAIN]],
  pinless_card: [
    [
      /(?:顔認証まいなかーど|暗証番号なしのかーど|番号なしのかーど|暗証番号を設定しないかーど|ぴんなしかーど)(?:に(?:して|した|しちゃ|変えた)|なので|だけど|を使って|から)|顔認証かーど/,
      true,
      LIKELY,
    ],
  ],
  notice_form: [
    [
      /(?:回答書|照会書|同封の紙).{0,10}(?:なくし|ない|捨て|届いてな)|(?:通知|お知らせ|封筒|はがき)(?:を|は|が)?(?:なくし|届かな|来ない|こない|捨て)/,
      false,
      LIKELY,
    ],
    [/(?:回答書|照会書|同封の紙).{0,14}(?:書い|記入|封)|封(?:を)?し(?:て|た|まし)/, true, PLAIN],
  ],
  residence_card_in_one: [[/特定在留|在留かーどと(?:一体|1枚|一枚|いっしょ)/, true, PLAIN]],
  nfc_phone: [
    [/(?:すまほ|iphone)(?:は|を|が)?(?:ない|無い|持って(?:い)?(?:な|ま))|がらけー/, false, LIKELY],
    [
      /nfc(?:対応|あり|ok)|すまほ(?:は)?(?:ある|あり|持って(?:る|い))|すまほは(?:iphone|android)/,
      true,
      LIKELY,
    ],
  ],
  move_in_day: [
    [
      /(?:転入|転居|引っ越し)(?:届|の届け|の日|した日|の当日|手続き)?(?:と|に)?(?:同じ日|一緒|いっしょ|当日|ついで)|(?:転居|転入|引っ越し)(?:し)?(?:た|の)(?:日|当日)/,
      true,
      LIKELY,
    ],
  ],
} as const satisfies Record<string, readonly Cue<boolean>[]>;

/** Circumstances that are so or not. */
export type Circumstance = keyof typeof CUES;
export const CIRCUMSTANCES = Object.keys(CUES) as readonly Circumstance[];

/** Whether the circumstance is told by a normalised text, and which way. */
export function circumstance(name: Circumstance, text: string): Told<boolean> | null {
  const told = firstOf<boolean>(CUES[name], text);
  // Who stands at the reader seldom says "now".
  const isAtReader = name === "at_clinic" && AT_READER.test(text) && !NOT_NOW.test(text);
  return isAtReader && !isPlain(told) ? { value: true, confidence: LIKELY } : told;
}

const isPlain = (told: Told<boolean> | null): boolean => told?.confidence === PLAIN;

const RESIDENCE: readonly Cue<"permanent" | "fixed_stay">[] = [
  [/永住|permanent resident/, "permanent", PLAIN],
  [
    /在留(?:期間|期限|資格)|びざ|技能実習|留学生|特例期間|\bvisa\b|period of stay|residence card|在留かーど(?:を|は|も)|zairyu/,
    "fixed_stay",
    LIKELY,
  ],
];

/** The kind of stay, where somebody speaks of it. */
export function residence(text: string): Told<"permanent" | "fixed_stay"> | null {
  return firstOf(RESIDENCE, text);
}

const MEDIUM: readonly Cue<"phone" | "card">[] = [
  [
    /すまほ用|すまほ版|(?:すまほ|iphone|android)に(?:入れた|いれた|入れてた|入れていた)|iphoneのまいな|すまほ(?:の|側で)(?:ほう|4桁|決めた|電子|署名|長い)|on my (?:phone|iphone|smartphone)|mobile my/,
    "phone",
    PLAIN,
  ],
  [
    /まいなかーど(?:を)?(?:の機能を)?(?:入れ|はいっ|入っ).{0,6}(?:すまほ|iphone)|(?:すまほ|iphone)(?:を|が)?(?:なくし|落とし|紛失|盗)/,
    "phone",
    LIKELY,
  ],
  [/ぷらすちっく|かーど(?:のほう|本体)の(?:ぱすわーど|暗証)/, "card", LIKELY],
];

/** Whether the trouble is with the plastic card or with the phone that stands for it. */
export function medium(text: string): Told<"phone" | "card"> | null {
  return firstOf(MEDIUM, text);
}

function firstOf<Value>(cues: readonly Cue<Value>[], text: string): Told<Value> | null {
  const cue = cues.find(([pattern]) => pattern.test(text));
  return cue ? { value: cue[1], confidence: cue[2] } : null;
}

/** "The daughter, I" is who writes, not whose card it is. */
const WRITER =
  /(?:娘|息子|長男|長女|次女|次男|孫|妻|夫|嫁|子ども|姪|甥)(?:である|の)?(?:私|わたし|自分|俺|僕)|(?:娘|息子|孫|長女|長男|家族)が(?:行|代わ|代理)/g;

/** Who goes, or for whom somebody writes. */
export function who(text: string): Told<"self" | "legal_representative" | "agent" | "household"> | null {
  const others = text.replace(WRITER, "");
  const child = underAge(text);
  if (/後見人|保佐人/.test(text)) return { value: "legal_representative", confidence: PLAIN };
  if (
    child?.under_15.value &&
    child.under_15.confidence >= LIKELY &&
    !/(?:^|。)(?:14|13|12)歳です/.test(text)
  ) {
    return { value: "legal_representative", confidence: LIKELY };
  }
  if (
    /同居|世帯|(?:^|[^丈])夫|妻|旦那|主人|嫁さん|つま|おっと|husband|wife|남편|아내|marido|esposa/.test(
      others,
    )
  ) {
    return { value: "household", confidence: LIKELY };
  }
  if (/子ども|息子|娘|赤ちゃん|乳児|未成年|むすめ|むすこ|daughter|\bson\b|\bchild/.test(others)) {
    return { value: "legal_representative", confidence: MAYBE };
  }
  if (
    /母|父|(?:^|[^両])親(?!指)|祖母|祖父|おばあ|おじい|じいちゃん|ばあ|叔母|叔父|はは(?:の|が)|ちち(?:の|が)|友人|友達|ともだち|知人|姉|兄|弟|妹|代理|委任状|入所者|利用者さん|mother|father|grand|parent|friend/.test(
      others,
    )
  ) {
    return {
      value: "agent",
      confidence: /母|父|祖|おばあ|おじい|友|代理|委任|mother|father|grand/.test(others) ? LIKELY : MAYBE,
    };
  }
  if (/(?:自分|私|本人)の(?:かーど|暗証|4桁)|本人です|\bmy own\b/.test(text))
    return { value: "self", confidence: LIKELY };
  return null;
}

const SCHOOL: readonly Cue<number>[] = [
  [/赤ちゃん|乳児|新生児|\bbaby/, 0, PLAIN],
  [/幼稚園|保育園児|幼児|三歳児/, 4, LIKELY],
  [/小学(?:生|校の)|小[1-6]/, 9, PLAIN],
  [/中[12](?!0)|中学[12]年/, 13, PLAIN],
  [/高校(?:生|[1-3]年)|高[1-3]/, 16, LIKELY],
];
const YEARS =
  /(?<!\d)(\d{1,3})(?:歳|years? old|-year-old|才)|(?:is|he'?s|she'?s|i'?m) (\d{1,2})(?!\d| *(?:times|tries|digit))|(\d{1,2}) ?year/;
const TURNED_15 = /15(?:歳)?に?なっ|15になり|誕生日で15/;

/** The age that is told, and the two limits that rules ask for. */
export interface Age {
  /** Full years, where a number is told. */
  readonly years: Told<number> | null;
  readonly under_15: Told<boolean>;
  readonly under_18: Told<boolean>;
}

/** How old the holder is, where the text tells. */
export function underAge(text: string): Age | null {
  const number = YEARS.exec(text);
  const told = TURNED_15.test(text) ? 15 : Number(number?.[1] ?? number?.[2] ?? number?.[3] ?? Number.NaN);
  if (Number.isFinite(told) && told <= 120) return ageOf({ value: told, confidence: LIKELY + 0.05 }, true);
  if (/[6-9]0代|高齢|お年寄り|老人/.test(text)) return ageOf({ value: 70, confidence: LIKELY }, false);
  const school = firstOf(SCHOOL, text);
  return school && ageOf(school, false);
}

function ageOf({ value, confidence }: Told<number>, isNumber: boolean): Age {
  return {
    years: isNumber ? { value, confidence } : null,
    under_15: { value: value < 15, confidence },
    under_18: { value: value < 18, confidence },
  };
}

const KNOWN =
  "(?:わか(?:る|り(?!ませ)|って)|分か(?:る|り(?!ませ)|って)|覚えて(?:い|お)?(?:る|ます|り)|使え(?:て|る|ます)|いける|いけます|把握|大丈夫|通(?:る|った)|知って|言え(?:る|ます)|紙(?:に|が)|書いて(?:ある|あり|い)|控え(?:が|は|て)?(?:ある|あり|い)|めも(?:が|して)?(?:ある|あり|い)|問題な|できる|使って|まだ使)";
const UNKNOWN =
  "(?:忘れ|わから[なんずへ]|不明|あやし|うろ覚え|出てこ|自信(?:が)?な|覚えて(?:い)?(?:な|ま(?:せ|へ))|ろっく|知らな|なくし)";
const THE_SIGN = "(?:英数字|署名用?|長い)(?:の|ほう|方|やつ|ぱすわーど|暗証番号|電子証明書)*";
const THE_PIN =
  "(?:(?<!生年月日.{0,9})4桁|短い(?:の|ほう)|ろぐいん|利用者証明用?|(?<![英と])数字)(?:の|ほう|方|やつ|ぱすわーど|暗証番号|番号|だけ|いけ)*";
const AND = "(?:は|が|も|なら|だけ)?.{0,4}";

const KNOWS: Readonly<Record<KnownSecret, readonly Cue<boolean>[]>> = {
  sign_pw: [
    [new RegExp(`${THE_SIGN}(?:は|なら|が)?.{0,4}${KNOWN}`), true, LIKELY],
    [/(?:know|remember|have) (?:the |my )?(?:signature|long|signing|alphanumeric)/, true, LIKELY],
    [new RegExp(`${THE_SIGN}${AND}${UNKNOWN}`), false, LIKELY],
  ],
  user_pin: [
    [new RegExp(`${THE_PIN}(?:は|なら|が)?.{0,4}${KNOWN}`), true, LIKELY],
    [
      /まいなぽーたる(?:に|は|へ|なら)?.{0,8}(?:入れ(?:る|ます|た|ている)|使え(?:る|ます|て)|ろぐいんでき)|ろぐいん(?:は)?(?:でき(?:る|た|ます)|通)/,
      true,
      LIKELY,
    ],
    [
      /(?<!(?:don'?t|do not|can'?t|not) )(?:know|remember|have) (?:the |my )?(?:4|four|short)|mynaportal works/,
      true,
      LIKELY,
    ],
    [new RegExp(`${THE_PIN}${AND}${UNKNOWN}`), false, LIKELY],
  ],
};

/** Whether a secret is said to be still known and usable, or not. */
export function knows(secret: KnownSecret, text: string): Told<boolean> | null {
  return firstOf(KNOWS[secret], text);
}

/** Whole months since something expired. */
export function monthsSinceExpiry(text: string): Told<number> | null {
  const ago = /(\d{1,2}|半)(?:か月|ゖ月|かげつ|年)(?:以上)?前/.exec(text);
  if (!/切れ|期限|expired/.test(text)) return null;
  if (ago) {
    const unit = ago[0].includes("年") ? 12 : 1;
    return { value: ago[1] === "半" ? 6 : Number(ago[1]) * unit, confidence: LIKELY };
  }
  if (/先月|last month/.test(text)) return { value: 1, confidence: LIKELY };
  return /去年|昨年|おととし|何年も|last year/.test(text) ? { value: 12, confidence: MAYBE } : null;
}
