import type { Case, Contradiction, Field } from "./case.ts";
import { diagnose, isUnnamed } from "./diagnose.ts";
import { holdsOn, type IsoDate } from "./provenance.ts";
import type { Rule } from "./rules.ts";
import { settle, type Settled } from "./settle.ts";
import type { FactTables } from "./tables.ts";
import {
  type CaveatId,
  type DocumentId,
  type RouteId,
  type SecretId,
  type SituationId,
  STORES,
  type StoreId,
  type SubjectId,
} from "./vocabulary.ts";

/** What policy says of a case. Carries ids only; wording is made elsewhere. */
export interface Decision {
  /** The row of the decision table; `null` while more than one may still apply. */
  readonly rule: Rule["id"] | null;
  readonly situation: SituationId;
  readonly secret: SubjectId;
  readonly route: RouteId;
  readonly alternatives: readonly RouteId[];
  readonly stores: readonly StoreId[];
  readonly bring: readonly DocumentId[];
  readonly visits: number | null;
  readonly same_day: boolean | null;
  /** Yen. */
  readonly cost_yen: number | null;
  readonly caveats: readonly CaveatId[];
  /** What is not known and could matter: fields of the query, or open questions of the sources. */
  readonly unknowns: readonly string[];
  readonly contradictions: readonly Contradiction[];
  readonly sources: readonly { readonly id: string; readonly checked: IsoDate }[];
  readonly grade: Rule["grade"] | null;
  /** Only with the route `clarify`: the field to ask for, and all that can still change the trip. */
  readonly ask?: string;
  readonly open?: readonly Field[];
  /** Only with the route `clarify`: the rows that may still apply. */
  readonly candidates?: readonly Rule["id"][];
}

/** What a doubt adds to an answer whose trip it cannot change. */
const CAVEAT_OF_DOUBT: Readonly<Partial<Record<Field, CaveatId>>> = {
  data_changed: "if_moved_reissue",
  certs_valid: "if_expired_renew",
};

/**
 * Policy alone: from what is known of a case to where to go, on a given day in Japan.
 * The rules are D1–D48 of the decision table; the first that applies wins.
 * Where the trip still depends on something unknown the route is `clarify` and `ask` names the field.
 */
export function decide(tables: FactTables, said: Case, on: IsoDate): Decision {
  const { of, contradictions } = diagnose(tables, said, on);
  const result = settle(tables, of, on);
  const base = { situation: of.situation, secret: of.secret, contradictions };
  if (result.kind === "settled") return { ...base, ...answer(tables, of, result, contradictions, on) };
  return {
    ...base,
    rule: only(result.rules.map((rule) => rule.id)),
    route: "clarify",
    alternatives: routesOf(result.rules),
    stores: [],
    bring: [],
    visits: null,
    same_day: null,
    cost_yen: null,
    caveats: [],
    unknowns: unique(result.fields.map(nameOf)),
    sources: sourcesOf(tables, result.rules),
    grade: null,
    ask: nameOf(result.fields[0] ?? "situation"),
    open: result.fields,
    candidates: unique(result.rules.map((rule) => rule.id)),
  };
}

/** The fields that can still change where the case leads; none where policy has an answer. */
export function openFields(tables: FactTables, said: Case, on: IsoDate): readonly Field[] {
  const result = settle(tables, diagnose(tables, said, on).of, on);
  return result.kind === "open" ? result.fields : [];
}

type Answer = Omit<Decision, "situation" | "secret" | "contradictions"> & { readonly secret?: SubjectId };

function answer(
  tables: FactTables,
  of: Case,
  { rule, route, doubts, first, missed }: Settled,
  contradictions: readonly Contradiction[],
  on: IsoDate,
): Answer {
  const trip = first?.rule ?? rule;
  const kiosks = missed.filter((other) => other.startsWith("kiosk"));
  const offered = [...kiosks, ...(rule.alternatives ?? [])];
  return {
    rule: rule.id,
    ...(rule.names && { secret: rule.names }),
    route,
    alternatives: unique(offered).filter((other) => other !== route && holdsOn(tables.routes[other], on)),
    stores: storesOf(tables, route, on),
    bring: trip.bring ?? [],
    visits: trip.visits,
    same_day: trip.same_day,
    cost_yen: trip.cost_yen,
    caveats: unique([
      ...caveatsOf(of, rule, doubts, contradictions),
      ...(first ? caveatsOf(of, first.rule, [], []) : []),
    ]).filter((caveat) => caveat !== "kiosk_impossible" || kiosks.length === 0),
    unknowns: unique([...doubts.map(nameOf), ...(rule.unknowns ?? [])]),
    sources: sourcesOf(tables, [rule]),
    grade: rule.grade,
  };
}

