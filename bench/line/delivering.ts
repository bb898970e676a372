import { setTimeout as wait } from "node:timers/promises";
import type { LineEvent, LinePlatform, Resident } from "../../test/support/line-platform.ts";

/** A server's webhook, and the platform that delivers to it. */
export interface Webhook {
  readonly platform: LinePlatform;
  readonly url: string;
}

/** Each word gets one answer: the first way out with all that has to be said there, or the long question before it. */
const WORDS = ["1", "戻る"];

/** What somebody types as their n-th message. */
export function wordOf(resident: Resident, n: number): LineEvent {
  return resident.textEvent(WORDS[n % WORDS.length] ?? "1");
}

/** LINE delivers an event again until it is told that it has arrived. */
export async function taken({ platform, url }: Webhook, event: LineEvent, redelivery = false): Promise<void> {
  for (let again = redelivery; ; again = true) {
    if ((await platform.deliver(url, [event], { redelivery: again })) === 200) return;
    await wait(50);
  }
}
