import * as v from "valibot";
import { isLang, type Lang } from "../../language/index.ts";
import type { AccountApi } from "./account-api.ts";

/** The language of a first message, until somebody says otherwise. */
export const FIRST_LANG: Lang = "ja";

const ProfileSchema = v.looseObject({ language: v.string() });

/**
 * The language that somebody has set in LINE, as one that we speak; undefined where LINE does not tell. Of the
 * profile nothing else is read, and nothing is kept.
 */
export async function languageOf(api: AccountApi, userId: string): Promise<Lang | undefined> {
  const { json } = await api.get(`/v2/bot/profile/${encodeURIComponent(userId)}`);
  const profile = v.safeParse(ProfileSchema, json);
  return profile.success ? nearest(profile.output.language) : undefined;
}

/** More residents from abroad read やさしい日本語 than English; a tap leads to either. */
function nearest(tag: string): Lang {
  const [language = ""] = tag.toLowerCase().split("-");
  return isLang(language) ? language : "ja-simple";
}

/**
 * The language of somebody's first words; undefined where they do not tell. Kana are Japanese; kanji alone may
 * be Chinese, and a single Latin word, such as PIN, is used by all.
 */
export function languageOfWords(text: string): Lang | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  return /^[^\p{Script=Han}]*\p{Script=Latin}+[\s,']+\p{Script=Latin}+/u.test(text) ? "en" : undefined;
}
