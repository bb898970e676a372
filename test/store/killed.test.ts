import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Place, Store } from "../../src/store/index.ts";
import { onBothEngines } from "./engines.ts";

const CHILD = fileURLToPath(new URL("./killed.ts", import.meta.url));
const LEASE = 60_000;

/** Lets a process work on the store, kills it without warning, and tells what it said it had kept and sent. */
async function workAndDie(place: Place, turns: number): Promise<{ kept: Set<number>; sent: Set<number> }> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(place)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const said = { kept: new Set<number>(), sent: new Set<number>() };
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, n] = line.split(" ");
    if (what !== "kept" && what !== "sent") throw new Error(`unexpected: ${line}`);
    said[what].add(Number(n));
    if (said.kept.size === turns) child.kill("SIGKILL");
  }
  expect(await exit).toEqual([null, "SIGKILL"]);
  return said;
}

/** All that is still to be sent once the leases of the dead have ended, in order, with the number of attempts. */
async function sendRest(store: Store): Promise<{ n: number; attempts: number }[]> {
  const rest: { n: number; attempts: number }[] = [];
  for (;;) {
    const claims = await store.outbox.claim({ channel: "line", limit: 50, now: LEASE, leaseMs: LEASE });
    if (claims.length === 0) return rest;
    for (const claim of claims) {
      rest.push({ n: Number(claim.body), attempts: claim.attempts });
      await store.outbox.done(claim);
    }
  }
}

onBothEngines(({ newPlace, open }) => {
  test.each([40, 151])("a process killed after %i turns loses nothing and repeats nothing", async (turns) => {
    const place = await newPlace();
    const { kept, sent } = await workAndDie(place, turns);
    const store = await open(place);

    const accepted = new Set<number>();
    const events = Array.from({ length: Math.max(...kept) + 10 }, (_, n) => n);
    for (const n of events) {
      const isNew = await store.transaction((tx) => tx.inbox.accept(`event ${n}`, "line", 0));
      if (!isNew) accepted.add(n);
    }
    const rest = await sendRest(store);
    const left = new Set(rest.map(({ n }) => n));

    for (const n of kept) expect(accepted).toContain(n);
    // An event is accepted with its message or not at all, and no message is there twice.
    expect(rest).toHaveLength(left.size);
    for (const n of events) expect(sent.has(n) || left.has(n), `message ${n}`).toBe(accepted.has(n));
    // A message is sent again only if the process died between sending it and saying so, and then it shows.
    for (const { n, attempts } of rest) if (sent.has(n)) expect(attempts).toBe(2);
    expect([...sent].filter((n) => left.has(n)).length).toBeLessThanOrEqual(1);
  });
});
