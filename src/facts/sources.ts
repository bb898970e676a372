import { CHECKED, type IsoDate } from "./provenance.ts";

/**
 * Who publishes a page, the strongest first: where two pages disagree, the earlier kind wins. For documents,
 * hours and branches the holder's own municipality wins over all of them.
 */
export const PUBLISHERS = ["j-lis", "national", "municipality", "vendor", "code", "news", "blog"] as const;
export type Publisher = (typeof PUBLISHERS)[number];

/** One page that a fact rests on. */
export interface Source {
  readonly publisher: Publisher;
  /** What page it is, in own words. */
  readonly title: string;
  /** Its address as far as known, without the scheme; otherwise the name and number it is filed under. */
  readonly at: string;
  /** Day, month or year that the page gives for itself. */
  readonly dated?: string;
  /** When somebody last read it. */
  readonly checked: IsoDate;
  /** Not read itself, only quoted by another source. */
  readonly secondHand?: true;
}

function page(
  publisher: Publisher,
  title: string,
  at: string,
  more: { dated?: string; secondHand?: true } = {},
): Source {
  return { publisher, title, at, ...more, checked: CHECKED };
}

const SECOND_HAND = { secondHand: true } as const;

/** Every page that the tables cite, by its tag. */
export const SOURCES: Readonly<Record<string, Source>> = {
  // J-LIS
  "JPKI-TOP": page("j-lis", "公的個人認証サービス トップページ", "www2.jpki.go.jp", { dated: "2024-12" }),
  "JPKI-TOS": page(
    "j-lis",
    "JPKI暗証番号リセットサービス 利用規約と対応店舗",
    "www2.jpki.go.jp/jpkiidreset/riyoukiyaku/riyoukiyaku_web.html",
  ),
  "JPKI-FAQ": page(
    "j-lis",
    "カードと電子証明書の困りごと FAQ",
    "www2.jpki.go.jp/faq/trouble/iccard_digital_id.html",
  ),
  "JPKI-FAQ2": page("j-lis", "電子証明書 FAQ", "www2.jpki.go.jp/faq/digital_id.html"),
  "JPKI-APPFAQ": page(
    "j-lis",
    "JPKI暗証番号リセットアプリ FAQ",
    "www.jpki.go.jp/jpkiidreset/howto/faq_index.html",
  ),
  "JPKI-FAQ-EXP": page("j-lis", "電子証明書の有効期限 FAQ（写し）", "jp.mesadeestudo.com", SECOND_HAND),
  "KOJIN-ABROAD": page("j-lis", "国外での継続利用", "kojinbango-card.go.jp/apprec/abroad/other"),
  "KOJIN-PT": page("j-lis", "問い合わせ窓口（ポルトガル語）", "kojinbango-card.go.jp/tag/8"),
  "KOJIN-PIN2": page("j-lis", "暗証番号 FAQ", "kojinbango-card.go.jp/faq_pin2", SECOND_HAND),

  // Ministries and agencies
  "DIG-EXP": page(
    "national",
    "デジタル庁: カードと電子証明書の有効期限",
    "digital.go.jp/en/policies/mynumber/expiration-date",
  ),
  "DIG-PASS": page(
    "national",
    "デジタル庁: 暗証番号と照合番号",
    "services.digital.go.jp/mynumbercard/info-passcode",
    SECOND_HAND,
  ),
  "DIG-ATT": page(
    "national",
    "デジタル庁: スマホ用電子証明書の注意点",
    "digital.go.jp (smartphone-certification/attention)",
  ),
  DAN2025: page("national", "デジタル庁ニュース: 有効期限の確かめ方", "digital-agency-news", {
    dated: "2025-08-07",
  }),
  AAS: page("national", "デジタル認証アプリ サポート", "support.aas.digital.go.jp (33750123785241)"),
  "MYNA-MAN": page(
    "national",
    "マイナポータル操作マニュアル: スマホ用パスワードの初期化",
    "img.stg.myna.go.jp/manual/04-07/0220.html",
  ),
  "FAQ-MYNA-3505": page(
    "national",
    "マイナポータル FAQ: 従来の保険証の終わり",
    "faq.myna.go.jp/faq/show/3505",
  ),
  "MHLW-VIS": page("national", "厚生労働省: 医療機関での目視確認", "wic-net 17669/17", {
    dated: "2024-11-21",
  }),
  ISA: page("national", "出入国在留管理庁: 特定在留カード", "moj.go.jp/isa/tokutei.html"),

  // Municipalities
  "MATSUYAMA-B": page(
    "municipality",
    "松山市: 照合番号Bのロック解除",
    "city.matsuyama (syo-go-bango.html)",
    SECOND_HAND,
  ),
  NERIMA: page("municipality", "練馬区: 暗証番号の初期化", "city.nerima (shokika_kohteki.html)", SECOND_HAND),
  KOKA: page("municipality", "甲賀市: マルチコピー機での再設定", "city.koka.lg.jp/item/39180.htm"),
  NIIGATA: page("municipality", "新潟市: コンビニでの暗証番号初期化", "4894.call.city.niigata (B0308805)"),
  NAHA: page(
    "municipality",
    "那覇市: コンビニでの暗証番号初期化",
    "www.city.naha.okinawa.jp/kurasitetuduki/todoke/mynumber/konbinisyomei.html",
    { dated: "2024-09-20" },
  ),
  NAKA: page(
    "municipality",
    "那珂市: コンビニでの暗証番号再設定",
    "www.city.naka.lg.jp/kurashi-tetsuduki/tetsuduki/mynumber/mynumber-card/page010141.html",
  ),
  HIOKI: page(
    "municipality",
    "日置市: 電子証明書の暗証番号初期化",
    "www.city.hioki.lg.jp/shimin/kurashi/mynumber_syokika/mynumber_index.html",
    { dated: "2025-06-30" },
  ),
  KARATSU: page("municipality", "唐津市: 暗証番号の再設定", "karatsu 30751"),
  IMABARI: page(
    "municipality",
    "今治市: 暗証番号の再設定と変更",
    "www.city.imabari.ehime.jp/siminka/mynumbercard/kanren/002.html",
    { dated: "2023-05-25" },
  ),
  "LT-300499": page("municipality", "市の案内: コンビニでの署名用再設定（写し）", "300499 (ipn050703.html)", {
    dated: "2022-03",
  }),
  TAITO: page("municipality", "台東区: 署名用暗証番号の再設定ができる店舗", "taito", { dated: "2022-04-21" }),
  TODA: page(
    "municipality",
    "戸田市: コンビニでの署名用再設定",
    "jcw.city.toda.saitama.jp/soshiki/191/simin-conveni-shomeiyou.html",
  ),
  MIHARA: page("municipality", "三原市: コンビニでの署名用再設定", "mihara"),
  "YOKOHAMA-EN": page("municipality", "横浜市: 暗証番号の再設定（英語）", "translate-en MNCardPassword", {
    dated: "2024-04-11",
  }),
  "YOKOHAMA-EN2": page("municipality", "横浜市: カードの問い合わせ先（英語）", "translate-en", {
    dated: "2021-02-25",
  }),
  DAZAIFU: page("municipality", "太宰府市: 暗証番号の再設定", "dazaifu 1281"),
  KIKUCHI: page("municipality", "菊池市: 暗証番号の再設定", "kikuchi 6533"),
  URUMA: page("municipality", "うるま市: 暗証番号の再設定", "uruma p000248"),
  TSU: page("municipality", "津市: 暗証番号の再設定", "tsu 1707112391889"),
  SAYAMA: page("municipality", "市の案内: 暗証番号の再設定", "sayama", { dated: "2021-08-30" }),
  HASHIMA: page("municipality", "羽島市: 暗証番号の再設定", "hashima", { dated: "2023-04-01" }),
  AGEO: page("municipality", "上尾市: 法定代理人の手続き", "ageo 388530"),
  NARA: page("municipality", "市の案内: 任意代理人の手続き", "nara 170415"),
  SETTSU: page("municipality", "摂津市: 任意代理人と照会書兼回答書", "settsu 18117", { dated: "2024-03-14" }),
  MASAKI: page("municipality", "松前町: 任意代理人の手続き", "masaki 17837", { dated: "2025-10-21" }),
  KASAI: page("municipality", "加西市: 照会書の電話請求", "kasai 1040"),
  SAIJO: page("municipality", "西条市: 暗証番号ごとの代理人の要件", "saijo mnpassword"),
  SATTE: page("municipality", "幸手市: 保守日の休止", "satte 13778"),
  AKASHI: page("municipality", "明石市: 窓口の休止と混雑", "akashi", { dated: "2022-03-03" }),
  KAWASAKI: page("municipality", "川崎市: 暗証番号の再設定は窓口で", "kawasaki 45889"),
  LT5JD: page("municipality", "市の FAQ: 暗証番号は調べられない（写し）", "FAQ 1000648"),
  KASAOKA: page("municipality", "笠岡市: 郵便局での更新と暗証番号", "kasaoka 72316"),
  FUJIIDERA: page("municipality", "藤井寺市: 電子証明書の更新", "fujiidera 10417", { dated: "2025-11-06" }),
  KAWAJIMA: page("municipality", "川島町: 4種の暗証番号", "kawajima 8072"),
  YAMATO: page("municipality", "熊本県山都町: 暗証番号の設定", "kumamoto-yamato"),
  OOKI: page("municipality", "大木町: 暗証番号の種類と変更", "ooki 9111"),
  TOMIOKA: page("municipality", "富岡市: 暗証番号の変更", "tomioka 6033"),
  HANNAN: page("municipality", "阪南市: 設定する暗証番号", "hannan"),
  MINAMIASHIGARA: page("municipality", "南足柄市: 暗証番号の種類と使いみち", "minamiashigara p06704"),
  EBETSU: page("municipality", "江別市: 署名用電子証明書の失効", "ebetsu 34588"),
  OMIHACHIMAN: page("municipality", "近江八幡市: 暗証番号の変更と口座登録", "omihachiman 20255"),
  IWAKUNI: page("municipality", "岩国市: 口座登録に使う暗証番号", "iwakuni 100149"),
  GOKA: page("municipality", "五霞町: 確定申告に使う暗証番号", "goka page003838"),
  INAGI: page("municipality", "稲城市: スマホ用の暗証番号は窓口では扱えない", "inagi en/1002631"),
  "INAGI-CERT": page("municipality", "稲城市: 電子証明書の有効期限", "inagi"),
  FUJISATO: page("municipality", "藤里町: コンビニでカードが読めないとき", "fujisato 3046"),
  "MATSUYAMA-CHG": page("municipality", "松山市: 暗証番号の変更と再設定", "city.matsuyama", {
    dated: "2023-04-27",
  }),
  "MATSUYAMA-FEE": page("municipality", "松山市: カードの再交付手数料", "city.matsuyama (tesuryou)"),
  TAKATSUKI: page("municipality", "高槻市: 更新できる期間", "takatsuki 5593"),
  SHIMONOSEKI: page("municipality", "下関市: 更新できる期間", "shimonoseki 80550"),
  "KAWASAKI-EXP": page("municipality", "川崎市: 電子証明書の有効期限", "kawasaki 105058"),
  NAKANO: page("municipality", "中野区: 電子証明書の有効期限", "nakano", { dated: "2025-09-12" }),
  MIHAMA: page("municipality", "町の案内: 電子証明書の有効期限", "mihama", { dated: "2023" }),
  KOUNOSU: page("municipality", "鴻巣市: カードの有効期限と成年年齢", "kounosu 3236"),
  YNG: page("municipality", "市の案内: カードの有効期限と成年年齢", "yng", { dated: "2022-06-02" }),
  KAMIICHI: page("municipality", "上市町: 電子証明書の更新", "kamiichi 14611"),
  SAKURAGAWA: page("municipality", "桜川市: 代理人による更新", "sakuragawa page008851"),
  "SAKURAGAWA-K": page("municipality", "桜川市: 転入時の継続利用", "sakuragawa page008949"),
  "LT-132153": page("municipality", "市の案内: 代理人による更新（写し）", "132153", { dated: "2024-10-16" }),
  CHOSHI: page("municipality", "銚子市: カードの更新と通知書", "choshi"),
  WANOUCHI: page("municipality", "輪之内町: カードの更新", "wanouchi"),
  MITAKE: page("municipality", "御嵩町: 再交付と特急発行", "mitake post0087089"),
  ADACHI: page("municipality", "足立区: 外国人住民の有効期間変更", "adachi", { dated: "2020-11-11" }),
  MIYAKE: page("municipality", "町村の案内: 有効期限通知書", "miyake"),
  YOKOTE: page("municipality", "横手市: 有効期限通知書", "yokote", { dated: "2024-01-24" }),
  MARUGAME: page("municipality", "丸亀市: 外国人住民の特例期間延長", "marugame 30891"),
  ISHINOMAKI: page("municipality", "石巻市: 外国人住民の有効期間変更", "ishinomaki", { dated: "2025-03-18" }),
  "FUCHU-H": page("municipality", "市の案内: 住所変更による署名用の失効", "fuchu", { dated: "2024-01-30" }),
  ICHIKI: page("municipality", "市町村の案内: 転入日の署名用発行", "ichiki"),
  KOBE: page("municipality", "神戸市: 転入日の同一世帯員による発行（写し）", "kobe 202.246.160.114", {
    dated: "2024-08-09",
  }),
  HIGASHIMATSUYAMA: page("municipality", "東松山市: 継続利用の期限", "higashimatsuyama 42439"),
  TOMAKOMAI: page("municipality", "苫小牧市: 継続利用", "tomakomai keizoku"),
  NAGAYO: page("municipality", "長与町: カードの失効と返納", "nagayo"),
  TAMANA: page("municipality", "玉名市: 国外転出とカード", "tamana"),
  KOCHI: page("municipality", "県・市の案内: 電子証明書の失効", "kochi", { dated: "2014" }),
  SAKATA: page("municipality", "酒田市: 紛失時の連絡先", "sakata", { dated: "2024-09-30" }),
  SHINAGAWA: page("municipality", "品川区: 紛失時の連絡先", "shinagawa", { dated: "2024-09-01" }),
  NOMI: page("municipality", "能美市: 問い合わせ先の一覧", "nomi", { dated: "2021-04-01" }),
  OIZUMI: page("municipality", "大泉町: 総合フリーダイヤルの案内", "oizumi"),
  IWAKI: page("municipality", "いわき市: 期限切れ後の保険証利用", "iwaki", { dated: "2024-12-02" }),
  UJI: page("municipality", "宇治市: 期限切れ後の保険証利用", "uji 89465"),
  HAKODATE: page("municipality", "函館市: 顔認証マイナンバーカード", "hakodate", { dated: "2023-12-19" }),
  FUKUSHIMA: page("municipality", "福島市: 顔認証マイナンバーカード", "fukushima"),
  ASHIKAGA: page("municipality", "足利市: 顔認証マイナンバーカード", "ashikaga p005560"),
  MIKATA: page("municipality", "町の案内: 顔認証マイナンバーカード", "mikata 469"),
  TOTTORI: page("municipality", "鳥取県: マイナ免許証", "tottori 324609"),
  AKITA: page("municipality", "秋田県: カード更新後のマイナ免許証", "akita"),
  KANAGAWA: page("municipality", "神奈川県: カード更新後のマイナ免許証", "kanagawa", {
    dated: "2025-10-17",
  }),
  KUMAMOTO: page("municipality", "熊本県: カード更新後のマイナ免許証", "kumamoto 243974"),
  YAMAGUCHI: page("municipality", "山口県: IC免許証の暗証番号", "yamaguchi 10462"),
  SHIGA: page("municipality", "滋賀県: IC免許証の暗証番号", "shiga 104529"),

  // Vendors and other organisations, about what they run
  SEED4: page("vendor", "ポケットサイン: 暗証番号がロックされた場合", "support.pocketsign.app"),
  POCKET2: page("vendor", "ポケットサイン: 登録時の動き", "support.pocketsign.app"),
  MERCARI: page("vendor", "メルカリ: 公的個人認証による本人確認", "mercari help 1122"),
  TRUSTDOCK: page("vendor", "TRUSTDOCK: 子どものカードと署名用電子証明書", "faq.trustdock.app"),
  IAM: page("vendor", "IAM<印>: 暗証番号の回数制限", "support.iam-jpki.jp"),
  YAYOI: page("vendor", "弥生: 電子申告の署名用パスワード", "yayoi 25702"),
  P8N: page("vendor", "p8n: 暗証番号の入力", "docs.p8n.app/docs/verify/guide/sdk/pin-number"),
  "P8N-CARDINFO": page(
    "vendor",
    "p8n: 券面情報の読み取り",
    "docs.p8n.app (verify-cardinfo/mynacard)",
    SECOND_HAND,
  ),
  LIQUID: page("vendor", "LIQUID eKYC 利用者ガイド", "LIQUID eKYC guide p11", SECOND_HAND),
  "APPLE-JA": page("vendor", "Apple: iPhoneのマイナンバーカード", "support.apple.com/ja-jp/122113"),
  "APPLE-API": page(
    "vendor",
    "Apple PassKit: JPKIPassContents",
    "developer.apple.com (PassKit JPKIPassContents)",
  ),
  "KENPO-JFE": page("vendor", "JFE健康保険組合: 電子証明書の更新", "kenpo-jfe"),
  DOKEN: page("vendor", "西東京土建: 期限切れ後の保険証利用のちらし", "nishitokyo-doken"),
  HOKUDAI: page("vendor", "北海道大学: 留学生のカード有効期間延長", "oia.hokudai"),

  // Code and technical notes
  "EKYC-JP": page("code", "ekyc-jp: ロックの扱いとその出典", "github.com/haphanquang/ekyc-jp-ios", {
    dated: "2026-10-05",
  }),
  "MYNA-CARD": page("code", "myna-card: カードの読み取りの実装", "github.com/soltia48/myna-card"),
  AOKI: page(
    "code",
    "jsapdu: 残り回数の満数",
    "github.com/AokiApp/jsapdu (packages/mynacard/src/constants.ts)",
  ),
  FINDSTR: page("code", "Androidの読み取りアプリ: 照合番号A/Bの残り回数", "Android reader source"),
  UTELECON: page("code", "utelecon: デジタル認証アプリの手順", "github.com/utelecon/utelecon.github.io", {
    dated: "2025-10",
  }),

  // News
  "ITMEDIA-TAI": page("news", "ITmedia: 対面確認アプリの公開", "itmedia", { dated: "2024-08-20" }),
  "ITMEDIA-IP2": page("news", "ITmedia: iPhoneへの追加手順", "itmedia", { dated: "2025-06-24" }),
  "ITMEDIA-AND3": page("news", "ITmedia: スマホ用電子証明書の注意点", "itmedia", { dated: "2023-05-15" }),
  "IMPRESS-AND": page("news", "Impress: Androidのスマホ用電子証明書", "impress 1499103"),
  "IMPRESS-IP": page("news", "Impress: iPhoneのマイナンバーカード", "impress docs/news/2025064", {
    dated: "2025",
  }),
  MYNAVI: page("news", "マイナビ: スマホでできない手続き", "mynavi", { dated: "2026-01-18" }),
  "TBS-ITV": page("news", "TBS: 医療機関の受付と顔認証のロック", "newsdig 1447618", { dated: "2024" }),
  BSS: page("news", "BSS: 従来の保険証の経過措置", "bss 2319949", { dated: "2025-12" }),
  FCC: page("news", "日本ファクトチェックセンター: 暗証番号と受診", "factcheckcenter.jp"),
  "LIVEDOOR-A": page("news", "期限切れ後の保険証利用", "livedoor 30554179"),
  NISHIPLA: page("news", "期限切れ後の保険証利用", "nishipla", { dated: "2025-04-16" }),
  TAGO: page("news", "受付機の期限の知らせ", "tago", { dated: "2025-11-23" }),
  "KURE-PT": page("news", "呉: 更新のときの暗証番号", "kurekiea.com", { dated: "2025-03" }),
  KANDA: page("news", "Yahoo! エキスパート: 確定申告の暗証番号", "yahoo expert"),
  DIGIMA: page("news", "スマホの保険証利用の開始", "digima", { dated: "2025-09" }),
  QBEI: page("news", "iPhoneでの確定申告", "qbei 5300"),
  ENGR: page("news", "Androidのマイナンバーカードとマイナアプリの予定", "engr", { dated: "2025-09-05" }),

  // Blogs and guides
  SEED0: page("blog", "銀行アプリでロックし窓口を回った記録", "elleonard.github.io/nplus_doc/2026/01/22", {
    dated: "2026-01-22",
  }),
  SEED1: page("blog", "暗証番号を忘れたときの案内", "zeimo.jp/article/31552"),
  SEED2: page("blog", "電子証明書の更新の体験", "konmaru", { dated: "2020" }),
  SEED3: page("blog", "対面確認アプリの体験", "turkeyfarm.fun/?p=5205", { dated: "2024-08-22" }),
  "TJMT-RD": page("blog", "カード受け取りの体験", "tjmt-rd", { dated: "2017" }),
  ALLSETGO: page("blog", "外国人向けのカード案内", "allsetgo"),
  KANADE: page("blog", "iPhoneのマイナンバーカードの使い方", "kanade"),
  CURIO: page("blog", "暗証番号の自分での再設定", "curio-shiki.com (myna-pin-self-reset)"),
  CHATEAU: page("blog", "署名用パスワードの入力の失敗", "chateau", { dated: "2020-04-15" }),
  "NAKAGAWA-M": page("blog", "署名用パスワードの入力の失敗", "nakagawa-m 2107"),
  KOIPIRA: page("blog", "電子証明書の更新の体験", "koipira", { dated: "2023-05" }),
  "DID2-2020": page("blog", "署名用電子証明書の失効の体験", "did2memo.net", { dated: "2020" }),
  "DID2-2024": page("blog", "電子証明書の検証失敗の体験", "did2memo.net", { dated: "2024" }),
  SBAPP1: page("blog", "検証失敗のエラーの対処", "sbapp (1)"),
  SBAPP2: page("blog", "失効のエラーの対処", "sbapp (2)"),
  NETTROUBLE: page("blog", "住所変更後の署名用電子証明書", "nettrouble 10267"),
  FUNSHITSU: page("blog", "確定申告に使う暗証番号", "funshitsu"),
  KIKUMOTO: page("blog", "確定申告に使う暗証番号", "kikumoto"),
  "LLC-DIY": page("blog", "マイナポータルの電子申請", "llc-diy"),
  SHIHIRO: page("blog", "残り回数が見られるアプリ", "shihiro"),
  APPLI: page("blog", "残り回数が見られるアプリ", "appli"),
  FUJIIMA: page("blog", "暗証番号の確かめ方", "fujiima"),
  MAYOI: page("blog", "暗証番号の回数の案内", "mayoi"),
  MITAKA: page("blog", "カードおもて面のセキュリティコード", "mitaka", { dated: "2015" }),
  MARUOKA: page("blog", "セキュリティコードの場所", "maruoka"),
  WEBLIO: page("blog", "照合番号Bの入力の例", "weblio"),
  "ITAMI-OLD": page("blog", "住基カードの生年月日の入力", "itami"),
  "DENSHI-SLIP": page("blog", "設定暗証番号記載票の写し", "expydoc 7231231"),
  SAPO: page("blog", "更新と特急発行の案内", "sapo"),
  PHITY: page("blog", "マイナ免許証の作り方", "phity"),
  IKKU: page("blog", "マイナ免許証の読み取り", "ikku"),
  MILU: page("blog", "次期カードの予定", "milu", { dated: "2025-10" }),
  YASUKI: page("blog", "次期カードの予定", "yasuki", { dated: "2024-03" }),
  TERAZONO: page("blog", "特定在留カードの案内", "terazono"),
  TAKEUCHI: page("blog", "特定在留カードの案内", "takeuchi"),
  EXPATICA: page("blog", "外国人向けの問い合わせ先", "expatica", { dated: "2023" }),
  PHONG: page("blog", "セキュリティコードの案内", "phong"),
  OTOKU: page("blog", "カードの暗証番号の案内", "otoku"),
  "LAW-A": page("blog", "電子証明書の期限の案内", "law-a"),
  "AWAI-0113": page("blog", "機械が書いた問答: 期限切れとロック", "news.awaisora.com (0113)"),
  "AWAI-0705": page("blog", "機械が書いた問答: 電話での解除", "news.awaisora.com (0705)"),
  "AWAI-0717": page("blog", "機械が書いた問答: 顔認証での解除", "news.awaisora.com (0717)"),
  "AWAI-0903": page("blog", "機械が書いた問答: 郵送での解除", "news.awaisora.com (0903)"),
  "AWAI-1002": page("blog", "機械が書いた問答: 時間での解除", "news.awaisora.com (1002)"),
  "AWAI-6392": page("blog", "機械が書いた問答: 数日待つ", "news.awaisora.com (6392)"),
};

/** The page behind a tag. Throws where a fact cites a page that the table does not hold. */
export function sourceOf(tag: string): Source {
  const found = SOURCES[tag];
  if (!found) throw new Error(`No source "${tag}": add it to SOURCES, or correct the citation.`);
  return found;
}
