/**
 * The words by which the guard tells a PIN from other numbers, as patterns over folded text (katakana is
 * hiragana there, letters are small). Data only: what they are used for stands in `pin.ts` and `password.ts`.
 */

const either = (words: string): string => `(?:${words.trim().split(/\s+/).join("|")})`;

/** What people call a PIN or a password, misspellings included. */
export const SECRET_NAMES = either(`
  [暗安案][証唱証礁称照正商誦]番?号? 暗証 (?:暗唱|暗礁)番号 暗号 あんしょう?(?:ばんごう|番号|なんばー|no\\.?)? (?:秘密|ひみつ)の?(?:番号|ばんごう|数字|すうじ|言葉|ことば)
  ぱすわ[ーあ]?ど ぱすわーと ぱすわあど ぱすこーど ぱす (?:\\bぴん|ぴん(?=[はがをのもって:=]|こーど|なんばー|番号)) pin(?:\\s?(?:こーど|番号|code|number|no\\.?))? pass(?:word|code|phrase|wd)? passwd \\bpw
  せきゅりてぃ[ー\\s]*こーど security\\s*(?:code|number) secret 照合番号 (?:署名|利用者証明|利用者|券面(?:事項)?(?:入力補助)?|住基|住民基本台帳|電子証明書?)用?(?:電子証明書)?の?(?:やつ|番号|ぱす|ほう|方)? (?:長い|短い|ながい|みじかい)(?:の|ほう|方|やつ) 英数字?の?(?:やつ|ほう|方)? えいすうじ (?:long|short)(?:er)?\\s(?:one|password|pin)
  an[sz]h?[oy]u?u?\\s*(?:bango|no\\.?|number|kodo)?u? pasuwa+a?do pasu
  (?:4|四|よん|よっ|し|6|六|ろく|16)[つ個]?の?(?:桁|けた|keta|文字|もじ)(?:の?(?:番号|ばんごう|数字|すうじ|やつ|もの|ほう|方|ぱす|なんばー|暗証|あれ|bango))?
  (?:four|4|six|6)[\\s-]?digits?(?:\\s*(?:number|code|one))? なんばー digits?
`);

/** What may call a PIN, and many other things too. */
export const VAGUE_NAMES = either(`番号 ばんごう 数字 すうじ こーど code number 答え bango suuji kodo`);

/** Between the name and the number: "は", "を多分", " is probably". */
export const LINK = `(?:[\\s「『（(【\\[<"'“”‘’:=→⇒、,・…〜~-]|は|わ|が|を|って|の|に|も|へ|で|と|です|だと|とか|なら|(?:自分|私|僕|俺|うち|夫|妻|母|父|親|主人|本人|娘|息子|家族|かーど|すまほ|すまーとふぉん|登録|設定|入力|最初|前|昔|今|多分|たぶん|確か|たしか|おそらく|恐らく|おもうに|いつも|全部|ぜんぶ|一応|普段|元|もと|新しい|古い|正しい|旧|新|ほんと|本当|正解)|こちら|これ|つまり|すなわち|例の|あの|これ|だべ|ほう|方|こーど|from|says?|is|was|are|be|it'?s|as|to|of|for|my|the|wa|ga|wo|o|no|maybe|probably|think|i|should|set|number|code|番号|ばんごう|値|中身|ないよう|内容|ばんごう)*`;

