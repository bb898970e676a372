/**
 * `npm run bench:line`: the way from an event at LINE's webhook to the reply at LINE's API, on SQLite and on
 * PostgreSQL, against the strict server that plays LINE in the tests. First at a steady pace; then many events of
 * which some come twice and some in another order, to a platform that fails some calls: what was lost, what came
 * twice. See docs/performance.md.
 *
 *     npm run bench:line -- [--seconds 20] [--events 50000] [--only sqlite|postgresql] [--write]
 *
 * `--write` puts the table into docs/performance.md, with how busy the machine was.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WEBHOOK_PATH } from "../src/channels/line/path.ts";
import {
  type LineEvent,
  type LinePlatform,
  type Resident,
  startLinePlatform,
  type Trouble,
} from "../test/support/line-platform.ts";
import { startPostgres } from "../test/support/postgres.ts";
import { percentile, report, show, writeToPage } from "./page.ts";
import { peakMemory, processorTime, type Server, startTokeru } from "./servers.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    events: { type: "string", default: "50000" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const SECONDS = Number(options.seconds);
const EVENTS = Number(options.events);

const RATE = 200;
const WARM_UP_SECONDS = 5;
/** Each of them says something. */
const RESIDENTS = Math.min(1_000, EVENTS);
const AT_ONCE = 48;
const REDELIVERED = 0.05;
const SHUFFLED = 0.02;
const FAILING = 0.03;
const TROUBLES: readonly Trouble[] = [429, 500, "drop", "hang", "send_and_drop", "send_and_500"];

/** On the disk of the project, as the default data folder is. */
const TMP = fileURLToPath(new URL("../.tmp/", import.meta.url));

/** Each word gets one answer: the next question, or the one before. */
const WORDS = ["1", "戻る"];

function wordOf(resident: Resident, n: number): LineEvent {
  return resident.textEvent(WORDS[n % WORDS.length] ?? "1");
}

/** LINE delivers an event again until it is told that it has arrived. */
async function taken(platform: LinePlatform, webhook: string, event: LineEvent, redelivery = false) {
  for (let again = redelivery; ; again = true) {
    if ((await platform.deliver(webhook, [event], { redelivery: again })) === 200) return;
    await wait(50);
  }
}

/** An event is taken on, and its person has got so many answers in all. */
async function answered(
  platform: LinePlatform,
  webhook: string,
  { userId }: Resident,
  event: LineEvent,
  answers: number,
): Promise<void> {
  await taken(platform, webhook, event);
  await platform.awaitDeliveries(userId, answers);
}

/** Milliseconds from when an event was due to its reply, with an event every 1/RATE seconds. */
async function paced(platform: LinePlatform, webhook: string, seconds: number): Promise<number[]> {
  const residents = Array.from({ length: RATE * 2 }, () => platform.resident(webhook));
  const begin = performance.now();
  const all: Promise<number>[] = [];
  for (let n = 0; n < seconds * RATE; n++) {
    const due = begin + (n * 1000) / RATE;
    await wait(Math.max(0, due - performance.now()));
    const resident = residents[n % residents.length];
    if (resident) {
      const turn = Math.floor(n / residents.length);
      const answer = answered(platform, webhook, resident, wordOf(resident, turn), turn + 1);
      all.push(answer.then(() => performance.now() - due));
    }
  }
  return Promise.all(all);
}

/** What is delivered to the webhook, in this order: everybody's events, some of them twice, some not in turn. */
function shuffledEvents(residents: readonly Resident[]): { event: LineEvent; redelivery: boolean }[] {
  const events = Array.from({ length: EVENTS }, (_, n) => {
    const resident = residents[n % residents.length];
    if (!resident) throw new Error("nobody");
    return { event: wordOf(resident, Math.floor(n / residents.length)), redelivery: false };
  });
  for (let n = 0; n + residents.length < events.length; n++) {
    const [here, later] = [events[n], events[n + residents.length]];
    if (!here || !later || Math.random() >= SHUFFLED) continue;
    [events[n], events[n + residents.length]] = [later, here];
  }
  return events.flatMap((one) => (Math.random() < REDELIVERED ? [one, { ...one, redelivery: true }] : [one]));
}

async function deliverAll(platform: LinePlatform, webhook: string, residents: readonly Resident[]) {
  const events = shuffledEvents(residents);
  const begin = performance.now();
  const deliverNext = async (): Promise<void> => {
    for (let next = events.shift(); next; next = events.shift()) {
      await taken(platform, webhook, next.event, next.redelivery);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, deliverNext));
  const accepted = (performance.now() - begin) / 1000;
  const answers = () => residents.reduce((sum, { userId }) => sum + platform.delivered(userId).length, 0);
  for (let quiet = 0, before = 0; quiet < 60 && answers() < EVENTS; before = answers()) {
    await wait(1_000);
    quiet = answers() === before ? quiet + 1 : 0;
  }
  // What comes twice would come soon.
  await wait(3_000);
  const wanted = EVENTS / residents.length;
  const got = residents.map(({ userId }) => platform.delivered(userId).length);
  return {
    perSecond: EVENTS / accepted,
    lost: got.reduce((sum, count) => sum + Math.max(0, wanted - count), 0),
    doubled: got.reduce((sum, count) => sum + Math.max(0, count - wanted), 0),
  };
}

async function measure(name: string, start: (data: string, linePort: number) => Promise<Server>) {
  mkdirSync(TMP, { recursive: true });
  const data = mkdtempSync(join(TMP, "bench-line-"));
  const platform = await startLinePlatform();
  const server = await start(data, Number(new URL(platform.url).port));
  const webhook = server.url + WEBHOOK_PATH;
  try {
    console.error(`${name}: at ${RATE} events a second`);
    await paced(platform, webhook, WARM_UP_SECONDS);
    const before = processorTime(server.pid);
    const took = await paced(platform, webhook, SECONDS);
    const processor = ((processorTime(server.pid) - before) * 1000) / took.length;
    console.error(`${name}: ${show(EVENTS)} events`);
    platform.trouble(() =>
      Math.random() < FAILING ? TROUBLES[Math.floor(Math.random() * TROUBLES.length)] : undefined,
    );
    const residents = Array.from({ length: RESIDENTS }, () => platform.resident(webhook));
    const { perSecond, lost, doubled } = await deliverAll(platform, webhook, residents);
    return [
      name,
      show(percentile(took, 0.5), 1),
      show(percentile(took, 0.99), 1),
      show(processor),
      show(perSecond),
      show(lost),
      show(doubled),
      show(peakMemory(server.pid)),
    ];
  } finally {
    await server.stop();
    await platform.stop();
    rmSync(data, { recursive: true });
  }
}

const rows: (readonly string[])[] = [];
if (options.only !== "postgresql") rows.push(await measure("SQLite", startTokeru));
if (options.only !== "sqlite") {
  const postgres = await startPostgres({ home: "/var/tmp", durable: true });
  const url = await postgres.newDatabase();
  rows.push(await measure("PostgreSQL", (data, port) => startTokeru(data, port, url)));
  await postgres.stop();
}
const heads = [
  "store",
  `p50 ms at ${RATE}/s`,
  "p99 ms",
  "processor µs/event",
  "events/s taken on",
  `lost of ${show(EVENTS)}`,
  "doubled",
  "memory MB",
];
const measured = report(heads, rows);
if (options.write) writeToPage("line", measured);
