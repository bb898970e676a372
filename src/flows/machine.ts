import { assign, setup } from "xstate";
import type { Case, FactTables, IsoDate } from "../facts/index.ts";
import { type Option, QUESTION_IDS, type QuestionId } from "./questions.ts";
import { BLANK, nextAfter, nextAfterCard, offeredOptions } from "./routing.ts";

export interface FlowContext {
  /** The day in Japan on which the rules are read. */
  readonly on: IsoDate;
  readonly of: Case;
  readonly next: QuestionId | "outcome";
}

export type FlowEvent =
  | { readonly type: "ANSWER"; readonly value: string }
  /** What a card reader said; it answers what it can by itself, wherever the conversation stands. */
  | { readonly type: "CARD"; readonly chip: ChipFacts };

/** The part of a case that the chip knows. */
export type ChipFacts = Pick<Case, "counters" | "user_cert_ends" | "sign_cert_present">;

export type FlowNode = QuestionId | "outcome";

const FIRST: QuestionId = "what_happened";

/** The option that an event chooses at a question; undefined where it is not offered. */
function chosen({ of }: FlowContext, event: FlowEvent, question: QuestionId): Option | undefined {
  if (event.type !== "ANSWER") return undefined;
  return offeredOptions(question, of).find(({ value }) => value === event.value);
}

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
        chosen(context, event, params.question) !== undefined,
      isNext: ({ context }, params: { question: QuestionId }) => context.next === params.question,
    },
    actions: {
      record: assign(({ context, event }, params: { question: QuestionId }) => {
        const option = chosen(context, event, params.question);
        return nextAfter(tables, option ?? { sets: {} }, context.of, context.on);
      }),
      readCard: assign(({ context, event }) => {
        if (event.type !== "CARD") return {};
        const of = { ...context.of, ...event.chip };
        return { of, next: nextAfterCard(tables, context.next, of, context.on) ?? "outcome" };
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
    on: { CARD: { actions: "readCard", target: ".route" } },
    states: {
      ...Object.fromEntries(questions),
      route: { always: [...branches, { target: "outcome" }] },
      // Not final: a card may still be read here, and contradict.
      outcome: {},
    },
  });
}

export type Flow = ReturnType<typeof createFlow>;
