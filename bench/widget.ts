/**
 * `node bench/widget.ts [--rounds 5] [--write]`: what a resident's browser fetches until the first question can
 * be answered, and how long that takes on a slow device, beside the published widgets of others. Called by
 * `npm run bench` too. `--write` puts the tables into docs/performance.md.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { buildWeb } from "../scripts/build-web.ts";
import { chromiumMissing, launchChromium } from "../test/support/browser.ts";
import { freePort, startTokeru } from "./servers.ts";
import { median, table } from "./table.ts";
import { type Opening, openPage, type Slowness, type Watched } from "./widget/first-choice.ts";
import { bare, servePage } from "./widget/pages.ts";
import { type FetchedPeer, fetchPeers } from "./widget/peers.ts";

const TMP = fileURLToPath(new URL("../.tmp/", import.meta.url));
const COMMAND = fileURLToPath(new URL("../bin/tokeru.js", import.meta.url));
const BUILT = new URL("../dist/web/", import.meta.url);
const KB = 1024;
/** Four times slower than this machine, and the line that Lighthouse takes for a phone's. */
const SLOW_DEVICE: Slowness = { cpu: 4 };
const SLOW_DEVICE_AND_LINE: Slowness = { cpu: 4, line: { down: 1_600_000, up: 750_000, latency: 150 } };

/** A widget on a page, as it is measured. */
interface Candidate {
  readonly name: string;
  /** Every file that is loaded before the first question can be answered, as one would put it on a server. */
  readonly files: readonly Buffer[];
  readonly url: string;
  readonly watched: Watched;
}

interface Results {
  readonly candidate: Candidate;
  readonly device: Opening[];
  readonly deviceAndLine: Opening[];
}

/** The tables of sizes and times. */
export async function measureWidgets(rounds: number): Promise<string> {
  if (chromiumMissing) return `Widgets were not measured: ${chromiumMissing}.`;
  mkdirSync(TMP, { recursive: true });
  const home = mkdtempSync(join(TMP, "bench-widget-"));
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const peers = await fetchPeers(home).catch((error: Error) => {
      say(error.message);
      return [];
    });
    await buildWeb();
    const candidates = [
      ...(await ours(home, closing)),
      ...(await Promise.all(peers.map((peer) => theirs(peer, closing)))),
    ];
    const browser = await launchChromium();
    closing.push(() => browser.close());
    const tables = report(await openAll(browser, candidates, rounds), rounds);
    return peers.length > 0
      ? tables
      : `${tables}\n\nThe npm registry could not be reached: nobody else's here.`;
  } finally {
    for (const close of closing.toReversed()) await close();
    rmSync(home, { recursive: true });
  }
}

type Closing = (() => Promise<unknown>)[];

/** Ours on a page of its own, on the demonstration's page, and without a server. */
async function ours(home: string, closing: Closing): Promise<readonly Candidate[]> {
  const server = await startTokeru(mkdtempSync(join(home, "data-")), await freePort());
  closing.push(() => server.stop());
  const manifest = JSON.parse(readFileSync(new URL("manifest.json", BUILT), "utf8"));
  const script = `${server.url}/widget/${manifest.sha256.slice(0, 16)}/${manifest.file}`;
  const pasted = `<script type="module" src="${script}" integrity="${manifest.integrity}" crossorigin="anonymous"></script><tokeru-chat city="asagiri" lang="ja"></tokeru-chat>`;
  const page = await servePage({ "/": bare(pasted) });
  closing.push(() => page.close());
  const watched = { host: "tokeru-chat", launcher: "#launcher", choice: ".choice" };
  const files = [readFileSync(new URL(manifest.file, BUILT)), await firstAnswer(server.url)];
  return [
    { name: "**Tokeru**", files, url: `${page.url}/`, watched },
    { name: "**Tokeru**, its demonstration page", files, url: `${server.url}/demo`, watched },
    await withoutServer(home, closing),
  ];
}

/** What opening the widget fetches besides the script. */
async function firstAnswer(url: string): Promise<Buffer> {
  const response = await fetch(`${url}/api/conversations?furigana=notation`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ lang: "ja", city: "asagiri", keep: "token" }),
  });
  return Buffer.from(await response.arrayBuffer());
}

