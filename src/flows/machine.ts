import { assign, setup } from "xstate";
import type { Case, FactTables, IsoDate } from "../facts/index.ts";
import { QUESTION_IDS, type QuestionId } from "./questions.ts";
import { BLANK, nextQuestion, offeredOptions, patched } from "./routing.ts";

export interface FlowContext {
  /** The day in Japan on which the rules are read. */
  readonly on: IsoDate;
  readonly of: Case;
  readonly next: QuestionId | "outcome";
}

export type FlowEvent = { readonly type: "ANSWER"; readonly value: string };

export type FlowNode = QuestionId | "outcome";

const FIRST: QuestionId = "what_happened";

/**
 * The flow as one XState machine: a state a question, named for it, and `outcome` at the end. It only
 * routes: what an answer means is data ({@link QUESTIONS}), which field still matters is policy
 * (`facts`), and no wording, time or network comes near it. An answer that the question does not offer
 * is refused by the guard, so `snapshot.can(event)` tells a stale button.
 */
export function createFlow(tables: FactTables) {
  const flow = setup({
    types: {
      context: {} as FlowContext,
      events: {} as FlowEvent,
      input: {} as { readonly on: IsoDate },
    },
    guards: {
      isOffered: ({ context, event }, params: { question: QuestionId }) =>
        offeredOptions(params.question, context.of).some((option) => option.value === event.value),
      isNext: ({ context }, params: { question: QuestionId }) => context.next === params.question,
    },
    actions: {
      record: assign(({ context, event }, params: { question: QuestionId }) => {
        const option = offeredOptions(params.question, context.of).find(({ value }) => value === event.value);
        const of = patched(context.of, option?.sets ?? {});
        return { of, next: option?.opens ?? nextQuestion(tables, of, context.on) ?? "outcome" };
      }),
    },
  });

  const questions = QUESTION_IDS.map((question) => [
    question,
    {
      on: {
        ANSWER: {
          guard: { type: "isOffered" as const, params: { question } },
          actions: { type: "record" as const, params: { question } },
          target: "route",
        },
      },
    },
  ]);
  const branches = QUESTION_IDS.map((question) => ({
    guard: { type: "isNext" as const, params: { question } },
    target: question,
  }));

  return flow.createMachine({
    id: "tokeru",
    context: ({ input }) => ({ on: input.on, of: BLANK, next: FIRST }),
    initial: FIRST,
    states: {
      ...Object.fromEntries(questions),
      route: { always: [...branches, { target: "outcome" }] },
      outcome: { type: "final" },
    },
  });
}

export type Flow = ReturnType<typeof createFlow>;
