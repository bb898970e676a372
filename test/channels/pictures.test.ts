import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readMessages } from "../../src/app/locales.ts";
import {
  drawingOf,
  type DrawingId,
  DRAWINGS,
  hashOf,
  pngOf,
  type Shape,
  svgOf,
} from "../../src/channels/pictures.ts";
import { FACTS } from "../../src/facts/index.ts";
import { type Lang, LANGS, line, withoutRuby } from "../../src/language/index.ts";
import { chromiumMissing, launchChromium } from "../support/browser.ts";
import { house } from "../support/house.ts";

const draw = (id: DrawingId, lang: Lang): Shape =>
  drawingOf(id, { lang, say: house.say(lang), facts: FACTS });

const file = (name: string): string =>
  readFileSync(new URL(`../../pictures/${name}`, import.meta.url), "utf8");

/** All shapes of a drawing, itself first. */
function shapes(shape: Shape): Shape[] {
  const [, , ...content] = shape;
  return [shape, ...content.flatMap((one) => (typeof one === "string" ? [] : shapes(one)))];
}

const every = LANGS.flatMap((lang) => DRAWINGS.map((id) => ({ lang, id })));

describe("drawings", () => {
  it("carry their words in every language, and no word is left over", () => {
    for (const lang of LANGS) {
      const worded = Object.keys(readMessages(lang)).filter((id) => id.startsWith("picture."));
      const drawn = DRAWINGS.flatMap((id) => [
        `picture.${id}.alt`,
        ...[...file(`${id}.svg`).matchAll(/data-label="(\w+)"/g)].map(
          ([, label]) => `picture.${id}.${label}`,
        ),
      ]);
      expect(worded.toSorted()).toEqual([...new Set(drawn)].toSorted());
    }
  });

  it.each(every)("$lang/$id is whole, and holds nothing that a page could forbid", ({ id, lang }) => {
    const all = shapes(draw(id, lang));
    const names = new Set(all.map(([name]) => name));
    expect([...names].filter((name) => !PLAIN.has(name))).toEqual([]);
    const keys = all.flatMap(([, attributes]) => Object.keys(attributes));
    expect(keys.filter((key) => /^(on|style$|class$|.*href$|data-)/.test(key))).toEqual([]);
    expect(svgOf(draw(id, lang))).not.toMatch(/[｜《》{}]/);
  });

  it.each(every)("$lang/$id says in words what it shows", ({ id, lang }) => {
    const [, attributes] = draw(id, lang);
    expect(attributes["aria-label"]?.length).toBeGreaterThan(40);
    expect(attributes["role"]).toBe("img");
  });

  it("read as they were drawn: as JSON and as a file they are the same", () => {
    const [name, { viewBox, ...rest }] = JSON.parse(JSON.stringify(draw("secrets", "en")));
    expect(name).toBe("svg");
    expect(svgOf(draw("secrets", "en"))).toContain(`viewBox="${viewBox}"`);
    expect(rest.lang).toBe("en");
  });

  it("say only the numbers that the facts hold", () => {
    const { E1, E2 } = FACTS.expiry;
    const numbers: Readonly<Record<string, readonly (number | undefined)[]>> = {
      card_front: [
        E1.adultBirthdays,
        E1.minorBirthdays,
        E2.birthdays,
        FACTS.secrets.security_code.format.min,
      ],
      secrets: [
        FACTS.secrets.user_pin.format.min,
        FACTS.secrets.sign_pw.format.min,
        FACTS.secrets.sign_pw.format.max,
      ],
      kiosk_steps: [FACTS.routes.kiosk_sign.reservationHours, FACTS.routes.kiosk_4digit.reservationHours],
    };
    for (const lang of LANGS) {
      for (const [id, facts] of Object.entries(numbers)) {
        const alt = withoutRuby(house.say(lang)(line(`picture.${id}.alt`)));
        const said = new Set(alt.match(/\d+/g));
        for (const number of facts) expect(said, `${lang} ${id}`).toContain(String(number));
        // The numbers of the steps and of the things shown are no facts.
        const known = new Set([...facts.map(String), "1", "2", "3", "4"]);
        expect(
          [...said].filter((number) => !known.has(number)),
          `${lang} ${id}`,
        ).toEqual([]);
      }
    }
  });
});

