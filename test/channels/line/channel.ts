import Fastify, { type FastifyInstance } from "fastify";
import type { AddressKeys } from "../../../src/channels/line/address.ts";
import type { Surroundings } from "../../../src/channels/dialogue.ts";
import type { Timeouts } from "../../../src/channels/line/api.ts";
import { lineChannel, WEBHOOK_PATH } from "../../../src/channels/line/index.ts";
import { PACE, type Pace } from "../../../src/channels/line/sender.ts";
import type { Store } from "../../../src/store/index.ts";
import { house } from "../../support/house.ts";
import { ACCESS_TOKEN, CHANNEL_SECRET } from "../../support/line-platform.ts";

export const KEYS: AddressKeys = { address: Buffer.alloc(32, 1), seal: Buffer.alloc(32, 2) };

export const PAIRING = { key: Buffer.alloc(32, 3), server: "https://tokeru.example.jp" };

/** As in earnest, but nobody wants to wait in a test. */
export const QUICK: Pace = { ...PACE, lease: 1_500, poll: 20, firstWait: 20, lastWait: 100 };
export const SHORT: Timeouts = { reply: 1_000, push: 1_000 };

export interface Served {
  readonly webhook: string;
  readonly app: FastifyInstance;
  /** Every line of the log, as JSON. */
  readonly log: readonly string[];
}

export interface Serving {
  readonly store: Store;
  /** Base address of the Messaging API. */
  readonly api: string;
  readonly now?: () => number;
  readonly pace?: Pace;
  readonly timeouts?: Timeouts;
  readonly city?: string;
  readonly worldOf?: Surroundings["worldOf"];
  readonly keys?: AddressKeys;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly off?: boolean;
  readonly desk?: Surroundings["desk"];
  readonly settings?: Surroundings["settings"];
  readonly lost?: Surroundings["lost"];
}

/** The LINE channel alone on a real server. */
export async function serveLine({ store, api, now = Date.now, ...how }: Serving): Promise<Served> {
  const {
    pace = QUICK,
    timeouts = SHORT,
    city = "default",
    port = 0,
    keys = KEYS,
    publicUrl,
    off,
    desk,
    settings,
    lost,
  } = how;
  const log: string[] = [];
  const stream = { write: (text: string) => void log.push(text) };
  const app = Fastify({ logger: { level: "debug", stream } });
  const { say, cities, worldOf } = { ...house, ...how };
  await app.register(
    lineChannel({
      store,
      worldOf,
      say,
      city,
      cities: [...cities.keys()],
      pairing: PAIRING,
      now,
      keys,
      publicUrl,
      ...(desk && { desk }),
      ...(settings && { settings }),
      ...(lost && { lost }),
      line: { channelSecret: CHANNEL_SECRET, channelAccessToken: ACCESS_TOKEN, api, off },
      pace,
      timeouts,
    }),
  );
  const address = await app.listen({ host: "127.0.0.1", port });
  return { webhook: `${address}${WEBHOOK_PATH}`, app, log };
}
