/**
 * `npm run bench:desk`: the way of a message between a resident on the web and an agent at the desk, both directions,
 * over HTTP and server-sent events as browsers use them, with many open conversations on one process; on SQLite and on
 * PostgreSQL. See docs/performance.md.
 *
 *     npm run bench:desk -- [--seconds 30] [--rate 20] [--only sqlite|postgresql] [--write]
 *
 * `--write` puts the table into docs/performance.md, with how busy the machine was.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { Agent as Connections, request } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { csrfOf, openSession } from "../src/desk/access/session.ts";
import type { Opened, Queue } from "../src/desk/view.ts";
import { openStore, type Place } from "../src/store/index.ts";
import { startPostgres } from "../test/support/postgres.ts";
import { percentile, report, show, writeToPage } from "./page.ts";
import { freePort, peakMemory, processorTime, startTokeru } from "./servers.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "20" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const SECONDS = Number(options.seconds);
/** Messages a second, in each direction. */
const RATE = Number(options.rate);
const WARM_UP_SECONDS = 5;
const AGENTS = 20;
const CONVERSATIONS = 200;
/** What has not arrived by then is lost. */
const PATIENCE_MS = 30_000;

/** On the disk of the project, as the default data folder is. */
const TMP = fileURLToPath(new URL("../.tmp/", import.meta.url));
const connections = new Connections({ keepAlive: true, maxSockets: 256 });

type Headers = Readonly<Record<string, string>>;

/** Sends JSON, and reads what comes back. */
function send<T>(url: string, headers: Headers, body?: object): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const text = body && JSON.stringify(body);
  const sent = request(
    url,
    {
      agent: connections,
      method: body ? "POST" : "GET",
      headers: { ...headers, ...(text && { "content-type": "application/json" }) },
      timeout: PATIENCE_MS,
    },
    (response) => {
      let said = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (said += chunk));
      response.on("end", () => {
        if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(said) as T);
        else reject(new Error(`${url}: ${response.statusCode} ${said.slice(0, 300)}`));
      });
    },
  );
  sent.on("error", reject).on("timeout", () => sent.destroy(new Error(`${url}: no answer`)));
  sent.end(text);
  return promise;
}

/** Hears server-sent events until the end of the measurement. */
async function hear(
  url: string,
  headers: Headers,
  heard: (name: string, data: string) => void,
): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>();
  const sent = request(url, { headers, agent: false }, (response) => {
    if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
    let unread = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const blocks = (unread + chunk).split("\n\n");
      unread = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\n(?:id: .*\n)?data: (.*)/.exec(block) ?? [];
        if (name !== undefined) heard(name, data ?? "");
      }
    });
    response.on("error", () => {});
    return resolve(() => void sent.destroy());
  });
  sent.on("error", reject).end();
  return promise;
}

/** Runs once at a time, and once more where it was wanted meanwhile: as a page does that fetches what has changed. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running: Promise<void> | undefined;
  let isWanted = false;
  return function want(): void {
    isWanted = true;
    running ??= (async () => {
      while (isWanted) {
        isWanted = false;
        // What is not fetched is not read, and counts as lost.
        await work().catch(() => {});
      }
    })().finally(() => (running = undefined));
  };
}

/** When each message was sent, and how long it took to the other side. */
function createPost() {
  const underWay = new Map<string, number>();
  const took: number[] = [];
  let words = 0;
  return {
    took,
    underWay,
    /** Words that mean nothing, and are found again. */
    write(): string {
      const text = Array.from(String(++words), (digit) => "らりるれろわをんやゆ"[Number(digit)]).join("");
      underWay.set(text, performance.now());
      return text;
    },
    /** The other side sees this on its screen. */
    read(text: string | null): void {
      const at = text === null ? undefined : underWay.get(text);
      if (text === null || at === undefined) return;
      underWay.delete(text);
      took.push(performance.now() - at);
    },
  };
}

interface Resident {
  readonly headers: Headers;
  readonly handoff: number;
  readonly agent: Headers;
}

let ids = 0;
const newId = (): string => `bench-message-${++ids}`;

/** Somebody asks for a person, from an address of their own as behind a proxy. */
async function asks(url: string, n: number): Promise<Headers> {
  const from = { "x-forwarded-for": `10.0.${n >> 8}.${n & 255}` };
  const begun = { city: "asagiri", lang: "ja", keep: "token" };
  const { token } = await send<{ token: string }>(`${url}/api/conversations`, from, begun);
  const headers = { ...from, authorization: `Bearer ${token}` };
  await send(`${url}/api/conversation/turns`, headers, { choose: "locked" });
  await send(`${url}/api/conversation/turns`, headers, { command: "human" });
  return headers;
}

/** Signs the agents in, before the server has the database for itself. */
async function signIn(place: Place): Promise<readonly string[]> {
  const store = await openStore(place);
  const cookies: string[] = [];
  for (let n = 0; n < AGENTS; n++) {
    const cookie = await store.transaction(async (tx) => {
      await tx.users.add({ id: `a${n}`, name: `架空 ${n}`, role: "agent", now: Date.now() });
      return openSession(tx, `a${n}`, "password", Date.now());
    });
    cookies.push(cookie);
  }
  await store.close();
  return cookies;
}

