import { type Case, type Decision, diagnose, type FactTables, type SecretId } from "../facts/index.ts";
import { QUESTIONS } from "../flows/index.ts";
import { line, type Line } from "../language/index.ts";
import type { CardReading } from "./card.ts";
import { bringLines } from "./bring.ts";
import { dayInJapan, timeInJapan, type World } from "./world.ts";

/** One line of the table of counters. `left: null` is "not checked", never "not locked". */
export interface SlipCounter {
  readonly secret: SecretId;
  readonly name: Line;
  /** Official names of the applications that hold it. */
  readonly applications: readonly string[];
  readonly left: number | null;
  /** The one that this visit is about. */
  readonly concerned: boolean;
}

/** A slip for the clerk: always in Japanese, with the resident's language beside it. No personal data. */
export interface Slip {
  /** Another way comes first; the slip is for whoever has to go to a counter after all. */
  readonly fallback: boolean;
  readonly title: Line;
  /** What is asked for, in the words of the counter. */
  readonly request: Line;
  /** What is known of the trouble. */
  readonly facts: readonly Line[];
  readonly counters: readonly SlipCounter[];
  /** When the counters were read from the card; null: they were not. */
  readonly readAt: Line | null;
  readonly bring: readonly Line[];
  readonly day: string;
  readonly factsVersion: string;
  readonly notice: Line | null;
}

/** The counters that a clerk can look up, in the order of the clerk's screen. */
const COUNTED = ["sign_pw", "user_pin", "juki_pin", "kenmen_pin", "code_b"] as const;

/** The secrets that each group names, for the mark in the table of counters. */
const MEMBERS: Readonly<Partial<Record<Decision["secret"], readonly SecretId[]>>> = {
  all_pins: ["sign_pw", "user_pin", "juki_pin", "kenmen_pin"],
  both_jpki_pins: ["sign_pw", "user_pin"],
  unknown_4digit: ["user_pin", "juki_pin", "kenmen_pin"],
};

/** The clerk's words for a decision; null where nobody at a municipal counter is involved. */
export function slipFor(world: World, said: Case, decision: Decision, reading?: CardReading): Slip | null {
  const { facts } = world;
  const involved = [decision.route, ...decision.alternatives].some((route) => facts.routes[route].clerk);
  if (!involved || decision.rule === null) return null;
  const concerned: readonly string[] = MEMBERS[decision.secret] ?? [decision.secret];
  const of = diagnose(facts, said, dayInJapan(world.now)).of;
  return {
    fallback: !facts.routes[decision.route].clerk,
    title: line("slip.title"),
    request: line(`slip.request.${decision.rule}`, {
      secret: decision.secret,
      route: decision.route,
      secretName: line(`secret.${decision.secret}.official`),
      applications: applicationsOf(facts, decision.secret).join("・"),
    }),
    facts: factsOf(of, decision),
    counters: COUNTED.map((secret) => ({
      secret,
      name: line(`secret.${secret}.official`),
      applications: reading?.blockedIn[secret] ?? applicationsOf(facts, secret),
      left: of.counters?.[secret] ?? null,
      concerned: concerned.includes(secret),
    })),
    readAt: reading ? readAtLine(reading) : null,
    bring: bringLines(world, atCounter(world, decision), of.who ?? "self"),
    day: dayInJapan(world.now),
    factsVersion: facts.version,
    notice: world.city.notice ? { id: "city.notice", text: world.city.notice } : null,
  };
}

function readAtLine({ readAt }: CardReading): Line {
  return line("slip.read_at", { day: dayInJapan(readAt), time: timeInJapan(readAt) });
}

/** Who comes although another way was the first brings what a counter wants (doc1). */
function atCounter({ facts }: World, decision: Decision): Decision {
  if (facts.routes[decision.route].clerk) return decision;
  return { ...decision, route: "counter", bring: ["card", "second_id"] };
}

function factsOf(of: Case, decision: Decision): readonly Line[] {
  const known = Object.entries(of.knows ?? {}).flatMap(([secret, usable]) =>
    usable === true && of.counters?.[secret as SecretId] !== 0
      ? [line("slip.works", { name: line(`secret.${secret}.official`) })]
      : [],
  );
  return [
    line(`slip.situation.${decision.situation}`),
    line("slip.subject", { name: line(`secret.${decision.secret}.official`) }),
    ...(isNamed(of.service)
      ? [line("slip.asked_by", { service: line(`option.service.${of.service}`) })]
      : []),
    ...known,
    ...(of.data_changed ? [line("slip.data_changed")] : []),
    ...(of.who && of.who !== "self" ? [line(`slip.who.${of.who}`)] : []),
  ];
}

/** The services that have words: those that somebody can choose. */
function isNamed(service: Case["service"]): boolean {
  return QUESTIONS.service.options.some(({ value }) => value === service);
}

/** Official names of the applications on the chip that hold a secret's counters. */
export function applicationsOf(facts: FactTables, subject: Decision["secret"]): readonly string[] {
  const secret = subject in facts.secrets ? facts.secrets[subject as SecretId] : undefined;
  return secret?.applications.map((id) => facts.applications[id]) ?? [];
}
