import { expect, it, vi } from "vitest";
import { initialTransition, transition } from "xstate";
import { FACTS } from "../../src/facts/index.ts";
import { type ChipFacts, type QuestionId, QUESTIONS } from "../../src/flows/index.ts";
import * as small from "../../web/machine.ts";
import { allStates, flow, TODAY } from "../support/walk.ts";

const valuesAt = (id: QuestionId): readonly string[] => QUESTIONS[id].options.map(({ value }) => value);
const CHIPS: readonly ChipFacts[] = [
  { counters: { code_b: 0 }, user_cert_ends: "2029-01-09", sign_cert_present: true },
  {
    counters: { sign_pw: 5, user_pin: 3, juki_pin: 3, kenmen_pin: null },
    user_cert_ends: "2026-12-01",
    sign_cert_present: false,
  },
];

/** The same flow, made of the small machine. */
async function smallFlow() {
  vi.resetModules();
  vi.doMock("xstate", () => small);
  const { createFlow } = await import("../../src/flows/index.ts");
  vi.doUnmock("xstate");
  return createFlow(FACTS) as unknown as Parameters<typeof small.initialTransition>[0];
}

it("comes to the same place as XState by every path, with and without a card", async () => {
  const machine = await smallFlow();
  const [real] = initialTransition(flow, { on: TODAY });
  const [own] = small.initialTransition(machine, { on: TODAY });
  const known = new Map([["", { real, own }]]);
  /** Where answers lead in both; the way to most places is known from the one before. */
  function follow(answers: readonly string[]): { real: typeof real; own: typeof own } {
    const where = answers.join(" ");
    const before = known.get(where);
    if (before) return before;
    const from = follow(answers.slice(0, -1));
    const event = { type: "ANSWER", value: answers.at(-1) ?? "" } as const;
    const [nextReal] = transition(flow, from.real, event);
    const [nextOwn] = small.transition(machine, from.own, event);
    const reached = { real: nextReal, own: nextOwn };
    known.set(where, reached);
    return reached;
  }
  const states = allStates(TODAY);
  expect(states.length).toBeGreaterThan(500);
  for (const { node, answers } of states) {
    const at = follow(answers);
    const where = answers.join(" ");
    expect([at.own.value, at.own.context], where).toEqual([at.real.value, at.real.context]);
    for (const value of node === "outcome" ? ["mine"] : [...valuesAt(node), "none of them"]) {
      const event = { type: "ANSWER", value } as const;
      expect(at.own.can(event), `${where} ${value}`).toBe(at.real.can(event));
    }
    for (const chip of CHIPS) {
      const event = { type: "CARD", chip } as const;
      const [after] = transition(flow, at.real, event);
      const [ownAfter] = small.transition(machine, at.own, event);
      expect([ownAfter.value, ownAfter.context], `${where} and a card`).toEqual([after.value, after.context]);
    }
  }
});
