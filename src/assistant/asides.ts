import {
  type Case,
  type Decision,
  type FactTables,
  type IsoDate,
  type KioskRoute,
  type Provenance,
  type RouteId,
  storesOffering,
  type SubjectId,
  type WhoId,
} from "../facts/index.ts";
import { reach } from "../flows/index.ts";
import { line, type Line, type Vars } from "../language/index.ts";
import { bringLines } from "./bring.ts";
import type { Position } from "./conversation.ts";
import type { Heard } from "./heard.ts";
import { factVars } from "./vars.ts";
import { dayInJapan, type World } from "./world.ts";

/** The answer to a question that somebody asks aside; its sentence is `aside.<id>`. */
interface Aside {
  /** The facts that the answer rests on, the most telling first. Empty: it is about ourselves. */
  readonly rests: (facts: FactTables) => readonly Provenance[];
  /**
   * What the sentence states besides its variables. Where a fact has changed since the sentence was
   * written, it is not said any more: nobody is told what only used to be so.
   */
  readonly holds?: (facts: FactTables) => boolean;
  readonly vars?: (facts: FactTables) => Vars;
  /** The stores of this direction are listed below the answer. */
  readonly stores?: KioskRoute;
  /** Whether it tells of kiosks only, or of what else there is, too. */
  readonly kiosk?: "only" | "also";
}

const kiosk = ({ routes }: FactTables): readonly Provenance[] => [routes.kiosk_sign, routes.kiosk_4digit];
const apps = ({ secretFacts }: FactTables): readonly Provenance[] => [secretFacts.S3];
const hotline = ({ hotlines }: FactTables): readonly Provenance[] => [hotlines.free_dial];
const outside = (): readonly Provenance[] => [];
const agentVisits = ({ municipality }: FactTables): Vars => ({ agentVisits: municipality.R5.visits });

