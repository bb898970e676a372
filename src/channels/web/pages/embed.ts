import type { CityPack } from "../../../assistant/index.ts";
import { ASSETS } from "../assets.ts";
import { type Html, html } from "../html.ts";
import type { Build } from "../widget.ts";

/** What it takes to put the chat onto a city's page. */
export interface EmbedPage {
  /** The server's address, without a slash at the end. */
  readonly server: string;
  readonly pack: CityPack;
  /** Where the chat may be embedded. */
  readonly origins: readonly string[];
  /** Undefined: none was made. */
  readonly build: Build | undefined;
  /** The demonstration is served. */
  readonly demo: boolean;
}

/** What a frame must be allowed for the chat to work in it, and no more. docs/embed.md says what each is for. */
export const SANDBOX =
  "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";

/**
 * For a city's web staff: the lines to paste, with what their pages have to allow. In Japanese alone: residents
 * never see it, and its other half, docs/embed.md, tells the rest.
 */
export function embedPage(page: EmbedPage): string {
  const { pack, origins, demo } = page;
  const name = pack.name?.ja ?? "（市区町村を指定しない設定）";
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>ページへの組み込み方 - ${name}</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
      </head>
      <body>
        <main id="main" class="column embed">
          <h1>チャットをページに組み込む</h1>
          <p>
            市区町村のウェブ担当の方へ。${name}（<code>${pack.code}</code>）の設定での組み込み方は、次の三つです。上のものほど使いやすく、下のものほど手間がかかりません。
          </p>
          ${page.build ? element(page, page.build) : unbuilt()} ${frame(page)} ${plainLink(page)}
          <section aria-labelledby="origins">
            <h2 id="origins">組み込みを許しているページ</h2>
            ${
              origins.length > 0
                ? html`<ul>
                    ${origins.map((origin) => html`<li><code>${origin}</code></li>`)}
                  </ul>`
                : html`<p>まだ、ありません。1と2を使うには、次のように加えてください。</p>`
            }
            <p>
              加えるときは、設定ファイル <code>cities/${pack.code}.json</code> の
              <code>origins</code>
              に、ページのアドレスの先頭（<code>https://</code>からホスト名まで。最後の「/」は付けません）を書き、サーバーを起動し直します。ここにないページからの通信は、サーバーが断ります。
            </p>
            ${code(`"origins": ["https://www.city.example.jp"]`, "設定の書き方の例")}
          </section>
          ${demo && html`<p class="alone"><a href="/demo">架空の市のページで、動きを確かめる</a></p>`}
          <p>
            保存されるもの、取り外し方など、くわしくは、配布物の <code>docs/embed.md</code> をご覧ください。
          </p>
        </main>
      </body>
    </html> `.markup;
}

function element({ server, pack }: EmbedPage, { path, integrity }: Build): Html {
  const line =
    `<script type="module" src="${server}${path}" integrity="${integrity}"></script>` +
    `<tokeru-chat city="${pack.code}" lang="ja"></tokeru-chat>`;
  return html`<section aria-labelledby="element">
    <h2 id="element">1. 1行を貼る（おすすめ）</h2>
    <p>
      ページの<code>&lt;/body&gt;</code>の直前に貼ります。右下に、相談を始めるボタンが出ます。押されるまで、通信も、保存もしません。
    </p>
    ${code(line, "貼る行")}
    <p>
      <code>integrity</code>
      があるので、内容が1文字でも変われば、ブラウザが動かしません。サーバーを新しくしたあとも、この行は、そのまま使えます。新しいものに替えたいときに、このページの行を貼り直してください。
    </p>
    <p>コンテンツセキュリティポリシー（CSP）を使っているページでは、次を加えます。</p>
    ${code([`script-src ${server}`, `connect-src ${server}`].join(";\n"), "1のためにCSPに加えるもの")}
    <p>
      <code>require-trusted-types-for 'script'</code> を使っているときは、<code>trusted-types</code> に
      <code>lit-html</code> も加えます。スタイルと画像のために加えるものは、ありません。
    </p>
  </section>`;
}

function unbuilt(): Html {
  return html`<section aria-labelledby="element">
    <h2 id="element">1. 1行を貼る</h2>
    <div class="notice mistaken" role="status">
      <p>
        このサーバーでは、チャットの部品がまだ作られていません。サーバーの担当の方が
        <code>npm run build:web</code>
        を動かし、サーバーを起動し直すと、貼る行がここに出ます。2も、それまで使えません。3は、使えます。
      </p>
    </div>
  </section>`;
}

function frame({ server, pack }: EmbedPage): Html {
  const line =
    `<iframe src="${server}/frame?city=${pack.code}&lang=ja" title="マイナンバーカードの困りごと案内" ` +
    `width="100%" height="640" loading="lazy" allow="clipboard-write" sandbox="${SANDBOX}"></iframe>`;
  return html`<section aria-labelledby="frame">
    <h2 id="frame">2. 枠（iframe）で入れる</h2>
    <p>スクリプトを貼れない仕組み（CMS）のときに使います。ページの中に、チャットが初めから開いて出ます。</p>
    ${code(line, "枠の行")}
    <p>CSPを使っているページでは、次を加えます。</p>
    ${code(`frame-src ${server}`, "2のためにCSPに加えるもの")}
  </section>`;
}

function plainLink({ server, pack }: EmbedPage): Html {
  const address = `${server}/?city=${pack.code}`;
  return html`<section aria-labelledby="link">
    <h2 id="link">3. リンクだけを置く</h2>
    <p>どのページにも置けます。スクリプトが動かないブラウザでも、同じ案内が使えます。</p>
    ${code(`<a href="${address}">マイナンバーカードの困りごと案内</a>`, "リンクの行")}
  </section>`;
}

/** To be copied as it is; a keyboard reaches it to scroll. */
function code(text: string, name: string): Html {
  return html`<pre tabindex="0" role="group" aria-label="${name}"><code>${text}</code></pre>`;
}