/** Said of itself right before a number that is no PIN. */
export const OTHER_LABELS = either(`
  えらー(?:こーど|番号|めっせーじ|no\\.?|ばんごう)? error(?:\\s*(?:code|number|no\\.?|message))? err 状態(?:こーど)? すてーたす(?:こーど)? status(?:\\s*code)? http
  内線(?:番号)? ないせん ext(?:ension)?\\.? 電話(?:番号)? でんわ(?:ばんごう)? tel(?:ephone)?\\.? phone(?:\\s*number)? fax ふぁっくす けいたい(?:番号)? 携帯(?:番号)? ふりーだいやる
  郵便(?:番号)? ゆうびん(?:番号|ばんごう)? 〒 zip(?:\\s*code)? postal(?:\\s*code)? post\\s?code
  (?:受付|受け付け|うけつけ|整理|予約|管理|照会|問い合わせ|問合せ|お問い合わせ|お客様|客|会員|口座|店|店舗|支店|部屋|製造|しりある|製品|型|機種|注文|伝票|申請|申込|申し込み|交付|保険証|保険者|記号|免許証?|履歴書|便|列車|号車|座席|席|車両|登記|法人|事業所|社員|職員|学籍|学生|診察券?|患者|追跡|荷物|送り状|宝くじ|ろっかー|下駄箱|住所|地番|ろっと|案件|けーす|ちけっと|ばす|きっぷ|呼び出し|呼出|ちゃんねる|ぱーじょん|すてっぷ|旅券|ぱすぽーと|在留かーど|年金|基礎年金|住民票|通知書|発行|文書|法令|条例|官報|告示|品|商品|議案|個人|市外局|局)(?:番号|ばんごう|no\\.?|こーど|番|id)
  (?:受付|整理券|番号札|ばんごうふだ|札|ろっかー|号車|便|第|だい|約|やく|およそ|合計|計|総額|金額|料金|代金|残高|定員|人口|標高|身長|体重|歩数|通し|まんしょん|あぱーと|びる|部屋|へや|教室|会議室|病室|窓口|区画|番地|棟|しつ|室|るーむ)
  (?:車|くるま|車両|ばいく|ぷれーと)の?(?:なんばー|番号|ばんごう) なんばーぷれーと(?:は|が|の)?
  room bus flight train page pages p\\. pp\\. building bldg\\.? apartment apt\\.? unit block house gate counter window ticket(?:\\s*(?:no\\.?|number))? version ver\\.? v\\. build model form box order case ref(?:erence)?(?:\\s*(?:no\\.?|number))? receipt step line route platform office branch locker seat suite channel floor article section chapter rfc iso(?:\\/iec)? jis(?:\\s*x)? windows android ios iphone ipad galaxy pixel xperia aquos arrows office about around approximately total some over under nearly almost serial(?:\\s*(?:no\\.?|number))? license(?:\\s*plate)? plate(?:\\s*number)? account(?:\\s*number)? customer(?:\\s*number)? booking(?:\\s*(?:code|number))? reservation(?:\\s*(?:code|number))? waiting(?:\\s*number)? queue(?:\\s*number)? student(?:\\s*number)? paid pay cost costs
  (?:西暦|せいれき)(?:で|だと)? 待ち番号 待番号 呼出番号 \\bid ゆーざー名 ゆーざーid にっくねーむ あかうんと名
  ばーじょん ういんどうず うぃんどうず あんどろいど あいふぉん ぴくせる ぎゃらくしー えくすぺりあ あくおす ぺーじ せぶん市 型番 品番 機種 もでる 条 項 [#♯№] no\\.
`);

/** Right behind a number that counts, measures, dates or pays. */
export const COUNTERS = either(`
  年 ねん(?!の?ため) 円 えん(?!ざ) 回 かい(?![なが]) 人(?!に) 名(?![前義]) 歳 才 さい 秒 びょう ふん 分(?!か|り) 時 じ(?:に|から|まで|ごろ|ころ|半) 月 がつ 日(?!本) 週 番地 号 丁目 階 頁 ぺーじ 文字 もじ 字 桁 けた keta 件 個(?!人) 枚 本(?![当人日]) めーとる せんち きろ % 点(?!検) ぽいんと p(?:t|ts|oint)?\\b 世帯 万 億 千 台 部(?!分) 社 校 冊 株 番線 番?便 番窓口 番の(?:窓口|方|かた|札|ばす|人|お客) 番で呼 番さん 番ばす 番出口 号車 号室 号店 店(?:舗)? 系 型 もでる ねんせい 年生 どる 歩 度 倍 種類 通り 段 列 行 条 項 章 節 か所 箇所 ヶ所 か月 ヶ月 ばいと みり りっとる ぐらむ わっと ぼると へるつ 番ほーむ 番のり 番台 番目 番系 ml\\b 代目 世代 畳 坪 合 頭 匹 羽 杯 食 周年 平米 ㎡ cc\\b
  yen jpy nen\\b en\\b kai\\b jpy dollars? people times\\b years? days? months? weeks? minutes? mins?\\b hours? hrs?\\b seconds? secs?\\b steps? points?\\b pages? percent km\\b cm\\b mm\\b m\\b kg\\b g\\b [kmgt]b\\b mah\\b px\\b dpi\\b fps\\b w\\b v\\b hz\\b kcal\\b st\\b nd\\b rd\\b th\\b characters? letters? persons?\\b copies units?\\b households am\\b pm\\b a\\.m p\\.m -?(?:year|day|month|hour|minute)
`);