/** Questions that are not about somebody's own trouble, each answered from the facts as they stand. */
const ASIDES = {
  fee: {
    rests: ({ municipality, expiry }) => [municipality.R3, expiry.E8],
    vars: ({ municipality, expiry }) => ({ feeYen: municipality.R3.feeYen, renewFeeYen: expiry.E5.feeYen }),
  },
  same_day: {
    rests: ({ municipality }) => [municipality.R3, municipality.R5],
    holds: ({ municipality }) => municipality.R3.sameDay && !municipality.R5.sameDay,
    vars: (facts) => ({ visits: facts.municipality.R3.visits, ...agentVisits(facts) }),
  },
  night: {
    kiosk: "also",
    rests: (facts) => [...kiosk(facts), facts.municipality.R8],
    holds: ({ municipality }) => municipality.R8.closed.includes("night"),
  },
  weekend: {
    kiosk: "also",
    rests: (facts) => [...kiosk(facts), facts.municipality.R8],
    holds: ({ municipality }) => municipality.R8.closed.includes("sunday_after_third_saturday"),
  },
  crowded: {
    rests: ({ municipality }) => [municipality.R8],
    holds: ({ municipality: { R8 } }) =>
      R8.crowded.fromMonthDay === "01-01" && R8.crowded.toMonthDay === "03-15",
  },
  booking: { rests: kiosk },
  where: {
    rests: ({ municipality }) => [municipality.R1],
    holds: ({ municipality }) => municipality.R1.notPlace === "カードの発行地",
  },
  other_city: { rests: (facts) => [facts.municipality.R1, ...kiosk(facts)] },
  branch: { rests: ({ municipality }) => [municipality.R1] },
  post_office: {
    rests: ({ municipality }) => [municipality.R9],
    holds: ({ municipality }) => municipality.R9.onlyIfCityListsOne && !municipality.R9.agents,
  },
  by_phone: {
    rests: ({ municipality, hotlines }) => [municipality.R7, hotlines.free_dial],
    holds: ({ municipality }) => !municipality.R7.phone,
  },
  by_post: {
    rests: ({ municipality }) => [municipality.R7],
    holds: ({ municipality }) => !municipality.R7.post,
  },
  online: {
    rests: ({ municipality, places }) => [municipality.R7, places.self_change],
    holds: ({ municipality }) => !municipality.R7.internet,
  },
  abroad: {
    rests: ({ municipality, expiry }) => [municipality.R1.abroad, expiry.E17.keepsCardAbroad],
    holds: ({ municipality }) => municipality.R1.abroad.embassyCan.includes("reset"),
  },
  bring: {
    rests: ({ municipality }) => [municipality.R3],
    holds: ({ municipality }) => municipality.R3.bring.join() === "card,second_id",
  },
  agent: {
    rests: ({ municipality, expiry }) => [municipality.R5, expiry.E7],
    vars: (facts) => ({ ...agentVisits(facts), sealedVisits: facts.expiry.E7.visitsWithSealedReply }),
  },
  family: { rests: ({ municipality }) => [municipality.R5, municipality.R4], vars: agentVisits },
  child: {
    rests: ({ municipality }) => [municipality.R4],
    holds: ({ municipality }) => municipality.R4.sameDay && municipality.R4.forWhom.includes("under_15"),
  },
  teenager: {
    rests: ({ municipality }) => [municipality.R4, municipality.R3],
    holds: ({ municipality }) => municipality.R3.minAge === 15,
  },
  ward: {
    rests: ({ municipality }) => [municipality.R4],
    holds: ({ municipality }) => municipality.R4.relationProofMaxMonths === 3,
  },
  kiosk_what: {
    kiosk: "only",
    rests: kiosk,
    holds: ({ routes }) => routes.kiosk_sign.needs === "user_pin" && routes.kiosk_4digit.needs === "sign_pw",
  },
  kiosk_stores: { kiosk: "only", rests: kiosk, stores: "kiosk_sign" },
  kiosk_lawson: {
    kiosk: "only",
    rests: kiosk,
    holds: ({ stores }) =>
      !("kiosk_4digit" in stores.lawson.offers || "kiosk_4digit" in stores.familymart.offers),
    stores: "kiosk_4digit",
  },
  kiosk_seven: {
    kiosk: "only",
    rests: kiosk,
    holds: ({ stores }) =>
      "kiosk_sign" in stores.seven_eleven.offers && "kiosk_4digit" in stores.seven_eleven.offers,
  },
  kiosk_4digit_stores: { kiosk: "only", rests: kiosk, stores: "kiosk_4digit" },
  kiosk_app: { kiosk: "only", rests: kiosk },
  kiosk_without_phone: { kiosk: "only", rests: kiosk },
  kiosk_24h: { kiosk: "only", rests: kiosk },
  kiosk_hours: { kiosk: "only", rests: kiosk },
  kiosk_cannot: {
    rests: kiosk,
    holds: ({ secrets }) =>
      (["juki_pin", "kenmen_pin", "code_b"] as const).every((id) => secrets[id].resetBy.join() === "counter"),
  },
  kiosk_agent: { kiosk: "only", rests: kiosk },
  tries_sign: { rests: ({ secrets }) => [secrets.sign_pw] },
  tries_4digit: {
    rests: ({ secrets }) => [secrets.user_pin, secrets.juki_pin, secrets.kenmen_pin, secrets.sign_pw],
    holds: ({ secrets: { user_pin, juki_pin, kenmen_pin } }) =>
      user_pin.tries.max === juki_pin.tries.max && juki_pin.tries.max === kenmen_pin.tries.max,
  },
  tries_code_b: { rests: ({ secrets }) => [secrets.code_b] },
  tries_waiting: {
    rests: apps,
    holds: ({ secretFacts: { S3 } }) => !S3.clearedByWaiting && S3.clearedByCorrectEntryOfTheSameSecret,
  },
  tries_shared: { rests: apps, holds: ({ secretFacts }) => secretFacts.S3.sharedByAllApps },
  tries_left: {
    rests: ({ places }) => [places.self_check],
    holds: ({ places }) => places.self_check.wrongTestCostsATry && !places.self_check.readerApps.costsATry,
  },
  tries_correct: {
    rests: ({ secretFacts }) => [secretFacts.S4],
    holds: ({ secretFacts }) => !secretFacts.S4.correctEntryUnlocks,
  },
  look_up: {
    rests: ({ secretFacts }) => [secretFacts.S8],
    holds: ({ secretFacts: { S8 } }) => !S8.canBeLookedUp && S8.writtenOnlyOn === "設定暗証番号記載票",
  },
  what_sign_pw: {
    rests: ({ secrets }) => [secrets.sign_pw],
    holds: ({ secrets }) => secrets.sign_pw.format.id === "alnum6_16",
  },
  what_user_pin: { rests: ({ secrets }) => [secrets.user_pin] },
  what_juki_pin: { rests: ({ secrets }) => [secrets.juki_pin] },
  what_kenmen_pin: {
    rests: ({ secrets }) => [secrets.kenmen_pin],
    holds: ({ secrets }) => secrets.kenmen_pin.resetBy.join() === "counter",
  },
  where_security_code: {
    rests: ({ secrets }) => [secrets.security_code],
    holds: ({ secrets }) => secrets.security_code.printedOnCard,
  },
  what_code_b: { rests: ({ secrets, secretFacts }) => [secrets.code_b, secretFacts.S6.japanese] },
  same_pin: {
    rests: ({ secretFacts }) => [secretFacts.S2],
    holds: ({ secretFacts }) => secretFacts.S2.separateCounters,
  },
  others_stay: { rests: ({ secretFacts, routes }) => [secretFacts.S2, routes.kiosk_4digit] },
  capitals: {
    rests: ({ secretFacts, secrets }) => [secrets.sign_pw, secretFacts.S5],
    holds: ({ secrets }) => secrets.sign_pw.format.charset === "A-Z0-9",
  },
  change_pin: {
    rests: ({ places }) => [places.self_change],
    holds: ({ places }) => places.self_change.atCounterOnly.join() === "juki_pin",
  },
  phone_pin: {
    rests: ({ phone }) => [phone.P6, phone.P4.android],
    holds: ({ phone }) => !phone.P6.counter && !phone.P6.kiosk,
  },
  licence_pin: { rests: ({ places }) => [places.police_licence] },
  cert_years: {
    rests: ({ expiry }) => [expiry.E2],
    vars: ({ expiry }) => ({ certBirthdays: expiry.E2.birthdays }),
  },
  card_years: {
    rests: ({ expiry }) => [expiry.E1.adultAge[1]],
    holds: ({ expiry }) => expiry.E1.adultAge[1].years === 18,
    vars: ({ expiry }) => ({
      cardBirthdays: expiry.E1.adultBirthdays,
      minorBirthdays: expiry.E1.minorBirthdays,
    }),
  },
  where_expiry: { rests: ({ expiry }) => [expiry.E3] },
  renew_when: { rests: ({ expiry }) => [expiry.E4] },
  renew_online: {
    rests: ({ expiry }) => [expiry.E5],
    holds: ({ expiry }) => !expiry.E5.online && !expiry.E5.kiosk,
  },
  renew_pins: {
    rests: ({ expiry }) => [expiry.E6],
    holds: ({ expiry }) => expiry.E6.pinsStay && expiry.E6.resetAtSameVisit,
  },
  notice_missing: {
    rests: ({ letters }) => [letters.expiryNotice],
    holds: ({ letters }) => !letters.expiryNotice.renewalNeedsIt,
  },
  after_expiry: {
    rests: ({ expiry }) => [expiry.E5, expiry.E8],
    holds: ({ expiry }) => expiry.E5.afterExpiry && expiry.E5.feeYen === 0,
  },
  insurance_expired: { rests: ({ expiry }) => [expiry.E11] },
  moved: {
    rests: ({ expiry }) => [expiry.E13],
    holds: ({ expiry }) => expiry.E13.revokes.join() === "sign_cert",
  },
  new_card_weeks: { rests: ({ expiry }) => [expiry.E8] },
  foreign_extension: {
    rests: ({ expiry }) => [expiry.E9],
    vars: ({ expiry }) => ({ lateYen: expiry.E9.afterExpiryYen }),
  },
  doctor: {
    rests: ({ places }) => [places.hospital_staff_visual],
    holds: ({ places }) => !places.hospital_staff_visual.needsPin,
  },
  lost: {
    rests: hotline,
    holds: ({ hotlines }) => hotlines.free_dial.hours.lossAroundTheClock,
  },
  hotline: {
    rests: (facts) => [...hotline(facts), facts.hotlinePowers],
    holds: ({ hotlinePowers }) => hotlinePowers.cannot.includes("unlock_pin"),
  },
  hotline_languages: {
    rests: ({ hotlines }) => [hotlines.free_dial_foreign_card],
    holds: ({ hotlines }) => hotlines.free_dial_foreign_card.languages.join() === "en,zh,ko,es,pt",
  },
  scam_call: {
    rests: ({ letters, hotlines }) => [letters.renewalCall, hotlines.free_dial],
    holds: ({ letters, hotlines }) =>
      !letters.renewalCall.genuine && hotlines.free_dial.hours.lossAroundTheClock,
  },
  next_card: {
    rests: ({ expiry }) => [expiry.E23],
    vars: ({ expiry }) => ({ nextCardFrom: expiry.E23.validFrom.slice(0, 7) }),
  },
  privacy: { rests: outside },
  who_are_you: { rests: outside },
  outside_tax: { rests: outside },
  outside_benefits: { rests: outside },
  outside_pension: { rests: outside },
  outside_other_card: { rests: outside },
  outside_licence: { rests: outside },
  outside_residence: { rests: outside },
  outside_points: { rests: hotline },
  outside_insurance: { rests: outside },
  outside_chat: { rests: outside },
} as const satisfies Record<string, Aside>;

