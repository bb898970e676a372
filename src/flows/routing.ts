import {
  type Case,
  diagnose,
  type FactTables,
  type Field,
  type IsoDate,
  isUnnamed,
  openFields,
} from "../facts/index.ts";
import {
  type Option,
  type Patch,
  type Question,
  QUESTION_IDS,
  type QuestionId,
  QUESTIONS,
} from "./questions.ts";

/** The case before anything was asked. */
export const BLANK: Case = { situation: "unclear", secret: "unknown", at_clinic: false };

/** Adds an answer's patch to a case; knowledge of secrets adds up. */
function patched(of: Case, patch: Patch): Case {
  return { ...of, ...patch, ...(patch.knows && { knows: { ...of.knows, ...patch.knows } }) };
}

/** The options of a question that fit the case, in their order. */
export function offeredOptions(id: QuestionId, of: Case): readonly Option[] {
  return QUESTIONS[id].options.filter((option) => option.offered?.(of) ?? true);
}

/**
 * The question that comes next: the one that can still change the trip, first in the order of asking.
 * @returns undefined where policy has an answer.
 */
export function nextQuestion(tables: FactTables, of: Case, on: IsoDate): QuestionId | undefined {
  const fields = openFields(tables, of, on);
  const exact = diagnose(tables, of, on).of;
  return QUESTION_IDS.find((id) => settlesAny(QUESTIONS[id], fields) && fits(QUESTIONS[id], exact));
}

/** What is known after an answer, and where it leads. */
export function nextAfter(
  tables: FactTables,
  { sets, opens }: Pick<Option, "sets" | "opens">,
  before: Case,
  on: IsoDate,
): { readonly of: Case; readonly next: QuestionId | "outcome" } {
  const of = patched(before, sets);
  const opened = opens && !isMoot(tables, opens, of, on) ? opens : undefined;
  return { of, next: opened ?? nextQuestion(tables, of, on) ?? "outcome" };
}

/** Whether a question that an answer opens has been answered by the chip already. */
function isMoot(tables: FactTables, question: QuestionId, of: Case, on: IsoDate): boolean {
  const exact = diagnose(tables, of, on).of;
  if (question === "screen") return !isUnnamed(exact);
  return question === "what_ends" && exact.situation === "info";
}

/**
 * Where the conversation stands once the chip has spoken: at the same question, unless the chip has
 * answered it; from the outcome, wherever the chip opens or changes something.
 */
export function nextAfterCard(
  tables: FactTables,
  node: QuestionId | "outcome",
  of: Case,
  on: IsoDate,
): QuestionId | undefined {
  if (node === "outcome") return nextQuestion(tables, of, on);
  const { settles } = QUESTIONS[node];
  const isAsked = OPENERS.has(node)
    ? !isMoot(tables, node, of, on)
    : !settles || settlesAny(QUESTIONS[node], openFields(tables, of, on));
  return isAsked ? node : nextQuestion(tables, of, on);
}

/** Questions that some answer opens, whether policy would ask for them or not. */
const OPENERS: ReadonlySet<QuestionId> = new Set(
  Object.values(QUESTIONS).flatMap(({ options }) => options.flatMap(({ opens }) => opens ?? [])),
);

function settlesAny(question: Question, fields: readonly Field[]): boolean {
  return question.settles?.some((field) => fields.includes(field)) ?? false;
}

function fits(question: Question, of: Case): boolean {
  const only = Object.entries(question.only ?? {});
  return only.every(([field, value]) => of[field as keyof Case] === value);
}
