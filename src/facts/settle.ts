import type { Case, Field } from "./case.ts";
import { isUnnamed, possibleSecrets } from "./diagnose.ts";
import { holdsOn, type IsoDate } from "./provenance.ts";
import type { Trip } from "./routes.ts";
import type { Condition, Rule } from "./rules.ts";
import type { FactTables } from "./tables.ts";
import type { RouteId, ScreenId, SecretId } from "./vocabulary.ts";

/** A rule that applies, with the doubts that remain. */
export interface Settled {
  readonly kind: "settled";
  readonly rule: Rule;
  readonly route: RouteId;
  readonly trip: Trip;
  /** Routes of rules that would have held, had the person known what they do not know. */
  readonly missed: readonly RouteId[];
  /** What has to be put right first, where the route is that of another rule (D39). */
  readonly first?: Settled;
  /** Fields whose answer could have led elsewhere, or would add something to the same trip. */
  readonly doubts: readonly Field[];
}

/** More than one trip is still possible. */
export interface Open {
  readonly kind: "open";
  /** Fields that can still change the trip, the most telling first. */
  readonly fields: readonly Field[];
  /** The rules that are still possible. */
  readonly rules: readonly Rule[];
}

/** `no` of a condition that nobody knows, and so is not taken to hold. */
type Verdict =
  | { readonly is: "yes"; readonly doubts: readonly Field[] }
  | { readonly is: "no"; readonly doubts: readonly Field[] }
  | { readonly is: "open"; readonly missing: readonly Field[] };

interface Candidate {
  readonly rule: Rule;
  readonly missing: readonly Field[];
}

/**
 * Holds a case against the rules, in their order, with three values: a condition holds, does not, or was
 * not asked. The first rule that holds settles the case, unless a rule before it might hold as well and
 * would mean another trip: then the case is open, and the fields that could change it are named.
 */
export function settle(tables: FactTables, of: Case, on: IsoDate): Settled | Open {
  const candidates: Candidate[] = [];
  const doubts = new Set<Field>();
  const missed: RouteId[] = [];
  for (const rule of tables.rules) {
    if (!isAvailable(tables, rule, on)) continue;
    const verdict = judge(rule, of);
    if (verdict.is === "open") candidates.push({ rule, missing: verdict.missing });
    else verdict.doubts.forEach((field) => doubts.add(field));
    if (verdict.is === "no" && verdict.doubts.length > 0) missed.push(rule.route);
    if (verdict.is === "yes") return withMissed(conclude(tables, of, on, rule, candidates, doubts), missed);
  }
  return {
    kind: "open",
    fields: candidates.length > 0 ? missingOf(candidates) : ["situation"],
    rules: candidates.map((candidate) => candidate.rule),
  };
}

function withMissed(result: Settled | Open, missed: readonly RouteId[]): Settled | Open {
  return result.kind === "settled" ? { ...result, missed } : result;
}

function isAvailable(tables: FactTables, rule: Rule, on: IsoDate): boolean {
  return holdsOn(rule, on) && holdsOn(tables.routes[rule.route], on);
}

function conclude(
  tables: FactTables,
  of: Case,
  on: IsoDate,
  rule: Rule,
  candidates: readonly Candidate[],
  doubts: Set<Field>,
): Settled | Open {
  const last = reach(tables, of, on, rule);
  if (last.kind === "open") return alsoOpen(rule, last, candidates);
  const others = candidates.filter((candidate) => tripOf(tables, candidate.rule) !== last.trip);
  if (others.length > 0) {
    return {
      kind: "open",
      fields: missingOf(others),
      rules: [...candidates.map((candidate) => candidate.rule), rule],
    };
  }
  missingOf(candidates).forEach((field) => doubts.add(field));
  last.doubts.forEach((field) => doubts.add(field));
  return { ...last, doubts: [...doubts] };
}

/**
 * Where even the rule that holds leads is open: which secret it is comes before everything else, but what
 * has to be put right first matters only where no rule before it holds.
 */
