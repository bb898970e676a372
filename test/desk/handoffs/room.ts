import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { expect } from "vitest";
import type { Speak } from "../../../src/channels/speak.ts";
import type { Thread } from "../../../src/channels/thread.ts";
import { rowIdOf } from "../../../src/channels/web/identity.ts";
import type { Role } from "../../../src/desk/access/roles.ts";
import type { Opened, Queue } from "../../../src/desk/view.ts";
import type { Store } from "../../../src/store/index.ts";
import { serveDesk, signIn, THREAD } from "./serving.ts";

/** The desk and the web channel as the app wires them, by a clock that the test sets. */
export interface Room {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: { now: number };
  readonly thread: Thread;
  /** What was logged, a line of JSON each. */
  readonly logs: readonly string[];
  /** Somebody who is signed in at the desk. */
  agent(id: string, role?: Role): Promise<Agent>;
  /** Somebody with a conversation on the web. */
  resident(lang?: string): Promise<Resident>;
  close(): Promise<void>;
}

/** Somebody of the desk, as their page asks. */
export interface Agent {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  get(path: string): Promise<LightMyRequestResponse>;
  send(method: "POST" | "PUT", path: string, body?: object): Promise<LightMyRequestResponse>;
  /** `POST /desk/api/handoffs/<handoff>/<deed>`. */
  act(handoff: number, deed: string, body?: object): Promise<LightMyRequestResponse>;
  /** The same, where it must be done. */
  do(handoff: number, deed: string, body?: object): Promise<Opened>;
  queue(): Promise<Queue>;
}

/** A resident, as their browser asks. */
export interface Resident {
  readonly token: string;
  /** The id of their conversation in the store. */
  readonly row: string;
  turn(input: object): Promise<LightMyRequestResponse>;
  /** Asks for a person; the id of the hand-off. */
  ask(): Promise<number>;
}

export async function openRoom(store: Store, { speakOnWeb }: { speakOnWeb?: Speak } = {}): Promise<Room> {
  const { app, clock, logs, close } = await serveDesk(store, speakOnWeb);
  return {
    app,
    store,
    clock,
    thread: THREAD,
    logs,
    agent: (id, role = "agent") => agentIn(app, store, clock, id, role),
    resident: (lang = "ja") => residentIn(app, store, lang),
    close,
  };
}

async function agentIn(
  app: FastifyInstance,
  store: Store,
  clock: { readonly now: number },
  id: string,
  role: Role,
): Promise<Agent> {
  const headers = await signIn(store, id, role, clock.now);
  const ask = (method: "GET" | "POST" | "PUT", path: string, payload?: object) =>
    app.inject({ method, url: `/desk/api/${path}`, headers, ...(payload && { payload }) });
  const act: Agent["act"] = (handoff, deed, body = {}) => ask("POST", `handoffs/${handoff}/${deed}`, body);
  return {
    id,
    headers,
    get: (path) => ask("GET", path),
    send: ask,
    act,
    async do(handoff, deed, body) {
      const answer = await act(handoff, deed, body);
      expect([deed, answer.statusCode, answer.body]).toEqual([deed, 200, answer.body]);
      return answer.json();
    },
    queue: async () => (await ask("GET", "queue")).json(),
  };
}

async function residentIn(app: FastifyInstance, store: Store, lang: string): Promise<Resident> {
  const begun = await app.inject({
    method: "POST",
    url: "/api/conversations",
    payload: { lang, city: "asagiri", keep: "token" },
  });
  const { token } = begun.json();
  const row = rowIdOf(token);
  const turn = (payload: object) =>
    app.inject({
      method: "POST",
      url: "/api/conversation/turns",
      headers: { authorization: `Bearer ${token}` },
      payload,
    });
  return {
    token,
    row,
    turn,
    async ask() {
      await turn({ command: "human" });
      const open = await store.handoffs.open(row);
      if (!open) throw new Error("nobody was asked for");
      return open.id;
    },
  };
}
