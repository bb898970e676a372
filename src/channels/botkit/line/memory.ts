/**
 * Remembers which of LINE's events were handled: LINE delivers an event again where it did not hear that it arrived.
 * One for all replicas keeps it where they all look, such as in a table with the event's id as its key.
 */
export interface EventMemory {
  /** Whether this event is new; from now on it is not. */
  accept(eventId: string): Promise<boolean>;
  /** The event came to nothing, and is to be handled when it is delivered again. Left out: it is not. */
  forget?(eventId: string): Promise<void>;
}

/** So many ids take about a megabyte, and are more than a city's account gets in the hours that LINE redelivers for. */
const KEPT = 10_000;

/** In this process, and for the last `kept` events. */
export function rememberEvents(kept: number = KEPT): EventMemory {
  const seen = new Set<string>();
  return {
    async accept(eventId) {
      if (seen.has(eventId)) return false;
      seen.add(eventId);
      const [oldest] = seen;
      if (seen.size > kept && oldest !== undefined) seen.delete(oldest);
      return true;
    },
    async forget(eventId) {
      seen.delete(eventId);
    },
  };
}
