/** `npm run check`: everything but the tests that has to hold before a change lands. Runs all, then says which failed. */
import { spawnSync } from "node:child_process";

const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ["types", "tsc", "--noEmit"],
  ["format", "oxfmt", "--check"],
  ["lint and the doors between rooms", "oxlint", "--type-aware", "--deny-warnings"],
  ["unused code and dependencies", "knip"],
  ["locales", "node", "scripts/check-locales.ts"],
  ["fact expiry", "node", "scripts/check-facts.ts"],
];
const LIMIT_MS = 5 * 60 * 1000;

const failed = CHECKS.filter(([name, command, ...args]) => {
  console.log(`\n== ${name}: ${[command, ...args].join(" ")}`);
  const run = spawnSync("npx", ["--no-install", command, ...args], { stdio: "inherit", timeout: LIMIT_MS });
  return run.status !== 0;
}).map(([name]) => name);

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exit(1);
}
console.log("\nAll checks hold.");
