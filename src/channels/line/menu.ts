import * as v from "valibot";
import type { Lang } from "../../language/index.ts";
import type { AccountApi } from "./account-api.ts";
import { FIRST_LANG } from "./profile.ts";

/** The name by which the rich menu of a language is found, whichever was made last. */
export function menuAlias(lang: Lang): string {
  return `tokeru-${lang}`;
}

const AliasSchema = v.looseObject({ richMenuId: v.string() });

/**
 * Gives a person the rich menu of their language. Where there is none, since `tokeru line setup` was not run,
 * or LINE does not answer, they keep what they have: every button of it is understood in any language.
 */
export async function showMenu(api: AccountApi, userId: string, lang: Lang): Promise<void> {
  const person = `/v2/bot/user/${encodeURIComponent(userId)}/richmenu`;
  if (lang === FIRST_LANG) {
    await api.delete(person);
    return;
  }
  const { json } = await api.get(`/v2/bot/richmenu/alias/${menuAlias(lang)}`);
  const alias = v.safeParse(AliasSchema, json);
  if (alias.success) await api.post(`${person}/${encodeURIComponent(alias.output.richMenuId)}`);
}
