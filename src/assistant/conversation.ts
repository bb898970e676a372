import { initialTransition, type SnapshotFrom, transition } from "xstate";
import { type Case, type Decision, decide, type FactTables, type IsoDate } from "../facts/index.ts";
import {
  type Flow,
  type FlowNode,
  offeredOptions,
  type Option,
  QUESTION_IDS,
  type QuestionId,
} from "../flows/index.ts";
import { type CardReading, chipFacts } from "./card.ts";
import type { Heard } from "./heard.ts";
import type { Lang } from "../language/index.ts";
import type { World } from "./world.ts";

/** Who gave an answer. */
export type AnsweredBy = "resident" | "card" | "agent" | "link";

export interface Answer {
  readonly node: QuestionId;
  readonly value: string;
  readonly by: AnsweredBy;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What the resident was last told, to notice when an upgrade would say something else. */
export interface Told {
  readonly rule: string | null;
  readonly route: string;
}

/**
 * A person is wanted, or talks: from then on the assistant is silent. `said` counts what was written, so that
 * whoever looks on knows that there is more.
 */
export interface WithPerson {
  readonly state: "waiting" | "talking";
  /** Epoch milliseconds. */
  readonly since: number;
  readonly said: number;
}

/** Everything that is kept of a conversation. It holds choices only: no text, no name, no number. */
export interface Conversation {
  readonly lang: Lang;
  /** Code of the city pack. */
  readonly city: string;
  readonly answers: readonly Answer[];
  /** What a reader last said of the card. */
  readonly card?: CardReading;
  readonly told?: Told;
  /** What words told of questions that are still to come: ids alone, never the words. Gone at the outcome. */
  readonly heard?: Heard;
  /** Left out: nobody is wanted. */
  readonly person?: WithPerson;
  /** Something was written to or by a person who has left: it can still be read again. */
  readonly talked?: true;
  /** When it was begun anew, epoch milliseconds; left out: when it was first kept. */
  readonly begun?: number;
  /** Whether the answer was of help, as somebody said of the one that they last got. */
  readonly rated?: Rating;
  /** How often words were understood as what: classes and counts, never the words. */
  readonly words?: Readonly<Record<string, number>>;
  /** What was kept could not be read, so this begins anew, and the resident does not know yet. */
  readonly lost?: true;
}

export const RATINGS = ["good", "bad"] as const;
/** What somebody says of an answer. */
export type Rating = (typeof RATINGS)[number];

/** Where the answers lead on today's machine. */
export interface Position {
  readonly node: FlowNode;
  readonly of: Case;
  /** The answers that were used, in the order of their questions. */
  readonly used: readonly Answer[];
  /** What can be chosen here. */
  readonly options: readonly Option[];
  /** What policy says of the case; null on the way there. */
  readonly decision: Decision | null;
}

/** What a replay needs of the world. */
type Ground = Pick<World, "flow" | "facts">;

/**
 * Replays answers on the flow: the state of a conversation is nothing but this. An answer that its
 * question no longer offers, or whose question is not reached, is passed over; so going back, changing
 * one answer and continuing after an upgrade are all the same thing. A card speaks after the answers that
 * were given before it was read: so it can contradict them, and spares the questions after it.
 */
export function replay(ground: Ground, { answers, card }: Conversation, on: IsoDate): Position {
  const byNode = new Map(answers.map((answer) => [answer.node, answer]));
  const used: Answer[] = [];
  let unread = card;
  let at = startOf(ground, on);
  for (;;) {
    const { node, snapshot, options, decision } = at;
    const answer = node === "outcome" ? undefined : byNode.get(node);
    const next = answer && follow(ground, at, answer.value);
    if (unread && !(next && answer.at <= unread.at)) {
      at = read(ground, at, unread);
      unread = undefined;
    } else if (next) {
      used.push(answer);
      at = next;
    } else {
      return { node, of: snapshot.context.of, used, options, decision };
    }
  }
}

type Snapshot = SnapshotFrom<Flow>;

/** A place on the flow, with the places after it that somebody has been to. */
interface Place {
  readonly snapshot: Snapshot;
  readonly node: FlowNode;
  readonly options: readonly Option[];
  readonly decision: Decision | null;
  readonly next: Map<string, Place>;
}

function placeOf({ facts }: Ground, snapshot: Snapshot): Place {
  const node = nodeOf(snapshot.value);
  const { of, on } = snapshot.context;
  const next = new Map<string, Place>();
  return node === "outcome"
    ? { snapshot, node, options: [], decision: decide(facts, of, on), next }
    : { snapshot, node, options: offeredOptions(node, of), decision: null, next };
}

/**
 * The places of a day, kept from one replay to the next: the same answers lead to the same place, and a
 * turn has to replay them all. There are as many as the flow has paths, some thousands, and no more, since
 * only what a question offers leads on.
 */
const starts = new WeakMap<
  Flow,
  { readonly facts: FactTables; readonly on: IsoDate; readonly place: Place }
>();

function startOf(ground: Ground, on: IsoDate): Place {
  const { flow, facts } = ground;
  const known = starts.get(flow);
  if (known?.on === on && known.facts === facts) return known.place;
  const [snapshot] = initialTransition(flow, { on });
  const place = placeOf(ground, snapshot);
  starts.set(flow, { facts, on, place });
  return place;
}

/** No two cards are alike: what follows from one is not kept. */
function read(ground: Ground, { snapshot }: Place, card: CardReading): Place {
  const [after] = transition(ground.flow, snapshot, { type: "CARD", chip: chipFacts(card) });
  return placeOf(ground, after);
}

/** Where an answer leads; undefined where it is not offered. */
function follow(ground: Ground, { snapshot, next }: Place, value: string): Place | undefined {
  const known = next.get(value);
  if (known) return known;
  const event = { type: "ANSWER", value } as const;
  if (!snapshot.can(event)) return undefined;
  const [after] = transition(ground.flow, snapshot, event);
  const place = placeOf(ground, after);
  next.set(value, place);
  return place;
}

/** The machine has no nested states, so its value is the name of one. */
function nodeOf(value: unknown): FlowNode {
  return typeof value === "string" && isQuestion(value) ? value : "outcome";
}

/** Whether a name, from a link or an old version, is a question of today's flow. */
export function isQuestion(node: string): node is QuestionId {
  return (QUESTION_IDS as readonly string[]).includes(node);
}
