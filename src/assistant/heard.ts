import type { Case, FactTables, SubjectId } from "../facts/index.ts";
import { type Option, type Patch, QUESTIONS } from "../flows/index.ts";

/** The fields of a case that words can tell. Knowledge of secrets is heard one secret at a time. */
export type HeardField = keyof Case | `knows:${string}`;

/** One thing that a text tells, and whether that is sure enough to skip its question. */
export interface HeardValue {
  readonly value: string | number | boolean;
  readonly sure: boolean;
}

/** What a text tells of somebody's trouble; what is left out it does not tell. */
export type Heard = Readonly<Partial<Record<HeardField, HeardValue>>>;

/** An option that the words speak for. Unsure: to be shown first, never to be taken. */
export interface Pick {
  readonly value: string;
  readonly sure: boolean;
}

/**
 * How much a matching field says for an option: the subject of the trouble says most, but for somebody who stands
 * at the clinic's desk, whom the staff there can help whatever the trouble is (D33).
 */
const WEIGHT: Readonly<Record<string, number>> = { at_clinic: 10, situation: 3, secret: 2 };
/** A group that the secret belongs to says a little less than the secret itself. */
const GROUP_DISCOUNT = 0.5;
/** "I do not know" is nobody's first meaning, but may lead to the question that is. */
const LAST_RESORT = 0.5;
/** What an option says itself comes before what it only leads to. */
const DETOUR = 0.25;

/**
 * The option of a question that the words speak for: the one that says most of what was heard and
 * contradicts none of it. It is sure where what was heard surely points to it alone and is all that it decides,
 * and what was heard less surely points nowhere else.
 * @returns undefined where nothing that was heard belongs to this question.
 */
export function pickOption(options: readonly Option[], heard: Heard, tables: FactTables): Pick | undefined {
  const all = bestOf(options, heard, tables);
  const known = onlySure(heard);
  const surely = bestOf(options, known, tables);
  const isSure =
    surely?.alone &&
    surely.value === all?.value &&
    !isGivingUp(surely.option) &&
    !saysMore(surely.option, known);
  if (isSure) return { value: surely.value, sure: true };
  // Only what is on the list can be suggested.
  const shown = options.filter((option) => !option.spoken && !isGivingUp(option));
  const likely = bestOf(shown, heard, tables);
  return likely && { value: likely.value, sure: false };
}

/** What was heard without what somebody has said otherwise since, by choosing an option. */
export function withoutContradicted(heard: Heard, { sets }: Option, tables: FactTables): Heard {
  const chosen = new Map<string, unknown>(fieldsOf(sets).filter(([field, value]) => !isOpen(field, value)));
  const holds = ([field, said]: readonly [string, HeardValue | undefined]): boolean =>
    !said || !chosen.has(field) || weightOf(field, chosen.get(field), said.value, tables) > 0;
  return Object.fromEntries(Object.entries(heard).filter(holds));
}

/** Whether a case says nothing else than what was surely heard. */
export function agrees(of: Case, heard: Heard, tables: FactTables): boolean {
  const known = onlySure(heard);
  return fieldsOf(of).every(([field, value]) => {
    const said = known[field];
    return !said || isOpen(field, value) || weightOf(field, value, said.value, tables) > 0;
  });
}

/** The same, to be asked before it is taken. */
export function unsure(heard: Heard): Heard {
  const fields = Object.entries(heard).flatMap(([field, said]) =>
    said ? [[field, { ...said, sure: false }]] : [],
  );
  return Object.fromEntries(fields);
}

/** Whether it tells of some secret that it is still known, or not. */
export function tellsKnowledge(heard: Heard): boolean {
  return Object.keys(heard).some((field) => field.startsWith("knows:"));
}

/** Whether it would open the way to a kiosk: whoever is wrong about that goes there for nothing. */
export function speaksForKiosk(heard: Heard): boolean {
  const { data_changed, certs_valid, nfc_phone } = heard;
  const knows = Object.entries(heard).some(
    ([field, said]) => field.startsWith("knows:") && said?.value === true,
  );
  return knows || data_changed?.value === false || certs_valid?.value === true || nfc_phone?.value === true;
}

/** What may be taken without asking. */
export function onlySure(heard: Heard): Heard {
  return Object.fromEntries(Object.entries(heard).filter(([, said]) => said?.sure));
}

