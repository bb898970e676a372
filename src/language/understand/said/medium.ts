import { type Cue, firstOf, LIKELY, PLAIN, type Told } from "./told.ts";

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
