import { join } from "node:path";
import type { Place } from "../store/index.ts";
import type { Config } from "./config.ts";

/** Where the data is: PostgreSQL where it is configured, else SQLite in the data folder. */
export function placeOf({ databaseUrl, data }: Config): Place {
  return databaseUrl === undefined ? { file: join(data, "tokeru.sqlite") } : { url: databaseUrl };
}
