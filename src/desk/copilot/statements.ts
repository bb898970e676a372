import type { Outcome, World } from "../../assistant/index.ts";
import { type FactTables, type Provenance, type RouteId, ROUTES, STORES } from "../../facts/index.ts";
import type { Line, Say } from "../../language/index.ts";
import type { ViewStatement } from "../view.ts";

type Sources = ViewStatement["sources"];

/** Sections that state nothing: what the answer rests on, which stands beside each statement. */
const NO_STATEMENTS: ReadonlySet<string> = new Set(["sources"]);

/**
 * Everything that an outcome states, each with the rule that says so and the sources that it rests on: those of the
 * way or the shop that the sentence is about, else those of the rule. `own` stands beside what the city says itself.
 */
export function statementsOf(
  outcome: Outcome,
  { facts }: World,
  say: Say,
  own: Sources[number],
): readonly ViewStatement[] {
  const { rule, sources, sections } = outcome;
  const ofRule = sources.map(({ id, checked }) => sourceOf(facts, id, checked));
  return sections
    .filter(({ id }) => !NO_STATEMENTS.has(id))
    .flatMap(({ lines }) => lines)
    .filter(({ id }) => !id.startsWith("grounds."))
    .map((message) => ({
      text: say(message),
      rule,
      sources: isOfCity(message) ? [own] : (sourcesAbout(message, outcome.route, facts) ?? ofRule),
    }));
}

/** City packs bring ready words, and the hours of their offices. */
function isOfCity({ id, text }: Line): boolean {
  return text !== undefined || id.startsWith("office.");
}

function sourcesAbout({ id }: Line, taken: RouteId, facts: FactTables): Sources | undefined {
  const found = factAbout(id.split("."), taken, facts);
  return found?.sources.map((source) => sourceOf(facts, source, found.checked));
}

/** The fact that a sentence is about, by its id: `route.<route>.where`, `step.<route>.<n>`, `store.<store>` ... */
function factAbout(
  [kind, name]: readonly string[],
  taken: RouteId,
  { routes, stores }: FactTables,
): Provenance | undefined {
  const route = ROUTES.find((id) => id === name);
  if (route && (kind === "route" || kind === "step" || kind === "alternative")) return routes[route];
  const store = kind === "store" ? STORES.find((id) => id === name) : undefined;
  const isKiosk = taken === "kiosk_sign" || taken === "kiosk_4digit";
  return store && isKiosk ? stores[store].offers[taken] : undefined;
}

/** An address that a browser can open; most pages are filed under a name alone. */
const ADDRESS = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/;

function sourceOf({ sources }: FactTables, id: string, checked: string): Sources[number] {
  const { title = id, at = "" } = sources[id] ?? {};
  return { id, title, url: ADDRESS.test(at) ? `https://${at}` : null, checked };
}
