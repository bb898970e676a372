/**
 * `npm run bench:line`: the way from an event at LINE's webhook to the reply at LINE's API, on SQLite and on
 * PostgreSQL, against the strict server that plays LINE in the tests. First at a steady pace, in rounds that take
 * turns with the bare disk of this machine; then many events of which some come twice and some in another order, to
 * a platform that fails some calls: what was lost, what came twice. See docs/performance.md.
 *
 *     npm run bench:line -- [--rounds 3] [--seconds 20] [--events 50000] [--only sqlite|postgresql] [--write]
 *
 * `--write` puts the table into docs/performance.md, with how busy the machine was.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { WEBHOOK_PATH } from "../src/channels/line/path.ts";
import { startLinePlatform } from "../test/support/line-platform.ts";
import { startPostgres } from "../test/support/postgres.ts";
import type { Webhook } from "./line/delivering.ts";
import { bareDisk } from "./line/disk.ts";
import { atPace, RATE } from "./line/pace.ts";
import { storm, type Weathered } from "./line/storm.ts";
import { percentile, report, show, writeToPage } from "./page.ts";
import { peakMemory, processorTime, type Server, startTokeru } from "./servers.ts";
import { median } from "./table.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "20" },
    events: { type: "string", default: "50000" },
    only: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);
const EVENTS = Number(options.events);
/** A process that has just started runs its code several times slower, and has a backlog to work off. */
const WARM_UP_SECONDS = 20;

/** On the disk of the project, as the default data folder is. */
const TMP = fileURLToPath(new URL("../.tmp/", import.meta.url));

/** One of the two databases. */
interface Kind {
  readonly name: string;
  /** Where the server keeps its data: nothing, or the URL of a new database. */
  readonly database: () => Promise<string | undefined>;
}

/** One round at the steady pace. */
interface Round {
  readonly p50: number;
  readonly p99: number;
  /** The longest wait in the warm-up, in milliseconds. */
  readonly cold: number;
  /** Microseconds of processor for an event. */
  readonly processor: number;
}

/** Something with a server of its own on an empty database, in a folder of its own. */
async function withServer<T>(
  { database }: Kind,
  measure: (webhook: Webhook, server: Server) => Promise<T>,
): Promise<T> {
  const data = mkdtempSync(join(TMP, "bench-line-"));
  const platform = await startLinePlatform(Date.now, { forgets: true });
  const server = await startTokeru(data, Number(new URL(platform.url).port), await database());
  try {
    return await measure({ platform, url: server.url + WEBHOOK_PATH }, server);
  } finally {
    await server.stop();
    await platform.stop();
    rmSync(data, { recursive: true });
  }
}

function round(kind: Kind): Promise<Round> {
  return withServer(kind, async (webhook, { pid }) => {
    let before = 0;
    const halfway = { after: WARM_UP_SECONDS, call: () => (before = processorTime(pid)) };
    const answers = await atPace(webhook, WARM_UP_SECONDS + SECONDS, halfway);
    const processor = ((processorTime(pid) - before) * 1000) / (SECONDS * RATE);
    const isWarm = ({ due }: { readonly due: number }) => due >= WARM_UP_SECONDS * 1000;
    const took = answers.filter(isWarm).map((answer) => answer.took);
    const cold = Math.max(...answers.filter((answer) => !isWarm(answer)).map((answer) => answer.took));
    return { p50: percentile(took, 0.5), p99: percentile(took, 0.99), cold, processor };
  });
}

function weathered(kind: Kind): Promise<Weathered & { readonly memory: number }> {
  return withServer(kind, async (webhook, { pid }) => {
    const result = await storm(webhook, EVENTS);
    return { ...result, memory: peakMemory(pid) };
  });
}

/** The middle of the rounds, and from the least to the most. */
function spread(values: readonly number[]): string {
  return `${show(median(values), 1)} (${show(Math.min(...values), 1)}–${show(Math.max(...values), 1)})`;
}

const postgres =
  options.only === "sqlite" ? undefined : await startPostgres({ home: "/var/tmp", durable: true });
const kinds: readonly Kind[] = [
  ...(options.only === "postgresql" ? [] : [{ name: "SQLite", database: async () => undefined }]),
  ...(postgres ? [{ name: "PostgreSQL", database: () => postgres.newDatabase() }] : []),
];
mkdirSync(TMP, { recursive: true });
const rounds = new Map<Kind, Round[]>(kinds.map((kind) => [kind, []]));
const disk: { p50: number; p99: number }[] = [];
for (let n = 1; n <= ROUNDS; n++) {
  console.error(`round ${n} of ${ROUNDS}: ${RATE} events a second`);
  const bare = await bareDisk(TMP, RATE, SECONDS);
  disk.push({ p50: percentile(bare, 0.5), p99: percentile(bare, 0.99) });
  for (const kind of kinds) rounds.get(kind)?.push(await round(kind));
}
const rows: string[][] = [];
for (const kind of kinds) {
  console.error(`${kind.name}: ${show(EVENTS)} events`);
  const paced = rounds.get(kind) ?? [];
  const { perSecond, lost, doubled, memory } = await weathered(kind);
  rows.push([
    kind.name,
    spread(paced.map(({ p50 }) => p50)),
    spread(paced.map(({ p99 }) => p99)),
    show(median(paced.map(({ cold }) => cold))),
    show(median(paced.map(({ processor }) => processor))),
    show(perSecond),
    show(lost),
    show(doubled),
    show(memory),
  ]);
}
await postgres?.stop();
const bare = [spread(disk.map(({ p50 }) => p50)), spread(disk.map(({ p99 }) => p99))];
rows.push(["the bare disk", ...bare, ...Array.from({ length: 6 }, () => "")]);
const heads = [
  "store",
  `p50 ms at ${RATE}/s`,
  "p99 ms",
  "longest ms after a start",
  "processor µs/event",
  "events/s taken on",
  `lost of ${show(EVENTS)}`,
  "doubled",
  "memory MB",
];
const measured = report(heads, rows);
if (options.write) writeToPage("line", measured);