const PLAIN = new Set(["svg", "g", "rect", "circle", "ellipse", "path", "text", "tspan"]);

describe("PNG files", () => {
  const manifest: Record<string, string> = JSON.parse(file("png/manifest.json"));

  it.each(every)(
    "$lang/$id was drawn from today's drawing (else: node scripts/draw-pictures.ts)",
    ({ id, lang }) => {
      expect(manifest[`${lang}/${id}`]).toBe(hashOf(svgOf(draw(id, lang))));
    },
  );

  it.each(every)("$lang/$id is as LINE takes it", ({ id, lang }) => {
    const png = pngOf(id, lang);
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    if (id === "rich_menu") expect([width, height]).toEqual([2500, 1686]);
    else expect(width).toBe(1040);
    expect(png.length).toBeLessThan(1024 * 1024);
  });
});

describe("the rich menu", () => {
  const menu: {
    size: { width: number; height: number };
    areas: { id: string; bounds: { x: number; y: number; width: number; height: number } }[];
  } = JSON.parse(file("rich_menu.json"));

  it("has an area for every label, which holds it, and the areas fill the picture", () => {
    const [, { viewBox }, ...rest] = draw("rich_menu", "ja");
    expect(viewBox).toBe(`0 0 ${menu.size.width} ${menu.size.height}`);
    expect(rest.length).toBeGreaterThan(0);
    const labels = [...file("rich_menu.svg").matchAll(/<text x="(\d+)" y="(\d+)"[^>]*data-label="(\w+)"/g)];
    expect(labels.map(([, , , id]) => id).toSorted()).toEqual(menu.areas.map(({ id }) => id).toSorted());
    for (const [, x, y, id] of labels) {
      const bounds = menu.areas.find((area) => area.id === id)?.bounds;
      expect(bounds && Number(x) > bounds.x && Number(x) < bounds.x + bounds.width).toBe(true);
      expect(bounds && Number(y) > bounds.y && Number(y) < bounds.y + bounds.height).toBe(true);
    }
    const covered = menu.areas.reduce((sum, { bounds }) => sum + bounds.width * bounds.height, 0);
    expect(covered).toBe(menu.size.width * menu.size.height);
  });
});

const skipped = chromiumMissing ? ` (SKIPPED: ${chromiumMissing})` : "";

describe.skipIf(chromiumMissing)(`labels in a browser${skipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it.each(every)(
    "of $lang/$id stay inside, apart from each other, and can be read on a small phone",
    async ({ id, lang }) => {
      const page = await browser.newPage({ viewport: { width: 300, height: 600 } });
      try {
        await page.setContent(`<style>*{margin:0}svg{width:300px}</style>${svgOf(draw(id, lang))}`);
        const lines = await page.evaluate(() =>
          [...document.querySelectorAll("tspan")].map((line) => {
            const { left, right, top, bottom } = line.getBoundingClientRect();
            return { text: line.textContent, left, right, top, bottom, height: bottom - top };
          }),
        );
        const edge = 4;
        expect(lines.filter(({ left, right }) => left < edge || right > 300 - edge)).toEqual([]);
        const height = await page.evaluate(
          () => document.querySelector("svg")?.getBoundingClientRect().height,
        );
        expect(lines.filter(({ top, bottom }) => top < 0 || bottom > (height ?? 0))).toEqual([]);
        // Line boxes touch; the letters in them do not.
        const inset = 0.2;
        const meet = lines.flatMap((one, n) =>
          lines
            .slice(n + 1)
            .filter(
              (other) =>
                one.left < other.right &&
                other.left < one.right &&
                one.top + one.height * inset < other.bottom - other.height * inset &&
                other.top + other.height * inset < one.bottom - one.height * inset,
            )
            .map((other) => `${one.text} / ${other.text}`),
        );
        expect(meet).toEqual([]);
        if (id !== "rich_menu")
          expect(Math.min(...lines.map(({ height }) => height))).toBeGreaterThanOrEqual(11);
      } finally {
        await page.close();
      }
    },
  );
});