/** Right before a day, a year or a price. */
export const BEFORE_DATES = either(`
  令和 平成 昭和 大正 明治 西暦 せいれき れいわ へいせい しょうわ 紀元 jpy usd eur [¥\\\\$€£₩]
`);

/** Near a bare year. */
export const YEAR_LEFT = either(`
  in since until till from year by before after during between of 期限[はがもの]? 有効期限[はがの:]? 期限切れ[はが] 期日[はが]? 西暦 春 夏 秋 冬 (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\\.?(?:\\s*\\d{1,2},?)? expir(?:es?|y|ed|ation)(?:\\s*(?:date|year|in|on|is|:))* valid(?:\\s*(?:until|till|to|thru))? born(?:\\s*in)? copyright olympics 五輪 おりんぴっく 万博 版 年度 発行 生まれ 年[(（] 生まれは (?:引っ?越した|結婚した|作った|取った|もらった|更新した|生まれた|転入した|来た|発行した|切れる|取得した|届いた)の[はが] 生年 平成\\d+ 令和\\d+
`);
export const YEAR_RIGHT = either(`
  生まれ うまれ 以降 以前 ごろ 頃 ころ まで までに? から(?:使|つか|ずっと|持|住) から に(?:作|つく|取|とっ|発行|更新|こうしん|引っ?越|ひっこ|結婚|けっこん|切れ|きれ|期限|なる|なり|なっ|もら|貰|交付|申請|届|始|でき|新|転|生|きれ|来|日本|出来|卒|退|入) の(?:春|夏|秋|冬|年末|年始|[0-9]|はじめ|初め|終わり|法|おりんぴっく|確定申告|万博|時|とき|末|正月) で(?:期限|切れ|きれ|失効|終|満了|更新|有効) が(?:期限|有効) [\\/.][0-9] 年 度 -[0-9]{1,2}-[0-9] (?:,?\\s*(?:i|the|my|we|when)\\b) ぐらい くらい 春 夏 秋 冬 末 版 \\s?(?:tax|form|version|edition|move|renewal|rules|law|act|model|return|census|year|card)
`);

/** Near a time of day. */
export const TIME_LEFT = either(
  `朝 あさ 夜 よる 午前 午後 ごぜん ごご 昼 ひる 夕方 夕 深夜 早朝 at am pm 営業(?:時間)?[はが]? 受付(?:時間)?[はが]? 時間[はが]? 時刻[はが]? from until till by around about before after between 今日 きょう 昨日 きのう 明日 あした 開庁[はが]? 開店[はが]? 閉店[はが]? [月火水木金土日]曜日?[はの]? [0-9]{4}\\s*[-~〜ー] (?:open|from|hours?)[^0-9]{0,6}[0-9]{4}\\s*(?:to|and)`,
);
export const TIME_RIGHT = either(
  `頃 ころ ごろ まで で予約 集合 発 着 すぎ 過ぎ 前に\\b から[0-9] から(?:営業|受付|並|開|あい|やって|[0-9]|の?予約|対応) まで(?:営業|受付|に|開|あい|やって|で|です|待|並) に(?:行|いっ|いく|伺|着|予約|来|き|出|開|あく|あい|閉|並|電話|でんわ|窓口|役所|市役所|区役所|起|集) [-~〜ー]\\s*[0-9]{4} hrs hours am pm 開(?:庁|店|始|園) 閉(?:庁|店) の(?:予約|電車|便|ばす|回) 予約 (?:when|the\\s(?:counter|office))`,
);

