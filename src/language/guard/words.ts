/**
 * The words by which the guard tells a PIN from other numbers, as patterns over folded text (katakana is
 * hiragana there, letters are small). Data only: what they are used for stands in `context.ts`.
 */

/** Alternatives, parted by spaces. */
export const either = (words: string): string => `(?:${words.trim().split(/\s+/).join("|")})`;

/** What people call a PIN or a password, misspellings included. */
export const SECRET_NAMES = either(`
  [暗安案][証唱礁称照正商] 暗号 あんしょう (?:秘密|ひみつ)の?(?:番号|ばんごう|数字|言葉|ことば)
  ぱす(?![ぽた])[わこ]?[ーあ]?[どと]? ぴん(?=[はがをのもって:=\\s\\d]|こーど|なんばー|番号) \\bpin\\b pass(?!p)(?:word|code|phrase|wd)? \\bpw\\b
  せきゅりてぃ[ー\\s]* security\\s?(?:code|number) secret 照合番号
  (?:署名|利用者証明|利用者|券面(?:事項)?(?:入力)?(?:補助)?|住基|電子証明書?)用? [長短]い(?:の|ほう|方|やつ) 英(?:数字?|[字語]) えいすうじ? (?:long|short)(?:er)?\\s(?:one|password)
  an[sz]h?[oy]u?\\s?(?:bango|kodo)?u? pasuwa+a?do
  [大小]文字 (?:user\\s)?(?:authentication|signature|signing|log-?in)(?:\\s(?:certificate|cert|one))? (?:4|四|よん|よっ|6|六|ろく|16)[つ個]?の?(?:桁|けた|文字|もじ|keta) (?:four|4|six|6)[\\s-]?digits? (?<![車まく]の)なんばー digits?
`);

/** Between the name and the number: "は", "を多分", " is probably". */
export const LINK = `(?:[\\s#「『（(【\\[<"'“”:=→⇒、,・…〜~-]|番号|ばんごう|なんばー|こーど|数字|やつ|ほう|方|です|だと|とか|なら|として|って|わたし|[私夫妻母父親娘昔前今元旧新]|息子|自分|本人|主人|かーど|設定|入力|登録|最初|多分|たぶん|確か|たしか|おそらく|一応|いつも|全部|正しい|新しい|古い|左から|順番?に|\\bno\\.|[はがをのにもでとわへ]|\\b(?:from|says?|is|was|are|be|it'?s|as|to|of|for|my|the|wa|ga|wo|o|no|maybe|probably|i|think|should|set|number|code|b)\\b)*`;

/** Said right before a number that is no PIN, a particle between them or not. */
export const LABELS = either(`
  えらー(?:めっせーじ)? すてーたす 状態 内線 ないせん 電話 でんわ tel fax ふぁっくす 携帯 けいたい 郵便 ゆうびん 〒
  受付 整理券 せいりけん 番号札 ろっかー 第 だい 約 やく およそ 計 総?額 料金 代金 手数料 残高 定員 人口 標高 身長 体重 歩数 通し
  まんしょん あぱーと びる 部屋 へや 教室 会議室 病室 窓口 区画 番地 棟 室 るーむ ばす 便 列車 電車 なんばーぷれーと (?:車|くるま|ばいく)の(?:なんばー|番号) しりある(?:番号|なんばー)? serial 不在票(?:の番号)? [#][ぁ-んー一-龠]{1,10} 現金 防犯登録 \\bver\\. 車番 店番 札 (?:えらー|呼ばれた|よばれた)(?:の?番号)? (?:宅配便?|追跡|伝票|送り状|荷物)の?番号 ちゃーじ (?:わおん|すいか|suica|pasmo|nanaco|ぺいぺい|paypay|電子まねー)[にへ] 記号[0-9-]+[\\s・、-]*番号 丁目 番地 [東西南北][0-9]{1,2} 条 [左右][上下]に
  \\bid ゆーざー名 にっくねーむ あかうんと名? 西暦 (?<![0-9])[0-9]{3}[ぁ-ん] 地番 型番? 品番 機種 もでる ばーじょん ぺーじ 条 項 様式 市外局番 (?:うけつけ|よやく|せいりけん?|よびだし|しんせい|といあわせ|ついせき|でんわ|ゆうびん|へや|かいいん)(?:の\\s?)?(?:ばんごう|番号) [#♯№×] 残り [人件枚個点]数 電話(?:を?した|してた) \\b(?:no|pp?|vol)\\.
`);
/** Any other noun that is said to have a number: "予約番号", "レシートNo.". */
export const NUMBERED_NOUN = `[一-龠々ァ-ヶー](?:わせ|[ちしけみ])?(?:番号|ナンバー|コード|ばんごう|no\\.?|id)`;

