import type { Conversation } from "../../assistant/index.ts";
import { cityPhone, expectations } from "../../assistant/person.ts";
import { line, type Line } from "../../language/index.ts";
import type { Surroundings } from "../dialogue.ts";
import { worldAt } from "../settings.ts";

/** Something written between a resident and the desk, as the resident may read it. */
export interface Written {
  readonly id: number;
  readonly from: "you" | "desk";
  readonly text: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A conversation's talk with a person: wanted, going on, or over and still to be read. */
export interface Talk {
  readonly state: "waiting" | "talking" | "over";
  /** Since when; for one that is over, when something was last written. Epoch milliseconds. */
  readonly since: number;
  /** Somebody is at the desk now. */
  readonly open: boolean;
  /** What to expect, while somebody waits. */
  readonly about: readonly Line[];
  readonly messages: readonly Written[];
}

/** Whether there is a talk to read. Most conversations have none, and ask the store for nothing. */
export function hasTalk({ person, talked }: Conversation): boolean {
  return person !== undefined || talked === true;
}

/** The talk of a stored conversation; null: nobody was asked for. What the desk notes for itself stays there. */
export async function talkOf(
  around: Surroundings,
  channel: string,
  row: string,
  conversation: Conversation,
): Promise<Talk | null> {
  if (!around.desk || !hasTalk(conversation)) return null;
  const { thread } = around.desk;
  const messages = (await thread.latest(around.store.messages, row, conversation.begun)).flatMap(
    ({ id, author, text, at }): readonly Written[] =>
      author === "note" || text === null ? [] : [{ id, from: author === "agent" ? "desk" : "you", text, at }],
  );
  const { person } = conversation;
  const world = worldAt(around, conversation.city, channel);
  // Who asked may wait on where the desk was switched off since.
  const standing = world.desk ?? { open: false, opens: null };
  const { state = "over", since = messages.at(-1)?.at ?? 0 } = person ?? {};
  const about =
    state === "waiting"
      ? [
          ...expectations(standing, world),
          ...(standing.open ? [] : [line("talk.keep_open")]),
          ...cityPhone(world),
        ]
      : [];
  return { state, since, open: standing.open, about, messages };
}
