import { type ChildProcess, spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ACCESS_TOKEN, CHANNEL_SECRET } from "./line-account.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** A server that does not answer for so long will not, in milliseconds. */
const PATIENCE_MS = 30_000;

/** A server in a process of its own. */
export interface Server {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** From the start of its process to its first answer, in milliseconds. */
  readonly startedIn: number;
  stop(): Promise<void>;
}

interface Start {
  readonly name: string;
  /** What Node runs, from the root of the project. */
  readonly script: readonly string[];
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  /** Where the server writes what it has to say. */
  readonly log: string;
  /** Whether the server answers as it should. */
  readonly answers: (url: string) => Promise<boolean>;
}

async function start({ name, script, port, env, log, answers }: Start): Promise<Server> {
  const output = openSync(log, "a");
  const begin = performance.now();
  const child = spawn(process.execPath, script, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", output, output],
  });
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url).catch(() => false))) {
    if (child.exitCode !== null || performance.now() - begin > PATIENCE_MS) {
      child.kill("SIGKILL");
      throw new Error(`${name} does not answer:\n${readFileSync(log, "utf8")}`);
    }
    await wait(2);
  }
  const startedIn = performance.now() - begin;
  return { name, url, pid: child.pid ?? 0, startedIn, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  // Botkit does not stop by itself.
  const limit = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await gone;
  clearTimeout(limit);
}

async function post(url: string, body: object): Promise<boolean> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  await response.arrayBuffer();
  return response.ok;
}

/**
 * Tokeru as it ships, on SQLite in a folder or on PostgreSQL, behind a proxy on this machine; LINE is played at
 * `linePort`.
 */
export async function startTokeru(data: string, linePort: number, databaseUrl?: string): Promise<Server> {
  const port = await freePort();
  return start({
    name: "Tokeru",
    script: asShipped(),
    port,
    env: {
      TOKERU_DATA: data,
      TOKERU_PORT: String(port),
      TOKERU_TRUST_PROXY: "127.0.0.1",
      LINE_CHANNEL_SECRET: CHANNEL_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: ACCESS_TOKEN,
      TOKERU_LINE_API: `http://127.0.0.1:${linePort}`,
      ...(databaseUrl !== undefined && { TOKERU_DATABASE_URL: databaseUrl }),
    },
    log: join(data, "server.log"),
    answers: (url) => post(`${url}/api/conversations`, { lang: "ja" }),
  });
}

/** What `npm start` hands to Node. */
function asShipped(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly scripts: { readonly start: string };
  };
  return scripts.start.split(" ").slice(1);
}

export async function startEcho(data: string, linePort: number): Promise<Server> {
  const port = await freePort();
  return start({
    name: "Fastify echo",
    script: ["bench/servers/echo.ts"],
    port,
    env: { PORT: String(port), LINE_API: `http://127.0.0.1:${linePort}` },
    log: join(data, "echo.log"),
    answers: (url) => post(`${url}/echo`, { lang: "ja" }),
  });
}

export async function startBotkit(data: string, door: "web" | "line", linePort: number): Promise<Server> {
  const port = await freePort();
  return start({
    name: "Botkit hello bot",
    script: ["bench/servers/botkit.ts"],
    port,
    env: { PORT: String(port), DOOR: door, LINE_API: `http://127.0.0.1:${linePort}` },
    log: join(data, `botkit-${door}.log`),
    // Its LINE door refuses what is not signed, and by that shows that it is there.
    answers: (url) => post(`${url}/api/messages`, { user: "somebody", text: "hello" }).then(() => true),
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

/** The processor time that a process has used, in milliseconds; Linux only. */
export function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field, the name in brackets, may hold spaces; user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return ticks * MS_PER_TICK;
}

/** Linux counts in hundredths of a second here, on every architecture that Node runs on. */
const MS_PER_TICK = 10;

/** The most memory that a process has had resident so far, in megabytes; Linux only. */
export function peakMemory(pid: number): number {
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(peak) / 1024;
}
