/**
 * `tokeru/botkit`: Tokeru in a bot that is made with Botkit.
 *
 *     const controller = new Botkit({ adapter, disable_webserver: true, storage: KEEPS_NOTHING });
 *     controller.usePlugin(tokeru({ city: "asagiri" }));
 *     createServer(webhook(controller)).listen(3000);
 */
import { join } from "node:path";
import { DEFAULT_CITY } from "../assistant/index.ts";
import { CONSOLE, type Log, PACE, type Pace, tokeruPlugin } from "../channels/botkit/index.ts";
import { reasonOf } from "../channels/botkit/log.ts";
import type { Lang } from "../language/index.ts";
import { openStore, type Place, type Store } from "../store/index.ts";
import { cityOf } from "./cities.ts";
import { buildHouse } from "./house.ts";
import { loadKeys } from "./keys.ts";

export {
  type EventMemory,
  KEEPS_NOTHING,
  LineAdapter,
  type LineAdapterOptions,
  LISTENS,
  type Log,
  type Pace,
  rememberEvents,
  slackAdapter,
  type SlackOptions,
  type TokeruExtension,
  webhook,
  type WebhookOptions,
} from "../channels/botkit/index.ts";

/** What can be chosen. Everything can be left out. */
export interface TokeruOptions {
  /** Folder of this installation's keys, and of the database where `store` names none; default `data`. */
  readonly data?: string;
  /** A file of SQLite, the address of a PostgreSQL database (`postgres://...`), or a store that is open. */
  readonly store?: string | Store;
  /** The code of a file in cities/; default: the nation's. */
  readonly city?: string;
  /** The language of the first words where nothing tells another; default `ja`. */
  readonly lang?: Lang;
  /** For whoever has somebody on the telephone: what to read out, what to listen for, and what never to ask. */
  readonly script?: "agent";
  /** Events of Botkit to answer; default `LISTENS`. Patterns that the bot hears itself come before. */
  readonly listens?: readonly string[];
  /** Tells bots from each other that share a database; default `bot`. Processes that run the same bot share it. */
  readonly name?: string;
  /** How long a conversation is kept after its last turn; default 30. A store that was handed in is swept by its owner. */
  readonly retentionDays?: number;
  /** Where to tell what went wrong; default: JSON lines on standard error. */
  readonly log?: Log;
  readonly pace?: Partial<Pace>;
}

const HOUR_MS = 60 * 60 * 1000;

/** Deleting what has been kept long enough, in a store of our own. */
interface Sweeping {
  readonly hourly: NodeJS.Timeout;
  latest: Promise<void>;
}

/**
 * The plugin: `controller.usePlugin(tokeru({...}))`. It answers on any adapter, with buttons where the platform has
 * them and with numbers elsewhere.
 * @throws {ConfigError} where an option cannot be used, or the folder of the keys cannot.
 */
export function tokeru(options: TokeruOptions = {}): ReturnType<typeof tokeruPlugin> {
  const { data = "data", city = DEFAULT_CITY, lang = "ja", script, listens, name = "bot" } = options;
  const { store, log = CONSOLE, pace, retentionDays: conversationDays = 30 } = options;
  const house = buildHouse();
  cityOf(house.cities, city, "city");
  const own = new Map<Store, Sweeping>();

  async function openOwn(place: Place): Promise<Store> {
    const opened = await openStore(place);
    const sweep = async (): Promise<void> => {
      try {
        await opened.sweep({ now: Date.now(), conversationDays });
      } catch (error) {
        log.error({ why: reasonOf(error) }, "What was kept long enough could not be deleted; trying again.");
      }
    };
    const sweeping: Sweeping = {
      hourly: setInterval(() => void (sweeping.latest = sweep()), HOUR_MS).unref(),
      latest: sweep(),
    };
    own.set(opened, sweeping);
    return opened;
  }

  return tokeruPlugin({
    worldOf: house.worldOf,
    say: house.say,
    city,
    cities: [...house.cities.keys()],
    now: Date.now,
    keys: loadKeys(data),
    bot: name,
    lang,
    voice: script ?? "resident",
    listens,
    log,
    pace: { ...PACE, ...pace },
    openStore: async () => (typeof store === "object" ? store : openOwn(placeOf(store, data))),
    closeStore: async (opened) => {
      // A store that was handed in goes on.
      const sweeping = own.get(opened);
      if (!sweeping) return;
      own.delete(opened);
      clearInterval(sweeping.hourly);
      await sweeping.latest;
      await opened.close();
    },
  });
}

function placeOf(store: string | undefined, data: string): Place {
  if (store !== undefined && /^postgres(ql)?:\/\//.test(store)) return { url: store };
  return { file: store ?? join(data, "bot.sqlite") };
}
