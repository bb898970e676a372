const PLACE = "(?:まいなぽーたる|ろぐいん|こんびに|住民票|印鑑証明|e-?tax|いーたっくす|あぷり)";
const WORKS = new RegExp(
  `${PLACE}[^。、?]{0,12}?(?:(?:入れ|はいれ|使え|取れ|とれ|開け)(?:る|ます|ました|た|て(?:い)?(?:る|ます))|でき(?:る|ます|ました|た))(?!か|の(?:か|で|に)?\\?|\\?|なく|ん(?:です)?か|はず|と思|ように|方法|時|とき|場合|なら|たら|って聞|と聞)`,
);
const WORKS_EN =
  /\b(?:can|could) (?:still )?(?:log ?in|sign in|get in|use)\b(?!.*\?)|\b(?:mynaportal|the app|log-?in|kiosk|konbini|e-?tax)\b[^.?]{0,20}\bworks\b(?![^.]*\?)/;
const TROUBLE =
  /ろっく|忘れ|わすれ|切れ|失効|違い|ちがい|だめ|駄目|\b(?:locked|forg[eo]t|expired|wrong|revoked)\b/;

/** Whether somebody tells, and tells nothing else, that a service can be used: then it is not the one in trouble. */
export function saysItWorks(text: string): boolean {
  return !TROUBLE.test(text) && (WORKS.test(text) || WORKS_EN.test(text));
}
