import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../examples/botkit/", import.meta.url));

/** A bot of examples/botkit, as a process of its own. */
export interface ExampleBot {
  readonly webhook: string;
  readonly child: ChildProcess;
  /** Everything that it has said on standard output and standard error. */
  readonly said: () => string;
  stop(): Promise<void>;
}

/** Starts an example on a free port, and waits until it listens. */
export async function startExample(name: "bot" | "slack", env: Record<string, string>): Promise<ExampleBot> {
  // From a checkout, `tokeru/botkit` is its sources.
  const args = ["--conditions=tokeru-source", `${FOLDER}${name}.ts`];
  const child = spawn(process.execPath, args, { env: { ...process.env, PORT: "0", ...env } });
  let said = "";
  const listening = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const port = /port: (\d+)/.exec(said)?.[1];
      if (port !== undefined) listening.resolve(`http://127.0.0.1:${port}/`);
    });
  }
  child.once("exit", (code) => listening.reject(new Error(`The example ended with ${code}: ${said}`)));
  return {
    webhook: await listening.promise,
    child,
    said: () => said,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, "exit");
    },
  };
}
