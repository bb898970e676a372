import { html, type TemplateResult } from "lit";
import type { Lang } from "../src/language/index.ts";

/** やさしい日本語 is Japanese to a screen reader. */
export function htmlLang(lang: Lang): "ja" | "en" {
  return lang === "en" ? "en" : "ja";
}

const RUBY = "｜([^｜《》]+)《([^｜《》]+)》";
const PAGE = "https:\\/\\/[\\w./?=&;%#~:@+-]*[\\w/]";
/** Numbers that can be dialled in Japan; never part of an address of a page. */
const TELEPHONE = "(?<![\\w/.-])(?:\\+81-\\d{1,4}|0\\d{1,4})-\\d{2,4}-\\d{2,4}(?![\\w-])";
const LETTER = "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}";
const JAPANESE = `[${LETTER}][${LETTER}・（）「」、。0-9０-９]*`;
const MARKS = new RegExp(`${RUBY}|(${PAGE})|(${TELEPHONE})`, "gu");
const MARKS_AND_JAPANESE = new RegExp(`${RUBY}|(${PAGE})|(${TELEPHONE})|(${JAPANESE})`, "gu");

type Piece = string | TemplateResult;

/**
 * A text as nodes, never as markup: furigana as `<ruby>`, telephone numbers and addresses of pages to be
 * tapped, and inside another language Japanese words marked as such (WCAG 3.1.2).
 */
export function rich(text: string, lang: "ja" | "en"): readonly Piece[] {
  return piecesOf(text, lang === "ja" ? MARKS : MARKS_AND_JAPANESE, (found) => found);
}

/** The same without links, for what stands inside a button or is itself a link. */
export function inert(text: string, lang: "ja" | "en"): readonly Piece[] {
  return piecesOf(text, lang === "ja" ? MARKS : MARKS_AND_JAPANESE, ({ page, phone, ...found }) => ({
    ...found,
    plain: page ?? phone,
  }));
}

interface Found {
  readonly base?: string | undefined;
  readonly reading?: string | undefined;
  readonly page?: string | undefined;
  readonly phone?: string | undefined;
  readonly japanese?: string | undefined;
  readonly plain?: string | undefined;
}

function piecesOf(text: string, marks: RegExp, sift: (found: Found) => Found): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    const [whole, base, reading, page, phone, japanese] = match;
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(pieceOf(sift({ base, reading, page, phone, japanese })));
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

function pieceOf({ base, reading, page, phone, japanese, plain }: Found): Piece {
  if (base !== undefined) return html`<ruby>${base}<rp>(</rp><rt>${reading}</rt><rp>)</rp></ruby>`;
  if (page !== undefined) return html`<a href=${page} target="_blank" rel="noopener">${page}</a>`;
  if (phone !== undefined) return html`<a href="tel:${phone.replaceAll("-", "")}">${phone}</a>`;
  if (japanese !== undefined) return html`<span lang="ja">${japanese}</span>`;
  return plain ?? "";
}
