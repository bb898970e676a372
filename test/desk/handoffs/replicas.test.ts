import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { serve, tokeru } from "../../support/command.ts";
import { postgresMissing, type PostgresServer, startPostgres } from "../../support/postgres.ts";
import { follow, until } from "./follower.ts";
import { signIn } from "./serving.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const JSON_TYPE = { "content-type": "application/json" };

/** Sends JSON, and reads what comes back. */
async function send(url: string, headers: Readonly<Record<string, string>>, body?: object) {
  const { host: _, ...rest } = headers;
  const answer = await fetch(url, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: { ...rest, ...(body && JSON_TYPE) },
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, json: await answer.json() };
}

async function asksForPerson(address: string, store: Store) {
  const { json } = await send(
    `${address}/api/conversations`,
    {},
    { city: "asagiri", lang: "ja", keep: "token" },
  );
  const headers = { authorization: `Bearer ${json.token}` };
  await send(`${address}/api/conversation/turns`, headers, { command: "human" });
  const handoff = (await store.handoffs.open(rowIdOf(json.token)))?.id;
  return { handoff, headers };
}

describe.skipIf(postgresMissing)("two server processes on one PostgreSQL", () => {
  let postgres: PostgresServer;
  let store: Store;
  const data = mkdtempSync(join(tmpdir(), "tokeru-replicas-"));
  const processes: ChildProcess[] = [];
  const addresses: string[] = [];

  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.newDatabase();
    store = await openStore({ url });
    const env = {
      TOKERU_DATABASE_URL: url,
      TOKERU_DATA: data,
      TOKERU_CITY: "asagiri",
      TOKERU_LOG_LEVEL: "error",
    };
    for (const { child, url: address } of [await serve(env), await serve(env)]) {
      processes.push(child);
      addresses.push(address);
    }
  });
  afterAll(async () => {
    await Promise.all(
      processes.map(async (child) => {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }),
    );
    await store.close();
    await postgres.stop();
    rmSync(data, { recursive: true, force: true });
  });
  const [ONE, OTHER] = [0, 1];
  const at = (n: number): string => addresses[n] ?? "";

  it("tell on one what happens on the other, in both directions", async () => {
    const hana = await signIn(store, "hana", "agent", Date.now(), at(OTHER));
    const page = await follow(at(OTHER), hana);
    await until(() => page.told.length > 0);
    const { handoff, headers } = await asksForPerson(at(ONE), store);
    await until(() => page.told.includes(`handoff ${handoff}`));
    const taken = await send(`${at(OTHER)}/desk/api/handoffs/${handoff}/take`, hana, {});
    expect(taken.status).toBe(200);
    page.clear();
    await send(`${at(ONE)}/api/conversation/turns`, headers, { text: "もしもし" });
    await until(() => page.told.includes(`handoff ${handoff}`));
    const opened = await send(`${at(OTHER)}/desk/api/handoffs/${handoff}`, hana);
    expect(opened.json.thread.map(({ text }: { text: string }) => text)).toEqual(["もしもし"]);
    const { rev } = (await send(`${at(ONE)}/api/conversation`, headers)).json;
    await send(`${at(OTHER)}/desk/api/handoffs/${handoff}/say`, hana, { id: "client-id-1", text: "はい" });
    await until(async () => (await send(`${at(ONE)}/api/conversation`, headers)).json.rev > rev);
    page.leave();
  });

  it("let one alone take a conversation, of fifty who try on both at once", async () => {
    const { handoff } = await asksForPerson(at(ONE), store);
    const agents = await Promise.all(
      Array.from({ length: 50 }, (_, n) => signIn(store, `a${n}`, "agent", Date.now(), at(n % 2))),
    );
    const answers = await Promise.all(
      agents.map((agent, n) => send(`${at(n % 2)}/desk/api/handoffs/${handoff}/take`, agent, {})),
    );
    const winner = (await store.handoffs.find(handoff ?? 0))?.agent;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.map(({ status, json }) => [status, json.error.code, json.error.by.id])).toEqual(
      refused.map(() => [409, "taken", winner]),
    );
  });

  it("hear within a second what a lead has set on one of them", async () => {
    const lead = await signIn(store, "rin", "lead", Date.now(), at(ONE));
    const settings = { notice: null, off: { line: true, web: false } };
    const { host: _, ...headers } = lead;
    const put = await fetch(`${at(ONE)}/desk/api/settings`, {
      method: "PUT",
      headers: { ...headers, ...JSON_TYPE },
      body: JSON.stringify(settings),
    });
    expect(put.status).toBe(200);
    await until(async () => (await send(`${at(OTHER)}/desk/api/settings`, lead)).json.off.line === true);
  });
});

it("a second process on one SQLite file is refused, with what to do", async () => {
  const data = mkdtempSync(join(tmpdir(), "tokeru-alone-"));
  const env = { TOKERU_DATA: data, TOKERU_PORT: "0", TOKERU_LOG_LEVEL: "error" };
  const { child } = await serve(env);
  try {
    const second = await tokeru(["serve"], { env });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /^tokeru: Another tokeru is using .*; one process only\..*TOKERU_DATABASE_URL/,
    );
  } finally {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
});
