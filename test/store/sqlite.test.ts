import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { openStore } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrations.ts";
import { SqliteEngine } from "../../src/store/sqlite.ts";
import { statement } from "../../src/store/statement.ts";
import { storeOn } from "../../src/store/store.ts";

vi.setConfig({ testTimeout: 60_000 });

const NOW = Date.UTC(2026, 10, 21);
const folder = mkdtempSync(join(tmpdir(), "tokeru-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, String(++files), "deeper", "tokeru.sqlite");

/** Runs SQL that the store itself has no use for. */
const raw = (engine: SqliteEngine, text: string) =>
  engine.rows(
    statement(text, () => ({
      compile: () => sql<Record<string, unknown>>`${sql.raw(text)}`.compile(engine.sql),
    })),
    {},
  );

test("the file is for one process alone, and says what to do instead", async () => {
  const file = newFile();
  const store = await openStore({ file });
  const refusal = `Another tokeru is using ${file}; one process only.`;
  await expect(openStore({ file })).rejects.toThrow(refusal);

  const door = new URL("../../src/store/index.ts", import.meta.url).href;
  const script = `import { openStore } from ${JSON.stringify(door)}; await openStore({ file: ${JSON.stringify(file)} });`;
  const other = promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script], {
    timeout: 60_000,
  });
  await expect(other).rejects.toThrow(`${refusal} Stop the other one; for replicas set TOKERU_DATABASE_URL`);

  await store.close();
  await (await openStore({ file })).close();
});

test("the files and their folder are for the owner alone, whoever could read them before", async () => {
  const file = newFile();
  const modes = () =>
    readdirSync(dirname(file)).map((name) => statSync(join(dirname(file), name)).mode & 0o777);
  const write = async (id: string) => {
    const store = await openStore({ file });
    await store.transaction((tx) => tx.conversations.insert({ id, channel: "web", body: 0, now: NOW }));
    expect(readdirSync(dirname(file))).toContain("tokeru.sqlite-wal");
    expect(new Set(modes())).toEqual(new Set([0o600]));
    await store.close();
  };
  await write("new");
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  chmodSync(file, 0o644);
  await write("opened again");
});

test.each([
  [
    "whose folder cannot be made",
    join(folder, "plain", "below", "x.sqlite"),
    /^Cannot open the database .* must be writable/,
  ],
  ["that is a folder", folder, /^Cannot open the database .* must be writable/],
  ["that is something else", join(folder, "plain"), /is not a SQLite database\. Move it away/],
])("a file %s is refused with the reason", async (_, file, message) => {
  writeFileSync(join(folder, "plain"), "this is plain text, and quite a lot of it ".repeat(40));
  await expect(openStore({ file })).rejects.toThrow(message);
});

test("a database of a newer Tokeru is refused", async () => {
  const file = newFile();
  await (await openStore({ file })).close();
  const engine = new SqliteEngine(file);
  await raw(engine, "insert into migrations values ('2099-01-01 later')");
  await engine.close();
  await expect(openStore({ file })).rejects.toThrow('made by a newer Tokeru ("2099-01-01 later")');
});

test("transactions that arrive together share a commit, and exactly those that succeed are kept", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ fails: fc.boolean(), pauses: fc.nat(3) }), { maxLength: 300 }),
      async (plans) => {
        const store = await openStore({ file: ":memory:" });
        const outcomes = await Promise.allSettled(
          plans.map(({ fails, pauses }, n) =>
            store.transaction(async (tx) => {
              for (let pause = 0; pause < pauses; pause++) await Promise.resolve();
              await tx.conversations.insert({ id: `c${n}`, channel: "web", body: n, now: NOW });
              if (fails) throw new Error("on purpose");
            }),
          ),
        );
        const found = await Promise.all(plans.map((_, n) => store.conversations.find(`c${n}`)));
        await store.close();
        expect(outcomes.map((outcome) => outcome.status === "rejected")).toEqual(
          plans.map((plan) => plan.fails),
        );
        expect(found.map((each) => each === undefined)).toEqual(plans.map((plan) => plan.fails));
      },
    ),
    { numRuns: 20 },
  );
});

test("work that waits for something else is ended, and its neighbours are kept", async () => {
  const engine = new SqliteEngine(":memory:");
  await migrate(engine);
  const insert = (id: string) =>
    statement(`insert ${id}`, () => engine.sql.insertInto("migrations").values({ id }));
  const before = engine.changes(insert("before"), {});
  const stuck = engine.transaction(async (session) => {
    await session.changes(insert("stuck"), {});
    return await new Promise<never>(() => {});
  }, 10);
  const after = engine.changes(insert("after"), {});
  await expect(stuck).rejects.toThrow("A transaction took longer than 10 ms and was rolled back.");
  await Promise.all([before, after]);
  const kept = await raw(
    engine,
    "select id from migrations where id in ('before', 'stuck', 'after') order by id desc",
  );
  expect(kept.map((row) => row["id"])).toEqual(["before", "after"]);
  await engine.close();
});

test("when the disk is full, exactly those are told that they are kept who are", async () => {
  const file = newFile();
  const engine = new SqliteEngine(file);
  await migrate(engine);
  const [size] = await raw(engine, "pragma page_count");
  await raw(engine, `pragma max_page_count = ${Number(size?.["page_count"]) + 20}`);
  const store = storeOn(engine);
  const ids = Array.from({ length: 100 }, (_, n) => `c${n}`);
  const insert = (id: string, n: number) =>
    store.transaction((tx) =>
      tx.conversations.insert({ id, channel: "web", body: "x".repeat(n % 2 ? 10 : 4_000), now: NOW }),
    );
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (let start = 0; start < ids.length; start += 10) {
    outcomes.push(...(await Promise.allSettled(ids.slice(start, start + 10).map(insert))));
  }
  await store.close();
  const kept = ids.filter((_, n) => outcomes[n]?.status === "fulfilled");
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(ids.length);
  const reopened = await openStore({ file });
  const found = await Promise.all(ids.map((id) => reopened.conversations.find(id)));
  expect(ids.filter((_, n) => found[n])).toEqual(kept);
  await reopened.close();
});
