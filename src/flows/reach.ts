import { type Case, decide, type FactTables, type IsoDate, type RouteId } from "../facts/index.ts";
import type { FlowNode } from "./machine.ts";
import type { QuestionId } from "./questions.ts";
import { nextAfter, offeredOptions } from "./routing.ts";

/** What may still come, whatever is answered. */
export interface Reach {
  /** The questions after the one that is open: whoever walks the flow with somebody can answer these ahead. */
  readonly questions: ReadonlySet<QuestionId>;
  /** The ways out, those that an answer names as alternatives among them. */
  readonly routes: ReadonlySet<RouteId>;
}

/** By facts, then by day, by where somebody stands and by what is known there: some hundred places without cards. */
const known = new WeakMap<FactTables, Map<string, Reach>>();
const MOST_PLACES = 10_000;

/** What may still come from here: at a question all that lies behind it, at the outcome where it leads. */
export function reach(tables: FactTables, node: FlowNode, of: Case, on: IsoDate): Reach {
  if (node === "outcome") return reachOfOutcome(tables, of, on);
  const reached = known.get(tables) ?? new Map<string, Reach>();
  known.set(tables, reached);
  const place = JSON.stringify([on, node, of]);
  const before = reached.get(place);
  if (before) return before;
  const found = reachOfQuestion(tables, node, of, on);
  // No two cards are alike, and what one told is part of the place.
  if (reached.size >= MOST_PLACES) reached.clear();
  reached.set(place, found);
  return found;
}

function reachOfOutcome(tables: FactTables, of: Case, on: IsoDate): Reach {
  const { route, alternatives } = decide(tables, of, on);
  return { questions: new Set(), routes: new Set([route, ...alternatives]) };
}

function reachOfQuestion(tables: FactTables, node: QuestionId, of: Case, on: IsoDate): Reach {
  const questions = new Set<QuestionId>();
  const routes = new Set<RouteId>();
  for (const option of offeredOptions(node, of)) {
    const after = nextAfter(tables, option, of, on);
    if (after.next !== "outcome") questions.add(after.next);
    const behind = reach(tables, after.next, after.of, on);
    for (const later of behind.questions) questions.add(later);
    for (const route of behind.routes) routes.add(route);
  }
  return { questions, routes };
}
