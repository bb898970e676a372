import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type LineEvent,
  type LinePlatform,
  type Resident,
  startLinePlatform,
} from "../../support/line-platform.ts";

const SERVER = fileURLToPath(new URL("server.ts", import.meta.url));
const KILLS = 30;
/** Loading takes far longer than what is tested: so several load at a time, and wait in line. */
const IN_LINE = 3;
const RESIDENTS = 12;
/** After its start a server lives at most so long, in milliseconds: time for some events, and for some of no use. */
const LIFE = 150;

let folder: string;
let platform: LinePlatform;
const processes = new Set<ChildProcess>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tokeru-line-crash-"));
  // No reply token gets old here, however slow the machine: what then is given up is no loss to be looked for.
  const start = Date.now();
  platform = await startLinePlatform(() => start);
});
afterEach(async () => {
  await Promise.all([...processes].map(kill));
  await platform.stop();
  rmSync(folder, { recursive: true });
});

/** A process that has loaded all it needs, and waits. */
interface Server {
  readonly child: ChildProcess;
  /** Begins; says where its webhook is. */
  begin(): Promise<string>;
}

async function load(port: string): Promise<Server> {
  // Room enough for what is loaded: else a quarter of the time goes into collecting garbage that is none.
  const args = ["--max-semi-space-size=32", SERVER, join(folder, "tokeru.sqlite"), platform.url, port];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") };
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "inherit"] });
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

/** LINE delivers an event again until it is told that it has arrived. */
async function deliverUntilTaken(webhook: string, event: LineEvent): Promise<void> {
  for (let redelivery = false; ; redelivery = true) {
    if ((await platform.deliver(webhook, [event], { redelivery })) === 200) return;
    await setTimeout(20);
  }
}

/** Which events the messages are marked with that somebody has got, in their order. */
function answered({ userId }: Resident): string[] {
  return platform.delivered(userId).map(({ messages }) => {
    const marks = JSON.stringify(messages).match(/01TEST[0-9A-F]+/g);
    return marks?.[0] ?? "unmarked";
  });
}

it("a server that is killed again and again loses nothing, says nothing twice and keeps the order", async () => {
  const first = await load("0");
  const webhook = await first.begin();
  const { port } = new URL(webhook);
  // Calls of which the server does not hear are in doubt when it dies; a few fail outright.
  let calls = 0;
  platform.trouble(() => {
    calls += 1;
    if (calls % 11 === 0) return "send_and_hang";
    return calls % 7 === 0 ? 500 : undefined;
  });

  const over = new AbortController();
  const residents = Array.from({ length: RESIDENTS }, () => platform.resident(webhook));
  const said = residents.map(async (resident) => {
    const events: string[] = [];
    while (!over.signal.aborted) {
      const event = resident.textEvent("1");
      events.push(event.webhookEventId);
      await deliverUntilTaken(webhook, event);
      await setTimeout(Math.random() * 200);
    }
    return events;
  });

  let { child } = first;
  const inLine = Array.from({ length: IN_LINE }, () => load(port));
  for (let n = 0; n < KILLS; n++) {
    const [successor] = await Promise.all([inLine.shift(), setTimeout(Math.random() * LIFE)]);
    if (!successor) throw new Error("Nobody is in line.");
    if (n + IN_LINE < KILLS) inLine.push(load(port));
    await kill(child);
    await successor.begin();
    ({ child } = successor);
  }
  over.abort();

  const events = await Promise.all(said);
  await Promise.all(
    residents.map(({ userId }, n) => platform.awaitDeliveries(userId, events[n]?.length ?? 0)),
  );
  // Whoever still had something to say would say it before what is asked now is answered, for each in turn.
  const last = residents.map((resident) => resident.textEvent("1"));
  for (const [n, event] of last.entries()) {
    events[n]?.push(event.webhookEventId);
    await deliverUntilTaken(webhook, event);
  }
  await Promise.all(
    residents.map(({ userId }, n) => platform.awaitDeliveries(userId, events[n]?.length ?? 0)),
  );
  expect(residents.map(answered)).toEqual(events);
}, 300_000);
