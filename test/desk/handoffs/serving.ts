import Fastify, { type FastifyInstance } from "fastify";
import type { Speak } from "../../../src/channels/speak.ts";
import { type Thread, threads } from "../../../src/channels/thread.ts";
import { webChannel } from "../../../src/channels/web/index.ts";
import { type Role } from "../../../src/desk/access/roles.ts";
import { csrfOf, openSession } from "../../../src/desk/access/session.ts";
import { deskRoom, followSettings, standingsOf } from "../../../src/desk/index.ts";
import type { Store } from "../../../src/store/index.ts";
import { house } from "../../support/house.ts";

/** A Tuesday morning in Japan: the desk of Asagiri is open. */
export const MORNING = Date.parse("2026-11-24T10:00:00+09:00");
/** Encrypts what is written, in all tests. */
export const THREAD: Thread = threads(Buffer.alloc(32, 4));

/** The desk and the web channel as the app wires them. */
export interface Serving {
  readonly app: FastifyInstance;
  readonly clock: { now: number };
  /** What was logged, a line of JSON each. */
  readonly logs: readonly string[];
  close(): Promise<void>;
}

/** Serves both on a store, by a clock that the test sets. */
export async function serveDesk(store: Store, speakOnWeb?: Speak): Promise<Serving> {
  const clock = { now: MORNING };
  const now = (): number => clock.now;
  const logs: string[] = [];
  const settings = await followSettings(store);
  const around = {
    store,
    worldOf: (city: string) => ({ ...house.worldOf(city), now: clock.now }),
    say: house.say,
    city: "asagiri",
    cities: [...house.cities.keys()],
    pairing: { key: Buffer.alloc(32, 3), server: "https://tokeru.example.jp" },
    desk: { standing: standingsOf((city) => house.worldOf(city).city, now), thread: THREAD },
    settings: settings.current,
    now,
  };
  const app = Fastify({ logger: { stream: { write: (text: string) => void logs.push(text) } } });
  await app.register(webChannel({ ...around, requestsPerMinute: 100_000 }));
  await app.register(deskRoom({ ...around, ...(speakOnWeb && { speakers: { web: speakOnWeb } }) }));
  await app.ready();
  return {
    app,
    clock,
    logs,
    async close() {
      settings.stop();
      await app.close();
    },
  };
}

/** Makes an account where there is none, and signs it in: what a browser then sends along. */
export async function signIn(
  store: Store,
  id: string,
  role: Role,
  now: number,
  origin = "http://localhost",
): Promise<Readonly<Record<string, string>>> {
  const cookie = await store.transaction(async (tx) => {
    await tx.users.add({ id, name: `架空 ${id}`, role, now });
    return openSession(tx, id, "password", now);
  });
  return {
    host: new URL(origin).host,
    origin,
    cookie: `tokeru-desk=${cookie}`,
    "x-csrf-token": csrfOf(cookie),
  };
}
