import { expect, test } from "vitest";
import type { Engine, Session } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrations.ts";
import { SqliteEngine } from "../../src/store/sqlite.ts";
import type { Statement, Value } from "../../src/store/statement.ts";
import { storeOn } from "../../src/store/store.ts";

type Run = { readonly text: string; readonly values: Value[] };

/** An engine that notes every statement before it runs it. */
function noting(engine: Engine, noted: Map<string, Run>): Engine {
  const session = (inner: Session): Session => ({
    rows<P, R>(statement: Statement<P, R>, params: P) {
      noted.set(statement.name, { text: statement.text, values: statement.bind(params) });
      return inner.rows(statement, params);
    },
    changes<P>(statement: Statement<P, unknown>, params: P) {
      noted.set(statement.name, { text: statement.text, values: statement.bind(params) });
      return inner.changes(statement, params);
    },
  });
  return {
    ...session(engine),
    name: engine.name,
    sql: engine.sql,
    wire: engine.wire,
    transaction: (work, limit) => engine.transaction((inner) => work(session(inner)), limit),
    isTransient: (error) => engine.isTransient(error),
    close: () => engine.close(),
  };
}

/** How SQLite would find the rows, one line a table (https://sqlite.org/eqp.html). */
async function plan(engine: Engine, { text, values }: Run): Promise<string[]> {
  const explain: Statement<object, { detail: string }> = {
    name: "explain",
    text: `explain query plan ${text}`,
    bind: () => values,
    rows: (raw) => raw as { detail: string }[],
  };
  return (await engine.rows(explain, {})).map((row) => row.detail);
}

test("every statement that runs often finds its rows through an index, however many there are", async () => {
  const engine = new SqliteEngine(":memory:");
  await migrate(engine);
  const noted = new Map<string, Run>();
  const store = storeOn(noting(engine, noted));
  const now = 86_400_000;

  await store.transaction(async (tx) => {
    await tx.inbox.accept("event", "line", 0);
    const happened = { happenedAt: 0, now: 0, message: "ref" };
    await tx.inbox.acceptOf({ id: "of somebody", channel: "line", person: "key", ...happened });
    const row = await tx.conversations.insert({
      id: "c1",
      channel: "line",
      addressKey: "key",
      body: 0,
      now: 0,
    });
    await tx.conversations.findByAddress("line", "key");
    await tx.conversations.find("c1");
    await tx.conversations.update(row, 1, now);
    for (const body of [1, 2, 3]) await tx.outbox.add({ conversation: "c1", channel: "line", body, now });
    await tx.slipCodes.add({ code: "hash", slip: "/slip", expiresAt: now });
    await tx.slipCodes.find("hash", now);
    await tx.audit.add({ at: now, actor: "clerk", action: "opened", subject: "c1", detail: null });
    for (const due of [1, 2, 3]) {
      await tx.reminders.add({ conversation: "c1", channel: "line", due, body: 0, now });
    }
  });
  const stop = store.outbox.serve("other", { leaseMs: 1, hasRoom: () => true, take() {}, look() {} });
  await store.transaction((tx) => tx.outbox.add({ conversation: "c1", channel: "other", body: 0, now }));
  await store.transaction((tx) =>
    tx.outbox.add({ conversation: "c1", channel: "other", body: 0, now, presses: true }),
  );
  stop();
  const [reminder] = await store.reminders.due({ channel: "line", now, limit: 9 });
  await store.transaction(async (tx) => {
    await tx.reminders.ofConversation("c1");
    await tx.reminders.take(reminder?.id ?? 0, now);
    await tx.reminders.cancel("c1", 2);
    await tx.reminders.cancel("c1");
  });
  const claim = async () => {
    const [claimed] = await store.outbox.claim({ channel: "line", limit: 9, now, leaseMs: 0 });
    if (!claimed) throw new Error("nothing claimed");
    return claimed;
  };
  await store.outbox.retry(await claim(), now, "busy");
  await store.outbox.retry(await claim(), now, "busy", "otherwise");
  await store.outbox.again(await claim(), now, 0);
  await store.outbox.behind(await claim());
  await store.transaction(async (tx) => tx.outbox.withdraw({ id: 0, attempts: 0 }));
  await store.outbox.fail(await claim(), now, "refused");
  await store.outbox.done(await claim());
  await store.conversations.find("c1");
  await store.conversations.findByAddress("line", "key");
  await store.audit.about("c1", 9);
  await store.transaction((tx) => tx.conversations.delete("c1"));
  await store.sweep({ now });

  expect([...noted.keys()].toSorted()).toMatchInlineSnapshot(`
    [
      "audit.about",
      "audit.add",
      "conversations.delete",
      "conversations.find",
      "conversations.findByAddress",
      "conversations.insert",
      "conversations.lock",
      "conversations.lockByAddress",
      "conversations.update",
      "conversations.use",
      "inbox.accept",
      "inbox.acceptOf",
      "outbox.add",
      "outbox.addTaken",
      "outbox.again",
      "outbox.behind",
      "outbox.change",
      "outbox.claim",
      "outbox.done",
      "outbox.fail",
      "outbox.press",
      "outbox.retry",
      "outbox.withdraw",
      "reminders.add",
      "reminders.cancel",
      "reminders.cancelAll",
      "reminders.due",
      "reminders.ofConversation",
      "reminders.take",
      "reminders.use",
      "retention.audit",
      "retention.conversations",
      "retention.inbox",
      "retention.messages",
      "retention.pairings",
      "retention.slipCodes",
      "slipCodes.add",
      "slipCodes.find",
    ]
  `);
  for (const [name, run] of noted) {
    const scans = (await plan(engine, run)).filter((line) => /^SCAN (?!next\b|json_each\b)/.test(line));
    expect(scans, `${name}: ${run.text}`).toEqual([]);
  }
  await store.close();
});
