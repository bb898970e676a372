import Fastify, { type FastifyInstance } from "fastify";
import { requestForLog, webChannel, type WebOptions } from "../../../src/channels/web/index.ts";
import { openStore, type Store } from "../../../src/store/index.ts";
import { house, NOON } from "../../support/house.ts";

/** The web channel as the app wires it, on a database of its own. */
export interface WebServer {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** What was logged, a line of JSON each. */
  readonly logs: readonly string[];
  close(): Promise<void>;
}

export async function serveWeb(options: Partial<WebOptions> = {}): Promise<WebServer> {
  const store = await openStore({ file: ":memory:" });
  const logs: string[] = [];
  const app = Fastify({
    logger: {
      serializers: { req: requestForLog },
      stream: { write: (text: string) => void logs.push(text) },
    },
  });
  await app.register(
    webChannel({
      store,
      worldOf: house.worldOf,
      say: house.say,
      city: "default",
      cities: [...house.cities.keys()],
      pairing: { key: Buffer.alloc(32, 3), server: "https://tokeru.example.jp" },
      now: () => NOON,
      ...options,
    }),
  );
  await app.ready();
  return {
    app,
    store,
    logs,
    async close() {
      await app.close();
      await store.close();
    },
  };
}