/** What one does with a PIN, or what happens to it, shortly behind it. */
export const USED = either(`
  入れ いれ 入力 にゅうりょく にゅうりょ 打 うっ うち うつ うて 押 おし おす 設定 せってい せってえ 登録 とうろく 合って 合う 合わ 合っとる あって おうて あっとる あってる 正し ただし 正解 違 ちが ちゃう 間違 まちが 変え かえ かえた 変更 へんこう 試 ため だめ ダメ 駄目 あかん あきま いかん いけ いけん 使 つか つこ 覚え おぼえ だった やった 思 おも 弾 はじ 通ら とおら 通り とおり 通れ 認証 にんしょう 拒否 きょひ はね えらー ろっく 開か ひらか 開き あかな あきません ろぐいん 反応 よろし よろしゅ 良い よい ええ いい 大丈夫 だいじょうぶ ok おけ おっけ だよ だけど ですけど ですが ですか だっけ でした ますか して\\b した しとる しとっ しました しています してる してあ しちゃ しよう にしてい 無効 むこう はいら 入ら 受け付け うけつけ 進ま すすま できな 出来な できま 出来ま 忘れ わすれ なんです なんだ やけど やねん かな かも っぽ のはず はず 有効 以外 そのまま めも 書 かい 教え おしえ 言 いう いって 知ら しられ 見られ ばれ もれ 漏れ 送 やり やって 何度 何回 三回 3回 2回 二回 で?ろっく 確認 お願い おねが 
  is\\s(?:right|wrong|correct|my|the|it|not|ok|rejected|refused|incorrect|still) was\\s(?:right|wrong|rejected|refused|correct|not|my) (?:does|did|do|wo|ca|is|was)(?:n'?t|\\snot) keeps gets got says isn'?t wasn'?t right correct wrong reject refuse didn work fail but\\s(?:it|the|still|no) and\\s(?:it|the|got|still|now) not\\s(?:work|accept|right) as\\s(?:my|the|pin|a) three\\s times twice (?:desu|da|dayo|kana|deshita|ni\\s?shi|tte|to\\s?ire|wo\\s?ire|o\\s?ire) for\\s(?:my|the|everything|all) on\\sthe\\s(?:machine|reader|screen|app) into locked right\\?
`);

/** What one did with a PIN, right before it. */
export const ENTERED = either(`
  typ(?:e|ed|ing) enter(?:ed|ing)? tr(?:y|ied|ying) used? using put set(?:ting)? input(?:ted)? press(?:ed)? chose choose picked keyed punched remember(?:ed)? wrote written gave told said have
`);

/** Words by which a whole text is about typing something in, or about its being refused. */
export const ENTRY = either(`
  入力 にゅうりょく 入れ いれた いれて 打ち 打っ うちこ うった 押し 設定 登録した ろっく lock 弾か はじか ちがう 違う 違います ちがいます 違って 間違 まちがえ 合って あってる あっていま エラー 認証 ろぐいん login log\\sin 忘れ わすれ 通らな とおらな \\btype entered enter tried \\btry \\bset\\b \\bused?\\b 使って 使った 打った 決め 署名 電子証明 e-?tax いーたっくす 通った 通りま 通る 書いて 英字 ろーま字 あるふぁべっと 大文字 小文字 おおもじ こもじ sign letters alphanumeric certificate case rejected forgot wrong 使えな はいらない 入らない だめ 駄目 めも 覚え おぼえ
`);

/** Around a number that is the whole message: "1234です", "たぶん1234かな?". */
export const FILLER = either(`
  です でした だった だ よ ね ねえ かも かもしれません でしょうか でいい でしょ か な の は が で と って これ 多分 たぶん 確か たしか えっと えーと ええと あの はい うん おそらく 恐らく と思います とおもいます と思う とおもう やで やねん やと どすえ だべ べか っけ けん やろ ばい じゃろ のう ずら っちゃ ぞ わ さ っす じゃない のはず はず 番 以上 こちら お願いします おねがいします します しました 入れました いれました 入力しました it is maybe probably i think please here desu kana da tabun kore s
`);

/** Shown by a machine, so a code of the machine. */
export const SHOWN = either(`
  (?:の|という|っていう|ていう|みたいな)?(?:えらー|こーど|表示|めっせーじ|error) (?:と|って|が|は|も)(?:出|表示|でた|でて|でる|でま|画面に) \\s(?:error|appears?|appeared|is\\s(?:shown|displayed)|came\\sup|shows?)
`);

/** Words in kanji that may follow a PIN without being what it counts. */
export const NO_COUNTER = either(
  `全然 全部 何回 何度 毎回 三回 二回 一回 絶対 最初 本当 多分 確か 以外 等 同様 固定 連打 結局 絶 他 又 今 昨日 今日 先 前 私 僕 俺 何`,
);
