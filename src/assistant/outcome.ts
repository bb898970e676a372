import type { Case, Decision, RouteId } from "../facts/index.ts";
import { line, type Line, type Vars } from "../language/index.ts";
import { bringFor, bringLines } from "./bring.ts";
import { type CardReading, contradictionLine, groundLines } from "./card.ts";
import { officeLines } from "./offices.ts";
import type { Outcome, Section } from "./reply.ts";
import { applicationsOf, slipFor } from "./slip.ts";
import { outcomeVars } from "./vars.ts";
import type { World } from "./world.ts";

/** How many steps each route takes; worded in `locales/` as `step.<route>.<n>`. */
export const STEPS: Readonly<Record<RouteId, number>> = {
  kiosk_sign: 4,
  kiosk_4digit: 4,
  counter: 3,
  counter_reissue_cert: 3,
  counter_renew_cert: 3,
  counter_foreign_extension: 3,
  counter_legal_rep: 3,
  counter_agent_two_visits: 4,
  counter_agent_notice: 3,
  post_office_designated: 2,
  apply_new_card: 3,
  hotline: 3,
  hotline_info: 2,
  phone_mynaportal: 3,
  hospital_staff_visual: 2,
  police_licence: 2,
  self_change: 2,
  reenter_correct_value: 3,
  embassy_or_honseki: 2,
  none: 0,
  clarify: 0,
};

/** Turns a decision into everything a resident is told, as ids and variables in the order of saying. */
export function outcomeOf(world: World, of: Case, decision: Decision, reading?: CardReading): Outcome {
  const vars = outcomeVars(world, decision);
  const who = of.who ?? "self";
  const unknowns = unknownsOf(decision, reading);
  const sections: readonly Section[] = [
    { id: "answer", lines: answerLines(decision, vars) },
    { id: "where", lines: whereLines(world, decision, vars) },
    { id: "steps", lines: stepsOf(decision.route, vars) },
    { id: "bring", lines: bringLines(world, decision, who) },
    { id: "effort", lines: effortLines(decision, vars) },
    { id: "caveats", lines: decision.caveats.map((id) => line(`caveat.${id}`, vars)) },
    { id: "alternatives", lines: decision.alternatives.map((id) => line(`alternative.${id}`, vars)) },
    { id: "unknown", lines: unknowns.map((name) => line(`unknown.${name}`, vars)) },
    { id: "grounds", lines: [...groundLines(reading), ...gradeLines(decision)] },
    { id: "sources", lines: sourceLines(world, decision) },
  ];
  return {
    rule: decision.rule ?? "",
    diagnosis: {
      situation: decision.situation,
      secret: decision.secret,
      applications: applicationsOf(world.facts, decision.secret),
    },
    route: decision.route,
    alternatives: decision.alternatives,
    stores: decision.stores,
    bring: bringFor(world, decision, who),
    visits: decision.visits,
    same_day: decision.same_day,
    cost_yen: decision.cost_yen,
    caveats: decision.caveats,
    unknowns,
    contradictions: decision.contradictions,
    sources: decision.sources,
    grounded: reading ? { on: "card", readAt: reading.readAt } : { on: "answers" },
    factsVersion: world.facts.version,
    sections: sections.filter((section) => section.lines.length > 0),
    slip: slipFor(world, of, decision, reading),
  };
}

/** The chip has told in which application the code is blocked. */
function unknownsOf({ unknowns }: Decision, reading: CardReading | undefined): readonly string[] {
  return reading?.blockedIn.code_b ? unknowns.filter((name) => name !== "which_code_b_counter") : unknowns;
}

/** The headline: what is the matter, and what to do about it. */
function answerLines(decision: Decision, vars: Vars): readonly Line[] {
  return [
    ...decision.contradictions.map((one) => contradictionLine(one)),
    line(`rule.${decision.rule}`, vars),
  ];
}

function whereLines(world: World, decision: Decision, vars: Vars): readonly Line[] {
  return [
    line(`route.${decision.route}.where`, vars),
    ...decision.stores.map((id) => line(`store.${id}`)),
    ...officeLines(world, decision.route),
  ];
}

function stepsOf(route: RouteId, vars: Vars): readonly Line[] {
  return Array.from({ length: STEPS[route] }, (_, n) => line(`step.${route}.${n + 1}`, vars));
}

function effortLines({ route, visits, same_day, cost_yen }: Decision, vars: Vars): readonly Line[] {
  if (route === "none") return [];
  // D1: the call costs nothing; a new card does, if it comes to that.
  if (route === "hotline" && cost_yen) return [line("effort.reissue", vars)];
  // D2, D3: what is stopped by a call is put back at the counter.
  const atHome = route === "hotline" ? "effort.by_phone" : "effort.no_visit";
  return [
    line(visits === 0 ? atHome : "effort.visits", vars),
    ...(visits === 0 ? [] : [line(`effort.same_day_${same_day ?? "unknown"}`)]),
    line(cost_yen === null ? "effort.cost_unknown" : "effort.cost", vars),
  ];
}

function gradeLines({ grade }: Decision): readonly Line[] {
  return grade === "high" || grade === null ? [] : [line(`grade.${grade}`)];
}

function sourceLines(world: World, decision: Decision): readonly Line[] {
  return decision.sources.map(({ id, checked }) =>
    line("source.item", { title: world.facts.sources[id]?.title ?? id, checked }),
  );
}
