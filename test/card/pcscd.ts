/**
 * A pcscd with vsmartcard's virtual readers for one test file, apart from everything else on the machine:
 * its own network namespace, as vpcd listens on all addresses, and its own socket, which clients find
 * through PCSCLITE_CSOCK_NAME.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ApplicationId, CountedSecret } from "../../src/card/applications.ts";
import type { CardReaders, ReaderStatus } from "../../src/card/port.ts";
import type { CardProfile, CounterName } from "../../src/card/simulated/card.ts";
import type { DialOptions } from "../../src/card/simulated/vpcd.ts";
import type { CardMessage, CardReply, CardRequest } from "./vpcd-card.ts";

const READER_CONFIGURATION = "/etc/reader.conf.d/vpcd";
const needed: readonly (readonly [file: string, debianPackage: string])[] = [
  ["/usr/sbin/pcscd", "pcscd"],
  [READER_CONFIGURATION, "vsmartcard-vpcd"],
  ["/usr/bin/pkcs15-tool", "opensc"],
  ["/usr/bin/scriptor", "pcsc-tools"],
  ["/usr/bin/nsenter", "util-linux"],
  ["/usr/sbin/ip", "iproute2"],
];

/** Why the tests over pcscd cannot run here; `undefined` where they can. */
export function whyNoPcscd(): string | undefined {
  const missing = needed.filter(([file]) => !existsSync(file)).map(([, debianPackage]) => debianPackage);
  if (missing.length > 0) return `apt-get install ${missing.join(" ")}`;
  const namespace = spawnSync("unshare", ["--net", "--mount", "true"], { encoding: "utf8" });
  return namespace.status === 0 ? undefined : `no network namespace of its own: ${namespace.stderr.trim()}`;
}

/** For the title of a group of tests that needs pcscd: where it is skipped, the title says so and why. */
export function skipNote(reason: string | undefined): string {
  return reason === undefined ? "" : ` [SKIPPED, NOT PROVEN HERE: ${reason}]`;
}

/**
 * Namespace: loopback up; acknowledge at once, as vpcd 3.3 writes length and data apart and would otherwise
 * wait 48 ms for each command; pcscd's fixed folder /run/pcscd is the test's own.
 */
const setUpNamespace = (folder: string) => `
  set -e
  ip link set lo up
  ip route change local 127.0.0.0/8 dev lo quickack 1 table local
  ip route change local 127.0.0.1 dev lo quickack 1 table local
  mount -t tmpfs tmpfs /run
  mkdir /run/pcscd
  mount --bind ${folder}/run /run/pcscd
  echo ready
  exec cat`;

const exited = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once("exit", () => resolve()));

/** Resolves with the first line that has `text`; rejects with all lines if the process ends before. */
function lineWith(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        lines.push(String(chunk));
        if (lines.join("").includes(text)) resolve();
      });
    }
    child.once("exit", () => reject(new Error(`ended without "${text}":\n${lines.join("")}`)));
  });
}

