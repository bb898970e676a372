import { createHmac, randomInt } from "node:crypto";
import type { SlipCodeReader, Transaction } from "../store/index.ts";
import type { PairingDesk } from "./pairing.ts";

/** One character of a code, and how it is told. */
export interface Spoken {
  readonly char: string;
  /** In Japanese. */
  readonly ja: string;
  /** In English: the spelling alphabet of NATO. */
  readonly en: string;
}

/** A character of the alphabet, with what people write for it. */
interface Sound {
  readonly char: string;
  /** Its name in katakana, as it is said first, and what else it is called. */
  readonly names: readonly [string, ...string[]];
  /** What it is said to be the character of, in katakana and in English. */
  readonly as: string;
  readonly en: string;
  /** What is written by those who misheard it, where nothing else can be meant. */
  readonly misheard?: string;
}

/** Digits are told by this word, lest "ni" or "go" be taken for a syllable. */
const DIGIT = "数字";
const DIGIT_KANA = "スウジ";

/**
 * Fourteen characters that are not mistaken for each other on the telephone, in Japanese or in English. Of each group
 * that sounds alike one is left at most:
 *
 * - ビー, シー, ディー, イー, ジー, ピー, ティー, ブイ (B C D E G P T V), and Z, which is "zee": none; 3 alone, which is
 *   "three" like these in English and さん in Japanese
 * - エー, ジェー, ケー, エイチ (A J K H): K. エム, エヌ (M N): M. エフ, エス, エックス (F S X): X. アイ, ワイ (I Y): Y
 * - キュー, ユー and きゅう (Q U 9), オー and ゼロ (O 0): none. ダブリュー is long enough not to be one of them
 * - エル (L) and アール (R) differ in Japanese, where L and R themselves would not
 * - いち, しち and はち (1 7 8): 1 is left out and 7 is always なな, 4 always よん, so that nobody hears し, しち or いち;
 *   "five" and "nine" (5 9): 5
 *
 * On paper, too, 0 O, 1 I, 2 Z, 5 S, 6 G and 8 B cannot be mixed up, since one of each pair is never used.
 */
const ALPHABET: readonly Sound[] = [
  { char: "2", names: ["ニ"], as: DIGIT_KANA, en: "the digit two" },
  { char: "3", names: ["サン"], as: DIGIT_KANA, en: "the digit three" },
  { char: "4", names: ["ヨン", "シ"], as: DIGIT_KANA, en: "the digit four" },
  { char: "5", names: ["ゴ"], as: DIGIT_KANA, en: "the digit five", misheard: "9" },
  { char: "6", names: ["ロク"], as: DIGIT_KANA, en: "the digit six" },
  { char: "7", names: ["ナナ", "シチ"], as: DIGIT_KANA, en: "the digit seven" },
  { char: "8", names: ["ハチ"], as: DIGIT_KANA, en: "the digit eight" },
  { char: "K", names: ["ケー", "ケイ"], as: "キング", en: "K as in Kilo", misheard: "AJ" },
  { char: "L", names: ["エル"], as: "ロンドン", en: "L as in Lima" },
  { char: "M", names: ["エム"], as: "メキシコ", en: "M as in Mike", misheard: "N" },
  { char: "R", names: ["アール"], as: "ローマ", en: "R as in Romeo" },
  { char: "W", names: ["ダブリュー", "ダブリュ", "ダブル"], as: "ワシントン", en: "W as in Whiskey" },
  { char: "X", names: ["エックス"], as: "クリスマス", en: "X as in X-ray", misheard: "FS" },
  { char: "Y", names: ["ワイ"], as: "ヨコハマ", en: "Y as in Yankee", misheard: "I" },
];

/** The characters alone. */
export const SLIP_CODE_ALPHABET = ALPHABET.map(({ char }) => char).join("");
/**
 * Six of them: 14^6, about 7.5 million. It is enough for what a code opens, choices without a name, as long as tries
 * are few (`attempts.ts`): while a hundred codes are in use, somebody who uses up all tries of an address for a whole
 * day finds one with a chance of about 1 in 26.
 */
