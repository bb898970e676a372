import type { Decision, DocumentId, WhoId } from "../facts/index.ts";
import { line, type Line } from "../language/index.ts";
import type { World } from "./world.ts";

const CITY_LIST = {
  self: "self",
  legal_representative: "legal_representative",
  agent: "agent",
  household: "agent",
} as const satisfies Record<WhoId, string>;

/**
 * What to have in hand. At a municipal counter the city's own list wins over the national one, and a
 * city's note on a document stands in place of the general wording.
 */
export function bringFor(world: World, decision: Decision, who: WhoId): readonly DocumentId[] {
  const trip = world.facts.routes[decision.route].trip;
  if (!trip.startsWith("counter")) return decision.bring;
  const own = world.city.documents?.[CITY_LIST[who]];
  if (!own) return decision.bring;
  const special = decision.bring.filter((id) => !GENERAL.has(id));
  return [...new Set([...own, ...special])];
}

/** What every applicant of a kind brings; the rest belongs to the rule and stays beside the city's list. */
const GENERAL: ReadonlySet<DocumentId> = new Set<DocumentId>([
  "card",
  "second_id",
  "holder_card",
  "holder_id",
  "agent_id",
  "representative_id",
  "relation_proof",
]);

/** The same in words: a city's note on a document stands in place of the general wording. */
export function bringLines(world: World, decision: Decision, who: WhoId): readonly Line[] {
  return bringFor(world, decision, who).map((id) => {
    const note = world.city.documentNotes?.[id];
    return note ? { id: `document.${id}`, text: note } : line(`document.${id}`);
  });
}
