/**
 * `node bench/card.ts [--rounds N]`: the probe over a real pcscd with vsmartcard's virtual reader, beside a
 * bare loop of the same commands and beside Debian's OpenSC. Prints a table in Markdown.
 */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { buildProbe } from "../scripts/build-probe.ts";
import { bytesOf } from "../src/card/guard.ts";
import { openPcscReaders } from "../src/card/pcsc/readers.ts";
import type { CardReaders } from "../src/card/port.ts";
import { readCard } from "../src/card/session.ts";
import { type CardInVpcd, Pcscd, untilReaders, whyNoPcscd } from "../test/card/pcscd.ts";
import { bareLoop } from "./card/bare.ts";

const READER = "Virtual PCD 00 00";
/** A real contactless card takes this long for a command, by a cautious guess. */
const CARD_LATENCY_MS = 20;
const MEMORY_PROBES = 2000;
const WARM_UP_ROUNDS = 400;

const run = promisify(execFile);
const main = fileURLToPath(new URL("../bin/tokeru.js", import.meta.url));
const noPause = async () => {};

type Row = { what: string; measured: string; against: string; ratio: string; wanted: string };

/** The fastest round tells the work itself; the median, what a busy machine makes of it. */
type Times = { median: number; fastest: number };

function summary(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1] ?? Number.NaN, fastest: sorted[0] ?? Number.NaN };
}

const text = ({ median, fastest }: Times) => `${median.toFixed(1)} ms (${fastest.toFixed(1)})`;
const ratio = (a: Times, b: Times) =>
  `${(a.median / b.median).toFixed(2)} (${(a.fastest / b.fastest).toFixed(2)})`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Times of works done in turns, so that what else the machine does meets all of them alike. */
async function inTurns(rounds: number, ...works: (() => Promise<unknown>)[]): Promise<Times[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) times[index]?.push(await timed(work));
  }
  return times.map(summary);
}

async function insert(card: CardInVpcd, readers: CardReaders, latency: number): Promise<void> {
  await card.remove();
  await untilReaders(readers, ([first]) => first?.card === "none" && first.events % 2 === 0);
  await card.insert({}, { latency });
  await untilReaders(readers, ([first]) => first?.card === "present" && first.events % 2 === 1);
}

/** The commands of one probe, in order. */
async function commandsOf(readers: CardReaders): Promise<Uint8Array[]> {
  const commands: Uint8Array[] = [];
  const recording: CardReaders = {
    list: () => readers.list(),
    change: (known, signal) => readers.change(known, signal),
    close: () => readers.close(),
    connect: async (name) => {
      const { transmit, disconnect } = await readers.connect(name).then((connection) => ({
        transmit: connection.transmit.bind(connection),
        disconnect: connection.disconnect.bind(connection),
      }));
      return {
        disconnect,
        transmit: (command) => {
          commands.push(bytesOf(command));
          return transmit(command);
        },
      };
    },
  };
  await readCard(recording, READER, { pause: noPause });
  return commands;
}

/** The probe and a bare loop of its commands, on a card that takes `latency` ms for each. */
async function probeBesideBareLoop(
  readers: CardReaders,
  latency: number,
  warmUp: number,
  rounds: number,
): Promise<Row> {
  const commands = await commandsOf(readers);
  const bare = await bareLoop(READER, commands);
  const probe = () => readCard(readers, READER, { pause: noPause });
  await inTurns(warmUp, probe, bare.run);
  const [ours, theirs] = await inTurns(rounds, probe, bare.run);
  await bare.close();
  if (!ours || !theirs) throw new Error("nothing measured");
  return {
    what: `full probe, card of ${latency} ms a command, beside a bare loop of the same ${commands.length} commands (wanted: 36 or fewer)`,
    measured: text(ours),
    against: text(theirs),
    ratio: ratio(ours, theirs),
    wanted: "at most 1.25",
  };
}

