import type { Store } from "../store/index.ts";

/** Often enough for whoever looks on; a sign of life costs a write. */
const STEP_MS = 15_000;

/** Notes that somebody is there; what fails is made good by their next sign of life. */
export function presenceIn(store: Store, now: () => number): (user: string) => void {
  const noted = new Map<string, number>();
  return (user) => {
    const at = now();
    if (at - (noted.get(user) ?? Number.NEGATIVE_INFINITY) < STEP_MS) return;
    noted.set(user, at);
    store.transaction((tx) => tx.presence.seen(user, at)).catch(() => noted.delete(user));
  };
}
