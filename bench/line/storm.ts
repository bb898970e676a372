import { setTimeout as wait } from "node:timers/promises";
import type { LineEvent, Resident, Trouble } from "../../test/support/line-platform.ts";
import { taken, type Webhook, wordOf } from "./delivering.ts";

const AT_ONCE = 48;
const REDELIVERED = 0.05;
const SHUFFLED = 0.02;
const FAILING = 0.03;
const TROUBLES: readonly Trouble[] = [429, 500, "drop", "hang", "send_and_drop", "send_and_500"];
/** Nothing has come for so many seconds: nothing will. */
const QUIET = 60;
/** What comes twice would come within so many milliseconds. */
const AFTERWARDS = 3_000;

/** What became of many events, and how many of them were taken on in a second. */
export interface Weathered {
  readonly perSecond: number;
  readonly lost: number;
  readonly doubled: number;
}

/** So many events as fast as they are taken on, some of them twice and some out of turn, while LINE fails some calls. */
export async function storm(webhook: Webhook, count: number): Promise<Weathered> {
  const { platform } = webhook;
  const residents = Array.from({ length: Math.min(1_000, count) }, () => platform.resident(webhook.url));
  platform.trouble(() =>
    Math.random() < FAILING ? TROUBLES[Math.floor(Math.random() * TROUBLES.length)] : undefined,
  );
  const events = shuffledEvents(residents, count);
  const begin = performance.now();
  const deliverNext = async (): Promise<void> => {
    for (let next = events.shift(); next; next = events.shift()) {
      await taken(webhook, next.event, next.redelivery);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, deliverNext));
  const perSecond = (count * 1000) / (performance.now() - begin);
  const got = () => residents.map(({ userId }) => platform.delivered(userId).length);
  await untilQuiet(() => sum(got()), count);
  const wanted = count / residents.length;
  return {
    perSecond,
    lost: sum(got().map((each) => Math.max(0, wanted - each))),
    doubled: sum(got().map((each) => Math.max(0, each - wanted))),
  };
}

/** What is delivered to the webhook, in this order: everybody's events, some of them twice, some not in turn. */
function shuffledEvents(
  residents: readonly Resident[],
  count: number,
): { event: LineEvent; redelivery: boolean }[] {
  const events = Array.from({ length: count }, (_, n) => {
    const resident = residents[n % residents.length];
    if (!resident) throw new Error("nobody");
    return { event: wordOf(resident, Math.floor(n / residents.length)), redelivery: false };
  });
  for (let n = 0; n + residents.length < events.length; n++) {
    const [here, later] = [events[n], events[n + residents.length]];
    if (!here || !later || Math.random() >= SHUFFLED) continue;
    [events[n], events[n + residents.length]] = [later, here];
  }
  return events.flatMap((one) => (Math.random() < REDELIVERED ? [one, { ...one, redelivery: true }] : [one]));
}

async function untilQuiet(answers: () => number, wanted: number): Promise<void> {
  for (let quiet = 0, before = 0; quiet < QUIET && answers() < wanted; before = answers()) {
    await wait(1_000);
    quiet = answers() === before ? quiet + 1 : 0;
  }
  await wait(AFTERWARDS);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
