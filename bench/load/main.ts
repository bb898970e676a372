/**
 * Puts load on a server, in a process of its own. Takes a {@link Load} as its argument, prints the
 * {@link Measured} as JSON.
 */
import { Connection } from "./connection.ts";
import { type Door, VISITORS, type NextTurn } from "./doors.ts";
import { LinePlatform } from "./line-platform.ts";

export interface Load {
  readonly door: Door;
  readonly url: string;
  /** Where the Messaging API is played. */
  readonly linePort: number;
  readonly connections: number;
  readonly seconds: number;
  /** Turns a second, evenly spaced; left out: each connection takes its next turn at once. */
  readonly rate?: number;
  /** How many conversations the store held before. */
  readonly stored?: number;
}

export interface Measured {
  /** Turns that were answered, and where replies are delivered, delivered. */
  readonly turns: number;
  readonly perSecond: number;
  /** Milliseconds from when a turn was due, so a server that falls behind cannot hide it. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
}

/** Every connection takes turns one after the other. */
async function flatOut(visitors: readonly NextTurn[], seconds: number): Promise<number[]> {
  const took: number[] = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    visitors.map(async (next) => {
      for (let due = performance.now(); due < end; due = performance.now()) {
        await next();
        took.push(performance.now() - due);
      }
    }),
  );
  return took;
}

/**
 * A turn is due at every tick of the clock, whether or not earlier ones were answered; one for which no
 * connection is free waits, and its waiting counts.
 */
async function paced(visitors: readonly NextTurn[], seconds: number, rate: number): Promise<number[]> {
  const took: number[] = [];
  const idle = [...visitors];
  const overdue: number[] = [];
  const begin = performance.now();
  const total = seconds * rate;
  const { promise, resolve, reject } = Promise.withResolvers<number[]>();

  async function take(next: NextTurn, due: number): Promise<void> {
    await next();
    took.push(performance.now() - due);
    if (took.length === total) return resolve(took);
    const waiting = overdue.shift();
    if (waiting === undefined) idle.push(next);
    else await take(next, waiting);
  }

  let started = 0;
  const clock = setInterval(() => {
    for (; started < total && begin + (started * 1000) / rate <= performance.now(); started++) {
      const due = begin + (started * 1000) / rate;
      const next = idle.shift();
      if (next) take(next, due).catch(reject);
      else overdue.push(due);
    }
    if (started === total) clearInterval(clock);
  }, 1);
  return promise;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function measure({
  door,
  url,
  linePort,
  connections,
  seconds,
  rate,
  stored = 0,
}: Load): Promise<Measured> {
  const line = new LinePlatform(linePort);
  const all = Array.from({ length: connections }, () => new Connection(url));
  const visitors = all.map((connection) => VISITORS[door]({ connection, line, stored }));
  const begin = performance.now();
  const took = await (rate === undefined ? flatOut(visitors, seconds) : paced(visitors, seconds, rate));
  const lasted = (performance.now() - begin) / 1000;
  for (const connection of all) connection.close();
  line.close();
  const sorted = took.toSorted((a, b) => a - b);
  return {
    turns: took.length,
    perSecond: took.length / lasted,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    worst: sorted.at(-1) ?? Number.NaN,
  };
}

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? ""))));
