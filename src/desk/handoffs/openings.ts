import type { Store } from "../../store/index.ts";
import { audited } from "../access/audited.ts";
import type { Session } from "../access/session.ts";

/** A page asks again whenever something is said: that is one opening, until it was closed for so long. */
const CLOSED_AFTER_MS = 15 * 60_000;
/** So many are remembered before those that are over are forgotten. */
const MOST = 10_000;

/** Which hand-off was opened, and of which conversation it is. */
interface Opening {
  readonly handoff: number;
  readonly conversation: string;
}

/** Notes in the audit who opens a conversation, before they get to see it. */
export function openingsIn(store: Store): (session: Session, opening: Opening) => Promise<void> {
  const lastSeen = new Map<string, number>();
  const forgetOld = (now: number): void => {
    for (const [key, at] of lastSeen) if (now - at > CLOSED_AFTER_MS) lastSeen.delete(key);
  };
  return async (session, { handoff, conversation }) => {
    const key = `${session.id} ${handoff}`;
    const last = lastSeen.get(key);
    if (last === undefined || session.at - last > CLOSED_AFTER_MS) {
      await store.transaction((tx) => audited(tx, session, "conversation.opened", conversation, { handoff }));
    }
    if (lastSeen.size >= MOST) forgetOld(session.at);
    lastSeen.set(key, session.at);
  };
}
