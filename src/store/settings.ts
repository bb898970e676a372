import type { Engine, Session } from "./engine.ts";
import { fromText, toText } from "./json.ts";
import { statement } from "./statement.ts";

/** Reading what is set while the program runs. */
export interface SettingsReader {
  /** The JSON that was stored; its shape is the caller's to check. Undefined where nothing was set. */
  find(name: string): Promise<unknown>;
}

/** Inside a transaction. */
export interface Settings extends SettingsReader {
  /** The last one holds. */
  put(name: string, value: unknown, now: number): Promise<void>;
}

/** Settings on a database: their statements, built once, for sessions inside and outside a transaction. */
export function settings({ sql: db }: Engine) {
  const find = statement("settings.find", (p: { name: string }) =>
    db.selectFrom("settings").select("value").where("name", "=", p.name),
  );
  const put = statement("settings.put", (p: { name: string; value: string; now: number }) =>
    db
      .insertInto("settings")
      .values({ name: p.name, value: p.value, changed_at: p.now })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet((row) => ({
          value: row.ref("excluded.value"),
          changed_at: row.ref("excluded.changed_at"),
        })),
      ),
  );
  const reader = (session: Session): SettingsReader => ({
    async find(name) {
      const [row] = await session.rows(find, { name });
      return row && fromText(row.value);
    },
  });
  return {
    outside: reader,
    inside: (session: Session): Settings => ({
      ...reader(session),
      async put(name, value, now) {
        await session.changes(put, { name, value: toText(value), now });
      },
    }),
  };
}
