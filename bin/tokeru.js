#!/usr/bin/env node
// Version guard, in syntax that any Node still in use can read. Tokeru's sources are TypeScript that
// Node 24 runs as it is. An older Node hands over to the Node 24 that npm installed beside us.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const WANTED = [24, 15];

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1]);
}

function bundledNode() {
  try {
    const require = createRequire(import.meta.url);
    return require.resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}

function handOver(node) {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(node, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code === null ? 1 : code));
}

if (isNewEnough(process.versions.node)) {
  // What was compiled once is kept beside the dependencies: later starts take half as long.
  module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/tokeru", import.meta.url)));
  // A checkout runs its sources; a published package runs what `npm run build` made of them.
  const sources = new URL("../src/app/main.ts", import.meta.url);
  const built = new URL("../dist/app/main.js", import.meta.url);
  await import(existsSync(sources) ? sources.href : built.href);
} else {
  const node = bundledNode();
  if (node) {
    handOver(node);
  } else {
    console.error(
      `tokeru needs Node ${WANTED.join(".")} or newer; this is Node ${process.versions.node}.\n` +
        "Install it from https://nodejs.org, or run `npm ci` without --omit=optional (Linux x64 and arm64 get Node 24 that way).",
    );
    process.exit(1);
  }
}
