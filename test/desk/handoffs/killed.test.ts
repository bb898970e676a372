import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readConversation } from "../../../src/assistant/index.ts";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import { openStore } from "../../../src/store/index.ts";
import { until } from "./follower.ts";
import { MORNING, signIn, THREAD } from "./serving.ts";

const SERVER = fileURLToPath(new URL("killed.ts", import.meta.url));
const KILLS = 15;
/** Loading takes far longer than what is tested: so several load at a time, and wait in line. */
const IN_LINE = 2;
const PAIRS = 4;
/** After its first answer a server lives at most so long, in milliseconds. */
const LIFE = 150;

let folder: string;
const processes = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tokeru-desk-killed-"));
});
afterEach(async () => {
  await Promise.all([...processes].map(kill));
  rmSync(folder, { recursive: true, force: true });
});

/** A process that has loaded all it needs, and waits. */
interface Server {
  readonly child: ChildProcess;
  /** Begins; says where it answers. */
  begin(): Promise<string>;
}

async function load(port: string): Promise<Server> {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") };
  const child = spawn(process.execPath, [SERVER, join(folder, "tokeru.sqlite"), port], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  processes.add(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const say = async (): Promise<string> => {
    const { value } = await lines.next();
    if (typeof value !== "string") throw new Error("The server did not start.");
    return value;
  };
  await say();
  return {
    child,
    begin() {
      child.stdin.end();
      return say();
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  processes.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Counts what was answered, in this server's life and those before. */
let answers = 0;

/** Sends until there is an answer, as a client does that was not told whether what it sent has arrived. */
async function sendUntilTaken(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object,
): Promise<Record<string, unknown>> {
  for (;;) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
      .then(async (response) => ({ status: response.status, json: await response.json() }))
      .catch(() => undefined);
    if (answer) answers++;
    if (answer?.status === 200 || answer?.status === 201) return answer.json;
    // A server that is about to start or to die refuses or breaks off; one that answers otherwise is a finding.
    if (answer && answer.status < 500)
      throw new Error(`${url}: ${answer.status} ${JSON.stringify(answer.json)}`);
    await setTimeout(20);
  }
}

let words = 0;
/** Words that mean nothing, and are found again. */
function newWords(): string {
  return Array.from(String(++words), (digit) => "らりるれろわをんやゆ"[Number(digit)]).join("");
}

it("a server that is killed while both sides write loses nothing and says nothing twice", async () => {
  const file = join(folder, "tokeru.sqlite");
  const before = await openStore({ file });
  const signedIn = await Promise.all(
    Array.from({ length: PAIRS }, (_, n) => signIn(before, `a${n}`, "agent", MORNING)),
  );
  await before.close();
  const first = await load("0");
  const address = await first.begin();
  const { port } = new URL(address);

  const talks = await Promise.all(
    signedIn.map(async ({ host: _, ...headers }) => {
      const begun = { city: "asagiri", lang: "ja", keep: "token" };
      const { token } = await sendUntilTaken(`${address}/api/conversations`, {}, begun);
      const resident = { authorization: `Bearer ${String(token)}` };
      await sendUntilTaken(`${address}/api/conversation/turns`, resident, {
        command: "human",
        id: "asking-1",
      });
      return { row: rowIdOf(String(token)), resident, agent: { ...headers, origin: address } };
    }),
  );
  const queue = await fetch(`${address}/desk/api/queue`, { headers: talks[0]?.agent ?? {} });
  const { waiting } = (await queue.json()) as { waiting: readonly { id: number }[] };
  expect(waiting).toHaveLength(PAIRS);

  const over = new AbortController();
  const written = talks.map(async ({ resident, agent }, n) => {
    const handoff = `${address}/desk/api/handoffs/${waiting[n]?.id}`;
    await sendUntilTaken(`${handoff}/take`, agent, {});
    const sides = [
      async (text: string, id: string) =>
        sendUntilTaken(`${address}/api/conversation/turns`, resident, { text, id }),
      async (text: string, id: string) => sendUntilTaken(`${handoff}/say`, agent, { text, id }),
    ].map(async (write, side) => {
      const texts: string[] = [];
      for (let turn = 0; !over.signal.aborted; turn++) {
        const text = newWords();
        texts.push(text);
        await write(text, `client-${n}-${side}-${turn}`);
        await setTimeout(Math.random() * 30);
      }
      return texts;
    });
    return Promise.all(sides);
  });

  let { child } = first;
  const inLine = Array.from({ length: IN_LINE }, () => load(port));
  for (let n = 0; n < KILLS; n++) {
    const answered = answers;
    const successor = await inLine.shift();
    if (!successor) throw new Error("Nobody is in line.");
    if (n + IN_LINE < KILLS) inLine.push(load(port));
    await until(() => answers > answered);
    await setTimeout(Math.random() * LIFE);
    await kill(child);
    await successor.begin();
    ({ child } = successor);
  }
  over.abort();
  const texts = await Promise.all(written);
  await kill(child);

  const after = await openStore({ file });
  try {
    // Each talk is of the pair whose agent took it: the queue's order need not be the order of asking.
    const lines = await Promise.all(
      waiting.map(async ({ id }) =>
        THREAD.read(after.messages, (await after.handoffs.find(id))?.conversation ?? ""),
      ),
    );
    const agentsTexts = lines.map((all) =>
      all.flatMap(({ author, text }) => (author === "agent" ? [text] : [])),
    );
    expect(agentsTexts).toEqual(texts.map(([, ofAgent]) => ofAgent));
    for (const [n, { row }] of talks.entries()) {
      const all = await THREAD.read(after.messages, row);
      expect(all.flatMap(({ author, text }) => (author === "resident" ? [text] : []))).toEqual(texts[n]?.[0]);
      const found = await after.conversations.find(row);
      expect(readConversation(found?.body).person).toMatchObject({ state: "talking", said: all.length });
      expect((await after.handoffs.open(row))?.state).toBe("talking");
    }
    expect(texts.flat(2).length).toBeGreaterThan(KILLS * 2);
  } finally {
    await after.close();
  }
}, 300_000);