export const SLIP_CODE_LENGTH = 6;
/** How long a code can be used, by whoever was told it and as often as they like. */
export const SLIP_CODE_LIFE_MS = 24 * 60 * 60 * 1000;
/** Where people type it. */
export const SLIP_CODE_PATH = "/s";

/**
 * Gives a slip a code, in the caller's transaction.
 * @throws {Conflict} where the code is taken; `store.transaction` tries again.
 */
export async function giveSlipCode(
  tx: Transaction,
  desk: PairingDesk,
  slip: string,
  now: number,
): Promise<{ readonly code: string; readonly expiresAt: number }> {
  const code = Array.from(
    { length: SLIP_CODE_LENGTH },
    () => ALPHABET[randomInt(ALPHABET.length)]?.char,
  ).join("");
  const expiresAt = now + SLIP_CODE_LIFE_MS;
  await tx.slipCodes.add({ code: hashOf(desk, code), slip, expiresAt });
  return { code, expiresAt };
}

/** Where the slip of a code opens, as somebody typed it; undefined where there is none. */
export async function findSlip(
  codes: SlipCodeReader,
  desk: PairingDesk,
  typed: string,
  now: number,
): Promise<string | undefined> {
  const code = normaliseSlipCode(typed);
  return code.length === SLIP_CODE_LENGTH ? codes.find(hashOf(desk, code), now) : undefined;
}

/** How each character of a code is told, in order. */
export function spokenCode(code: string): readonly Spoken[] {
  return Array.from(code).flatMap((char) => TELLINGS.get(char) ?? []);
}

/** From hiragana to katakana. */
const KANA_DISTANCE = "ア".charCodeAt(0) - "あ".charCodeAt(0);

const TELLINGS: ReadonlyMap<string, Spoken> = new Map(
  ALPHABET.map(({ char, names: [name], as, en }) => {
    const ja = as === DIGIT_KANA ? `${DIGIT}の${hiragana(name)}` : `${as}の${name}`;
    return [char, { char, ja, en }];
  }),
);

/** As people type it: any width or case, with spaces or hyphens between, or as it was told, in kana. */
export function normaliseSlipCode(typed: string): string {
  const kana = katakana(typed.slice(0, MOST_TYPED).normalize("NFKC")).replace(/[\s、。,.・]/g, "");
  return kana
    .replace(TOLD, (told) => CHAR_OF.get(told.slice(told.lastIndexOf("ノ") + 1)) ?? "")
    .replace(/[a-z]/g, (char) => char.toUpperCase())
    .replace(/[A-Z0-9]/g, (char) => HEARD_AS.get(char) ?? char)
    .replace(/[-ー‐‑–—−]/g, "")
    .normalize("NFKC");
}

/** Six characters told in full are about eighty. */
const MOST_TYPED = 200;

const CHAR_OF = new Map(ALPHABET.flatMap(({ char, names }) => names.map((name) => [name, char] as const)));
const HEARD_AS = new Map(
  ALPHABET.flatMap(({ char, misheard = "" }) => Array.from(misheard, (other) => [other, char] as const)),
);

/** A name, with what it is told by or without; the longest first, since シ begins シチ. */
const TOLD = new RegExp(
  `(?:(?:${[DIGIT, ...new Set(ALPHABET.map(({ as }) => as))].join("|")})ノ)?(?:${ALPHABET.flatMap(
    ({ names }) => names,
  )
    .toSorted((one, other) => other.length - one.length)
    .join("|")})`,
  "g",
);

function katakana(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + KANA_DISTANCE));
}

function hiragana(text: string): string {
  return text.replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_DISTANCE));
}

/** Nothing else that this key hashes begins so. */
function hashOf({ key }: PairingDesk, code: string): string {
  return createHmac("sha256", key).update(`slip-code\n${code}`).digest("hex");
}
