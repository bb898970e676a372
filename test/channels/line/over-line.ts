import { afterAll, beforeAll } from "vitest";
import { openStore, type Store } from "../../../src/store/index.ts";
import { type LinePlatform, startLinePlatform } from "../../support/line-platform.ts";
import { type Served, serveLine } from "./channel.ts";

/*
 * The channel as it comes, on SQLite in memory, beside a platform of its own: for files whose tests ask no more of
 * either. They are there from the first test to the last.
 */
export let platform: LinePlatform;
export let store: Store;
export let served: Served;

/** Starts them for the tests of the file that calls it, and ends them afterwards. */
export function overLine(): void {
  beforeAll(async () => {
    platform = await startLinePlatform();
    store = await openStore({ file: ":memory:" });
    served = await serveLine({ store, api: platform.url });
  });
  afterAll(async () => {
    await served.app.close();
    await store.close();
    await platform.stop();
  });
}
