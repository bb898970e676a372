import { getShortestPaths } from "xstate/graph";
import type { Case, IsoDate } from "../../src/facts/index.ts";
import { FACTS } from "../../src/facts/index.ts";
import {
  createFlow,
  type Flow,
  type FlowContext,
  type FlowNode,
  QUESTION_IDS,
  QUESTIONS,
} from "../../src/flows/index.ts";

/** The day of the tests: after every rule in the tables has begun. */
export const TODAY: IsoDate = "2026-11-21";
export const flow: Flow = createFlow(FACTS);

/** A state that the flow can reach, with the shortest answers that lead there. */
export interface Reached {
  readonly node: FlowNode;
  readonly context: FlowContext;
  readonly of: Case;
  readonly answers: readonly string[];
}

const VALUES = [...new Set(QUESTION_IDS.flatMap((id) => QUESTIONS[id].options.map(({ value }) => value)))];

/** Every state of the flow: a node together with what is known there. */
export function allStates(on: IsoDate = TODAY): readonly Reached[] {
  const paths = getShortestPaths(flow, {
    input: { on },
    events: VALUES.map((value) => ({ type: "ANSWER" as const, value })),
    filterEvents: (state, event) => state.can(event),
    serializeState: (state) => JSON.stringify([state.value, state.context.of, state.context.next]),
    limit: 1_000_000,
  });
  return paths.map(({ state, steps }) => ({
    node: nodeOf(state.value),
    context: state.context,
    of: state.context.of,
    answers: steps.flatMap(({ event }) => ("value" in event ? [event.value] : [])),
  }));
}

function nodeOf(value: unknown): FlowNode {
  const node = [...QUESTION_IDS, "outcome" as const].find((id) => id === value);
  if (!node) throw new Error(`${JSON.stringify(value)} is no node of the flow`);
  return node;
}
