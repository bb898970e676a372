import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import pg from "pg";

/** A real PostgreSQL server for tests, on a random port of this machine, thrown away afterwards. */
export interface PostgresServer {
  /** The URL of a new, empty database. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Debian puts each major version's programs into a folder of its own, off the PATH. */
const INSTALLED = "/usr/lib/postgresql";

const programs = newestInstalled();

/** Why no server can be started here; undefined where one can. */
export const postgresMissing: string | undefined = programs
  ? undefined
  : `no ${INSTALLED}/*/bin/initdb: apt-get install postgresql`;

const START_LIMIT = 60_000;

/**
 * Starts a server with an empty data folder, below `home`. Throws with the server's own words where it does not come
 * up. `durable`: what is committed is on the disk, as in earnest, for measurements.
 */
export async function startPostgres({ home = tmpdir(), durable = false } = {}): Promise<PostgresServer> {
  if (!programs) throw new Error(postgresMissing);
  const as = unprivileged();
  const folder = mkdtempSync(join(home, "tokeru-postgres-"));
  if (as) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const made = spawnSync(
    join(programs, "initdb"),
    ["--pgdata", data, "--username=tokeru", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    { ...as, cwd: folder, encoding: "utf8", timeout: START_LIMIT },
  );
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);
  }

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // Nothing here outlives the test, so nothing needs to reach the disk.
    fsync: durable ? "on" : "off",
    max_connections: 200,
  };
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...as, cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  server.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const kill = () => server.kill("SIGQUIT");
  process.once("exit", kill);

  const stop = async () => {
    process.off("exit", kill);
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  const url = (database: string) => `postgres://tokeru@127.0.0.1:${port}/${database}`;
  try {
    await answering(server, url("postgres"));
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${said}`, { cause: error });
  }
  let databases = 0;
  return {
    async newDatabase() {
      const name = `test${++databases}`;
      await ask(url("postgres"), `create database ${name}`);
      return url(name);
    },
    stop,
  };
}

function newestInstalled(): string | undefined {
  try {
    const versions = readdirSync(INSTALLED).toSorted((a, b) => Number(b) - Number(a));
    return versions
      .map((version) => join(INSTALLED, version, "bin"))
      .find((bin) => readdirSync(bin).includes("initdb"));
  } catch {
    return undefined;
  }
}

/** PostgreSQL refuses to run as root: then as the user of Debian's package, or as nobody. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((user) => user.startsWith(`${wanted}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The probe has no port.");
  return address.port;
}

async function answering(server: ChildProcess, url: string): Promise<void> {
  const until = Date.now() + START_LIMIT;
  for (;;) {
    try {
      return await ask(url, "select 1");
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error;
      await setTimeout(20);
    }
  }
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: START_LIMIT });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGQUIT");
  await exit;
}
