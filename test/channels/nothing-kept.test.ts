import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WEBHOOK_PATH } from "../../src/channels/line/index.ts";
import { tokeru } from "../support/command.ts";
import {
  ACCESS_TOKEN,
  CHANNEL_SECRET,
  type LinePlatform,
  startLinePlatform,
} from "../support/line-platform.ts";
import { myNumber, spellings } from "../language/guard/numbers.ts";

/**
 * Hundreds of PINs, passwords and numbers are typed into a server as it runs in earnest, on every channel.
 * Afterwards every file that it wrote, its log and everything that it answered are searched for them.
 */
const BIN = fileURLToPath(new URL("../../bin/tokeru.js", import.meta.url));
const PATIENCE_MS = 30_000;
const EACH = 60;

const dir = mkdtempSync(join(tmpdir(), "tokeru-kept-"));
const logFile = join(dir, "log.txt");
let platform: LinePlatform;
let server: ReturnType<typeof spawn>;
let url: string;
/** Everything that went out. */
const answered: string[] = [];

interface Typed {
  readonly text: string;
  readonly secret: string;
}

/** PINs that begin with 0: no process, port or time in a log looks so. */
const PINS = Array.from({ length: EACH }, (_, n) => `0${String(201 + n * 13).padStart(3, "0")}`);
const PASSWORDS = Array.from({ length: EACH }, (_, n) => `QZ${n}XK${n * 7}VW`);
const NUMBERS = Array.from({ length: EACH }, (_, n) =>
  myNumber(Array.from({ length: 11 }, (_, place) => (n * 7 + place * place * 3 + 1) % 10)),
);

const SAYINGS = [
  (secret: string) => `暗証番号は${secret}です`,
  (secret: string) => secret,
  (secret: string) => `${secret}って入れたらロックされました`,
  (secret: string) => `${secret}で合ってますか`,
  (secret: string) => `コンビニで${secret}に変えたのに銀行アプリで通らない`,
  (secret: string) => `my pin is ${secret}`,
];

const TYPED: readonly Typed[] = [...PINS, ...PASSWORDS, ...NUMBERS].map((secret, n) => {
  const spelled = secret.length === 12 && /^\d+$/.test(secret) ? spellings(secret) : [secret];
  const written = spelled[n % spelled.length] ?? secret;
  return { secret: written, text: SAYINGS[n % SAYINGS.length]?.(written) ?? written };
});

/** Where a secret stands by itself; PINs are short, and may be a part of something else. */
function holds(text: string, { secret }: Typed): boolean {
  if (secret.length > 4) return text.includes(secret);
  return new RegExp(`(?<![0-9A-Za-z.])${secret}(?![0-9A-Za-z])`).test(text);
}

/** Their second group is four digits now and then, and random. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function leaked(all: string): readonly string[] {
  const text = all.replaceAll(UUID, "");
  const isLeaked = (typed: Typed): boolean =>
    holds(text, typed) || (typed.text.length > 4 && text.includes(typed.text));
  return TYPED.filter(isLeaked).map(({ secret }) => secret);
}

beforeAll(async () => {
  platform = await startLinePlatform();
  const log = openSync(logFile, "w");
  server = spawn(process.execPath, [BIN, "serve"], {
    env: {
      PATH: process.env["PATH"],
      TOKERU_PORT: "0",
      TOKERU_DATA: join(dir, "data"),
      TOKERU_LOG_LEVEL: "debug",
      TOKERU_LINE_API: platform.url,
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
    },
    stdio: ["ignore", log, log],
  });
  url = await said(/Tokeru answers at (\S+)\//);
});

afterAll(async () => {
  if (server.exitCode === null) {
    server.kill("SIGKILL");
    await once(server, "close");
  }
  await platform.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function said(pattern: RegExp): Promise<string> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = pattern.exec(readFileSync(logFile, "utf8"))?.[1];
    if (found) return found;
    if (Date.now() > until || server.exitCode !== null)
      throw new Error(`tokeru serve did not start: ${readFileSync(logFile, "utf8")}`);
    await setTimeout(20);
  }
}

async function post(path: string, body: object, cookie = ""): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** What the page's forms carry, so that they are taken for this conversation's own. */
async function tokenOfForms(cookie: string): Promise<string> {
  const token = /name="token" value="([^"]+)"/.exec(await pageAt("/q/what_happened", cookie))?.[1];
  if (!token) throw new Error("the page has no form of this conversation");
  return token;
}

