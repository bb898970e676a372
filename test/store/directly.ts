import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { Place } from "../../src/store/index.ts";

/** Runs SQL on the database itself, past the application. Tells how many rows it changed, or why none. */
export async function directly(place: Place, sql: string): Promise<number | string> {
  try {
    return "file" in place ? onFile(place.file, sql) : await onServer(place.url, sql);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function onFile(file: string, sql: string): number {
  const db = new DatabaseSync(file);
  try {
    return Number(db.prepare(sql).run().changes);
  } finally {
    db.close();
  }
}

async function onServer(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 60_000 });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