function alsoOpen(rule: Rule, last: Open, candidates: readonly Candidate[]): Open {
  const before = missingOf(candidates);
  const fields = rule.firstFix ? [...before, ...last.fields] : [...last.fields, ...before];
  return {
    kind: "open",
    fields: [...new Set(fields)],
    rules: [...candidates.map((candidate) => candidate.rule), ...last.rules],
  };
}

/** Follows a rule to its route: some rules hand over to the rules of another subject. */
function reach(tables: FactTables, of: Case, on: IsoDate, rule: Rule): Settled | Open {
  if (rule.firstFix) return fixFirst(tables, of, on, rule);
  if (isUnnamed(of) && rule.id === "D25") return narrow(tables, of, on, rule);
  return arrive(tables, rule, rule.route);
}

function arrive(tables: FactTables, rule: Rule, route: RouteId): Settled {
  return { kind: "settled", rule, route, trip: tripOf(tables, rule, route), missed: [], doubts: [] };
}

function tripOf(tables: FactTables, rule: Rule, route: RouteId = rule.route): Trip {
  return rule.trip ?? tables.routes[route].trip;
}

/** D39: the phone's password hangs on the card's, so the trip is the card's. */
function fixFirst(tables: FactTables, of: Case, on: IsoDate, rule: Rule): Settled | Open {
  const { medium: _, ...card } = of;
  const first = settle(tables, { ...card, situation: "forgot", secret: rule.firstFix ?? of.secret }, on);
  if (first.kind === "open") return first;
  return { ...arrive(tables, rule, first.route), first, doubts: first.doubts };
}

/**
 * D25: nobody has said which secret it is. Every one that it may be is decided; where all of them mean
 * the same trip, that is the answer. Otherwise ask what tells them apart, and where nothing does, the
 * counter, which can set every one of them in a single visit (R2, D26).
 */
function narrow(tables: FactTables, of: Case, on: IsoDate, rule: Rule): Settled | Open {
  const certificates = rule.when.situation?.includes("expired");
  const subjects = certificates ? (["both_certs", "card_body"] as const) : possibleSecrets(tables, of);
  const outcomes = subjects.map((secret) => settle(tables, { ...of, secret }, on));
  const [first, ...rest] = outcomes;
  const agree =
    first?.kind === "settled" && rest.every((one) => one.kind === "settled" && one.trip === first.trip);
  if (agree) return { ...arrive(tables, rule, first.route), doubts: ["secret"] };
  const telling = certificates ? (["secret"] as const) : tellingApart(of, possibleSecrets(tables, of));
  const open = telling.filter((field) => !wasAsked(of, field));
  if (open.length > 0) return { kind: "open", fields: open, rules: [rule] };
  return { ...arrive(tables, rule, rule.route), doubts: ["secret"] };
}

/** Questions that tell these secrets apart, in the order of section 5.3. */
function tellingApart(
  of: Case,
  secrets: readonly SecretId[],
): readonly ("service" | "screen" | "knows:user_pin")[] {
  const screens = new Set(secrets.map((secret) => SCREEN_OF[secret]));
  return [
    "service",
    ...(screens.size > 1 ? (["screen"] as const) : []),
    ...(of.secret === "unknown_4digit" && secrets.includes("user_pin") ? (["knows:user_pin"] as const) : []),
  ];
}

const SCREEN_OF: Readonly<Partial<Record<SecretId, ScreenId>>> = {
  sign_pw: "alnum6_16",
  code_b: "birth_expiry_code",
  face_auth: "face",
  user_pin: "digits4",
  kenmen_pin: "digits4",
  juki_pin: "digits4",
};

function wasAsked(of: Case, field: "secret" | "service" | "screen" | "knows:user_pin"): boolean {
  if (field === "secret") return of.secret_unclear === true;
  if (field === "knows:user_pin") return isUsable(of, "user_pin") !== undefined;
  return of[field] !== undefined;
}

function missingOf(candidates: readonly Candidate[]): readonly Field[] {
  return [...new Set(candidates.flatMap((candidate) => candidate.missing))];
}

