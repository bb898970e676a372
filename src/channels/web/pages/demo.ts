import { ASSETS } from "../assets.ts";
import { type Html, html } from "../html.ts";
import type { Build } from "../widget.ts";
import { SANDBOX } from "./embed.ts";

/** How the made-up city has put the chat onto its page. */
export interface DemoVariant {
  /** In a frame, else as an element. */
  readonly frame: boolean;
  /** The page lets no string become markup or code. */
  readonly trustedTypes: boolean;
}

/**
 * A made-up city's page as unkind to what stands on it as pages get: styles for every element with
 * `!important`, a strict policy, and another widget in the same corner. Its words are its own, in Japanese.
 */
export function demoPage(variant: DemoVariant, city: string, build: Build | undefined): string {
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>朝霧市（見本のための架空の市）</title>
        <link rel="icon" href="${ASSETS.icon.path}" type="image/svg+xml" />
        <link rel="stylesheet" href="${ASSETS.demo.path}" />
        <script type="module" src="${ASSETS.demoScript.path}"></script>
      </head>
      <body>
        <header id="header">
          <p class="name">朝霧市</p>
          <p class="made-up">見本のための架空の市です</p>
          <nav aria-label="分野">
            <ul>
              <li><a href="#living">くらし</a></li>
              <li><a href="#news">お知らせ</a></li>
              <li><a href="#variants">見本の切り替え</a></li>
            </ul>
          </nav>
        </header>
        <main id="main">
          <section id="living" aria-labelledby="living-title">
            <h1 id="living-title">マイナンバーカード</h1>
            <p>
              カードの受け取り、暗証番号の変更、電子証明書の更新は、市役所1階の市民課で受け付けています。暗証番号を忘れた方、ロックされた方は、窓口へお越しの前に、案内をご利用ください。
            </p>
            <button type="button">このページのボタン</button>
            ${variant.frame && frame(city, build)}
          </section>
          <section id="news" aria-labelledby="news-title">
            <h2 id="news-title">お知らせ</h2>
            <ul>
              <li>11月21日 土曜日の窓口について</li>
              <li>11月16日 冬の交通安全運動</li>
              <li>11月9日 図書館の本の整理による休み</li>
            </ul>
          </section>
          <section id="variants" aria-labelledby="variants-title">
            <h2 id="variants-title">見本の切り替え</h2>
            <ul>
              <li><a href="/demo">1行を貼ったページ</a></li>
              <li><a href="/demo?trusted-types=1">同じものを、Trusted Types を求めるページで</a></li>
              <li><a href="/demo?mode=frame">枠（iframe）で入れたページ</a></li>
              <li><a href="/embed?city=${city}">組み込み方</a></li>
            </ul>
          </section>
        </main>
        <footer><p>朝霧市役所 電話 0000-12-3456</p></footer>
        <asagiri-survey></asagiri-survey>
        ${!variant.frame && element(city, build)}
      </body>
    </html> `.markup;
}

/** The line that a city pastes. */
function element(city: string, build: Build | undefined): Html {
  if (!build) return unbuilt();
  return html`<script type="module" src="${build.path}" integrity="${build.integrity}"></script>
    <tokeru-chat city="${city}" lang="ja"></tokeru-chat>`;
}

function frame(city: string, build: Build | undefined): Html {
  if (!build) return unbuilt();
  return html`<iframe
    src="/frame?city=${city}&amp;lang=ja"
    title="マイナンバーカードの困りごと案内"
    width="100%"
    height="640"
    loading="lazy"
    allow="clipboard-write"
    sandbox="${SANDBOX}"
  ></iframe>`;
}

function unbuilt(): Html {
  return html`<p role="status" class="unbuilt">
    チャットの部品がまだ作られていません。npm run build:web を動かし、サーバーを起動し直してください。
  </p>`;
}
