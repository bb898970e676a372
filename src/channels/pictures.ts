import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PICTURE_IDS, type PictureId } from "../assistant/pictures.ts";
import { factVars } from "../assistant/vars.ts";
import type { FactTables } from "../facts/index.ts";
import { escapeHtml, type Lang, line, rubyToText, type Say, type Vars } from "../language/index.ts";

/** The drawings that are shown, and the one that LINE puts under a chat. */
export const DRAWINGS = [...PICTURE_IDS, "rich_menu"] as const satisfies readonly (PictureId | "rich_menu")[];
export type DrawingId = (typeof DRAWINGS)[number];

/** A shape: its name, its attributes, and what it holds. The same in a template, as JSON and in a browser. */
export type Shape = readonly [name: string, attributes: Attributes, ...content: (Shape | string)[]];
type Attributes = Readonly<Record<string, string>>;

/** Wording and facts: what a drawing needs besides its shapes. */
export interface DrawingWords {
  readonly lang: Lang;
  readonly say: Say;
  readonly facts: FactTables;
}

const FOLDER = new URL("../../pictures/", import.meta.url);

/**
 * A drawing with its labels in one language. A template, `pictures/<id>.svg`, names its labels in
 * `data-label`; their words are `picture.<id>.<label>`, a line of text a line, and what stands before an empty
 * line is a heading. Colours and sizes are attributes, for a page may forbid styles; a page that draws the
 * shapes itself keeps forced colours away from them (`forced-color-adjust: none`).
 */
export function drawingOf(id: DrawingId, { lang, say, facts }: DrawingWords): Shape {
  const vars = drawingVars(facts);
  const word = (label: string): string => rubyToText(say(line(`picture.${id}.${label}`, vars)));
  const [name, attributes, ...content] = filled(templateOf(id), word);
  const htmlLang = lang === "ja-simple" ? "ja" : lang;
  const described = { ...attributes, lang: htmlLang, role: "img", "aria-label": word("alt") };
  return [name, described, ...content];
}

/** The drawing as a file. */
export function svgOf(shape: Shape): string {
  const [name, attributes, ...content] = shape;
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(value)}"`);
  if (content.length === 0) return `<${name}${given.join("")}/>`;
  const inner = content.map((one) => (typeof one === "string" ? escapeHtml(one) : svgOf(one)));
  return `<${name}${given.join("")}>${inner.join("")}</${name}>`;
}

/** Tells one state of a drawing from another: the PNG was drawn from exactly this. */
export function hashOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 16);
}

/** The drawing as PNG, as `scripts/draw-pictures.ts` made it for LINE and for whoever shows no SVG. */
export function pngOf(id: DrawingId, lang: Lang): Buffer {
  return readFileSync(new URL(`png/${lang}/${id}.png`, FOLDER));
}

/** Numbers in labels are facts, too. */
function drawingVars(facts: FactTables): Vars {
  const { E1, E2 } = facts.expiry;
  const { sign_pw, user_pin } = facts.secrets;
  return {
    ...factVars(facts),
    adultBirthdays: E1.adultBirthdays,
    minorBirthdays: E1.minorBirthdays,
    certificateBirthdays: E2.birthdays,
    digits: user_pin.format.min,
    letters: `${sign_pw.format.min}–${sign_pw.format.max}`,
  };
}

function filled([name, attributes, ...content]: Shape, word: (label: string) => string): Shape {
  const { "data-label": label, ...rest } = attributes;
  if (label !== undefined) return [name, rest, ...linesOf(word(label), rest)];
  return [name, rest, ...content.map((one) => (typeof one === "string" ? one : filled(one, word)))];
}

/** Parts of the size of the letters. */
const LINE_HEIGHT = 1.35;
const PARAGRAPH_GAP = 0.3;
/** From the middle of a line of Japanese or English down to its baseline. */
const BASELINE = 0.36;

/** The lines of a label, around its `y`: so it stands in the middle, however many lines its language needs. */
function linesOf(text: string, { x = "0", y = "0", "font-size": size = "16" }: Attributes): Shape[] {
  const paragraphs = text.split("\n\n").map((paragraph) => paragraph.split("\n"));
  const placed = paragraphs.flatMap((lines, paragraph) =>
    lines.map((text) => ({ text, paragraph, isHeading: paragraph < paragraphs.length - 1 })),
  );
  const offsetOf = (paragraph: number, n: number): number => n * LINE_HEIGHT + paragraph * PARAGRAPH_GAP;
  const last = offsetOf(paragraphs.length - 1, placed.length - 1);
  return placed.map(({ text, paragraph, isHeading }, n) => {
    const at = Number(y) + Number(size) * (offsetOf(paragraph, n) - last / 2 + BASELINE);
    return ["tspan", { x, y: at.toFixed(1), ...(isHeading && { "font-weight": "700" }) }, text];
  });
}

const templates = new Map<DrawingId, Shape>();

function templateOf(id: DrawingId): Shape {
  const known = templates.get(id);
  if (known) return known;
  const read = readShape(id, readFileSync(new URL(`${id}.svg`, FOLDER), "utf8"));
  templates.set(id, read);
  return read;
}

/** A tag, a comment, or text between them. Templates are our own and need no more of XML than this. */
const TOKEN = /<!--[\s\S]*?-->|<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;

type Open = [name: string, attributes: Attributes, ...content: (Shape | string)[]];

/**
 * Reads a template.
 * @throws {Error} naming it, where a tag is not closed or something stands there that is no tag.
 */
function readShape(id: DrawingId, svg: string): Shape {
  const root: Open = ["", {}];
  const open: Open[] = [root];
  let end = 0;
  for (const [token, closing, name, given = "", empty, text] of svg.matchAll(TOKEN)) {
    end += token.length;
    const parent = open.at(-1) ?? root;
    if (text !== undefined && text.trim() !== "") parent.push(text.trim());
    if (name === undefined) continue;
    if (closing) {
      if (open.pop()?.[0] !== name) break;
      continue;
    }
    const shape: Open = [
      name,
      Object.fromEntries([...given.matchAll(ATTRIBUTE)].map(([, key = "", value = ""]) => [key, value])),
    ];
    parent.push(shape);
    if (!empty) open.push(shape);
  }
  const [, , svgShape] = root;
  if (end < svg.length || open.length !== 1 || typeof svgShape !== "object") {
    throw new Error(`pictures/${id}.svg cannot be read after ${svg.slice(0, end).slice(-40)}`);
  }
  return svgShape;
}
