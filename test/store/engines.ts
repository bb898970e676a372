import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, vi } from "vitest";
import { openStore, type Place, type Store } from "../../src/store/index.ts";
import { postgresMissing, type PostgresServer, startPostgres } from "../support/postgres.ts";

/** A real server on a busy machine may take its time; nothing here depends on it. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** What a suite gets from the database it runs on. */
export interface Bench {
  /** A new, empty database. */
  newPlace(): Promise<Place>;
  /** Opens a store, on a new place unless given one; closed after the test. */
  open(place?: Place): Promise<Store>;
}

/** Runs the same suite on SQLite and on PostgreSQL; says so where PostgreSQL is not installed. */
export function onBothEngines(suite: (bench: Bench) => void): void {
  onSqlite(suite);
  onPostgres(suite);
}

function onSqlite(suite: (bench: Bench) => void): void {
  describe("SQLite", () => {
    const folder = mkdtempSync(join(tmpdir(), "tokeru-sqlite-"));
    let places = 0;
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    suite(benchOn(async () => ({ file: join(folder, String(++places), "tokeru.sqlite") })));
  });
}

export function onPostgres(suite: (bench: Bench) => void): void {
  // A reporter that sums up shows no titles: so nobody takes a half for the whole.
  if (postgresMissing) console.warn(`The store is NOT tested on PostgreSQL: ${postgresMissing}`);
  const why = postgresMissing ? ` (SKIPPED: ${postgresMissing})` : "";
  describe.skipIf(postgresMissing)(`PostgreSQL${why}`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());
    suite(benchOn(async () => ({ url: await server.newDatabase() })));
  });
}

function benchOn(newPlace: () => Promise<Place>): Bench {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  return {
    newPlace,
    async open(place) {
      const store = await openStore(place ?? (await newPlace()));
      opened.push(store);
      return store;
    },
  };
}