/** Holds one rule's conditions against a case. */
function judge(rule: Rule, of: Case): Verdict {
  const missing: Field[] = [];
  const doubts: Field[] = [];
  let unproven = false;
  for (const [key, wanted] of Object.entries(rule.when)) {
    const { field, holds } = CHECKS[key as keyof Condition](of, wanted as never);
    if (holds === false) return { is: "no", doubts: [] };
    if (holds === undefined) missing.push(field);
    if (holds === null) {
      doubts.push(field);
      if (!rule.despiteDoubt?.includes(field)) unproven = true;
    }
  }
  if (unproven) return { is: "no", doubts };
  return missing.length > 0 ? { is: "open", missing } : { is: "yes", doubts };
}

/** `undefined`: not asked; `null`: asked, and not known. */
type Tested = { readonly field: Field; readonly holds: boolean | null | undefined };
type Check<Wanted> = (of: Case, wanted: Wanted) => Tested;

/** One test a property of {@link Condition}. */
const CHECKS: { readonly [Key in keyof Condition]-?: Check<NonNullable<Condition[Key]>> } = {
  situation: oneOf("situation"),
  secret: oneOf("secret"),
  service: orOtherwise(oneOf("service")),
  medium: orOtherwise(equal("medium")),
  at_clinic: (of) => ({ field: "at_clinic", holds: isAtClinic(of) }),
  abroad: equal("abroad"),
  pinless_card: equal("pinless_card"),
  residence_card_in_one: equal("residence_card_in_one"),
  ward: equal("ward"),
  under_15: equal("under_15"),
  under_18: equal("under_18"),
  who: oneOf("who"),
  knows: (of, secret) => ({ field: `knows:${secret}`, holds: isUsable(of, secret) }),
  lacks: (of, secret) => ({ field: `knows:${secret}`, holds: opposite(isUsable(of, secret)) }),
  data_changed: equal("data_changed"),
  certs_valid: equal("certs_valid"),
  nfc_phone: equal("nfc_phone"),
  residence: oneOf("residence"),
  move_in_day: equal("move_in_day"),
  notice_form: equal("notice_form"),
  months_since_expiry: (of, wanted) => ({
    field: "months_since_expiry",
    holds: known(
      of.months_since_expiry,
      (months) => months <= (wanted.atMost ?? months) && months > (wanted.over ?? -1),
    ),
  }),
};

type Plain = Exclude<keyof Case & Field, never>;

function equal<Key extends Plain>(field: Key): Check<Case[Key]> {
  return (of, wanted) => ({ field, holds: known(of[field], (value) => value === wanted) });
}

function oneOf<Key extends Plain>(field: Key): Check<readonly NonNullable<Case[Key]>[]> {
  return (of, wanted) => ({ field, holds: known(of[field], (value) => wanted.includes(value)) });
}

/** For fields that a rule uses as a hint only: not asked for its sake. */
function orOtherwise<Wanted>(check: Check<Wanted>): Check<Wanted> {
  return (of, wanted) => {
    const { field, holds } = check(of, wanted);
    return { field, holds: holds ?? false };
  };
}

function known<Value>(
  value: Value | null | undefined,
  test: (value: NonNullable<Value>) => boolean,
): boolean | null | undefined {
  if (value === undefined || value === null) return value as null | undefined;
  return test(value);
}

function opposite(holds: boolean | null | undefined): boolean | null | undefined {
  return typeof holds === "boolean" ? !holds : holds;
}

/** A secret whose counter is 0 is not usable even if it is known; a full counter is not knowledge. */
function isUsable(of: Case, secret: SecretId): boolean | null | undefined {
  return of.counters?.[secret] === 0 ? false : of.knows?.[secret];
}

/** D35, D36: who tells months about the insurance card asks as if at the clinic. */
function isAtClinic(of: Case): boolean | null | undefined {
  return of.at_clinic || (of.service === "health_insurance" && typeof of.months_since_expiry === "number")
    ? true
    : of.at_clinic;
}