/** Whole processes in turns: the command, the executable, and OpenSC's list of two counters. */
async function wholeProcesses(
  card: CardInVpcd,
  executable: string,
  latency: number,
  rounds: number,
): Promise<Row[]> {
  const ours = () => run(process.execPath, [main, "probe", "--json"]);
  const single = () => run(executable, ["--json"]);
  const openSc = () => run("pkcs15-tool", ["--list-pins"]);
  await inTurns(1, ours, single, openSc);
  const before = Number(await card.received());
  await openSc();
  const commands = Number(await card.received()) - before;
  const [probe, executed, listPins] = await inTurns(rounds, ours, single, openSc);
  if (!probe || !executed || !listPins) throw new Error("nothing measured");
  const row = (what: string, measured: Times): Row => ({
    what: `whole process, card of ${latency} ms a command: ${what} (11 counters, dates) beside OpenSC (2 counters, ${commands} commands)`,
    measured: text(measured),
    against: text(listPins),
    ratio: ratio(measured, listPins),
    wanted: "below 1",
  });
  return [row("`tokeru probe`", probe), row("the executable", executed)];
}

async function bareNode(rounds: number): Promise<Row> {
  const [node] = await inTurns(rounds, () => run(process.execPath, ["--eval", "0"]));
  if (!node) throw new Error("nothing measured");
  return {
    what: "Node alone, starting and ending",
    measured: text(node),
    against: "",
    ratio: "",
    wanted: "",
  };
}

async function eventLoopDelay(readers: CardReaders): Promise<Row> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let round = 0; round < 5; round++) await readCard(readers, READER, { pause: noPause });
  delay.disable();
  return {
    what: `event-loop delay while probing, card of ${CARD_LATENCY_MS} ms: 99th of 100, and longest`,
    measured: `${(delay.percentile(99) / 1e6).toFixed(1)} ms, ${(delay.max / 1e6).toFixed(1)} ms`,
    against: "",
    ratio: "",
    wanted: "",
  };
}

/** Memory after a clean-up, in MB. */
function memory(collect: () => void) {
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return [rss, heapUsed + external].map((bytes) => bytes / 2 ** 20);
}

async function memoryOverProbes(readers: CardReaders): Promise<Row> {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const probes = async (count: number) => {
    for (let index = 0; index < count; index++) await readCard(readers, READER, { pause: noPause });
  };
  await probes(500);
  const [rssBefore = 0, heapBefore = 0] = memory(collect);
  await probes(MEMORY_PROBES);
  const [rss = 0, heap = 0] = memory(collect);
  return {
    what: `memory after ${MEMORY_PROBES} more probes: heap and buffers, whole process`,
    measured: `${heap.toFixed(1)} MB, ${rss.toFixed(0)} MB`,
    against: `before ${heapBefore.toFixed(1)} MB, ${rssBefore.toFixed(0)} MB`,
    ratio: (heap / heapBefore).toFixed(2),
    wanted: "flat",
  };
}

function print(rows: readonly Row[]): void {
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `Node ${process.version}, ${cpus()[0]?.model}, ${availableParallelism()} cores, load ${load}\n`,
  );
  console.log("| what | median (fastest) | beside | ratio | wanted |\n|---|---|---|---|---|");
  for (const { what, measured, against, ratio, wanted } of rows) {
    console.log(`| ${what} | ${measured} | ${against} | ${ratio} | ${wanted} |`);
  }
}

async function measure(rounds: number): Promise<Row[]> {
  const pcscd = await Pcscd.start();
  const readers = await openPcscReaders();
  const executable = await buildProbe(pcscd.folder);
  try {
    const card = pcscd.card();
    await insert(card, readers, 0);
    // Warm until the engine has compiled both loops.
    const rows = [await probeBesideBareLoop(readers, 0, WARM_UP_ROUNDS, rounds * 50)];
    rows.push(...(await wholeProcesses(card, executable, 0, rounds)));
    rows.push(await bareNode(rounds));
    rows.push(await memoryOverProbes(readers));
    await insert(card, readers, CARD_LATENCY_MS);
    rows.push(await probeBesideBareLoop(readers, CARD_LATENCY_MS, 1, rounds));
    rows.push(...(await wholeProcesses(card, executable, CARD_LATENCY_MS, Math.ceil(rounds / 3))));
    rows.push(await eventLoopDelay(readers));
    return rows;
  } finally {
    await readers.close();
    await pcscd.stop();
  }
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const reason = whyNoPcscd();
if (reason === undefined) {
  print(await measure(Number(values.rounds)));
} else {
  console.error(`This needs pcscd with the virtual reader: ${reason}`);
  process.exitCode = 1;
}
