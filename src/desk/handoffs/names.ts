import type { Store } from "../../store/index.ts";
import type { Person } from "../view.ts";

/** A name may be changed: after so long it is looked up again. */
const FRESH_MS = 60_000;

/** Says what somebody of the desk is called; their id where nobody knows. */
export type NameOf = (ids: readonly string[]) => Promise<(id: string) => Person>;

/** The names of those of the desk, kept for a minute: the same few are asked for again and again. */
export function namesIn(store: Store): NameOf {
  let names: ReadonlyMap<string, string> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  return async (ids) => {
    const now = performance.now();
    if (now - readAt > FRESH_MS || ids.some((id) => !names.has(id))) {
      names = new Map((await store.users.all()).map(({ id, name }) => [id, name]));
      readAt = now;
    }
    return (id) => ({ id, name: names.get(id) ?? id });
  };
}
