import { line, rubyToText } from "../../language/index.ts";
import type { Surroundings } from "../dialogue.ts";
import type { AccountApi } from "./account-api.ts";
import type { MessagingApi } from "./api.ts";
import type { GatheringEvent } from "./events.ts";
import { CHANNEL } from "./outgoing.ts";

/** What it takes to refuse. */
interface RefusingSurroundings extends Surroundings {
  readonly api: MessagingApi;
  readonly account: AccountApi;
}

/**
 * In a group or a room others would read the answers there: we say so, and leave. That is done after LINE was
 * told that the event has arrived, and only once; where the process ends in between, the next word in the
 * group leads here again.
 */
export function createRefusing({ store, say, now, api, account }: RefusingSurroundings) {
  const underWay = new Map<string, Promise<void>>();

  async function leave({ id, gathering, replyToken }: GatheringEvent): Promise<void> {
    if (!(await store.transaction((tx) => tx.inbox.accept(id, CHANNEL, now())))) return;
    const text = (["ja", "en"] as const).map((lang) => rubyToText(say(lang)(line("line.only_alone"))));
    const messages = [{ type: "text" as const, text: text.join("\n\n") }];
    if (replyToken !== undefined) await api.reply({ replyToken, messages });
    await account.post(`/v2/bot/${gathering.kind}/${encodeURIComponent(gathering.id)}/leave`);
  }

  return {
    /** One word and one leave are enough for all that a group says meanwhile. */
    refuse(event: GatheringEvent): void {
      const where = `${event.gathering.kind} ${event.gathering.id}`;
      if (underWay.has(where)) return;
      // A store that fails says so at the events of people.
      const refusal = leave(event)
        .catch(() => undefined)
        .finally(() => underWay.delete(where));
      underWay.set(where, refusal);
    },
    /** Waits for what is under way; every call to LINE has its time limit. */
    async settled(): Promise<void> {
      await Promise.all(underWay.values());
    },
  };
}
