import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newConversation, turn } from "../src/assistant/index.ts";
import { buildHouse } from "../src/app/house.ts";
import { rowIdOf } from "../src/channels/web/identity.ts";
import { openStore } from "../src/store/index.ts";
import { journeys } from "./load/journeys.ts";
import { storedVisitor } from "./stored.ts";

/**
 * Makes a data folder with so many conversations as the web channel leaves them, each at its outcome. The
 * store makes the tables; the rows go in by SQL, since through the store a million would take many minutes.
 */
export async function seed(data: string, conversations: number): Promise<void> {
  const file = join(data, "tokeru.sqlite");
  rmSync(file, { force: true });
  const store = await openStore({ file });
  await store.close();

  const bodies = finishedConversations();
  const now = Date.now();
  const db = new DatabaseSync(file);
  db.exec("pragma synchronous = off; pragma cache_size = -1000000; begin");
  const insert = db.prepare(
    "insert into conversations (id, channel, rev, body, created_at, used_on) values (?, 'web', 4, ?, ?, ?)",
  );
  for (let n = 0; n < conversations; n++) {
    insert.run(rowIdOf(storedVisitor(n)), bodies[n % bodies.length] ?? "", now, Math.floor(now / 86_400_000));
  }
  db.exec("commit");
  db.close();
}

function finishedConversations(): readonly string[] {
  const world = buildHouse().worldOf("default");
  return journeys().map((taps) => {
    let conversation = newConversation("ja", "default");
    for (const tap of taps) ({ conversation } = turn(conversation, tap, world));
    return JSON.stringify(conversation);
  });
}
