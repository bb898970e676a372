import { chmodSync, existsSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import * as v from "valibot";
import {
  type AccountChange,
  AccountChangeSchema,
  changeAccount,
  listAccounts,
  type Listed,
  OPERATOR,
  type Outcome,
} from "../desk/access/accounts.ts";
import type { Store } from "../store/index.ts";

/**
 * SQLite is used by one process alone. So that accounts can be looked after while the server runs, it listens at a
 * socket in its data folder, which its own user alone may enter, as the database itself: one line of JSON in, one out.
 */
const NAME = "desk.sock";
const LONGEST_LINE = 4096;
const TIME_LIMIT_MS = 10_000;
/** The system's limit of a socket's path is 104 bytes or more (unix(7), macOS). */
const LONGEST_PATH = 103;

/** What an operator wants of accounts. */
export type Wanted = AccountChange | { readonly do: "list" };
/** What they get. */
export type Told = { readonly outcome: Outcome } | { readonly accounts: readonly Listed[] };

const WantedSchema = v.union([AccountChangeSchema, v.object({ do: v.literal("list") })]);
const ToldSchema = v.union([
  v.object({ outcome: v.picklist(["done", "taken", "unknown", "elsewhere"]) }),
  v.object({
    accounts: v.array(
      v.object({
        id: v.string(),
        name: v.string(),
        role: v.string(),
        signsIn: v.picklist(["here", "elsewhere"]),
        disabled: v.boolean(),
        locked: v.boolean(),
      }),
    ),
  }),
]);

/** Does it, on a store that this process has. */
export async function carryOut(store: Store, wanted: Wanted, now: number): Promise<Told> {
  return wanted.do === "list"
    ? { accounts: await listAccounts(store, now) }
    : { outcome: await changeAccount(store, OPERATOR, wanted, now) };
}

/** Why there is no door. */
export class NoDoor extends Error {}

/**
 * Opens the door; one that was left behind by a process that was killed is replaced, since the database is ours.
 * @throws {NoDoor} where the system has no such thing here.
 */
export async function openDoor(data: string, store: Store, now: () => number): Promise<Server> {
  const path = pathIn(data);
  rmSync(path, { force: true });
  const server = createServer((socket) => void answer(socket, store, now));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(new NoDoor(error.message, { cause: error })));
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

async function answer(socket: Socket, store: Store, now: () => number): Promise<void> {
  socket.on("error", () => socket.destroy());
  socket.setTimeout(TIME_LIMIT_MS, () => socket.destroy());
  try {
    const wanted = v.safeParse(WantedSchema, JSON.parse(await lineOf(socket)));
    if (wanted.success) socket.end(`${JSON.stringify(await carryOut(store, wanted.output, now()))}\n`);
    else socket.destroy();
  } catch {
    socket.destroy();
  }
}

/**
 * Asks the server that has the database.
 * @throws {NoDoor} where there is none to ask.
 */
export async function askAtDoor(data: string, wanted: Wanted): Promise<Told> {
  const path = pathIn(data);
  if (!existsSync(path)) throw new NoDoor(`there is no ${path}`);
  const socket = connect(path);
  socket.setTimeout(TIME_LIMIT_MS, () => socket.destroy(new NoDoor("it does not answer")));
  try {
    socket.write(`${JSON.stringify(wanted)}\n`);
    return v.parse(ToldSchema, JSON.parse(await lineOf(socket)));
  } catch (error) {
    throw new NoDoor(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    socket.destroy();
  }
}

function pathIn(data: string): string {
  const path = join(data, NAME);
  if (process.platform === "win32") throw new NoDoor("Windows has no sockets in folders");
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new NoDoor(`the path ${path} is too long for a socket`);
  return path;
}

/** The first line that comes. */
async function lineOf(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    text += chunk;
    const end = text.indexOf("\n");
    if (end >= 0) return text.slice(0, end);
    if (text.length > LONGEST_LINE) break;
  }
  throw new Error("nothing that ends came");
}