function caveatsOf(
  of: Case,
  rule: Rule,
  doubts: readonly Field[],
  contradictions: readonly Contradiction[],
): readonly CaveatId[] {
  const found = ADDED_CAVEATS.filter(({ when }) => when(of, rule, contradictions));
  return unique([
    ...found.filter(({ urgent }) => urgent).map(({ caveat }) => caveat),
    ...(rule.caveats ?? []),
    ...doubts.flatMap((field) => CAVEAT_OF_DOUBT[field] ?? []),
    ...found.filter(({ urgent }) => !urgent).map(({ caveat }) => caveat),
  ]);
}

interface AddedCaveat {
  readonly caveat: CaveatId;
  /** Stands before the rule's own. */
  readonly urgent?: true;
  readonly when: (of: Case, rule: Rule, contradictions: readonly Contradiction[]) => boolean;
}

/** Caveats that hang on the case and not on one row of the table. */
const ADDED_CAVEATS: readonly AddedCaveat[] = [
  {
    caveat: "one_try_left",
    urgent: true,
    when: (of, { route }) => enteredOn(of, route).some((secret) => of.counters?.[secret] === 1),
  },
  {
    caveat: "chip_says_not_locked",
    urgent: true,
    when: (_of, _rule, contradictions) =>
      contradictions.some(({ said, found }) => said === "locked" && found !== "not_issued"),
  },
  {
    caveat: "also_locked",
    when: (of) => CARD_SECRETS.some((secret) => of.counters?.[secret] === 0 && secret !== of.secret),
  },
  {
    caveat: "if_moved_reissue",
    when: (of, rule) => of.data_changed === true && rule.route === "counter",
  },
  {
    caveat: "care_is_possible",
    when: (of) => of.at_clinic === true,
  },
  {
    caveat: "holder_may_go",
    urgent: true,
    // Whoever asks for somebody else need not be the one who goes: the holder is done in one visit (R3).
    when: (_of, rule) => rule.route === "counter_agent_two_visits",
  },
  {
    caveat: "no_pin_card_option",
    when: (of, rule) => rule.id === "D31" && LOGIN_SUBJECTS.includes(of.secret),
  },
  {
    caveat: "phone_again_after_card",
    when: (of, rule) => of.medium === "phone" && rule.route.startsWith("counter"),
  },
  {
    caveat: "foreigner_certificate_ends_with_stay",
    // Not asked of everybody: whoever has no period of stay passes over it (E9).
    when: (of, rule) =>
      rule.route === "counter_renew_cert" && of.residence !== "japanese" && of.residence !== "permanent",
  },
];

/** The secrets that somebody is about to enter: the one in question, and the one that a kiosk asks for. */
function enteredOn(of: Case, route: RouteId): readonly SecretId[] {
  const asked = CARD_SECRETS.filter((secret) => isUnnamed(of) || secret === of.secret);
  if (route === "kiosk_sign") return [...asked, "user_pin"];
  return route === "kiosk_4digit" ? [...asked, "sign_pw"] : asked;
}

const CARD_SECRETS = ["sign_pw", "user_pin", "juki_pin", "kenmen_pin", "code_b"] as const;

/** Troubles that a card without PIN would end, at the price of everything that needs one (D31). */
const LOGIN_SUBJECTS: readonly SubjectId[] = ["user_pin", "all_pins", "unknown", "unknown_4digit"];

function storesOf(tables: FactTables, route: RouteId, on: IsoDate): readonly StoreId[] {
  if (route !== "kiosk_sign" && route !== "kiosk_4digit") return [];
  return STORES.filter((id) => {
    const offer = tables.stores[id].offers[route];
    return offer !== undefined && holdsOn(offer, on);
  });
}

function sourcesOf(tables: FactTables, rules: readonly Rule[]): Decision["sources"] {
  return unique(rules.flatMap((rule) => rule.sources)).map((id) => ({
    id,
    checked: tables.sources[id]?.checked ?? rules[0]?.checked ?? "",
  }));
}

function routesOf(rules: readonly Rule[]): readonly RouteId[] {
  return unique(rules.map((rule) => rule.route));
}

/** The name of a field in the contract of `decide --json`. */
function nameOf(field: Field): string {
  if (field.startsWith("knows:")) return "knows";
  return field === "under_15" || field === "under_18" ? "age" : field;
}

function only<T>(items: readonly T[]): T | null {
  const [first, ...rest] = unique(items);
  return first !== undefined && rest.length === 0 ? first : null;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
