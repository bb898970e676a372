import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/tokeru.js", import.meta.url));
const LIMIT_MS = 30_000;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tokeru` as its users do, with this input, and without settings of this machine. */
export async function tokeru(
  args: readonly string[],
  {
    input = "",
    env = {},
    node = process.execPath,
  }: { input?: string; env?: Record<string, string>; node?: string } = {},
): Promise<Finished> {
  const child = spawn(node, [BIN, ...args], { env: cleanEnv(env), timeout: LIMIT_MS });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output.stderr += chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code] = await once(child, "close");
  return { code, ...output };
}

/** Starts `tokeru serve` on a free port and waits until it says where it answers. */
export async function serve(env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [BIN, "serve"], { env: cleanEnv({ TOKERU_PORT: "0", ...env }) });
  let said = "";
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    said += chunk;
    const url = /Tokeru answers at (\S+)\//.exec(said)?.[1];
    if (url) {
      child.stdout.resume();
      return { child, url };
    }
  }
  throw new Error(`tokeru serve ended: ${said}`);
}

function cleanEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(TOKERU|LINE)_/.test(name));
  return { ...Object.fromEntries(own), ...env };
}
