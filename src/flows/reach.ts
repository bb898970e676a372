import type { Case, FactTables, IsoDate } from "../facts/index.ts";
import type { FlowNode } from "./machine.ts";
import type { QuestionId } from "./questions.ts";
import { nextAfter, offeredOptions } from "./routing.ts";

type Reached = ReadonlySet<QuestionId>;

/** By facts and day, then by where somebody stands with what is known there: some hundred places in all. */
const known = new WeakMap<FactTables, { readonly on: IsoDate; readonly reached: Map<string, Reached> }>();

/**
 * The questions that may still come after the one that is open, whatever is answered: those that whoever walks the
 * flow with somebody can answer ahead.
 */
export function reachable(tables: FactTables, node: FlowNode, of: Case, on: IsoDate): Reached {
  if (node === "outcome") return new Set();
  const reached = reachedOf(tables, on);
  const place = JSON.stringify([node, of]);
  const before = reached.get(place);
  if (before) return before;
  const found = new Set<QuestionId>();
  for (const option of offeredOptions(node, of)) {
    const after = nextAfter(tables, option, of, on);
    if (after.next === "outcome") continue;
    found.add(after.next);
    for (const later of reachable(tables, after.next, after.of, on)) found.add(later);
  }
  reached.set(place, found);
  return found;
}

function reachedOf(tables: FactTables, on: IsoDate): Map<string, Reached> {
  const kept = known.get(tables);
  if (kept?.on === on) return kept.reached;
  const reached = new Map<string, Reached>();
  known.set(tables, { on, reached });
  return reached;
}