function bestOf(options: readonly Option[], heard: Heard, tables: FactTables) {
  const [best, second] = options
    .map((option) => ({ option, score: scoreOf(option, heard, tables) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score);
  return best && { ...best, value: best.option.value, alone: best.score !== second?.score };
}

/** Nobody who tells something says "I do not know" by it, unless that only opens the question that fits. */
function isGivingUp({ value, opens }: Option): boolean {
  return value === "dont_know" && opens === undefined;
}

/**
 * Whether an option decides what nobody has said: the only one that names the card itself also says that it was
 * lost, and "nothing of all this" says more than that there is a phone. Then it can be suggested, never taken.
 */
function saysMore({ sets, opens }: Option, heard: Heard): boolean {
  const fields = fieldsOf(sets);
  const isPeculiar = fields.some(([field, value]) => isSpecial(field, value));
  return fields.some(
    ([field, value]) =>
      heard[field] === undefined &&
      !isOpen(field, value) &&
      isDeciding(field, isPeculiar) &&
      !isLeftOpen(opens, field),
  );
}

/** What sends people one way or the other. Whose card it is follows where something peculiar to it was heard. */
function isDeciding(field: HeardField, isPeculiar: boolean): boolean {
  return field === "who" ? !isPeculiar : DECIDING.has(field) || field.startsWith("knows:");
}
const DECIDING: ReadonlySet<string> = new Set(["situation", "data_changed", "certs_valid", "nfc_phone"]);

/**
 * Whether the question that an option opens, or one behind it, says it anew. Of what happened only those who go
 * for somebody else are asked behind: every other option has half said it, and a secret alone says nothing of it.
 */
function isLeftOpen(opens: Option["opens"], field: string): boolean {
  return isAskedBehind(opens, field) && (field !== "situation" || isAskedBehind(opens, "who"));
}

function isAskedBehind(opens: Option["opens"], field: string): boolean {
  const options = opens ? QUESTIONS[opens].options : [];
  return options.some((option) => field in option.sets || isAskedBehind(option.opens, field));
}

/** How much of what was heard an option says; 0 where it says none of it, or something else. */
function scoreOf(option: Option, heard: Heard, tables: FactTables, before: Patch = {}): number {
  const patch = { ...before, ...option.sets };
  const own = option.spoken && !heard.secret ? 0 : agreementOf(patch, heard, tables);
  const opened = option.opens
    ? QUESTIONS[option.opens].options.map((next) => scoreOf(next, heard, tables, patch) - DETOUR)
    : [];
  const best = Math.max(own, ...opened);
  return Math.max(0, option.value === "dont_know" ? best - LAST_RESORT : best);
}

/** One field that was heard otherwise rules a patch out. */
function agreementOf(patch: Patch, heard: Heard, tables: FactTables): number {
  let score = 0;
  for (const [field, value] of fieldsOf(patch)) {
    const said = heard[field];
    if (said === undefined) {
      if (isSpecial(field, value)) return 0;
      continue;
    }
    if (field === "situation" && isAlarm(said.value) && isOpen(field, value)) return 0;
    if (isOpen(field, value)) continue;
    const agreement = weightOf(field, value, said.value, tables);
    if (agreement === 0) return 0;
    score += agreement;
  }
  return score;
}

/** What holds only for those who say so: "lives abroad", "goes for somebody else". */
function isSpecial(field: string, value: unknown): boolean {
  if (field === "who") return value !== "self" && value !== null;
  return field === "medium" ? value === "phone" : value === true && SPECIAL.has(field);
}
const SPECIAL: ReadonlySet<string> = new Set([
  "abroad",
  "pinless_card",
  "residence_card_in_one",
  "ward",
  "at_clinic",
  "under_15",
  "under_18",
]);

/** What must be stopped by a telephone call at once: nothing that leaves the trouble open agrees with it. */
export function isAlarm(situation: unknown): boolean {
  return situation === "lost_card" || situation === "scam_suspect";
}

/** Placeholders that say nothing yet. */
function isOpen(field: string, value: unknown): boolean {
  return (
    value === null ||
    (field === "situation" && value === "unclear") ||
    (field === "secret" && value === "unknown")
  );
}

function fieldsOf(patch: Patch): readonly (readonly [HeardField, unknown])[] {
  const { knows = {}, ...rest } = patch;
  return [
    ...(Object.entries(rest) as [HeardField, unknown][]),
    ...Object.entries(knows).map(([secret, known]) => [`knows:${secret}` as const, known] as const),
  ];
}

function weightOf(field: string, value: unknown, said: unknown, tables: FactTables): number {
  const weight = WEIGHT[field] ?? 1;
  if (value === said || (field === "situation" && value === SAME_WAY_OUT[String(said)])) return weight;
  return field === "secret" && isAmong(said as SubjectId, value as SubjectId, tables)
    ? weight - GROUP_DISCOUNT
    : 0;
}

/** Who asks how many tries are left is helped as those are who do not dare to try (D42). */
const SAME_WAY_OUT: Readonly<Record<string, string>> = { how_many_tries: "unsure_before_trying" };

/** "Four digits, unclear which" agrees with each of them on the card; certificates end together (E2). */
function isAmong(said: SubjectId, group: SubjectId, { secrets }: FactTables): boolean {
  if (group === "both_certs") return said === "user_cert" || said === "sign_cert";
  if (group !== "unknown_4digit" || !(said in secrets)) return false;
  const secret = secrets[said as keyof FactTables["secrets"]];
  return secret.format.id === "digits4" && secret.applications.length > 0;
}
