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
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tokeru-line-crash-"));
  platform = await startLinePlatform();
});
afterEach(async () => {
  await kill();
  await platform.stop();
  rmSync(folder, { recursive: true });
});

/** Starts the server, and says where its webhook is. */
async function start(port = "0"): Promise<string> {
  const args = [SERVER, join(folder, "tokeru.sqlite"), platform.url, port];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  const { value: webhook } = await createInterface({ input: started.stdout })[Symbol.asyncIterator]().next();
  if (typeof webhook !== "string") throw new Error("The server did not start.");
  return webhook;
}

async function kill(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** LINE delivers an event again until it is told that it has arrived. */
async function deliverUntilTaken(webhook: string, event: LineEvent): Promise<void> {
  for (let redelivery = false; ; redelivery = true) {
    if ((await platform.deliver(webhook, [event], { redelivery })) === 200) return;
    await setTimeout(150);
  }
}

it("a server that is killed again and again loses nothing and says nothing twice", async () => {
  const webhook = await start();
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
    await kill();
    await start(port);
  }
  await Promise.all(talking);

  const got = await Promise.all(residents.map(({ userId }) => platform.awaitDeliveries(userId, EVENTS_EACH)));
  // Whatever was still to come twice would come within a lease.
  await setTimeout(1_000);
  expect(got.map((deliveries) => deliveries.length)).toEqual(residents.map(() => EVENTS_EACH));
}, 120_000);
