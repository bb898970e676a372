import { request } from "node:http";
import { setTimeout } from "node:timers/promises";

const LIMIT_MS = 30_000;

/** Somebody's page that listens to the desk's events over HTTP. */
export interface Follower {
  readonly status: number;
  /** What was told, in order: `queue`, or `handoff <id>`. */
  readonly told: readonly string[];
  readonly over: boolean;
  /** Forgets what was told so far. */
  clear(): void;
  leave(): void;
}

/** Opens a stream of events with somebody's cookie, and waits until it answers. */
export async function follow(
  address: string,
  { cookie = "" }: Readonly<Record<string, string>>,
): Promise<Follower> {
  const told: string[] = [];
  let status = 0;
  let over = false;
  let unread = "";
  const sent = request(`${address}/desk/api/events`, { headers: { cookie } }, (response) => {
    status = response.statusCode ?? 0;
    response.setEncoding("utf8").on("data", (text: string) => {
      const blocks = (unread + text).split("\n\n");
      unread = blocks.pop() ?? "";
      for (const block of blocks) if (!block.startsWith(":")) told.push(eventOf(block));
    });
    response.on("end", () => (over = true)).on("error", () => {});
  });
  sent.on("error", () => (over = true)).end();
  await until(() => status !== 0 || over);
  return {
    get status() {
      return status;
    },
    get over() {
      return over;
    },
    told,
    clear: () => void told.splice(0),
    leave: () => void sent.destroy(),
  };
}

function eventOf(block: string): string {
  const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s, 2)));
  const { id } = JSON.parse(fields["data"] ?? "{}");
  return [fields["event"], id].filter((part) => part !== undefined).join(" ");
}

/** Waits for something, as long as a busy machine may need. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("waited in vain");
    await setTimeout(5);
  }
}