async function pageAt(path: string, cookie: string): Promise<string> {
  const page = await fetch(`${url}${path}`, {
    headers: { cookie },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return page.text();
}

async function postForm(path: string, fields: Record<string, string>, cookie: string) {
  const response = await fetch(`${url}${path}`, {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin", cookie },
    body: new URLSearchParams(fields),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { location: response.headers.get("location") ?? "", body: await response.text() };
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("what somebody types by mistake", () => {
  it("is masked in the JSON API, and the choices work as before", async () => {
    const begun = await post("/api/conversations", { lang: "ja" });
    const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    let warned = 0;
    for (const { text } of TYPED) {
      const response = await post("/api/conversation/turns", { text }, cookie);
      const told = await response.text();
      answered.push(told);
      if (told.includes("伏せました") || told.includes("hid it")) warned++;
    }
    expect(warned).toBe(TYPED.length);
    const chosen = await post("/api/conversation/turns", { text: "1" }, cookie);
    expect(chosen.status).toBe(200);
  });

  it("is masked in the forms of the page", async () => {
    const begun = await post("/api/conversations", { lang: "ja" });
    const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const form = { token: await tokenOfForms(cookie), lang: "ja", city: "default" };
    for (const [n, { text }] of TYPED.entries()) {
      const { location, body } = await postForm("/words", { ...form, text }, cookie);
      const page = await pageAt(location, cookie);
      expect(page).toMatch(/伏せました|hid it/);
      answered.push(location, body, page);
      // Whoever writes words into a choice's value is shown what was there before.
      if (n % 10 > 0) continue;
      const choice = await postForm("/answers", { ...form, node: "what_happened", choose: text }, cookie);
      expect(choice.location).toMatch(/^\/q\//);
      answered.push(choice.location, choice.body);
    }
  });

  it("is masked on LINE, with how to take it back", async () => {
    const resident = platform.resident(`${url}${WEBHOOK_PATH}`);
    answered.push(...(await resident.follow()));
    for (const { text } of TYPED) {
      const bubbles = await resident.type(text);
      expect(bubbles.join("\n")).toMatch(/送信取消|Unsend/);
      answered.push(...bubbles);
    }
    answered.push(...platform.delivered(resident.userId).map((one) => JSON.stringify(one)));
  });

  it("is masked in the terminal", async () => {
    const input = `${TYPED.map(({ text }) => text.replaceAll("\n", " ")).join("\n")}\nq\n`;
    const { stdout, stderr } = await tokeru(["chat"], { input });
    const json = await tokeru(["chat", "--json"], {
      input: TYPED.map(({ text }) => `${JSON.stringify({ text })}\n`).join(""),
    });
    expect(json.stdout.split("伏せました").length + json.stdout.split("hid it").length).toBeGreaterThan(
      TYPED.length,
    );
    answered.push(stdout, stderr, json.stdout, json.stderr);
  });

  it("is in nothing that went out, in no log and in no file, also after the end", async () => {
    server.kill("SIGTERM");
    await once(server, "close");
    expect(answered.length).toBeGreaterThan(3 * TYPED.length);
    expect(leaked(answered.join("\n"))).toEqual([]);
    expect(leaked(readFileSync(logFile, "utf8"))).toEqual([]);
    const files = filesUnder(join(dir, "data"));
    expect(files.some((file) => file.endsWith(".sqlite"))).toBe(true);
    for (const file of files) expect([file, ...leaked(readFileSync(file, "utf8"))]).toEqual([file]);
  });
});