/** The same in English. */
export const LABELS_EN = either(`
  err(?:or)? status http sw ext(?:ension)?\\.? phone telephone zip postal post\\s?code id room bus flight train pages? building apartment apt\\.? unit block house gate counter window ticket version ver\\.? build model form order case ref(?:erence)? receipt step line route platform office branch locker seat suite channel floor article section chapter rfc iso jis windows android ios iphone ipad galaxy pixel xperia aquos about around approximately total over under nearly almost serial license plate account customer booking reservation waiting queue student paid pay costs?
`);
/** Before a number in letters, where it may be a PIN; any other word there names what it counts: "bus 1023". */
const NO_NOUN = either(`
  is was are be been being am it its it's that this my your his her the a an of to as with and or but not no yes in on for from so if then than like just only still also even again always maybe probably perhaps think thought guess sure believe about
  typ(?:e|ed|ing) enter(?:s|ed|ing)? tr(?:y|ied|ies|ying) used? using put set(?:ting)? input(?:ted)? press(?:ed)? chose choose chosen pick(?:ed)? key(?:ed)? punched? remember(?:ed|s)? wrote written write gave give told tell tells said say says have has had want makes? made made chang(?:e|ed|ing) into (?:log|sign)ged accept(?:ed|s)? use when because i me could can would should does did do will
  pin code number digits? password pass one bango kodo wa ga wo o ni mo to de tte kore tabun wrong right correct first second last new old current same card numbers codes pins
`);

/** What happens to sums, days and things that were counted, and not to a PIN that is named. */
export const HAPPENS =
  "(?:[はがもをにで]{0,2}(?:かか[りるっ]|[取と]られ|払|済[みむん]|引[っ越]|ひっこ|転[居入]|入居|もら|もす|当た|住[んみ]|届|並|待|[ぐく]らい))";

/** Right behind a number that counts, measures, dates or pays. */
export const COUNTERS = `(?:の(?:[0-9](?![0-9桁つけをが])|間|[^、。でをに0-9]{0,4}(?:車|くるま|ばいく))|まで使|以[上下]|未満|[年円歳才秒週階頁桁件個枚台社校冊株系型倍種段列条項章節畳坪頭匹羽杯食位室店号丁㎡%万億千百便]|×(?=[0-9a-z])(?![0-9]回)|(?:と|って|で)(?:呼ばれ|よばれ|お待ち|おまち|お呼び)|の(?:電車|便|ばす|列車|新幹線)|回(?!数)|人(?![にが])|名(?![前義])|分(?!か|り)|時|月|日(?!本)|字|文字|本(?![当人日])|点(?!検)|部(?!分)|行(?![きくっけ])|度(?!目)|歩|通(?![りらじっ])|番(?![号はがをでともか、。\\s]|$|です|だ)|世[帯代]|代目|周年|平米|の番号から(?!.{0,12}(?:変|かえ))|会議室|教室|窓口|号機|列車|[かヶ箇]所|[かヶ]月|ぺーじ|${either(
  `ねん えん(?!ざ) かい(?![なが]) さい びょう ふん じ(?:に|から|まで|ごろ|ころ|半) がつ もじ けた めーとる せんち きろ ぽいんと どる みり りっとる ぐらむ わっと ぼると へるつ ばいと もでる keta`,
)}|${either(`p(?:t|ts|oints?)? yen jpy nen en kai dollars? people times years? days? months? weeks? min(?:ute)?s? h(?:ou)?rs? sec(?:ond)?s? steps? pages? percent [ckm]?m k?g [kmgt]b mah px dpi fps [wv] hz kcal st nd rd th characters? letters? persons? copies units? households bus train flight in\\s(?:line|the\\squeue) unread notices messages [ap]\\.?m -?(?:year|day|month|hour|minute)`)}\\b)`;

/** Right before a day, a year or a price. */
export const BEFORE_DATES = either(
  `令和 平成 昭和 大正 明治 西暦 れいわ へいせい しょうわ 紀元 jpy usd eur [¥\\\\$€£₩]`,
);

/** What one does with a PIN, or what happens to it, shortly behind it. */
export const USED = either(`
  入れ いれ 入力 にゅうりょく 打 う[っちつて] 押 おし 設定 せってい 登録 とうろく 合[っうわ] あって おうて 正し ただし 正解 違 ちが ちゃう 間違 まちが 変え? かえ 作っ つくっ 試 ため だめ 駄目 あかん あきま いかん いけ 使 つか つこ 覚え おぼえ だった やった 思 おも 弾 はじ 通[らりれっ] とお 認証 拒否 はね えらー ろっく 開か 一緒 いっしょ 同じ おなじ 共通 伝え つたえ ろぐいん 反応 よろし ええ いい 大丈夫 だいじょうぶ ok だよ だけど ですけど ですが ですか だっけ でした して\\b (?<!ま)し[たとあ] やけど やねん かな かも っぽ のはず はず 無効 はい?ら 入ら 受け付 進ま できな 忘れ わすれ なんです 有効 以外 めも 書 教え おしえ 言 いっ (?<!と)いう 見られ ばれ もれ 漏れ 送 何度 何回 [23二三]回 確認 のどっち か[^ら].{0,9}どっち
  is\\s(?:right|wrong|correct|my|the|it|not|ok|rejected|refused|still) was\\s(?:right|wrong|rejected|refused|not|my) n't (?:does|did|is|was)\\snot keeps gets got says right correct wrong reject refuse work fail but and\\s(?:it|the|got|still|now) not\\s as\\s(?:my|the|pin|a) times twice (?:desu|da|dayo|kana|deshita|ni\\s?shi|tte|wo?\\s?ire) for\\s(?:my|the|all) into locked too\\s
`);

