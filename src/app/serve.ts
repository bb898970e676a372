import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance } from "fastify";
import type { Surroundings } from "../channels/dialogue.ts";
import { WEBHOOK_PATH } from "../channels/line/path.ts";
import { threads } from "../channels/thread.ts";
import { loadWidgets } from "../channels/web/index.ts";
import { count, countFinished, followSettings, hoursToMend, standingsOf } from "../desk/index.ts";
import { openStore, type Store } from "../store/index.ts";
import { cityOf } from "./cities.ts";
import { type Config, ConfigError } from "./config.ts";
import { buildHouse } from "./house.ts";
import { loadKeys } from "./keys.ts";
import { NoDoor, openDoor } from "./operators-door.ts";
import { placeOf } from "./place.ts";
import { buildServer } from "./server.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Where `npm run build:web` puts it. */
const BUILT_WIDGET = fileURLToPath(new URL("../../dist/web/", import.meta.url));
const NO_WIDGET =
  "The chat widget is not built: /chat, /frame, /embed and /demo say so, all else works. Run `npm run build:web` " +
  "and start again.";
const ONE_PROCESS =
  "The data is in SQLite, which serves this one process. For several, set TOKERU_DATABASE_URL to PostgreSQL.";
const LOST = "A stored conversation could not be read: it begins anew, and the resident is told.";
/** After this long a stop no longer waits for what is under way. */
const STOP_LIMIT_MS = 15_000;

/** `tokeru serve`: opens the store, listens, says at which address, and closes in order when asked to stop. */
export async function serve(config: Config): Promise<void> {
  const house = buildHouse();
  cityOf(house.cities, config.city, "TOKERU_CITY");
  const keys = loadKeys(config.data);
  const store = await openStore(placeOf(config));
  const settings = await followSettings(store);
  const around: Surroundings = {
    store,
    worldOf: house.worldOf,
    say: house.say,
    city: config.city,
    cities: [...house.cities.keys()],
    pairing: {
      key: keys.pairing,
      server: config.publicUrl ?? `http://${config.host}:${config.port}`,
    },
    desk: {
      standing: standingsOf((city) => house.worldOf(city).city, Date.now),
      thread: threads(keys.thread),
    },
    settings: settings.current,
    count: (tx, row) => count(tx, row, house.worldOf),
    lost: ({ id, channel }) => server.log.error({ conversation: id, channel }, LOST),
    now: Date.now,
  };
  const widgets = loadWidgets(BUILT_WIDGET, join(config.data, "widgets"));
  const server = await buildServer(config, around, keys, widgets);
  if (!widgets.current) server.log.warn(NO_WIDGET);
  if (store.engine === "sqlite") server.log.info(ONE_PROCESS);
  for (const pack of house.cities.values()) {
    const toMend = hoursToMend(pack, Date.now());
    if (toMend !== undefined) server.log.warn(toMend);
  }
  const closeDoor = await letOperatorsIn(store, config, server);
  const sweeping = sweepHourly(around, config, server);
  const close = async (): Promise<void> => {
    clearInterval(sweeping);
    settings.stop();
    closeDoor();
    await server.close();
    await store.close();
  };
  stopOnSignal(server, close);
  try {
    await listen(server, config);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where one process alone has the data, operators ask it: those who have no other way to the accounts. */
async function letOperatorsIn(store: Store, config: Config, server: FastifyInstance): Promise<() => void> {
  if (store.engine !== "sqlite") return () => {};
  try {
    const door = await openDoor(config.data, store, Date.now);
    return () => void door.close();
  } catch (error) {
    if (!(error instanceof NoDoor)) throw error;
    server.log.warn({ reason: error.message }, "`tokeru desk` works only while this server is stopped");
    return () => {};
  }
}

/**
 * At the start and then every hour: what is finished is counted, and what has been kept long enough, by the retention
 * that is set, is deleted.
 */
function sweepHourly(
  { store, worldOf }: Surroundings,
  config: Config,
  server: FastifyInstance,
): NodeJS.Timeout {
  const sweep = async (): Promise<void> => {
    try {
      const counted = await countFinished(store, worldOf, Date.now());
      const swept = await store.sweep({ now: Date.now(), conversationDays: config.retentionDays });
      server.log.info({ counted, swept }, "counted what is finished, deleted what was kept long enough");
    } catch (error) {
      server.log.error({ err: error }, "could not delete what was kept long enough; tried again in an hour");
    }
  };
  void sweep();
  return setInterval(() => void sweep(), HOUR_MS);
}

function stopOnSignal(server: FastifyInstance, close: () => Promise<void>): void {
  let stopping = false;
  const stop = (signal: string): void => {
    // A second signal does not wait.
    if (stopping) process.exit(1);
    stopping = true;
    server.log.info({ signal }, "stopping");
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
}

/** @throws {ConfigError} where the port is taken or not allowed. */
async function listen(server: FastifyInstance, config: Config): Promise<void> {
  try {
    const address = await server.listen({ host: config.host, port: config.port });
    const shown = config.publicUrl ?? address;
    console.log(`Tokeru answers at ${shown}/`);
    console.log(
      config.line
        ? `LINE's webhook is ${shown}${WEBHOOK_PATH}`
        : "LINE is not configured: set LINE_CHANNEL_SECRET and LINE_CHANNEL_ACCESS_TOKEN (docs/line.md).",
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(
      "TOKERU_PORT",
      `${config.port} cannot be listened on: ${reason}. Set another, for example 8081`,
    );
  }
}
