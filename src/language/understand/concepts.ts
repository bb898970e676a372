/**
 * Words for one and the same thing, in all the ways and languages that people here write it. What is found
 * becomes a feature beside the characters, and so does every pair: "4桁" and "こんびに" together say more than
 * each. Read on normalised text: hiragana, lower case. Other languages than Japanese and English are not served
 * yet; their words stand here so that a sentence in them is not lost before it is answered.
 */
export const CONCEPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  // What happened.
  [
    "lock",
    /ろっく|閉塞|ぶろっく|上限|回数(?:を)?(?:おーばー|超|こえ)|規定回数|超過|締め出|鍵(?:が)?かか|入力できませ|使え(?:なくな|なくて|ない状態)|使用(?:不可|停止)|\block|\bblock|잠[겼김금기]|잠겨|锁|鎖|bloque|bloqu|khóa|naka-?lock|terkunci/,
  ],
  [
    "three_wrong",
    /(?:3|5|10|三|五)(?:回|度).{0,8}(?:間違|みす|失敗|違|あうと)|間違(?:え|い)(?:すぎ|まく|続け)|三振|(?:three|five|3|5|ten|too many) (?:times|tries|attempts)|wrong.{0,20}(?:three|five|3|5) times/,
  ],
  [
    "forget",
    /忘れ|覚え(?:て|と)?(?:い)?(?:ない|ませ|なく|ねえ|が(?:ない|あ)|る(?:わけ|はず))|思い(?:出|つか|当た)|記憶|わから|分から|浮か|出てこ|でてこ|答えられ|なんだっけ|何だっけ|(?:何|なん)(?:や|だ|番)(?:っ|に|だ)|にしたっけ|さっぱり|ま[っつ]しろ|真っ白|不明|控え(?:が|も|て|は)?(?:どこにも)?(?:な|い)|\bforg[oe]t|(?:don'?t|can'?t|cannot|do not) (?:remember|know|recall)|no idea|잊|까먹|모르|忘|esquec|olvid|quên|nakalimut|lupa/,
  ],
  ["reset_wish", /再設定|りせっと|初期化|再登録|再発行|\breset|재설정|重置|重設|redefinir|restablecer/],
  [
    "wrong",
    /違う|違い|違って|間違|一致し|不一致|合わ(?:ない|へん|ず)|正しく|誤(?:り|っ)|弾(?:か|く)|はじ(?:か|く)|はねら|拒否|受け付け|通ら|えらー|みす|失敗|照合(?:に失敗|でき)|\bwrong|incorrect|doesn'?t match|don'?t match|does not match|reject|틀[리렸려]|错|錯|errad|incorrec|sai\b/,
  ],
  [
    "twice",
    /(?:1|2|4)回(?:目|ほど|くらい|だけ)?.{0,6}(?:間違|みす|失敗|違|はず)|まだ(?:ろっく|1|一)|(?:間違|みす|失敗).{0,6}(?:1|2|4)回/,
  ],
  [
    "lost",
    /なくし|落とし|紛失|見つから|見(?:当|あ)たら|盗|ひったく|すられ|置き?忘れ|置いてき|行方不明|どこ(?:に|か|を?探|へ).{0,6}(?:な|いっ|やっ)|探しても|出てこないん|壊れ|割れ|折れ|折っ|曲が|はがれ|欠け|かじ|燃え|水没|濡れ|洗濯|流され|\blost|stolen|\bbroken|dropped|can'?t find|잃어|분실|도난|丢|遗失|遺失|弄丢|perdi|roubar|robaron|bị mất|mất/,
  ],
  [
    "found",
    /見つか(?:っ|り(?!ませ))|見つけ|みつけ|[出で]てき(?:た|ま)|戻ってき|戻りま|あった|ありました|発見|解除|解いて|\bfound|찾았|找到/,
  ],
  [
    "stopped",
    /一時停止|利用停止|止めた|止め(?:ちゃ|てしま)|[止と]めて(?:もら|あ|い|、)|停止(?:中|した|し(?:て|たん)|(?:を|の)?(?:解除|取|と)|を解)|suspend|reactivat/,
  ],
  ["stop_wish", /止めたい|止めて(?:ほし|くだ|下)|停止(?:し)?(?:たい|でき|をお願い)/],
  [
    "expired",
    /切れ(?:た|て(?!し)|まし|と(?:る|った)|ちゃ|てしま)|きれて|期限切れ(?!間近)|(?:期限|期間)(?:が|を|は)?(?:すぎ|過ぎ|満了|外|終わ|おわ)|\bexpired|만료[됐되]|过期|過期|已到期|venci|expirad|caduc|hết hạn/,
  ],
  [
    "soon",
    /もうすぐ|もうじき|ま(?:も)?なく|間もなく|切れ(?:る|ます)(?!か)|あと(?:\d|一|二|三)(?:か月|ヶ月|ゖ月|週|日)|近づ|来月|今月|来週|来年|間近|そろそろ|せまっ|切れそう|か月(?:後|で|前)|いつまで|までに|soon|next (?:month|week)|tomorrow|about to|expires|곧|快到期|快要|vence\b|por vencer|sắp/,
  ],
  [
    "notice",
    /お知らせ|通知|回答書|照会書|同封|はがき|葉書|封筒|手紙|案内|てがみ|\bnotice|\bletter\b|mail|통지|알림|通知|carta|aviso|thông báo/,
  ],
  ["renew", /更新|延長|延ば|のばし|\brenew|extend|갱신|연장|更新|续|續|延期|renov|gia hạn/],
  ["revoked", /失効|無効|\brevoked|invalid|실효|失效|無效|无效|revogad|revocad/],
  [
    "not_issued",
    /(?:発行|搭載|格納|設定|搭載)(?:され|し)?て(?:い)?(?:ない|ませ|な)|未発行|断っ|(?:設定|作っ|つくっ).{0,3}(?:覚えが?な|てない)|そもそも|付いて(?:い)?(?:な|ませ)|ついて(?:い)?(?:な|ませ)|入って(?:い)?(?:な|ませ)|存在しま|(?:つけ|付け)(?:て)?(?:い)?(?:な|ませ)|(?:署名用|証明書)(?:.{0,4})(?:ない|なし|ありませ|見つかりませ|不要|いらな)|15歳に|15に|つけたい|付け(?:たい|られ)|no (?:signature|signing)|never (?:got|issued)/,
  ],
  [
    "after_reset",
    /(?:直し|なおし|変え|かえ|変更し|再設定(?:し|を)?|再登録し|りせっと(?:し)?|初期化(?:し)?|新しくし|設定し直し|解除し|再発行し|手続きし|やっ)(?:てき|てもら|てもろ|と)?(?:まし)?(?:た|て).{0,8}(?:のに|けど|けれど|が|ばかり|ばっか|はず|でも|あと|後|、|。|→)|(?:変更|設定|手続き|初期化)済み|新しい(?:4桁|番号|暗証|ぱすわーど)(?:に|で|を).{0,8}(?:のに|けど|が|ばっか|ばかり)|\b(?:reset|changed|made a reservation).{0,60}(?:but|still|now)/,
  ],
  ["still", /まだ|のまま|また(?!は)|相変わらず|変わら|消えな|取れない|意味な|\bstill\b|again/],
  [
    "works_elsewhere",
    /(?:ろぐいん|まいなぽーたる).{0,8}(?:でき|入れ|通|ok|大丈夫|普通)|works (?:fine|but)|mynaportal works/,
  ],
  [
    "how_many",
    /何回|なんかい|回数(?:制限|は)|残り(?:は|回数|何)|のこり|残りの?回数|あと何|回数.{0,6}(?:戻|知り|おしえ|教え|りせっと|足さ|数え)|how many (?:times|tries|attempts)|number of (?:tries|attempts)|몇 ?번|几次|幾次|quantas vezes|cuántas veces|mấy lần/,
  ],
  [
    "one_left",
    /(?:あと|残り)(?:1|一|2|3|\d)回|次(?:で|に|が|失敗|間違|外)|最後の(?:1|一)?回|one (?:try|attempt) left|tries left/,
  ],
  [
    "unsure",
    /自信|うろ覚え|あやふや|怖|こわ|試|ためし|不安|迷|候補|心当たり|心配|賭け|慎重|勇気|五分五分|勘で|総当たり|あやしい|もう1回|最後の1回|たら(?:困|まず|やば|どうな|いけ)|ても(?:大丈夫|平気|いい|ええ)|先に(?:聞|確)|入れ(?:る)?前|する前|入れて(?:も|み)|たぶん|多分|afraid|scared|not sure|should i|is it safe|think i know/,
  ],
  [
    "scam",
    /詐欺|さぎ|怪し|あやし|名乗|不審|偽|だまさ|騙|ふぃっしんぐ|りんく|なりすま|悪用|変な電話|(?:教え|伝え|おしえ|しゃべ|言う|言い|言っ)て?(?:しま|もう|ちゃ|もた|ました)|知らない人|しらない(?:人|ひと)|他人に|見られ|知られ|sms|渡し|預け|写真を送|画像を|をかた|ふりし|抜か|しゃべ|さいとに|踏ん|\bscam|suspicious|fake|phishing|gave my|called and|사기|诈骗|詐騙|golpe|estafa|lừa/,
  ],
  [
    "change_wish",
    /(?:変え|替え|かえ)(?:たい|られ|る(?:に|方))|変更(?:し|を)?(?:たい|する|方法|したく|でき|希望)|別の.{0,8}(?:し|変)|\bchange (?:my|the|a|password|pin|it)|want to change|바꾸|变更|變更|更改|修改|alterar|mudar a senha|cambiar|đổi/,
  ],
  [
    "knows_current",
    /(?:今|いま|現在|古い|元)の.{0,10}(?:わか|分か|覚え|知って)|(?:忘れて|ろっく(?:と|して|は)?.{0,3})(?:は)?(?:い)?ない|覚えて(?:は)?(?:い)?る|know the (?:current|old)|i know/,
  ],
  [
    "agent",
    /代わりに|代わり|代わって|かわって|代理|代行|家族(?:でも|が)|(?:娘|息子|孫|妻|夫|私|僕|俺|わたし|家族|友人|職員|嫁)(?:である|の)?(?:私|僕|俺)?(?:が|でも)(?:行|手続|申|再設定|直|持|受)|受け取り|委任|後見|保佐|被後見|本人(?:は|が|じゃ)|頼まれ|on (?:my |her |his )?behalf|instead of|for (?:my|him|her)|대신|代办|代辦|替我|por minha|por mi|thay/,
  ],
  [
    "can_question",
    /(?:直せ|なおせ|でき(?:る|ます|ん)|可能|解け|もらえ(?:る|ます)|足り|とれ|取れ|使え)(?:る|ます|です|の|か|ん)*\??$/,
  ],
  [
    "asked_for",
    /聞かれ|きかれ|求められ|入れてくだ|入れてと|入力して(?:くだ|と)|と言われ|入れろ|押せ|いるらしい|必要と/,
  ],
  ["entry", /入れた|入れて|いれて|入れたら|入力し|打っ|打ち|打つ|押し/],
  ["paper", /紙|めも|控え|ひかえ|用紙|手帳|記載票|書いた/],
  ["first_step", /最初|入口|入り口|はじめの/],
  ["last_step", /送信|最後の?(?:とこ|ところ|画面|ぼたん|で|に)|提出|送る|1歩手前|一歩手前/],
  ["go_question", /(?:行け|いけ|行って(?:も)?|でき|いって(?:も)?)(?:る|ます|いい|ええ|よい)/],
  ["ask", /\?|か$|か。|教えて|おしえて|知りたい|でしょうか|ますか|ですか/],
  [
    "ask_fact",
    /何か月前|何年(?:後|も|間)|何日|いつ|どこに書|どれのこと|何のこと|何と何|一覧|違いを|必須|要ります|いりますか|変わりますか|どうな(?:る|り)|いくら|手数料|お金|料金|費用|どこで|何時|営業|土日|土曜|日曜|夜中|必要な(?:もの|書類)|必要書類|持ち物|持って|方法|手順|とは|って何|何です|なんですか|何に使|種類|予約(?:は|が)?(?:必要|いり)|違い|いつから|どれくらい|hotline|how (?:much|long)|what (?:is|do i need)|where|which|can i do it/,
  ],
  ["phone_or_post", /電話で|郵送|ねっとで|おんらいんで|by phone|online|over the phone/],

  // Which secret.
  [
    "four_digits",
    /4桁|数字(?:4つ|だけ)|4つの番号|4 ?(?:-| )?digits?\b|four[- ]?digits?|短い(?:ほう|の|番号)|数字の(?:ほう|方)|\d桁の番号|4 ?자리|네 ?자리|4 ?位|四位|4 d[ií]gitos|quatro d[ií]gitos|cuatro d[ií]gitos|4 (?:chữ )?số/,
  ],
  [
    "alnum",
    /英数字|長い|6文字|6桁|6~16|6から16|16(?:桁|文字)|大文字|小文字|署名(?:用)?(?:の)?(?:ぱすわーど|暗証|番号|pw|のやつ|やつ)|(?:signature|signing|long|alphanumeric).{0,20}(?:password|pin)|alphanumeric|letters|6[- ](?:to )?16|영문|영숫자|字母|英数|assinatura|letras|firma|chữ ký/,
  ],
  ["sign", /署名|\bsign(?:ature|ing)?\b|서명|签名|簽名|签署/],
  [
    "user_auth",
    /利用者証明|ろぐいん|user (?:authentication|certificate|cert)|log(?:ging)? ?in|login|로그인|登录|登入/,
  ],
  [
    "kenmen",
    /券面(?:事項)?入力|券面(?:の|用|補助|なん|入)|入力補助|券面事項(?:なん|$)|(?:名前|氏名|なまえ|住所|じゅうしょ).{0,10}(?:読|よむ|自動|取り込|渡)|fills? in my name|reads? my name|kenmen/,
  ],
  ["kenmen_check", /券面(?:事項)?確認|券面情報|券面ap/],
  ["chip", /icちっぷ|ちっぷ|ic ?chip|\bchip\b|ic칩|芯片|晶片/],
  ["code_b", /照合番号b|照合番号|14桁|printed/],
  ["code_a", /照合番号a|12桁/],
  ["juki", /住基|住民基本台帳|個人番号かーど用|\bjuki|resident regist/],
  [
    "security_code",
    /せきゅりてぃ(?:こーど)?|security code|보안 ?코드|安全码|安全碼|código de segurança|código de seguridad|写真の(?:すぐ)?下|印字|印刷された/,
  ],
  ["birth", /生年月日|誕生日|たんじょうび|西暦|和暦|date of birth|birth ?date|생년월일|出生日期/],
  ["face", /顔|かお|\bface|facial|얼굴|人脸|人臉/],
  [
    "no_pin_card",
    /顔認証(?:まいな|かーど)|(?:暗証番号|番号|pin|ぴん)(?:の|は|が)?(?:なし|いらない|いらん|不要|ない)(?:の|に|かーど|って)?|暗証番号(?:を)?設定しない|without (?:a )?pin/,
  ],
  [
    "all",
    /全部|すべて|全て|ぜんぶ|全(?:暗証|ぱすわーど|番号)|[34]種類(?:とも|全)|(?:何|なに)(?:ひと|1|一)つ|どれもこれも|4つ(?:とも|の(?:暗証|番号|ぱす)|ある|全)|どの番号も|4種類|どれも|ひとつも|一つも|一切|全滅|4種|何も覚え|\ball (?:of )?(?:my|the|four)|any of|모두|전부|全部|todas|todos/,
  ],
  [
    "both",
    /両方|どっちも|どちらも|2つとも|2種類とも|ふたつ|もちろん|(?:桁|字|ほう|の|い|ん)も.{1,14}も|\bboth\b|neither|둘 ?다|两个|兩個|ambas|ambos/,
  ],
  [
    "certificate",
    /電子証明書|(?:^|[^住戸税明])証明書(?!を?(?:こんびに|出|と))|certificate|인증서|证书|證書|certificado|chứng (?:thư|nhận)/,
  ],
  [
    "card_body",
    /かーど(?:本体|自体|そのもの|の表|の(?:有効)?期限|の更新|が(?:期限)?切れ)|新しいかーど|10年|作り(?:直|替)|card (?:expire|is past)|my .{0,12}card expire/,
  ],
  ["pin_word", /暗証番号|番号|pin\b|비밀번호|密码|密碼|senha|contraseña|mật khẩu/],
  ["password_word", /ぱすわーど|ぱすこーど|password|passcode|비밀번호|密码|密碼|senha|contraseña/],
  ["card_word", /まいな(?:んばー)?(?:かーど)?|かーど|\bcard\b|카드|卡|cartão|tarjeta|thẻ/],
  [
    "on_phone",
    /すまほ(?:用|側|版|に(?:入れた|いれた|入って|載せた|搭載した)|の(?:ほう|方|電子|署名|4桁|まいな|番号|証明|暗証|英数字|ぱす)|で電子)|(?:iphone|android|うぉれっと)(?:の(?:まいな|ほう|方|中|4桁|英数字|暗証|署名)|版|に(?:入れた|いれた|入って|載せた|搭載した))|on my (?:phone|iphone|smartphone)|mobile my/,
  ],
  [
    "phone",
    /すまほ|iphone|android|機種変|\bphone|smartphone|휴대폰|스마트폰|手机|手機|celular|móvil|điện thoại/,
  ],
  ["licence", /免許|れんたかー|driv(?:er|ing)|licen[cs]e|면허|驾照|駕照|驾驶证|carteira de motorista/],

  // Which of two: what is said of the one and of the other.
  [
    "pin_fine",
    /(?:4桁|短い(?:の|ほう)|ろぐいん用?|利用者証明用?|数字)(?:の|ほう|方|やつ|暗証番号|番号)*(?:は|なら|だけ)?.{0,3}(?:わかる|わかって|分か[るっ]|覚えて(?:い)?(?:る|ます)|使え[るて]|いけ[るま]|把握|大丈夫|知って|言え|ある)/,
  ],
  [
    "sign_fine",
    /(?:英数字|署名用?|長い)(?:の|ほう|方|やつ|ぱすわーど|暗証番号|電子証明書)*(?:は|なら|だけ)?.{0,3}(?:わかる|わかって|分か[るっ]|覚えて(?:い)?(?:る|ます)|使え[るて]|いけ[るま]|把握|大丈夫|知って|控え|紙に|ある)/,
  ],
  [
    "pin_bad",
    /(?:4桁|短い(?:の|ほう)|ろぐいん用?|利用者証明用?|数字)(?:の|ほう|方|やつ|暗証番号|番号|ぱすわーど)*(?:は|が|も|を)?.{0,5}(?:忘れ|わから|不明|自信|ろっく|覚えて(?:い)?な|出てこ|あやし)/,
  ],
  [
    "sign_bad",
    /(?:英数字|署名用?|長い|6文字以上)(?:の|ほう|方|やつ|暗証番号|番号|ぱすわーど)*(?:は|が|も|を)?.{0,5}(?:忘れ|わから|不明|自信|ろっく|覚えて(?:い)?な|出てこ|あやし|間違)/,
  ],

  // Where.
  ["s_mynaportal", /まいなぽーたる|まいなあぷり|mynaportal|myna ?portal|마이나포털|마이나포탈/],
  [
    "s_application",
    /電子申請|(?:おんらいん|ねっと|電子|すまほ|まいなぽーたる).{0,6}申請|旅券|ぱすぽーと|転出届|離職票|passport|여권|护照|護照|passaporte|pasaporte/,
  ],
  ["s_account", /公金受取|受取口座|口座の?登録/],
  [
    "s_etax",
    /etax|確定申告|国税庁|作成こーなー|還付申告|医療費控除|申告|ぜいきん|tax return|확정신고|报税|報稅|imposto/,
  ],
  ["s_etax_id", /利用者識別|識別番号|id・?ぱすわーど|税務署.{0,8}(?:id|ぱすわーど)|user identification/],
  [
    "s_sign_app",
    /めるかり|めるぺい|電子契約|ふるさと納税|わんすとっぷ|freee|弥生|会計|まねーふぉ|くらうどさいん|実印|paypay|ぺいぺい|d払|linepay|line pay|trustdock|ahamo|格安|楽天もばいる|mercari|contract/,
  ],
  [
    "s_store",
    /こんびに|せぶん|ろーそん|ふぁみま|こぴー機|みにすとっぷ|まるちこぴー|いおん|convenience|konbini|lawson|family ?mart|편의점|便利店|便利商店|conveniência|cửa hàng/,
  ],
  [
    "certificate_paper",
    /住民票|印鑑(?:証明|登録証明)|課税証明|所得証明|戸籍|証明書(?:を)?(?:とる|取|出|とろ|とり)|residence certificate|juminhyo|print/,
  ],
  [
    "s_clinic",
    /病院|薬局|医者|くりにっく|歯医者|受付|診察|保険証|[内眼外歯]科|皮膚科|耳鼻|整形|整骨|待合|小児科|通院|受診|調剤|くすり|薬|hospital|clinic|doctor|pharmacy|병원|약국|医院|醫院|药店|药局|farmácia|médico|bệnh viện/,
  ],
  [
    "s_bank",
    /銀行|証券|口座|nisa|いでこ|ideco|信金|ばんく|\bbank|securities|account|은행|银行|banco|ngân hàng/,
  ],
  ["s_face_to_face", /対面確認|しょっぷ|すまほ屋|お店の人|店員/],
  ["s_kyc", /本人確認|e?kyc|identity (?:check|verification)|본인 ?확인|身份验证/],
  ["s_pocketsign", /ぽけっとさいん|pocket ?sign/],
  ["s_digital_auth", /でじたる認証|でじ庁の認証|digital auth/],
  [
    "add_to_phone",
    /(?:iphone|すまほ|うぉれっと|wallet|android)(?:に|へ|で)?.{0,12}(?:追加|入れ(?:る|よう|たい|るとき)|登録|搭載し?(?:よ|た(?:い|ら)|する)|取り込|載せ(?:る|よ|た(?:い|ら)))|うぉれっとに(?!入れた)|wallet|add(?:ing)? (?:my|the) card/,
  ],
  [
    "s_counter",
    /役所|窓口|市民課|支所|くやくしょ|転入|転居|住所変更|継続利用|裏書|city hall|ward office|town hall|시청|구청|동사무소|市役所|区役所|區公所|prefeitura|ayuntamiento/,
  ],
  ["kiosk_flow", /予約|りせっとあぷり|受付番号|jpki|reservation/],
  ["staff_no", /(?:窓口|役所|市役所).{0,16}(?:ろっく(?:は|され)?(?:て)?(?:い)?な|問題な|大丈夫)/],

  // Who and when.
  [
    "elder",
    /母|父|親|祖母|祖父|おばあ|おじい|じい|ばあ|叔母|叔父|はは|ちち|おとうさん|おかあさん|mother|father|grand|parent|어머니|아버지|할머니|母亲|父亲|mãe|\bpai\b|madre|padre/,
  ],
  ["spouse", /夫|妻|旦那|主人|嫁|つま|おっと|husband|wife|남편|아내|丈夫|妻子|marido|esposa/],
  [
    "child",
    /子ども|息子|娘|赤ちゃん|孫|乳児|幼稚|小学|中学|小[1-6]|中[1-3]|(?:^|[^\d])\d歳|1[0-4]歳|未成年|むすめ|むすこ|daughter|\bson'?s?\b|child|kid|years? old|아들|딸|아이|儿子|女儿|兒子|女兒|孩子|filh[oa]|hij[oa]|con (?:trai|gái)/,
  ],
  [
    "moved",
    /引っ越|転居|転入|転勤|住所.{0,6}(?:変|かわ|移)|結婚|離婚|苗字|名字|なまえがかわ|名前(?:を|が)変|氏名変更|旧姓|嫁い|住居表示|部屋番号|\bmoved|married|address change|changed? (?:my )?(?:address|name)|이사|결혼|搬家|结婚|結婚|mudei|mudança|casei|mudé|casé|chuyển nhà/,
  ],
  [
    "abroad",
    /海外|在住|駐在|赴任|留学|大使館|領事|国外|くにに|あめりか|どいつ|しんがぽーる|ろんどん|living in|abroad|embassy|overseas|해외|国外|國外|exterior|extranjero/,
  ],
  [
    "stay",
    /在留|びざ|技能実習|永住|外国(?:人|籍)|特例期間|\bvisa\b|residence card|period of stay|재류|비자|在留|签证|簽證|visto|zairyu/,
  ],
  ["error_code", /115|えらー(?:こーど)?[:：]/],
  ["verify_failed", /ei123|mpa-is|検証(?:に失敗|でき)/],
  ["quoted", /「|『|"/],
  ["read_error", /読み?取(?:れ|りに失敗)|よみません|反応し|認識|検出|かざし|not read|can'?t read/],

  // What is not ours.
  [
    "other_thing",
    /くれじっと|くれか|きゃっしゅ|sim|wi-?fi|わいふぁい|画面(?:の)?ろっく|ろっく画面|がめん|ろっく解除ぱたーん|windows|すくりーんたいむ|宅配|おーとろっく|google|apple ?id|line(?:の|id)|amazon|netflix|gmail|めーる(?:の|が)|ゆうちょ|atm|通帳|診察券|図書館|学生証|年金手帳|印鑑登録証|鍵|自転車|ろっかー|金庫|すいか|suica|pasmo|etc|credit card|bank card|アカウント|あかうんと|ぱそこん/,
  ],
  [
    "other_office",
    /ごみ|税金|住民税|固定資産|自動車税|年金|給付金|手当|生活保護|介護|保育|支援金|補助|助成|検診|予防接種|婚姻届|離婚届|出生届|印鑑登録(?!証明)|図書館|ぷーる|選挙|水道|騒音|市営|避難|求人|天気|ばす|garbage|pension|allowance|nursery|weather|apartment/,
  ],
];

/** The names of the concepts that the text mentions. */
export function conceptsIn(text: string): readonly string[] {
  const names: string[] = [];
  for (const [name, pattern] of CONCEPTS) if (pattern.test(text)) names.push(name);
  return names;
}
