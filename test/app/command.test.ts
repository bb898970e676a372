import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { serve, tokeru } from "../support/command.ts";
import { reportWith } from "../support/card-report.ts";
import { STORIES } from "../support/stories.ts";

const dir = mkdtempSync(join(tmpdir(), "tokeru-command-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const jsonLines = (objects: readonly unknown[]): string =>
  objects.map((one) => `${JSON.stringify(one)}\n`).join("");
const parsed = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text));

const KIOSK = {
  situation: "locked",
  secret: "sign_pw",
  knows: ["user_pin"],
  age: 40,
  who: "self",
  nfc_phone: true,
  certs_valid: true,
  data_changed: false,
};

describe("tokeru guard --json", () => {
  it("masks what must not be kept, and says what it was", async () => {
    const input = jsonLines([
      { text: "暗証番号は1234です", lang: "ja" },
      { text: "2026年に引っ越しました", lang: null },
      { text: 1234 },
    ]);
    const { code, stdout, stderr } = await tokeru(["guard", "--json"], { input });
    expect(parsed(stdout)).toEqual([
      { text: "暗証番号は●●●●です", found: [{ kind: "pin" }] },
      { text: "2026年に引っ越しました", found: [] },
      { error: { message: expect.stringContaining("text") } },
    ]);
    expect([code, stderr]).toEqual([0, ""]);
  });
});

