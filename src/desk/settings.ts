import * as v from "valibot";
import type { Store } from "../store/index.ts";
import { audited } from "./access/audited.ts";
import type { Session } from "./access/session.ts";
import type { Settings } from "./view.ts";

/** Those who listen, in every process, hear here that something was set. */
const TOPIC = "desk.settings";
/** Under this name the store keeps them. */
const NAME = "desk";
const NOTHING: Settings = { notice: null, off: { line: false, web: false } };

/** Longer than a notice that is read. */
const LONGEST_NOTICE = 500;
const text = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_NOTICE));

/** What may be set. */
export const SettingsSchema = v.strictObject({
  notice: v.nullable(v.strictObject({ ja: text, "ja-simple": text, en: text })),
  off: v.strictObject({ line: v.boolean(), web: v.boolean() }),
});

/** What a lead has set, as this process last read it. */
export interface DeskSettings {
  current(): Settings;
  stop(): void;
}

/** Reads the settings, and again whenever they are changed, wherever that happens. */
export async function followSettings(store: Store): Promise<DeskSettings> {
  let current = NOTHING;
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    const stored = v.safeParse(SettingsSchema, await store.settings.find(NAME));
    current = stored.success ? stored.output : NOTHING;
  };
  const stop = store.listen(TOPIC, () => {
    // What cannot be read now holds as it was, until the next change or the next connection.
    reading = reading.then(read).catch(() => {});
  });
  await read();
  return { current: () => current, stop };
}

/** Keeps what somebody has set, and tells every process. */
export async function changeSettings(store: Store, session: Session, settings: Settings): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.settings.put(NAME, settings, session.at);
    const { notice, off } = settings;
    await audited(tx, session, "settings.changed", NAME, { ...off, notice: notice !== null });
    tx.notify(TOPIC);
  });
}