/** pcscd says that it is ready a moment before it opens its socket. */
async function untilAccepts(path: string): Promise<void> {
  const accepts = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(path, () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
  while (!(await accepts())) await new Promise((resolve) => setTimeout(resolve, 5));
}

export class Pcscd {
  readonly folder: string;
  readonly #holder: ChildProcess;
  #daemon: ChildProcess | undefined;
  readonly #children: ChildProcess[] = [];

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.#holder = holder;
  }

  /** Starts a pcscd with two empty virtual readers, and points this process's clients to it. */
  static async start(): Promise<Pcscd> {
    const folder = await mkdtemp(join(tmpdir(), "tokeru-pcscd-"));
    await mkdir(join(folder, "run"));
    await mkdir(join(folder, "conf"));
    await copyFile(READER_CONFIGURATION, join(folder, "conf", "vpcd"));
    const holder = spawn("unshare", ["--net", "--mount", "bash", "-c", setUpNamespace(folder)]);
    await lineWith(holder, "ready");
    const pcscd = new Pcscd(folder, holder);
    process.env.PCSCLITE_CSOCK_NAME = join(folder, "run", "pcscd.comm");
    await pcscd.startDaemon();
    return pcscd;
  }

  /** A command inside the namespaces; it ends with this process at the latest. */
  inside(...command: string[]): string[] {
    const enter = ["nsenter", "--target", String(this.#holder.pid), "--net", "--mount", "--wdns=."];
    return ["setpriv", "--pdeathsig", "KILL", ...enter, "--", ...command];
  }

  async startDaemon(): Promise<void> {
    const [program = "", ...args] = this.inside(
      "/usr/sbin/pcscd",
      "--foreground",
      "--info",
      "--config",
      join(this.folder, "conf"),
    );
    this.#daemon = spawn(program, args);
    await lineWith(this.#daemon, "daemon ready");
    await untilAccepts(join(this.folder, "run", "pcscd.comm"));
  }

  async stopDaemon(): Promise<void> {
    this.#daemon?.kill("SIGTERM");
    if (this.#daemon) await exited(this.#daemon);
  }

  async restart({ withReaders }: { withReaders: boolean }): Promise<void> {
    await this.stopDaemon();
    const configuration = join(this.folder, "conf", "vpcd");
    if (withReaders) await copyFile(READER_CONFIGURATION, configuration);
    else await rm(configuration);
    await this.startDaemon();
  }

  /** A process that can hold a simulated card in a virtual reader. */
  card(): CardInVpcd {
    const script = fileURLToPath(new URL("vpcd-card.ts", import.meta.url));
    const [program = "", ...args] = this.inside(process.execPath, script);
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#children.push(child);
    return new CardInVpcd(child);
  }

  otherProgram(): OtherProgram {
    const script = fileURLToPath(new URL("other-program.pl", import.meta.url));
    const child = spawn("perl", [script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#children.push(child);
    return new OtherProgram(child);
  }

  async stop(): Promise<void> {
    for (const child of this.#children) child.kill("SIGKILL");
    await this.stopDaemon();
    this.#holder.kill("SIGKILL");
    await Promise.all([...this.#children, this.#holder].map(exited));
    await rm(this.folder, { recursive: true });
  }
}

/** A simulated card in its own process; see vpcd-card.ts. */
export class CardInVpcd {
  readonly #child: ChildProcess;
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  insert(profile: Partial<Omit<CardProfile, "certificate">> = {}, dial: DialOptions = {}): Promise<unknown> {
    return this.#ask({ do: "insert", profile, dial });
  }

  remove(): Promise<unknown> {
    return this.#ask({ do: "remove" });
  }

  setTries(name: CounterName, left: number): Promise<unknown> {
    return this.#ask({ do: "setTries", name, left });
  }

  triesLeft(secret: CountedSecret, application: ApplicationId): Promise<unknown> {
    return this.#ask({ do: "triesLeft", secret, application });
  }

  dangerous(): Promise<unknown> {
    return this.#ask({ do: "dangerous" });
  }

  received(): Promise<unknown> {
    return this.#ask({ do: "received" });
  }

  #ask(request: CardRequest): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const listen = (reply: CardReply) => {
        if (reply.id !== id) return;
        this.#child.off("message", listen);
        if (reply.error === undefined) resolve(reply.value);
        else reject(new Error(reply.error));
      };
      this.#child.on("message", listen);
      this.#child.send({ id, request } satisfies CardMessage);
    });
  }
}

/** Another program at the card; see other-program.pl. */
export class OtherProgram {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (!child.stdout) throw new Error("no output");
    const lines: Interface = createInterface({ input: child.stdout });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  /** Sends one line and returns the answer. */
  async tell(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the other program ended");
    return value;
  }
}

/** Waits until the readers are as wanted. */
export async function untilReaders(
  readers: CardReaders,
  isWanted: (now: readonly ReaderStatus[]) => boolean,
): Promise<readonly ReaderStatus[]> {
  const signal = AbortSignal.timeout(10_000);
  let now: readonly ReaderStatus[] = await readers.list();
  while (!isWanted(now)) {
    if (signal.aborted) throw new Error(`readers stayed ${JSON.stringify(now)}`);
    now = await readers.change(now, signal);
  }
  return now;
}
