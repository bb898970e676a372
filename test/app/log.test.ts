import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import * as v from "valibot";
import { afterAll, describe, expect, it } from "vitest";
import { LOGGING } from "../../src/app/log.ts";
import { openStore } from "../../src/store/index.ts";
import { serve } from "../support/command.ts";

const dir = mkdtempSync(join(tmpdir(), "tokeru-log-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** What nobody may read in a log. */
const SAID = "kept words";

/** What the log tells of whatever is thrown. */
async function logged(thrown: () => unknown): Promise<{ readonly line: string; readonly err: unknown }> {
  const lines: string[] = [];
  const stream = { write: (text: string) => void lines.push(text) };
  const app = Fastify({ logger: { ...LOGGING, level: "error", stream } });
  app.get("/", () => thrown());
  await app.inject("/");
  await app.close();
  const [line = "{}"] = lines;
  return { line, err: JSON.parse(line).err };
}

describe("the log tells of an error", () => {
  it("where a value came up that does not fit its schema, and not the value", async () => {
    const Schema = v.object({ city: v.string(), at: v.number() });
    const { line, err } = await logged(() => v.parse(Schema, { city: SAID, at: SAID }));
    expect(err).toMatchObject({ type: "ValiError", stack: expect.stringContaining("log.test.ts") });
    expect(line).not.toContain(SAID);
    expect(line).not.toContain("issues");
  });

  it("where a text is no JSON, and not the text", async () => {
    const { line, err } = await logged(() => JSON.parse(SAID));
    expect(err).toMatchObject({ type: "SyntaxError", stack: expect.stringContaining("log.test.ts") });
    expect(line).not.toContain("kept");
  });

  it("with its message and its code, where it says what it has to say; with its cause, and nothing more", async () => {
    const { line, err } = await logged(() => {
      const cause = Object.assign(new SyntaxError(SAID), { text: SAID });
      throw Object.assign(new Error("the disk is full", { cause }), { code: "SQLITE_FULL", detail: SAID });
    });
    expect(err).toMatchObject({ type: "Error", message: "the disk is full", code: "SQLITE_FULL" });
    expect(err).toMatchObject({ cause: { type: "SyntaxError" } });
    expect(line).not.toContain(SAID);
  });
});

describe("a stored conversation that cannot be read", () => {
  it("has one line in the log of the server, without content, and the resident begins anew", async () => {
    const env = { TOKERU_DATA: dir };
    const first = await serve({ ...env, TOKERU_LOG_LEVEL: "silent" });
    const begun = await post(`${first.url}/api/conversations`, { keep: "token", choose: "locked" });
    first.child.kill("SIGTERM");
    await once(first.child, "close");

    const store = await openStore({ file: join(dir, "tokeru.sqlite") });
    const [id = ""] = await store.journeys.uncounted(Number.MAX_SAFE_INTEGER, 9);
    await store.transaction(async (tx) => {
      const row = await tx.conversations.find(id);
      if (row) await tx.conversations.update(row, { lang: "en", answers: SAID }, Date.now());
    });
    await store.close();

    const { child, url, said } = await serve(env);
    const turn = () => post(`${url}/api/conversation/turns`, { text: "2" }, String(begun["token"]));
    const anew = await turn();
    expect(anew).toMatchObject({ node: "what_happened", lang: "en" });
    expect(JSON.stringify(anew)).toContain("earlier answers can no longer be opened");
    expect(JSON.stringify(await turn())).not.toContain("can no longer be opened");
    child.kill("SIGTERM");
    await once(child, "close");
    const log = said();
    const told = log.split("\n").filter((line) => line.includes("could not be read"));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? "{}")).toMatchObject({ level: 50, conversation: id, channel: "web" });
    expect(log).not.toContain(SAID);
  }, 60_000);
});

async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}
