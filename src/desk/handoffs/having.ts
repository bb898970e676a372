import type { Conversation } from "../../assistant/index.ts";
import { withoutPerson, withPerson } from "../../assistant/person.ts";
import { change, lookAt, type Turned } from "../../channels/dialogue.ts";
import { line } from "../../language/index.ts";
import type { Conversation as Row, Handoff } from "../../store/index.ts";
import { isRole, may } from "../access/roles.ts";
import { Refusal } from "../problems.ts";
import { type At, type Deed, noted, requireOwn } from "./acting.ts";
import { holderOf } from "./cards.ts";
import { silenceOf } from "./silence.ts";

/*
 * Who has a conversation: it is taken, put aside, given on, and in the end given back. From the taking on, the
 * assistant is silent in it (`Conversation.person`).
 */

/**
 * Takes a hand-off that nobody has. One that somebody has is taken over by a lead, and by anybody where they have not
 * been there for long: only by saying from whom, so that nobody takes over what they meant to take.
 */
export function take(from?: string): Deed {
  return async (at) => {
    const { handoff, session } = at;
    const by = holderOf(handoff);
    if (by?.id === session.user.id) return;
    if (by && !(by.id === from && mayTakeOver(at))) throw new Refusal("taken", { by });
    await give(at, session.user.id);
    await noted(at, "handoff.taken", { from: by?.id ?? null });
  };
}

function mayTakeOver({ handoff, session, now }: At): boolean {
  return may(session.user.role, "handoff.assign") || silenceOf(handoff, now)?.free === true;
}

/** Gives one's own to somebody else, or back to the queue (`null`); a lead anybody's. */
export function transfer(to: string | null): Deed {
  return async (at) => {
    const { handoff, session } = at;
    if (!may(session.user.role, "handoff.assign")) requireOwn(at);
    if (to === handoff.agent) return;
    await (to === null ? putBack(at) : give(at, await colleague(at, to)));
    await noted(at, "handoff.transferred", { from: handoff.agent, to });
  };
}

/** @throws {Refusal} where nobody of that id may take it. */
async function colleague({ tx }: At, id: string): Promise<string> {
  const user = await tx.users.find(id);
  const can = user?.disabledAt === null && isRole(user.role) && may(user.role, "handoff.take");
  if (!can) throw new Refusal("unknown_person", { field: "to" });
  return id;
}

/** Puts one's own aside; it stays one's own, and the assistant silent. */
export const hold: Deed = async (at) => {
  requireOwn(at);
  if (at.handoff.state === "held") return;
  await at.tx.handoffs.change(at.handoff, { state: "held" });
  await noted(at, "handoff.held");
};

/** Goes on with what was put aside. */
export const resume: Deed = async (at) => {
  requireOwn(at);
  if (at.handoff.state === "talking") return;
  await at.tx.handoffs.change(at.handoff, { state: "talking" });
  await noted(at, "handoff.resumed");
};

/** It is over: done with (`closed`), or for the assistant to go on with (`given_back`). */
export function end(ended: "closed" | "given_back"): Deed {
  return async (at) => {
    requireOwn(at);
    const { tx, handoff } = at;
    const { row, conversation } = await changed(at, withoutPerson(at.conversation));
    const over = await tx.handoffs.change(handoff, { state: "closed", closedAt: at.now, ended });
    await noted(at, `handoff.${ended}`);
    await at.desk.speakers?.[row.channel]?.(tx, {
      row,
      conversation,
      handoff: over,
      over: farewell(at, row),
    });
  };
}

/** Says that the talk is over, and where the flow stands: an answer in full where the resident has not seen it. */
function farewell({ desk, handoff, conversation: { answers } }: At, row: Row): Turned {
  const turned = lookAt(desk, row);
  const { reply } = turned;
  const isNew = answers.some(({ by, at }) => by === "agent" && at >= (handoff.takenAt ?? 0));
  const { outcome } = reply;
  return {
    ...turned,
    reply: { ...reply, notices: [line("handoff.back"), ...reply.notices] },
    effects: outcome && isNew ? [{ type: "outcome", rule: outcome.rule, route: outcome.route }] : [],
  };
}

/** Somebody has it from here; where there was nobody before, the assistant falls silent. */
async function give(at: At, agent: string): Promise<void> {
  const { tx, handoff, conversation, now } = at;
  const isTalking = conversation.person?.state === "talking";
  const kept = await (isTalking ? at : changed(at, withPerson(conversation, now)));
  const given = await tx.handoffs.change(handoff, { state: "talking", agent, takenAt: now });
  const isPassedOn = isTalking && agent !== at.session.user.id;
  await tell(at, kept, given, isPassedOn ? "handoff.again" : "handoff.came");
}

/** Nobody has it, and the assistant helps out until somebody comes. It keeps its place in the queue. */
async function putBack(at: At): Promise<void> {
  const { tx, handoff, conversation, now } = at;
  const kept = await changed(at, withoutPerson(conversation, { now }));
  const waiting = await tx.handoffs.change(handoff, { state: "waiting", agent: null, takenAt: null });
  await tell(at, kept, waiting, "handoff.again");
}

interface Kept {
  readonly row: Row;
  readonly conversation: Conversation;
}

async function changed({ tx, row, now }: At, conversation: Conversation): Promise<Kept> {
  return { row: await change(tx, row, conversation, now), conversation };
}

async function tell({ tx, desk }: At, kept: Kept, handoff: Handoff, id: string): Promise<void> {
  const { row, conversation } = kept;
  await desk.speakers?.[row.channel]?.(tx, { row, conversation, handoff, lines: [line(id)] });
}