/** Words by which a whole text is about typing something in, or about its being refused. */
export const ENTRY = either(`
  入力 にゅうりょく 入れ いれ[たて] 打[ちっ] うちこ 押し 設定 登録した ろっく lock 弾か はじか ちが[うっい] 違[うっい] 間違 まちが 合って あって えらー 認証 ろぐいん \\b(?:log|sign)\\s?in 忘れ わすれ 通[らっりる] とおら \\b(?:type[d]?|enter(?:ed)?|tried|try|set|used?|same|sign|letters|alphanumeric|certificate|case|reject(?:s|ed)?|refuse[sd]?|forgot|wrong)\\b 使[えっ] 決め 署名 電子証明 e-?tax 書いて 英字 ろーま字 あるふぁべっと [大小]文字 はいらない 入らない だめ 駄目 めも 覚え おぼえ
`);

/** Around a number that is the whole message: "1234です", "たぶん1234かな?". */
export const FILLER = either(`
  です でした だった だ よ ねえ? かも(?:しれません)? でしょうか? でいい か な の は が で と って これ 多分 たぶん 確か たしか えっと えーと ええと あの はい うん おそらく と?(?:思い|おもい)ます と(?:思|おも)う やで やねん やと? べか けん? やろ ばい じゃろ のう わ さ っけ じゃない のはず はず 以上 こちら お(?:願|ねが)い し?ます しました 入れました いれました 入力しました it'?s? is maybe probably i think please here desu kana da tabun kore s
`);

/** In front of a number these are no label, though nouns: "昨日1234". In katakana and kanji, as typed. */
export const NO_LABEL = `(?:[昨今]日|多分|確か?|毎回|全部|何回|最初|以前|今朝|先[程日]|一応|当時|結局|普段|最後|(?:利用|所有|名義|保護|前|後)者|[年月次今昔元前後度回例方時目用日値夫妻父母私僕俺娘孫姉兄弟妹嫁逆下上裏表仮旧新番札個達様君紙]|番号|数字|都度|設定|入力|登録|変更|確認|本人|家族|自分|息子|主人|旦那|語呂|末尾|正解|マイナ|マイナンバー|カード|コンビニ|スマホ|アプリ|メモ|テスト)`;

/** Words in kanji that may follow a PIN without being what it counts. */
export const NO_COUNTER = `[全何毎絶最本多確以等同固連結他又今昨先前私僕俺違入打押駄無全合弾拒不]|[三二一]回`;

/** Between the letters and the digits of one password: "YAMADA 1985", "MIKEのあとに0505". */
export const PART_BETWEEN = `[)」』]?(?:\\s?[-_・.+]\\s?|\\s{1,3}|数字|すうじ|\\s?\\([大小]文字\\)\\s?|\\s?(?:すぺーす|空白|はいふん|あんだーばー)\\s?|\\s?(?:と|に|、|,|で?、?(?:その|の)?(?:あと|後|次|うしろ|後ろ)?[にはが]?)\\s?(?:(?:数字|すうじ|誕生日|生年月日|記念日|生まれ年|西暦)[はがで]?)?\\s?)`;

/** Names of letters as they are said. */
export const SPELLED_LETTER = either(
  `えー びー しー でぃー いー えふ じー えいち えっち あい じぇー じぇい けー けい える えむ えぬ おー ぴー きゅー あーる えす てぃー ゆー ぶい だぶりゅー えっくす わい ぜっと`,
);

/** Words in Latin letters that a number follows without being a password's. */
export const NO_PASSWORD = `(?:${LABELS_EN}|${NO_NOUN}|${either(`
  the at on in by since until till before after between more less than only every during jan feb mar apr may june? july? aug sept? oct nov dec january february march april august september october november december monday tuesday wednesday thursday friday saturday sunday
  chrome edge safari firefox mac macos ipados office word excel java note redmi oppo nexus zenfone thinkpad surface pasori covid tel fax phone call dial mynaportal myna tax etax jpki api usb type wi wifi nfc lte yen jpy usd times years? days? hours? minutes? months? weeks? people digits? letters? characters? and or is was are reiwa heisei showa km kg cm mm gb mb px age aged no vol pp rev
`)})`;
