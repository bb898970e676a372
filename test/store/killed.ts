// Run by killed.test.ts as a process of its own: takes on events and sends messages, telling of each on standard
// output, until it is killed.
import { writeSync } from "node:fs";
import { openStore, type Place } from "../../src/store/index.ts";

const place: Place = JSON.parse(process.argv[2] ?? "");
const store = await openStore(place);
const tell = (line: string) => writeSync(1, `${line}\n`);

async function takeOn(n: number): Promise<void> {
  await store.transaction(async (tx) => {
    if (!(await tx.inbox.accept(`event ${n}`, "line", 0))) return;
    const id = `conversation ${n % 5}`;
    const found =
      (await tx.conversations.find(id)) ??
      (await tx.conversations.insert({ id, channel: "line", body: [], now: 0 }));
    await tx.conversations.update(found, n, 0);
    await tx.outbox.add({ conversation: id, channel: "line", body: n, now: 0 });
  });
  tell(`kept ${n}`);
}

async function takeOnAll(first: number, step: number): Promise<never> {
  for (let n = first; ; n += step) await takeOn(n);
}

async function send(): Promise<never> {
  for (;;) {
    for (const claim of await store.outbox.claim({ channel: "line", limit: 3, now: 0, leaseMs: 60_000 })) {
      tell(`sent ${String(claim.body)}`);
      await store.outbox.done(claim);
    }
  }
}

await Promise.all([takeOnAll(0, 3), takeOnAll(1, 3), takeOnAll(2, 3), send()]);
