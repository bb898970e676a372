import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html, linkedWords, words } from "../../../src/channels/web/html.ts";

describe("a template", () => {
  it("escapes every text, in content and in attributes", () => {
    const hostile = `"><script>alert('&')</script>`;
    const escaped = "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;";
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it("takes markup of other templates as it is, joins lists, and leaves out what is absent", () => {
    const items = ["a", "b"].map((name) => html`<i>${name}</i>`);
    expect(html`${items}${null}${undefined}${false}${0}`.markup).toBe("<i>a</i><i>b</i>0");
  });

  it("lets no text become markup, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "=", "/", "a", "｜", "《", "》", "漢") }),
        (text) => {
          for (const piece of [text, words(text, "ja"), words(text, "en"), linkedWords(text, "en")]) {
            const tags = html`${piece}`.markup.match(/<[^>]*>?|"/g) ?? [];
            expect(
              tags.filter((tag) => !/^(?:<\/?(?:ruby|rt|rp)>|<span lang="ja">|<\/span>)$/.test(tag)),
            ).toEqual(tags.filter((tag) => tag === '"'));
          }
        },
      ),
    );
  });
});

describe("words", () => {
  it("show furigana over their kanji", () => {
    expect(words("｜番号《ばんごう》を", "ja").markup).toBe(
      "<ruby>番号<rp>(</rp><rt>ばんごう</rt><rp>)</rp></ruby>を",
    );
  });

  it("mark Japanese terms inside another language as Japanese", () => {
    expect(words("the login PIN (利用者証明用・4けた), 4 digits", "en").markup).toBe(
      'the login PIN (<span lang="ja">利用者証明用・4けた</span>), 4 digits',
    );
  });

  it("make telephone numbers and pages something to tap, and nothing else", () => {
    const text =
      "0120-95-0178、0120-0178-27、+81-50-3816-0011。2026-11-21、09:30-20:00、https://a.example/b/?c=1。";
    expect(linkedWords(text, "ja").markup).toBe(
      '<a href="tel:0120950178">0120-95-0178</a>、<a href="tel:0120017827">0120-0178-27</a>、' +
        '<a href="tel:+815038160011">+81-50-3816-0011</a>。' +
        "2026-11-21、09:30-20:00、" +
        '<a href="https://a.example/b/?c=1">https://a.example/b/?c=1</a>。',
    );
  });
});
