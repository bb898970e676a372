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

/** A server of its own, and all that it has written so far. */
interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly said: () => string;
}

/** Starts `tokeru serve` on a free port and waits until it says where it answers. */
export async function serve(env: Record<string, string>): Promise<Serving> {
  const child = spawn(process.execPath, [BIN, "serve"], { env: cleanEnv({ TOKERU_PORT: "0", ...env }) });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    const url = /Tokeru answers at (\S+)\//.exec(said)?.[1];
    if (url) resolve(url);
  });
  child.once("close", () => reject(new Error(`tokeru serve ended: ${said}`)));
  return { child, url: await promise, said: () => said };
}

function cleanEnv(env: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(TOKERU|LINE)_/.test(name));
  return { ...Object.fromEntries(own), ...env };
}
