import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type LineEvent, type LinePlatform, startLinePlatform } from "../../support/line-platform.ts";

const SERVER = fileURLToPath(new URL("server.ts", import.meta.url));
const KILLS = 4;
const RESIDENTS = 12;
const EVENTS_EACH = 8;

let folder: string;
let platform: LinePlatform;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tokeru-line-crash-"));
  platform = await startLinePlatform();
});
afterEach(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly webhook: string;
  kill(): Promise<void>;
}

async function start(port = "0"): Promise<Running> {
  const args = [SERVER, join(folder, "tokeru.sqlite"), platform.url, port];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  if (!child.stdout) throw new Error("The server has no output.");
  const first = createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { value: webhook } = await first;
  if (typeof webhook !== "string") throw new Error("The server did not start.");
  return {
    webhook,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** LINE delivers an event again until it is told that it has arrived. */
async function deliverUntilTaken(webhook: string, event: LineEvent): Promise<void> {
  for (let redelivery = false; ; redelivery = true) {
    if ((await platform.deliver(webhook, [event], { redelivery })) === 200) return;
    await setTimeout(150);
  }
}

it("a server that is killed again and again loses nothing and says nothing twice", async () => {
  let server = await start();
  const { webhook } = server;
  const { port } = new URL(webhook);
  // Calls of which the server does not hear are in doubt when it dies; a few fail outright.
  let calls = 0;
  platform.trouble(() => {
    calls += 1;
    if (calls % 11 === 0) return "send_and_hang";
    return calls % 7 === 0 ? 500 : undefined;
  });

  const residents = Array.from({ length: RESIDENTS }, () => platform.resident(webhook));
  const talking = residents.map(async (resident) => {
    for (let n = 0; n < EVENTS_EACH; n++) {
      await deliverUntilTaken(webhook, resident.textEvent("1"));
      await setTimeout(Math.random() * 400);
    }
  });
  for (let n = 0; n < KILLS; n++) {
    await setTimeout(Math.random() * 250);
    await server.kill();
    server = await start(port);
  }
  await Promise.all(talking);

  const got = await Promise.all(residents.map(({ userId }) => platform.awaitDeliveries(userId, EVENTS_EACH)));
  // Whatever was still to come twice would come within a lease.
  await setTimeout(1_000);
  expect(got.map((deliveries) => deliveries.length)).toEqual(residents.map(() => EVENTS_EACH));
  await server.kill();
}, 120_000);
