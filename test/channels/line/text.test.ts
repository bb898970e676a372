import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, splitText } from "../../../src/channels/line/text.ts";

const letters = fc.constantFrom("a", "漢", "𠮷", "🍎", " ", "\n", "\n\n", "。");
const texts = fc.array(letters, { maxLength: 300 }).map((parts) => parts.join(""));
const bare = (text: string): string => text.replaceAll(/\s/g, "");

describe("splitText", () => {
  it("keeps everything but white space, in pieces that fit and are never empty or broken", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 60 }), (text, limit) => {
        const pieces = splitText(text, limit);
        expect(bare(pieces.join(""))).toBe(bare(text));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit);
          expect(piece.trim()).toBe(piece);
          expect(piece).not.toBe("");
          expect(piece.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it("cuts between paragraphs rather than in one, and between lines rather than in one", () => {
    expect(splitText("one two 3\n\nfour\nfive", 16)).toEqual(["one two 3", "four\nfive"]);
    expect(splitText("one two\nthree four", 12)).toEqual(["one two", "three four"]);
    expect(splitText("one two three", 9)).toEqual(["one two", "three"]);
  });

  it("leaves what fits as it is", () => {
    expect(splitText("a\n\nb", 4)).toEqual(["a\n\nb"]);
    expect(splitText("  \n", 4)).toEqual([]);
  });
});

describe("clip", () => {
  it("fits, and begins like the text", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, limit) => {
        const clipped = clip(text, limit);
        expect(clipped.length).toBeLessThanOrEqual(limit);
        expect(clipped.isWellFormed()).toBe(true);
        expect(text.startsWith(clipped.replace(/…$/, ""))).toBe(true);
      }),
    );
  });
});
