/**
 * `node scripts/draw-pictures.ts`: draws every picture in every language as PNG, for LINE and for whoever
 * cannot show SVG, and notes in a manifest what each was drawn from. Needs Debian's Chromium and its fonts.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { loadLocales } from "../src/app/locales.ts";
import { drawingOf, type DrawingId, DRAWINGS, hashOf, svgOf } from "../src/channels/pictures.ts";
import { FACTS } from "../src/facts/index.ts";
import { LANGS } from "../src/language/index.ts";

const OUT = fileURLToPath(new URL("../pictures/png/", import.meta.url));
/** LINE shows images at most this wide, and takes a rich menu at exactly this width. */
const WIDTHS: Readonly<Partial<Record<DrawingId, number>>> = { rich_menu: 2500 };
const WIDTH = 1040;
/** LINE's limit for a rich menu's image. */
const LIMIT_BYTES = 1024 * 1024;

const say = loadLocales();
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"],
  timeout: 30_000,
});
const manifest: Record<string, string> = {};
try {
  const page = await browser.newPage();
  for (const lang of LANGS) {
    mkdirSync(`${OUT}${lang}`, { recursive: true });
    for (const id of DRAWINGS) {
      const svg = svgOf(drawingOf(id, { lang, say: say(lang), facts: FACTS }));
      const [, wide = 1, high = 1] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? [];
      const width = WIDTHS[id] ?? WIDTH;
      await page.setViewportSize({ width, height: Math.round((width * high) / wide) });
      await page.setContent(`<!doctype html><style>*{margin:0}svg{display:block;width:100vw}</style>${svg}`);
      const png = await page.screenshot({ omitBackground: true, timeout: 30_000 });
      if (png.length > LIMIT_BYTES) throw new Error(`${lang}/${id}.png has ${png.length} bytes`);
      writeFileSync(`${OUT}${lang}/${id}.png`, png);
      manifest[`${lang}/${id}`] = hashOf(svg);
      console.log(`${lang}/${id}.png: ${Math.round(png.length / 1024)} KB`);
    }
  }
} finally {
  await browser.close();
}
writeFileSync(`${OUT}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