describe("tokeru decide --json", () => {
  it("answers one line a line, and nothing else", async () => {
    const { knows: _, ...unasked } = KIOSK;
    const { code, stdout, stderr } = await tokeru(["decide", "--json"], {
      input: jsonLines([KIOSK, unasked]),
    });
    const [answer, question] = parsed(stdout);
    expect(answer).toMatchObject({
      rule: "D14",
      route: "kiosk_sign",
      visits: 1,
      same_day: true,
      cost_yen: 0,
    });
    expect(answer.stores).toContain("lawson");
    expect(question).toMatchObject({ route: "clarify", ask: "knows" });
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("answers a bad line with what is wrong, and goes on", async () => {
    const input = `not json\n{"situation":"locked","on":"2026-02-30"}\n\n[]\n${JSON.stringify(KIOSK)}`;
    const { stdout, code } = await tokeru(["decide", "--json"], { input });
    const lines = parsed(stdout);
    expect(lines.map((one) => one.error?.field)).toEqual([null, "on", null, undefined]);
    expect(lines[1].error.message).toContain("2026-11-21");
    expect(lines[3].rule).toBe("D14");
    expect(code).toBe(0);
  });

  it("reads the rules of another day", async () => {
    const { stdout } = await tokeru(["decide", "--json"], {
      input: jsonLines([{ ...KIOSK, on: "2021-06-01" }]),
    });
    expect(parsed(stdout)[0]).toMatchObject({ route: "counter", stores: [] });
  });
});

describe("tokeru chat --json", () => {
  it("greets before any input, and tells the seed story", async () => {
    const taps = (STORIES[0]?.taps ?? []).map((choose) => ({ choose }));
    const { stdout, stderr } = await tokeru(["chat", "--json"], { input: jsonLines(taps) });
    const [greeting, ...replies] = parsed(stdout);
    expect(greeting).toMatchObject({ node: "what_happened", answers: [], outcome: null });
    expect(greeting.say.length).toBeGreaterThan(1);
    expect(greeting.choices[0]).toHaveProperty("label");
    const last = replies.at(-1);
    expect(last).toMatchObject({ node: "outcome", outcome: { rule: "D23", route: "counter" } });
    expect(last.outcome.slip.request.ja).toContain("券面事項確認AP");
    expect(last.say.join()).toContain("照合番号B");
    expect(stderr).toBe("");
  });

  it("takes text, changes, commands and a card's report, and survives what it cannot read", async () => {
    const inputs = [
      { text: "5" },
      { change: "what_happened" },
      { choose: "locked" },
      // The command goes by the clock, and takes no reading of yesterday.
      { card: { ...reportWith({ code_b: 0 }), read_at: new Date().toISOString() } },
      { card: { schema: 1 } },
      { command: "language", value: "en" },
      { nonsense: true },
      { choose: "mine" },
    ];
    const { stdout } = await tokeru(["chat", "--json"], { input: jsonLines(inputs) });
    const replies = parsed(stdout).slice(1);
    expect(replies.map((one) => one.node ?? one.error.message.slice(0, 8))).toEqual([
      "screen",
      "what_happened",
      "screen",
      "whose_card",
      "not a ca",
      "whose_card",
      "expected",
      "outcome",
    ]);
    expect(replies.at(-1).outcome.diagnosis.secret).toBe("code_b");
  });

  it("refuses a city or a language that there is not, in one line", async () => {
    const city = await tokeru(["chat", "--city", "atlantis"]);
    expect([city.code, city.stderr.trim().split("\n")]).toEqual([
      1,
      [expect.stringContaining("asagiri, default")],
    ]);
    const lang = await tokeru(["chat", "--lang", "xx"]);
    expect(lang.code).toBe(1);
    expect(lang.stderr).toContain("ja-simple");
  });
});

describe("tokeru chat in a terminal", () => {
  it("tells the seed story by number keys, with the slip in the clerk's words", async () => {
    const { stdout } = await tokeru(["chat"], { input: "5\n3\n1\nq\n" });
    expect(stdout).toContain("照合番号B");
    expect(stdout).toContain("券面事項確認AP");
    expect(stdout).toContain("未確認");
  });

  it("goes back, explains, changes the language and ends", async () => {
    const { stdout, code } = await tokeru(["chat"], { input: "5\nb\nh\nl\nl\nzz\nq\n" });
    expect(stdout).toContain("What happened");
    expect(code).toBe(0);
  });
});

describe("tokeru serve", () => {
  it("works without any setting but a place for its data, and stops in order", async () => {
    const data = join(dir, "plain");
    const { child, url } = await serve({ TOKERU_DATA: data, TOKERU_LOG_LEVEL: "silent" });
    const page = await fetch(url, { signal: AbortSignal.timeout(5000) });
    expect(page.status).toBe(200);
    expect(existsSync(join(data, "tokeru.sqlite"))).toBe(true);
    child.kill("SIGTERM");
    const [code] = await once(child, "close");
    expect(code).toBe(0);
  });

  it("stops in order, at once, also while pages listen to their conversations", async () => {
    const { child, url } = await serve({ TOKERU_DATA: join(dir, "heard"), TOKERU_LOG_LEVEL: "silent" });
    const begun = await fetch(`${url}/api/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ keep: "token" }),
    });
    const { token } = (await begun.json()) as { token: string };
    const stream = await fetch(`${url}/api/conversation/events`, {
      headers: { authorization: `Bearer ${token}` },
    });
    child.kill("SIGTERM");
    // Whoever waits for a stream that does not end is cut off with 1, after 15 seconds.
    expect(await stream.text()).toBe('event: changed\nid: 1\ndata: {"rev":1}\n\n');
    const [code] = await once(child, "close");
    expect(code).toBe(0);
  });

  it.each([
    ["a wrong setting", { TOKERU_PORT: "http" }, /^tokeru: TOKERU_PORT .*8080/],
    ["a city that there is not", { TOKERU_CITY: "atlantis" }, /^tokeru: TOKERU_CITY .*default/],
    ["a folder that is a file", { TOKERU_DATA: "/dev/null/data" }, /^tokeru: TOKERU_DATA /],
    [
      "a database that does not answer",
      { TOKERU_DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" },
      /^tokeru: /,
    ],
  ])("ends with one clear line for %s", async (_, env, message) => {
    const { code, stderr } = await tokeru(["serve"], { env: { TOKERU_DATA: join(dir, "wrong"), ...env } });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("says that another process has the data, or the port", async () => {
    const data = join(dir, "shared");
    const { child, url } = await serve({ TOKERU_DATA: data, TOKERU_LOG_LEVEL: "silent" });
    const second = await tokeru(["serve"], { env: { TOKERU_DATA: data, TOKERU_PORT: "0" } });
    expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/^tokeru: .*another/i)]);
    const port = new URL(url).port;
    const third = await tokeru(["serve"], { env: { TOKERU_DATA: join(dir, "other"), TOKERU_PORT: port } });
    expect([third.code, third.stderr]).toEqual([1, expect.stringMatching(/^tokeru: TOKERU_PORT .*8081/)]);
    child.kill("SIGKILL");
    await once(child, "close");
  });
});