/** Messages both ways at a steady pace, each from and to somebody else. */
async function paced(
  url: string,
  residents: readonly Resident[],
  { toAgent, toResident }: { readonly toAgent: Post; readonly toResident: Post },
  seconds: number,
): Promise<void> {
  const begin = performance.now();
  const all: Promise<unknown>[] = [];
  for (let n = 0; n < seconds * RATE; n++) {
    await wait(Math.max(0, begin + (n * 1000) / RATE - performance.now()));
    const writer = residents[n % residents.length];
    const reader = residents[(n + residents.length / 2) % residents.length];
    if (!writer || !reader) continue;
    const asked = { text: toAgent.write(), id: newId() };
    all.push(send(`${url}/api/conversation/turns`, writer.headers, asked));
    const answer = { text: toResident.write(), id: newId() };
    all.push(send(`${url}/desk/api/handoffs/${reader.handoff}/say`, reader.agent, answer));
  }
  await Promise.all(all);
  const end = performance.now() + PATIENCE_MS;
  while (toAgent.underWay.size + toResident.underWay.size > 0 && performance.now() < end) await wait(20);
}

type Post = ReturnType<typeof createPost>;

async function measure(name: string, databaseUrl?: string): Promise<readonly string[]> {
  mkdirSync(TMP, { recursive: true });
  const data = mkdtempSync(join(TMP, "bench-desk-"));
  const cookies = await signIn(
    databaseUrl === undefined ? { file: join(data, "tokeru.sqlite") } : { url: databaseUrl },
  );
  const server = await startTokeru(data, await freePort(), databaseUrl);
  const { url } = server;
  const leave: (() => void)[] = [];
  try {
    console.error(`${name}: ${CONVERSATIONS} residents ask for a person`);
    const agents = cookies.map((cookie) => ({
      cookie: `tokeru-desk=${cookie}`,
      origin: url,
      "x-csrf-token": csrfOf(cookie),
    }));
    const [first] = agents;
    if (!first) throw new Error("Nobody is at the desk.");
    const residents: Resident[] = [];
    const posts = { toAgent: createPost(), toResident: createPost() };
    const isOwn = agents.map(() => new Map<number, () => void>());
    for (let n = 0; n < CONVERSATIONS; n++) {
      const headers = await asks(url, n);
      const agent = agents[n % AGENTS] ?? first;
      const { waiting } = await send<Queue>(`${url}/desk/api/queue`, agent);
      const handoff = waiting.at(-1)?.id ?? 0;
      await send(`${url}/desk/api/handoffs/${handoff}/take`, agent, {});
      residents.push({ headers, agent, handoff });
      const look = async (): Promise<void> => {
        const { thread } = await send<Opened>(`${url}/desk/api/handoffs/${handoff}`, agent);
        for (const { author, text } of thread) if (author === "resident") posts.toAgent.read(text);
      };
      isOwn[n % AGENTS]?.set(handoff, oneAtATime(look));
    }
    for (const [n, agent] of agents.entries()) {
      const queue = oneAtATime(async () => void (await send<Queue>(`${url}/desk/api/queue`, agent)));
      const stop = await hear(`${url}/desk/api/events`, agent, (event, text) => {
        if (event === "queue") queue();
        else isOwn[n]?.get((JSON.parse(text) as { id: number }).id)?.();
      });
      leave.push(stop);
    }
    for (const { headers } of residents) {
      const look = oneAtATime(async () => {
        const { person } = await send<{ person: { messages: readonly { text: string | null }[] } | null }>(
          `${url}/api/conversation`,
          headers,
        );
        for (const { text } of person?.messages ?? []) posts.toResident.read(text);
      });
      leave.push(await hear(`${url}/api/conversation/events`, headers, look));
    }
    console.error(`${name}: ${RATE} messages a second each way`);
    await paced(url, residents, posts, WARM_UP_SECONDS);
    for (const { took } of Object.values(posts)) took.splice(0);
    const before = processorTime(server.pid);
    await paced(url, residents, posts, SECONDS);
    const messages = SECONDS * RATE * 2;
    const { toAgent, toResident } = posts;
    return [
      name,
      show(percentile(toAgent.took, 0.5)),
      show(percentile(toAgent.took, 0.99)),
      show(percentile(toResident.took, 0.5)),
      show(percentile(toResident.took, 0.99)),
      show(toAgent.underWay.size + toResident.underWay.size),
      show((processorTime(server.pid) - before) / messages, 1),
      show(peakMemory(server.pid)),
    ];
  } finally {
    for (const stop of leave) stop();
    await server.stop();
    rmSync(data, { recursive: true });
  }
}

const rows: (readonly string[])[] = [];
if (options.only !== "postgresql") rows.push(await measure("SQLite"));
if (options.only !== "sqlite") {
  const postgres = await startPostgres({ home: "/var/tmp", durable: true });
  rows.push(await measure("PostgreSQL", await postgres.newDatabase()));
  await postgres.stop();
}
connections.destroy();
const heads = [
  "store",
  "to the agent, p50 ms",
  "p99 ms",
  "to the resident, p50 ms",
  "p99 ms",
  `lost of ${show(SECONDS * RATE * 2)}`,
  "processor ms/message",
  "memory MB",
];
const measured = report(heads, rows);
if (options.write) writeToPage("desk", measured);
