import { setTimeout as wait } from "node:timers/promises";
import type { Resident } from "../../test/support/line-platform.ts";
import { taken, type Webhook, wordOf } from "./delivering.ts";

/** Events a second. */
export const RATE = 200;

/** So many people write at a time, each every other second. */
const PRESENT = RATE * 2;

/** Somebody leaves after so many messages, and somebody new comes: one event in ten is of a stranger. */
const MESSAGES = 10;

/** The answer to one event. */
export interface Answer {
  /** When it was due, and how long after that it was there, in milliseconds. */
  readonly due: number;
  readonly took: number;
}

/** A place among those who write: whoever has it now, what they have said, and after how many messages they leave. */
interface Place {
  resident: Resident;
  said: number;
  leaves: number;
}

/**
 * An event every 1/RATE seconds, whatever becomes of those before; all answers, in the order of their events.
 * `halfway`: called once, when so many seconds are over.
 */
export async function atPace(
  webhook: Webhook,
  seconds: number,
  halfway: { readonly after: number; readonly call: () => void },
): Promise<readonly Answer[]> {
  const stranger = () => webhook.platform.resident(webhook.url);
  // Not all of them leave at once.
  const places = Array.from({ length: PRESENT }, (_, n): Place => ({
    resident: stranger(),
    said: 0,
    leaves: 1 + (n % MESSAGES),
  }));
  const begin = performance.now();
  const answers: Promise<Answer>[] = [];
  for (let n = 0; n < seconds * RATE; n++) {
    const due = (n * 1000) / RATE;
    await wait(Math.max(0, Math.ceil(begin + due - performance.now())));
    if (n === halfway.after * RATE) halfway.call();
    const place = places[n % PRESENT];
    if (!place) throw new Error("nobody");
    if (place.said === place.leaves)
      Object.assign(place, { resident: stranger(), said: 0, leaves: MESSAGES });
    const answer = answered(webhook, place.resident, place.said++);
    answers.push(answer.then(() => ({ due, took: performance.now() - begin - due })));
  }
  return Promise.all(answers);
}

/** Somebody's n-th message is taken on, and they have got as many answers. */
async function answered(webhook: Webhook, resident: Resident, n: number): Promise<void> {
  await taken(webhook, wordOf(resident, n));
  await webhook.platform.awaitDeliveries(resident.userId, n + 1);
}
