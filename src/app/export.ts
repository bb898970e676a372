import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CityPack } from "../assistant/index.ts";
import { factVars } from "../assistant/vars.ts";
import { drawingOf, DRAWINGS } from "../channels/pictures.ts";
import { escapeHtml, type Lang, LANGS, line, rubyToHtml, withoutRuby } from "../language/index.ts";
import type { House } from "./house.ts";

/** What the build made for browsers. */
const BUILT = fileURLToPath(new URL("../../dist/web/", import.meta.url));
const WIDGET = "tokeru-chat-local.js";

/** The site cannot be written; the message says why and what to do. */
export class ExportError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExportError";
  }
}

/** Which city's site, and in which folder. */
export interface Site {
  readonly city: CityPack;
  readonly out: string;
}

/**
 * Writes a site that any web server can offer as plain files: a page a language, and the widget in which the
 * same assistant, facts and wording run in the browser. Nothing of it asks another server for anything.
 * @throws {ExportError} where the folder is not empty, or the widget was not built.
 */
export function exportSite(house: House, { city, out }: Site): void {
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new ExportError(
      `${out} is not empty: name a new folder, so that nothing old stays among the files`,
    );
  }
  const integrity = readIntegrity();
  mkdirSync(out, { recursive: true });
  for (const file of [WIDGET, "tokeru-guard.js", "tokeru-words.js", "wording"]) {
    cpSync(join(BUILT, file), join(out, file), { recursive: true });
  }
  write(out, "city.json", JSON.stringify(city));
  writePictures(house, city, out);
  for (const lang of LANGS) write(out, fileOf(lang), pageIn(house, lang, integrity));
  write(out, "page.css", STYLE);
  write(out, "embed.txt", embedText(integrity));
}

function readIntegrity(): string {
  const manifest = join(BUILT, "manifest.json");
  if (!existsSync(manifest)) {
    throw new ExportError("the widget was not built: run `npm run build:web` in the folder of Tokeru first");
  }
  return JSON.parse(readFileSync(manifest, "utf8")).local.integrity;
}

function write(out: string, file: string, content: string): void {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  writeFileSync(join(out, file), content);
}

/** Every drawing that a conversation shows, with its labels, and the list of them. */
function writePictures(house: House, { code }: CityPack, out: string): void {
  const { facts } = house.worldOf(code);
  const paths = LANGS.flatMap((lang) =>
    DRAWINGS.filter((id) => id !== "rich_menu").map((id) => {
      const shape = drawingOf(id, { lang, say: house.say(lang), facts });
      write(out, `pictures/${lang}/${id}.json`, JSON.stringify(shape));
      return `${lang}/${id}.json`;
    }),
  );
  write(out, "pictures/index.json", JSON.stringify(paths));
}

/** The first page is the Japanese one. */
function fileOf(lang: Lang): string {
  return lang === "ja" ? "index.html" : `${lang}.html`;
}

/** Holds the page to its own files, whatever server it stands on. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

function pageIn(house: House, lang: Lang, integrity: string): string {
  const say = house.say(lang);
  const { facts } = house.worldOf("default");
  const tag = lang === "ja-simple" ? "ja" : lang;
  return `<!doctype html>
<html lang="${tag}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="content-security-policy" content="${POLICY}" />
    <meta name="referrer" content="no-referrer" />
    <title>${escapeHtml(withoutRuby(say(line("ui.title"))))}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="page.css" />
    <script type="module" src="${WIDGET}" integrity="${integrity}" crossorigin="anonymous"></script>
  </head>
  <body>
    <main><tokeru-chat mode="page" lang="${lang}"></tokeru-chat></main>
    <noscript>
      <h1>${rubyToHtml(say(line("ui.title")))}</h1>
      <p>${rubyToHtml(say(line("human.offer", factVars(facts))))}</p>
    </noscript>
  </body>
</html>
`;
}

const STYLE = `:root {
  color-scheme: light dark;
}

body {
  margin: 0;
}

noscript {
  display: block;
  max-width: 44rem;
  margin: 0 auto;
  padding: 1.5rem 1rem;
  font: 106.25%/1.8 "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, system-ui, sans-serif;
}
`;

/** For the city's web staff, in their language and in English. */
function embedText(integrity: string): string {
  return `このフォルダーを、そのまま市のウェブサーバーに置いてください（例: /tokeru/）。サーバー側のプログラムは要りません。
案内のページは /tokeru/ です。ほかのページに置くときは、同じサイトのページに次の2行を貼ってください。
更新のときは、フォルダーごと入れ替え、integrity も新しい値に変えてください。

Put this folder on the city's own web server as it is, for example at /tokeru/. It needs no program there.
The page is then at /tokeru/. To have it on other pages of the same site, paste these two lines.
At an update, replace the whole folder, and the integrity by the new one.

<script type="module" src="/tokeru/${WIDGET}" integrity="${integrity}" crossorigin="anonymous"></script>
<tokeru-chat lang="ja"></tokeru-chat>
`;
}
