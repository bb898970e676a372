import type { Command } from "../../assistant/index.ts";
import { spoken } from "../../assistant/person.ts";
import { change, takeTurn } from "../../channels/dialogue.ts";
import { mistakeIn } from "../../channels/web/mistakes.ts";
import { Refusal } from "../problems.ts";
import { type Deed, noted, notedInside, requireOwn } from "./acting.ts";

/*
 * What an agent writes: to the resident, to the others of the desk, and into the answers.
 */

/** Says something to the resident; the text is guarded. What was put aside goes on. */
export function say(text: string): Deed {
  return async (at) => {
    requireOwn(at);
    const { tx, desk, session, now } = at;
    const agent = session.user.id;
    const conversation = spoken(at.conversation);
    const row = await change(tx, at.row, conversation, now);
    const message = await desk.desk.thread.add(tx, row.id, { author: "agent", agent, text, now });
    const handoff =
      at.handoff.state === "talking"
        ? at.handoff
        : await tx.handoffs.change(at.handoff, { state: "talking" });
    await (at.handoff === handoff ? notedInside : noted)(at, "handoff.said", { message });
    await desk.speakers?.[row.channel]?.(tx, { row, conversation, handoff, text });
  };
}

/** Leaves a note for the others of the desk; no resident ever sees it. The text is guarded. */
export function note(text: string): Deed {
  return async (at) => {
    const { tx, desk, session, row, now } = at;
    const agent = session.user.id;
    const message = await desk.desk.thread.add(tx, row.id, { author: "note", agent, text, now });
    await notedInside(at, "handoff.noted", { message });
  };
}

/** What an agent does on the flow, in the resident's conversation. */
export type FillingIn =
  | { readonly choose: string; readonly node?: string }
  | { readonly text: string }
  | { readonly change: string }
  | { readonly command: Extract<Command, "back" | "restart" | "language">; readonly value?: string };

/**
 * Takes a turn on the flow for the resident. `told` hears what the turn said of it, such as that words were not
 * understood; the resident hears nothing before the talk is over.
 * @throws {Refusal} where the choice is not offered, or where words would end the talk.
 */
export function fillIn(input: FillingIn, told: (notices: Notices) => void): Deed {
  const byAgent = { ...input, by: "agent" } as const;
  return async (at) => {
    requireOwn(at);
    const { tx, desk, row, conversation } = at;
    const { lang, city } = conversation;
    const { reply, conversation: after } = await takeTurn(
      tx,
      desk,
      row,
      { id: row.id, channel: row.channel, lang, city },
      byAgent,
    );
    const mistake = mistakeIn(reply);
    if (mistake) throw new Refusal(mistake);
    if (after.person?.state !== "talking") throw new Refusal("no_person");
    await notedInside(at, "handoff.filled_in", { with: Object.keys(input)[0] ?? "" });
    told(reply.notices);
  };
}

type Notices = Awaited<ReturnType<typeof takeTurn>>["reply"]["notices"];
