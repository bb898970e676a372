import { readFileSync, statSync } from "node:fs";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildWeb } from "../../scripts/build-web.ts";
import { TRAINED as ASKED } from "../../src/language/asked/trained.ts";
import { TRAINED as UNDERSTOOD } from "../../src/language/understand/trained.ts";
import { serveWeb, type WebServer } from "../channels/web/serve.ts";

const BUILT = new URL("../../dist/web/", import.meta.url);
const KB = 1024;

function gzipped(...files: readonly string[]): number {
  return files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(new URL(file, BUILT)), { level: 9 }).length,
    0,
  );
}

let web: WebServer;
beforeAll(async () => {
  web = await serveWeb();
});
afterAll(() => web.close());

it("needs at most 30 KB until the first question is there, and the widget itself at most 25", async () => {
  const first = await web.app.inject({
    method: "POST",
    url: "/api/conversations?furigana=notation",
    payload: { lang: "ja", keep: "token" },
  });
  expect(first.statusCode).toBe(201);
  const widget = gzipped("tokeru-chat.js");
  expect(widget).toBeLessThanOrEqual(25 * KB);
  expect(widget + gzipSync(first.body).length).toBeLessThanOrEqual(30 * KB);
});

it("needs at most 90 KB without a server, with Japanese wording", () => {
  expect(gzipped("tokeru-chat-local.js", "wording/ja.json")).toBeLessThanOrEqual(90 * KB);
});

it("needs at most 190 KB more to understand words, which nobody waits for", () => {
  const words = gzipped("tokeru-words.js");
  console.log(`tokeru-words.js: ${(words / KB).toFixed(1)} KB gzip`);
  expect(words).toBeLessThanOrEqual(190 * KB);
  const learned = [UNDERSTOOD.situation, UNDERSTOOD.secret, UNDERSTOOD.service, UNDERSTOOD.outside, ASKED];
  const read = (file: string): string => readFileSync(new URL(file, BUILT), "utf8");
  for (const { weights } of learned) {
    expect(read("tokeru-words.js")).toContain(weights);
    expect(read("tokeru-chat-local.js")).not.toContain(weights);
    expect(read("tokeru-chat.js")).not.toContain(weights);
  }
});

it("names what it built, with the integrity that a page asks for", () => {
  const manifest = JSON.parse(readFileSync(new URL("manifest.json", BUILT), "utf8"));
  for (const { file, sha256, integrity, bytes, gzip } of [
    manifest,
    manifest.guard,
    manifest.local,
    manifest.person,
    manifest.reader,
  ]) {
    const content = readFileSync(new URL(file, BUILT));
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
    expect(`sha384-${createHash("sha384").update(content).digest("base64")}`).toBe(integrity);
    expect([content.length, gzipped(file)]).toEqual([bytes, gzip]);
  }
  const widget = readFileSync(new URL(manifest.file, BUILT), "utf8");
  expect(widget).toContain(vouched(manifest.guard));
  expect(widget).toContain(vouched(manifest.person));
  const local = readFileSync(new URL(manifest.local.file, BUILT), "utf8");
  expect(local).toContain(vouched(manifest.guard));
  expect(local).toContain(vouched(manifest.reader));
});

/** The shorter integrity by which the widget knows its parts. */
function vouched({ sha256 }: { readonly sha256: string }): string {
  return `sha256-${Buffer.from(sha256, "hex").toString("base64")}`;
}

it("needs at most 4 KB more for a talk with a person, which nobody else waits for", () => {
  expect(gzipped("tokeru-person.js")).toBeLessThanOrEqual(4 * KB);
  expect(readFileSync(new URL("tokeru-chat.js", BUILT), "utf8")).not.toContain("talk.talking");
});

it("builds nothing where nothing has changed", async () => {
  const file = new URL("tokeru-chat.js", BUILT);
  const before = statSync(file).mtimeMs;
  await buildWeb();
  expect(statSync(file).mtimeMs).toBe(before);
});