/** A question that can be answered at any point. */
export type AsideId = keyof typeof ASIDES;
export const ASIDE_IDS = Object.keys(ASIDES) as readonly AsideId[];

/** Whether a name is that of a question that can be answered. */
export function isAside(name: string): name is AsideId {
  return Object.hasOwn(ASIDES, name);
}

/** So many sources stand below an answer: the most telling. */
const SOURCES_SHOWN = 2;

/** Answers a question aside from today's facts, with their sources and the day on which they were checked. */
export function answerAside(id: AsideId, world: World): readonly Line[] {
  const { facts, now } = world;
  const aside: Aside = ASIDES[id];
  if (!holdsToday(aside, facts, dayInJapan(now))) return [line("aside.not_sure", factVars(facts))];
  const rests = aside.rests(facts);
  const stores = aside.stores ? storesOffering(aside.stores, dayInJapan(now)) : [];
  return [
    line(`aside.${id}`, { ...factVars(facts), ...aside.vars?.(facts) }),
    ...stores.map((store) => line(`store.${store}`)),
    ...(rests.some(({ grade }) => grade === "low") ? [line("aside.low")] : []),
    ...sourcesOf(rests, facts),
  ];
}

/**
 * Answers it for somebody who stands here. Once there is an answer, that says what to bring and what it costs; whom
 * no kiosk can help is told so, and goes to none in vain.
 */
