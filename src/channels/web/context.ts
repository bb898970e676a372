import type { Surroundings } from "../dialogue.ts";
import type { Origins } from "./origins.ts";
import type { Visits } from "./visits.ts";

/** Larger than any form or turn; what is larger is refused before it is read. */
export const BODY_LIMIT = 64 * 1024;

/** What the page and the API share. */
export interface Context {
  readonly around: Surroundings;
  readonly visits: Visits;
  readonly origins: Origins;
}

/** Pages are for people: they stay out of the API's description. */
export const HIDDEN = { schema: { hide: true } } as const;
