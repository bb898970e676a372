/**
 * Words for people beside the one who writes, as parts of patterns. Words in kana alone count only where nothing
 * else can be cut so: "いつまで" holds no wife, "ばあい" no grandmother.
 */
const KANA_WORD = (word: string): string => `(?<=^|[^ぁ-ん]|の)(?:${word})(?=[のがはもと])`;

export const SPOUSE = `(?<![丈工])夫|妻|旦那|主人|家内|嫁(?!い[だで]|ぎ|ぐ|に[いきく行来])|${KANA_WORD("つま|おっと|だんな")}`;
export const CHILD = "息子|娘|子ども|赤ちゃん|乳児|新生児|未成年|むすめ|むすこ|長男|長女|次男|次女|孫";
export const ELDER = `母(?![国音校子屋])|父|親(?![指切友会し])|祖母|祖父|おばあ|おじい|[じば]いちゃん|ばあ(?:ちゃん|さん|ば)|[叔伯][父母]|${KANA_WORD("はは|ちち|おや")}|おかあさん|おとうさん`;
const FRIEND = `友人|友達|ともだち|知人|同僚|姉|兄|弟|妹|入所者|利用者さん`;
export const OTHERS = `${ELDER}|${FRIEND}`;
export const ANYBODY = `${SPOUSE}|${CHILD}|${OTHERS}`;

export const ENGLISH_SPOUSE = "husband|wife|partner|spouse|marido|esposa";
export const ENGLISH_CHILD = "daughter|son|child|children|kid|kids|baby";
export const ENGLISH_OTHERS = "mother|father|mom|mum|dad|grand\\w+|parents?|friend|aunt|uncle|brother|sister";
export const ENGLISH_ANYBODY = `${ENGLISH_SPOUSE}|${ENGLISH_CHILD}|${ENGLISH_OTHERS}`;