export function answerAsideAt(
  asked: AsideId,
  position: Position,
  world: World,
  heard: Heard = {},
): readonly Line[] {
  const { of, decision } = position;
  const id = ERRAND.test(asked) ? errandOf(asked, of, heard) : asked;
  if (decision) {
    const own = fromAnswer(id, decision, of.who ?? "self", world);
    if (own.length > 0) return [line("heard.as_answered"), ...own];
    if (ERRAND.test(asked) && isKiosk(decision.route))
      return [line("heard.holder_only"), ...answerAside("kiosk_agent", world)];
  }
  // Whoever is at the clinic wants to be treated today, not to have a PIN today (D33).
  if (of.at_clinic && id === "same_day") return answerAside("doctor", world);
  const aside: Aside = ASIDES[id];
  if (!aside.kiosk || of.situation === "info" || kioskMayHelp(position, world)) return answerAside(id, world);
  return [
    line("heard.not_at_kiosk"),
    ...answerAside(aside.kiosk === "only" ? whyNoKiosk(position) : id, world),
  ];
}

/** What the answer itself says of it, where it goes somewhere. */
function fromAnswer(id: AsideId, decision: Decision, who: WhoId, world: World): readonly Line[] {
  if (decision.visits === null || decision.visits === 0) return [];
  if (id === "bring") return bringLines(world, decision, who);
  if (WHICH_STORE.test(id)) return decision.stores.map((store) => line(`store.${store}`));
  if (id !== "fee" || decision.cost_yen === null) return [];
  return [line("effort.cost", { yen: decision.cost_yen })];
}

/** Who may go: for a child or a ward it is another answer than for everybody else (R4, R5). */
const ERRAND = /^(?:agent|family|child)$/;

/** @param heard - what words told of questions that are still to come, surely or not */
function errandOf(asked: AsideId, of: Case, heard: Heard): AsideId {
  if (of.ward ?? (heard.ward?.sure && heard.ward.value)) return "ward";
  const isChild = of.under_15 ?? heard.under_15?.value;
  if (isChild === true) return "child";
  // From 15 on a parent goes as anybody else would, twice.
  if (asked === "child" && isChild === false) return "family";
  const isPerhapsChild = isChild === undefined && heard.who?.value === "legal_representative";
  return isPerhapsChild ? "family" : asked;
}

const WHICH_STORE = /_(?:stores|lawson|seven)$/;
const RESET_AT_KIOSK: ReadonlySet<SubjectId> = new Set<SubjectId>(["sign_pw", "user_pin", "both_jpki_pins"]);
const isKiosk = (route: RouteId): boolean => route === "kiosk_sign" || route === "kiosk_4digit";

/** Only the holder is helped there, and only with two of the secrets, which have conditions. */
function whyNoKiosk({ of, decision }: Position): AsideId {
  if (of.who === "household" || of.who === "agent") return "kiosk_agent";
  return RESET_AT_KIOSK.has(decision?.secret ?? of.secret) ? "kiosk_what" : "kiosk_cannot";
}

/** Where nobody has to go anywhere, or it is still open, nothing is said against kiosks. */
function kioskMayHelp({ node, of, decision }: Position, { facts, now }: World): boolean {
  if (decision?.visits === 0) return true;
  return [...reach(facts, node, of, dayInJapan(now)).routes].some(isKiosk);
}

function holdsToday({ rests, holds }: Aside, facts: FactTables, today: IsoDate): boolean {
  const current = rests(facts).every(({ validTo }) => validTo === undefined || today <= validTo);
  return current && (holds?.(facts) ?? true);
}

function sourcesOf(rests: readonly Provenance[], facts: FactTables): readonly Line[] {
  const checked = new Map(rests.flatMap((fact) => fact.sources.map((id) => [id, fact.checked] as const)));
  return [...checked]
    .slice(0, SOURCES_SHOWN)
    .map(([id, day]) => line("aside.source", { title: facts.sources[id]?.title ?? id, checked: day }));
}
