/**
 * `node bench/botkit.ts`: what Botkit costs whoever installs it, and what a turn costs through it. Each import is a
 * process of its own; sizes are those of the packages that `npm ci` has put here, by the lock file.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, table } from "./table.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const ROUNDS = 7;
const LIMIT_MS = 60_000;

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(ROOT, "package-lock.json"), "utf8"),
);

/** Where a package finds another, as Node looks: beside its own dependencies first. */
function placeOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.packages[place]) return place;
    if (folder === "") return undefined;
  }
}

/** Everything that a package needs, itself included. */
function reachable(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const place = placeOf(name, from);
    if (place === undefined || found.has(place)) return;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {} } = lock.packages[place] ?? {};
    for (const one of Object.keys({ ...dependencies, ...optionalDependencies })) visit(one, place);
  };
  for (const name of names) visit(name, "");
  return found;
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, one) => {
    const path = join(folder, one.name);
    // What stands inside belongs to a package of its own.
    if (one.name === "node_modules") return sum;
    return sum + (one.isDirectory() ? bytesIn(path) : one.isFile() ? statSync(path).size : 0);
  }, 0);
}

function installed(names: readonly string[], without: ReadonlySet<string> = new Set()) {
  const places = [...reachable(names)].filter((place) => !without.has(place));
  const there = places.filter((place) => statSync(join(ROOT, place), { throwIfNoEntry: false }));
  const bytes = there.reduce((sum, place) => sum + bytesIn(join(ROOT, place)), 0);
  return { packages: there.length, megabytes: bytes / 1e6 };
}

/** The processor's time, which a busy machine does not lengthen, and the memory that some lines take. */
function measured(code: string): { milliseconds: number; megabytes: number } {
  const source = `const before = process.memoryUsage.rss(); const began = process.cpuUsage();
    ${code};
    const { user, system } = process.cpuUsage(began);
    console.log(JSON.stringify([(user + system) / 1000, process.memoryUsage.rss() - before]));
    process.exit(0);`;
  const runs = Array.from({ length: ROUNDS }, () => {
    const args = ["--conditions=tokeru-source", "--input-type=module", "-e", source];
    const run = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", timeout: LIMIT_MS });
    const [time = Number.NaN, memory = Number.NaN] = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "[]");
    return { time, memory };
  });
  return {
    milliseconds: median(runs.map(({ time }) => time)),
    megabytes: median(runs.map(({ memory }) => memory)) / 1e6,
  };
}

const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const own = reachable(Object.keys(dependencies));
const sizes = [
  ["Tokeru", installed(Object.keys(dependencies))],
  ["Botkit, besides", installed(["botkit"], own)],
  [
    "Slack's adapter, besides",
    installed(["botbuilder-adapter-slack"], new Set([...own, ...reachable(["botkit"])])),
  ],
  ["LINE's SDK alone", installed(["@line/bot-sdk"])],
] as const;
const imports = [
  ["everything that a LINE webhook needs", 'await import("./src/channels/line/index.ts")'],
  ["Botkit", 'await import("botkit")'],
  ["Botkit and tokeru/botkit", 'await import("botkit"); await import("tokeru/botkit")'],
  [
    "Botkit with Slack's adapter, and tokeru/botkit",
    'await import("botkit"); (await import("tokeru/botkit")).slackAdapter({ botToken: "-", signingSecret: "-" })',
  ],
] as const;

console.log(
  table(
    ["installed", "packages", "MB"],
    sizes.map(([name, { packages, megabytes }]) => [name, String(packages), megabytes.toFixed(0)]),
  ),
);
console.log(
  `\n${table(
    ["import", "CPU, ms", "memory, MB"],
    imports.map(([name, code]) => {
      const { milliseconds, megabytes } = measured(code);
      return [name, milliseconds.toFixed(0), megabytes.toFixed(0)];
    }),
  )}`,
);
