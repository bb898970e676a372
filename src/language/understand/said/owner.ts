/** What somebody may be the holder of. */
export const THEIRS =
  "(?:古い|新しい|この|今の)?(?:まいな|個人番号|署名|電子|証明書|有効期限|期限|かーど|暗証|4桁|数字|英数字|利用者証明|ぱすわーど|番号|券面|住基|住民基本|pin|icちっぷ|更新|手続|代わり|代理|ため|分(?![かっ])|ぶん|ほう|すまほ|iphone|もの|ろぐいん|長い|短い|やつ|です)";
/** Why somebody does not come, or what happened to them. */
const CANNOT =
  "(?:忘れ|覚えて|なくし|紛失|入院|認知|施設|寝たきり|動け|歩け|行け|来られ|出られ|外出でき|病気|高齢|倒れ)";

/** Words that make a card somebody else's: theirs in so many words, in their place, or what happened to them. */
export function ownedBy(people: string): RegExp {
  return new RegExp(
    `(?<!と)(?:${people})(?:さん|ちゃん|様|親|自身|本人)?(?:\\(.{1,8}\\))?(?:の(?:${THEIRS}|$)|に(?:頼まれ|代わ)|から頼まれ|を代理|(?:が|は)(?:(?!。|、|けど|私|自分).){0,12}${CANNOT})`,
  );
}
export function ownedByEnglish(people: string): RegExp {
  return new RegExp(
    `\\b(?:${people})(?:'s|s'|s)? (?:card|pin|password|まいな|number|cert|sign|digital|4|four|forgot|lost|can'?t|cannot|has|locked)|(?:for|behalf of|instead of) (?:my|his|her|our) (?:${people})\\b`,
  );
}
