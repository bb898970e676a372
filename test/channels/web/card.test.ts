import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportWith } from "../../support/card-report.ts";
import { NOON } from "../../support/house.ts";
import { serveWeb, type WebServer } from "./serve.ts";
import { formFields, Visitor } from "./visitor.ts";

let web: WebServer;
let now = NOON;
beforeAll(async () => {
  web = await serveWeb({ now: () => now });
});
afterAll(() => web.close());

const BLOCKED = reportWith({ code_b: 0 });

/** Somebody at a question where a reading helps, who asked for it. */
async function waiting(): Promise<{ visitor: Visitor; code: string }> {
  now = NOON;
  const visitor = await (await new Visitor(web.app).open("/")).choose("locked");
  await visitor.submit("/card");
  return { visitor, code: codeOn(visitor.page) };
}

function codeOn(page: string): string {
  const [, first = "", second = ""] = /([2-9A-Z]{4}) ([2-9A-Z]{4})/.exec(page) ?? [];
  return first + second;
}

async function report(code: string, card: unknown = BLOCKED, from = "192.0.2.1") {
  const payload = JSON.stringify({ code, report: card });
  const headers = { "content-type": "application/json" };
  const answer = await web.app.inject({
    method: "POST",
    url: "/api/card-reports",
    payload,
    headers,
    remoteAddress: from,
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe("a card on the web page", () => {
  it("is offered where it helps, shown with its code, and takes the page on by itself", async () => {
    const { visitor, code } = await waiting();
    expect(visitor.path).toBe("/card");
    expect(visitor.page).toContain('http-equiv="refresh"');
    expect(visitor.page).toContain(`tokeru probe --pair ${code} --server https://tokeru.example.jp`);
    expect((await visitor.open("/card")).page).toContain(codeOn(visitor.page));
    expect(await report(code)).toEqual({ status: 200, body: { result: "accepted" } });
    await visitor.open("/card");
    expect(visitor.path).toBe("/q/whose_card");
    await visitor.choose("mine");
    expect(visitor.path).toBe("/answer");
    expect(visitor.page).toContain("照合番号B: ロックされています");
    expect((await visitor.open("/slip")).page).toContain("カードから");
  });

  it("keeps the code out of addresses and logs", async () => {
    const { visitor, code } = await waiting();
    await report(code);
    expect(visitor.path).not.toContain(code);
    expect(web.logs.join("")).not.toContain(code);
    expect(web.logs.join("")).not.toContain("63C0");
  });

  it("goes back to the question when the code has run out", async () => {
    const { visitor } = await waiting();
    now = NOON + 11 * 60_000;
    await visitor.open("/card");
    expect(visitor.path).toBe("/q/screen");
  });

  it("sends whoever has no conversation, or no code, to the questions", async () => {
    expect((await new Visitor(web.app).open("/card")).path).toMatch(/^\/(\?|$)/);
    now = NOON;
    const visitor = await (await new Visitor(web.app).open("/")).choose("locked");
    expect((await visitor.open("/card")).path).toBe("/q/screen");
  });

  it("shows a code to nobody but its own visitor", async () => {
    const { code } = await waiting();
    const other = await (await new Visitor(web.app).open("/")).choose("locked");
    expect((await other.open("/card")).page).not.toContain(code.slice(0, 4));
  });

  it("shows no code that was not made for this conversation: made up, changed, or of another one", async () => {
    const { visitor } = await waiting();
    const own = visitor.cookies.get("tokeru-code") ?? "";
    const stranger = (await waiting()).visitor.cookies.get("tokeru-code") ?? "";
    const seal = own.split(".")[2] ?? "";
    for (const forged of [`${NOON}.23456789`, `${NOON}.23456789.${seal}`, own.replace(/^./, "2"), stranger]) {
      visitor.cookies.set("tokeru-code", forged);
      await visitor.open("/card");
      expect(visitor.path, forged).toBe("/q/screen");
    }
    visitor.cookies.set("tokeru-code", own);
    expect((await visitor.open("/card")).path).toBe("/card");
  });

  it("binds its cookie to the host where there is https", async () => {
    const https = await serveWeb({ publicUrl: "https://tokeru.example.jp" });
    const visitor = await (await new Visitor(https.app).open("/")).choose("locked");
    const form = new URLSearchParams(formFields(visitor.page, "/card")).toString();
    const { headers } = await visitor.send("POST", "/card", form);
    expect(String(headers["set-cookie"])).toMatch(/^__Host-tokeru-code=\S+; .*Path=\/; .*Secure/);
    await https.close();
  });
});

describe("a card over the API", () => {
  it("tells the code in the turn that asks for it", async () => {
    now = NOON;
    const visitor = new Visitor(web.app);
    const json = { "content-type": "application/json" };
    const begun = await visitor.send("POST", "/api/conversations", "{}", json);
    const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
    const turn = async (input: object) =>
      (
        await visitor.send("POST", "/api/conversation/turns", JSON.stringify(input), { ...json, cookie })
      ).json();
    await turn({ choose: "locked" });
    const code = codeOn((await turn({ command: "card" })).say.join("\n"));
    expect((await report(code)).status).toBe(200);
    expect((await turn({ choose: "mine" })).outcome.grounded.on).toBe("card");
  });
});

describe("a report that is refused", () => {
  it("says why, and changes nothing", async () => {
    const { visitor, code } = await waiting();
    expect(await report("AAAAAAAA")).toEqual({ status: 422, body: { result: "unknown_code" } });
    expect(await report(code, { schema: 1 })).toEqual({ status: 422, body: { result: "malformed" } });
    const old = { ...BLOCKED, read_at: new Date(NOON - 3_600_000).toISOString() };
    expect(await report(code, old)).toEqual({ status: 422, body: { result: "too_old" } });
    expect((await visitor.open("/card")).path).toBe("/card");
  });

  it("is not even looked at after ten in a minute from one address", async () => {
    const answers = [];
    for (let n = 0; n < 12; n++) answers.push((await report("AAAAAAAA", BLOCKED, "192.0.2.77")).status);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 422), 429, 429]);
    const { code } = await waiting();
    expect((await report(code, BLOCKED, "192.0.2.78")).status).toBe(200);
  });
});
