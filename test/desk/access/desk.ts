import Fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { assets } from "../../../src/channels/web/assets.ts";
import { changeAccount, OPERATOR } from "../../../src/desk/access/accounts.ts";
import { type AccessOptions, access } from "../../../src/desk/access/index.ts";
import { hashPassword } from "../../../src/desk/access/passwords.ts";
import type { Role } from "../../../src/desk/access/roles.ts";
import { requires } from "../../../src/desk/access/session.ts";
import { problemBody, refusalOf } from "../../../src/desk/problems.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { NOON } from "../../support/house.ts";

/** The desk's door, with a page behind it, and a clock that the test sets. */
export interface Door {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: { now: number };
  /** What was logged, a line of JSON each. */
  readonly logs: readonly string[];
  /** Requests for this path are noted, and stopped before anything else. */
  readonly stopped: { path: string | undefined; readonly urls: string[] };
  close(): Promise<void>;
}

export async function serveDoor(
  options: Partial<AccessOptions> & { readonly trustProxy?: string } = {},
): Promise<Door> {
  const { trustProxy, ...rest } = options;
  const store = rest.store ?? (await openStore({ file: ":memory:" }));
  const clock = { now: NOON };
  const logs: string[] = [];
  const app = Fastify({
    logger: { level: "debug", stream: { write: (text: string) => void logs.push(text) } },
    ...(trustProxy !== undefined && { trustProxy }),
  });
  const stopped: Door["stopped"] = { path: undefined, urls: [] };
  app.addHook("onRequest", async ({ url }, reply) => {
    if (stopped.path === undefined || !url.startsWith(stopped.path)) return;
    stopped.urls.push(url);
    await reply.type("text/html").send("stopped");
  });
  await app.register(assets);
  await app.register(async (room) => {
    room.setErrorHandler<FastifyError>((error, request, reply) => {
      const refusal = refusalOf(error);
      return reply.code(refusal.statusCode).send(problemBody(refusal, request.id));
    });
    await access(room, { now: () => clock.now, ...rest, store });
    room.get("/desk", { preHandler: requires() }, (_request, reply) =>
      reply.type("text/html; charset=utf-8").send("<!doctype html><title>the desk</title><h1>inside</h1>"),
    );
  });
  await app.ready();
  return {
    app,
    store,
    clock,
    logs,
    stopped,
    async close() {
      await app.close();
      await store.close();
    },
  };
}

/** A made-up password: of no use anywhere. */
export const PASSWORD = "synthetic passphrase 1";

/** Makes an account as an operator does. */
export async function addAccount(
  store: Store,
  id: string,
  role: Role = "agent",
  password = PASSWORD,
): Promise<void> {
  const change = { do: "add", id, name: `架空 ${id}`, role, password: await hashPassword(password) } as const;
  const outcome = await changeAccount(store, OPERATOR, change, NOON);
  if (outcome !== "done") throw new Error(`${id}: ${outcome}`);
}
