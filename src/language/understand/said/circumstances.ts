import { abroad } from "./abroad.ts";
import { atClinic } from "./clinic.ts";
import { dataChanged } from "./data-changed.ts";
import { type Cue, firstOf, LIKELY, MAYBE, PLAIN, type Told } from "./told.ts";

/** Circumstances that are said in few ways each; the first cue that matches holds. */
const CUES = {
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
  // These two act only as far as they were given power.
  ward: [
    [/後見/, true, PLAIN],
    [/保佐人|補助人/, true, MAYBE],
  ],
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

/** Circumstances that other words take back: another time, another person, another place. */
const READERS = { at_clinic: atClinic, abroad, data_changed: dataChanged } as const;

/** Circumstances that are so or not. */
export type Circumstance = keyof typeof CUES | keyof typeof READERS;

const ALL_READERS = [
  ...Object.entries(READERS),
  ...Object.entries(CUES).map(
    ([name, cues]) => [name, (text: string) => firstOf<boolean>(cues, text)] as const,
  ),
];

/** Every circumstance that a normalised text tells, and which way. */
export function circumstances(text: string): Record<Circumstance, Told<boolean> | null> {
  const told = ALL_READERS.map(([name, reader]) => [name, reader(text)] as const);
  return Object.fromEntries(told) as Record<Circumstance, Told<boolean> | null>;
}
