import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveWeb, type WebServer } from "./serve.ts";
import { textOf, Visitor } from "./visitor.ts";

let web: WebServer;
let visitor: Visitor;
beforeAll(async () => {
  web = await serveWeb();
});
afterAll(() => web.close());
beforeEach(async () => {
  visitor = new Visitor(web.app);
  await visitor.open("/?lang=ja");
});

const write = (text: string): Promise<Visitor> => visitor.submit("/words", { text });
const shown = (): string => textOf(visitor.page);

describe("words on the plain page", () => {
  it("answer what they are sure about, without a script", async () => {
    await write("カードを落としました");
    expect(visitor.path).toMatch(/^\/answer/);
    expect(shown()).toContain("次のように読み取りました");
    expect(shown()).toContain("0120-95-0178");
  });

  it("ask aside: the answer stands above the open question, from today's facts", async () => {
    await visitor.choose("locked");
    await write("手数料は?");
    expect(visitor.path).toMatch(/^\/q\/screen/);
    expect(shown()).toMatch(/0円.*根拠：.*2026-11-21/);
  });

  it("answer a question in a word or two, and by number", async () => {
    await visitor.choose("locked");
    await write("3番です");
    await write("自分のです");
    expect(visitor.path).toMatch(/^\/answer/);
  });

  it("tick what they speak for, and leave it to be sent", async () => {
    await write("銀行のアプリで、暗証番号を直したはずなのに、なんかまだだめみたい");
    const ticked = /<input[^>]*name="choose"[^>]*\schecked/.test(visitor.page);
    expect(ticked || visitor.path !== "/").toBe(true);
  });

  it("lead to a person who is asked for", async () => {
    await write("人と話したい");
    expect(visitor.path).toBe("/person");
  });

  it("never stand in an address, a log or the store, and are warned of", async () => {
    await write("暗証番号は4649です");
    expect(shown()).toContain("暗証番号");
    expect(visitor.path).toMatch(/told=warning\.pin/);
    // Times in the log, and what names a form, may hold them by chance.
    expect(visitor.page + web.logs.join("")).not.toMatch(/(?<![\da-f.-])4649(?![\da-f.-])/);
  });

  it("say nothing that a link made elsewhere puts there", async () => {
    await visitor.open("/?told=aside.fee~aside.__proto__~warning.pin~<script>alert(1)</script>~greeting");
    expect(visitor.status).toBe(200);
    expect(visitor.page).not.toMatch(/alert\(1\)/);
    expect(shown()).toContain("0円");
  });
});