/** What `tokeru export` writes, on a server for files. */
async function withoutServer(home: string, closing: Closing): Promise<Candidate> {
  const site = join(home, "site");
  await promisify(execFile)(process.execPath, [COMMAND, "export", "--city", "asagiri", "--out", site]);
  const paths = readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map((path) => {
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    return [`/${relative(site, path)}`, { type, content: readFileSync(path) }] as const;
  });
  const page = await servePage(Object.fromEntries(files));
  closing.push(() => page.close());
  const loaded = ["tokeru-chat-local.js", "tokeru-guard.js", "wording/ja.json", "city.json"];
  return {
    name: "**Tokeru**, without a server",
    files: loaded.map((file) => readFileSync(join(site, file))),
    url: `${page.url}/index.html`,
    watched: { host: "tokeru-chat", choice: ".choice" },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".css": "text/css; charset=utf-8",
};

async function theirs(peer: FetchedPeer, closing: Closing): Promise<Candidate> {
  const page = await servePage(
    {
      "/": bare(peer.markup),
      "/widget.js": { type: "text/javascript; charset=utf-8", content: peer.script },
    },
    peer.answers,
  );
  closing.push(() => page.close());
  const answers = Object.values(peer.answers).map((answer) => Buffer.from(JSON.stringify(answer)));
  return {
    name: `${peer.name} ${peer.version}`,
    files: [peer.script, ...answers],
    url: `${page.url}/`,
    watched: peer.watched,
  };
}

/** In turn, round after round: what disturbs the machine disturbs all of them. */
async function openAll(
  browser: Browser,
  candidates: readonly Candidate[],
  rounds: number,
): Promise<readonly Results[]> {
  const results = candidates.map((candidate): Results => ({ candidate, device: [], deviceAndLine: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const { candidate, device, deviceAndLine } of results) {
      const { name, url, watched } = candidate;
      device.push(await openPage(browser, url, watched, SLOW_DEVICE));
      deviceAndLine.push(await openPage(browser, url, watched, SLOW_DEVICE_AND_LINE));
      say(
        `  ${name}: ${seconds(device.at(-1)?.choice)} s, on a slow line ${seconds(deviceAndLine.at(-1)?.choice)} s`,
      );
    }
  }
  return results;
}

function report(results: readonly Results[], rounds: number): string {
  const middle = (openings: readonly Opening[], what: keyof Opening) =>
    median(openings.map((opening) => opening[what]));
  const spread = (openings: readonly Opening[]) => {
    const times = openings.map(({ choice }) => choice);
    return `${seconds(median(times))} (${seconds(Math.min(...times))}–${seconds(Math.max(...times))})`;
  };
  const rows = results.map(({ candidate: { name, files, watched }, device, deviceAndLine }) => [
    name,
    kilobytes(files.reduce((sum, file) => sum + file.length, 0)),
    kilobytes(files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0)),
    kilobytes(middle(deviceAndLine, "wire")),
    watched.launcher === undefined ? "open at once" : seconds(middle(device, "launcher")),
    spread(device),
    spread(deviceAndLine),
  ]);
  return table(
    ["widget", "files KB", "gzip KB", "over the wire KB", "button s", "first choice s", "on a slow line s"],
    rows,
  ).concat(`\n\nMiddle of ${rounds} openings each, range in brackets.`);
}

function kilobytes(bytes: number): string {
  return (bytes / KB).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

function seconds(milliseconds = Number.NaN): string {
  return (milliseconds / 1000).toFixed(2);
}

function say(what: string): void {
  console.error(what);
}

/** Puts the table between its two marks of the page. */
export function writeWidgets(tables: string): void {
  const page = new URL("../docs/performance.md", import.meta.url);
  const marked = /(?<=<!-- widgets measured -->\n)[^]*(?=<!-- widgets end -->)/;
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(marked, () => `\n${tables}\n\n`),
  );
}

if (import.meta.main) {
  const { values: options } = parseArgs({
    options: { rounds: { type: "string", default: "5" }, write: { type: "boolean", default: false } },
  });
  const tables = await measureWidgets(Number(options.rounds));
  console.log(tables);
  if (options.write) writeWidgets(tables);
}
