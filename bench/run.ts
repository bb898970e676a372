/**
 * `npm run bench`: measures a turn and the widget, side by side with the least that HTTP costs and with what one
 * would pick instead, and says whether what is wanted is held. See docs/performance.md.
 *
 *     npm run bench -- [--rounds 5] [--seconds 5] [--write]
 *
 * `--write` puts the tables into docs/performance.md. What is lost or doubled on the way through LINE, and how long
 * that way is, `npm run bench:line` measures.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Door } from "./load/doors.ts";
import type { Load, Measured } from "./load/main.ts";
import { seed } from "./seed.ts";
import {
  freePort,
  peakMemory,
  processorTime,
  type Server,
  startBotkit,
  startEcho,
  startTokeru,
} from "./servers.ts";
import { median, table } from "./table.ts";
import { measureWidgets, writeWidgets } from "./widget.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const SECONDS = Number(options.seconds);

const CONNECTIONS = 64;
const RATE = 300;
const FEW = 1_000;
const MANY = 1_000_000;

/** On the disk of the project, as the default data folder is: a folder in memory would make commits free. */
const TMP = fileURLToPath(new URL("../.tmp/", import.meta.url));
const LINE_PORT = await freePort();

/** One measurement, and what a turn cost the server's processor meanwhile. */
interface Cost extends Measured {
  /** Microseconds a turn, all threads together. */
  readonly processor: number;
}

async function load(server: Server, door: Door, more: Partial<Load> = {}): Promise<Cost> {
  const wanted: Load = {
    door,
    url: server.url,
    linePort: LINE_PORT,
    connections: CONNECTIONS,
    seconds: SECONDS,
    ...more,
  };
  const before = processorTime(server.pid);
  const child = spawn(process.execPath, [LOAD, JSON.stringify(wanted)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const measured: Measured = JSON.parse((await text(child.stdout)) || "null");
  if (!measured) throw new Error(`The load on ${server.name} (${door}) ended early.`);
  const processor = ((processorTime(server.pid) - before) * 1000) / measured.turns;
  return { ...measured, processor };
}

const LOAD = fileURLToPath(new URL("load/main.ts", import.meta.url));

type Loads = readonly (readonly [server: Server, door: Door, more?: Partial<Load>])[];

/** A server runs for weeks; until its code is compiled, the first seconds would tell of nothing else. */
async function warmUp(each: Loads): Promise<void> {
  say("Warming up");
  await rounds(
    1,
    each.map(([server, door, more]) => [server, door, { ...more, seconds: SECONDS * 3 }]),
  );
}

/** Servers in turn, round after round: what disturbs the machine disturbs all of them. */
async function rounds(count: number, each: Loads): Promise<readonly (readonly Cost[])[]> {
  const costs: Cost[][] = each.map(() => []);
  for (let round = 0; round < count; round++) {
    for (const [n, [server, door, more]] of each.entries()) {
      const cost = await load(server, door, more);
      costs[n]?.push(cost);
      say(
        `  ${door.padEnd(12)} ${show(cost.perSecond)} turns/s, ${show(cost.processor)} µs of processor a turn`,
      );
    }
  }
  return costs;
}

function say(what: string): void {
  console.error(what);
}

function show(value: number, digits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Something wanted: what it is, what was measured, and whether it is held. */
type Wanted = readonly [what: string, measured: string, wanted: string, held: "yes" | "NO"];

function atLeast(what: string, ratios: readonly number[], wanted: number, shown: string): Wanted {
  const ratio = median(ratios);
  const range = `${show(Math.min(...ratios), 2)}–${show(Math.max(...ratios), 2)}`;
  return [what, `${show(ratio, 2)} × (${range})`, shown, ratio >= wanted ? "yes" : "NO"];
}

function below(what: string, value: number, wanted: number, unit: string): Wanted {
  return [
    what,
    `${show(value, value < 10 ? 1 : 0)} ${unit}`,
    `under ${wanted} ${unit}`,
    value < wanted ? "yes" : "NO",
  ];
}

function ratiosOf(ours: readonly Cost[], theirs: readonly Cost[]): readonly number[] {
  return ours.map(({ perSecond }, n) => perSecond / (theirs[n]?.perSecond ?? Number.NaN));
}

function speedRow(name: string, door: string, costs: readonly Cost[]): readonly string[] {
  const of = (pick: (cost: Cost) => number) => costs.map(pick);
  return [
    name,
    door,
    show(median(of((cost) => cost.perSecond))),
    show(median(of((cost) => cost.processor))),
    show(median(of((cost) => cost.p50)), 1),
    show(median(of((cost) => cost.p99)), 1),
  ];
}

/** Data folders and servers of one measurement, gone when it is over. */
async function among<T>(
  work: (folder: () => string, running: (server: Server) => Server) => Promise<T>,
): Promise<T> {
  mkdirSync(TMP, { recursive: true });
  const home = mkdtempSync(join(TMP, "bench-"));
  const servers: Server[] = [];
  try {
    return await work(
      () => mkdtempSync(join(home, "data-")),
      (server) => {
        servers.push(server);
        return server;
      },
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(home, { recursive: true });
  }
}

/** Turns a second through both doors, beside the limit and Botkit; then at a steady pace; then memory. */
function speed() {
  return among(async (folder, running) => {
    const data = folder();
    const tokeru = running(await startTokeru(data, LINE_PORT));
    const echo = running(await startEcho(data, LINE_PORT));
    const botkit = running(await startBotkit(data, "web", LINE_PORT));
    const botkitLine = running(await startBotkit(data, "line", LINE_PORT));
    const all = [
      [echo, "echo"],
      [botkit, "botkit"],
      [tokeru, "web"],
      [echo, "echo-line"],
      [botkitLine, "botkit-line"],
      [tokeru, "line"],
    ] as const;
    await warmUp(all);
    say(`As fast as it goes, ${CONNECTIONS} connections`);
    const [echoed = [], hello = [], web = [], echoedLine = [], helloLine = [], line = []] = await rounds(
      ROUNDS,
      all,
    );
    say(`At ${RATE} turns a second`);
    const [pacedWeb = [], pacedLine = []] = await rounds(ROUNDS, [
      [tokeru, "web", { rate: RATE }],
      [tokeru, "line", { rate: RATE }],
    ]);
    const p99 = (costs: readonly Cost[]) => median(costs.map((cost) => cost.p99));
    return {
      rows: [
        speedRow("Fastify echo", "web", echoed),
        speedRow("Botkit hello bot", "web", hello),
        speedRow("**Tokeru**", "web", web),
        speedRow("Fastify echo", "LINE", echoedLine),
        speedRow("Botkit hello bot", "LINE", helloLine),
        speedRow("**Tokeru**", "LINE", line),
        speedRow(`**Tokeru** at ${RATE}/s`, "web", pacedWeb),
        speedRow(`**Tokeru** at ${RATE}/s`, "LINE", pacedLine),
      ],
      wanted: [
        atLeast("web: turns a second against Botkit", ratiosOf(web, hello), 3, "at least 3 ×"),
        atLeast("web: turns a second against the bare echo", ratiosOf(web, echoed), 1 / 3, "at least 1/3 ×"),
        atLeast("LINE: turns a second against Botkit", ratiosOf(line, helloLine), 3, "at least 3 ×"),
        atLeast(
          "LINE: turns a second against the bare echo",
          ratiosOf(line, echoedLine),
          1 / 3,
          "at least 1/3 ×",
        ),
        below(`web: p99 at ${RATE} turns a second`, p99(pacedWeb), 20, "ms"),
        below(`LINE: p99 at ${RATE} turns a second, to delivery`, p99(pacedLine), 20, "ms"),
        below("resident memory, at its highest", peakMemory(tokeru.pid), 200, "MB"),
      ],
    };
  });
}

/** From the start of the process in an empty folder to the first turn that is answered. */
function firstAnswer(): Promise<Wanted> {
  return among(async (folder) => {
    say("Start to first answer");
    const took: number[] = [];
    for (let round = 0; round < Math.max(3, ROUNDS); round++) {
      const server = await startTokeru(folder(), LINE_PORT);
      took.push(server.startedIn);
      await server.stop();
    }
    return below("start to first answer", median(took) / 1000, 1, "s");
  });
}

/** Turns of visitors who come back at random among many stored conversations, against few. */
function amongMany(): Promise<Wanted> {
  return among(async (folder, running) => {
    say(`Filling stores with ${show(FEW)} and ${show(MANY)} conversations`);
    const [few, many] = [folder(), folder()];
    await seed(few, FEW);
    await seed(many, MANY);
    const small = running(await startTokeru(few, LINE_PORT));
    const large = running(await startTokeru(many, LINE_PORT));
    const both = [
      [small, "web-stored", { stored: FEW }],
      [large, "web-stored", { stored: MANY }],
    ] as const;
    await warmUp(both);
    const [inSmall = [], inLarge = []] = await rounds(ROUNDS, both);
    const ratios = ratiosOf(inSmall, inLarge);
    const range = `${show(Math.min(...ratios), 2)}–${show(Math.max(...ratios), 2)}`;
    const ratio = median(ratios);
    return [
      `a turn among ${show(MANY)} conversations against ${show(FEW)}`,
      `${show(ratio, 2)} × (${range})`,
      "at most 1.2 ×",
      ratio <= 1.2 ? "yes" : "NO",
    ];
  });
}

const { rows, wanted } = await speed();
const first = await firstAnswer();
const stored = await amongMany();
const report = [
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Linux; Node ${process.versions.node}; ` +
    `\`npm run bench -- --rounds ${ROUNDS} --seconds ${SECONDS}\``,
  table(["server", "door", "turns/s", "processor µs/turn", "p50 ms", "p99 ms"], rows),
  table(["what", "measured", "wanted", "held"], [...wanted, first, stored]),
].join("\n\n");
const widgets = await measureWidgets(ROUNDS);
console.log(`${report}\n\n${widgets}`);
console.error("The way through LINE, from event to reply: npm run bench:line");
if (options.write) {
  write(report);
  writeWidgets(widgets);
}

/** Puts the tables between the two marks of the page. */
function write(tables: string): void {
  const page = new URL("../docs/performance.md", import.meta.url);
  const marked = /(?<=<!-- measured -->\n)[^]*(?=<!-- end -->)/;
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(marked, () => `\n${tables}\n\n`),
  );
}
