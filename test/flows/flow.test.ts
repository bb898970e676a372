import { getAdjacencyMap } from "xstate/graph";
import { describe, expect, it } from "vitest";
import { decide, FACTS } from "../../src/facts/index.ts";
import { QUESTION_IDS, QUESTIONS } from "../../src/flows/index.ts";
import { allStates, flow, TODAY } from "../support/walk.ts";

const states = allStates();
const outcomes = states.filter((state) => state.node === "outcome");
const keyOf = (state: { value: unknown; context: { of: unknown; next: unknown } }): string =>
  JSON.stringify([state.value, state.context.of, state.context.next]);

/** Every edge of the flow over all states, so that a property of it is one of all paths. */
const edges = adjacency();

function adjacency(): ReadonlyMap<string, readonly string[]> {
  const values = [...new Set(QUESTION_IDS.flatMap((id) => QUESTIONS[id].options.map(({ value }) => value)))];
  const map = getAdjacencyMap(flow, {
    input: { on: TODAY },
    events: values.map((value) => ({ type: "ANSWER" as const, value })),
    filterEvents: (state, event) => state.can(event),
    serializeState: keyOf,
    limit: 1_000_000,
  });
  return new Map(
    Object.entries(map).map(([key, { transitions }]) => {
      const leads: { readonly state: Parameters<typeof keyOf>[0] }[] = Object.values(transitions);
      return [key, leads.map((edge) => keyOf(edge.state))];
    }),
  );
}

/** Most questions from a state to an outcome; throws where a path would come back to a state. */
function longestFrom(
  key: string,
  above: ReadonlySet<string> = new Set(),
  known = new Map<string, number>(),
): number {
  const already = known.get(key);
  if (already !== undefined) return already;
  if (above.has(key)) throw new Error(`a loop through ${key}`);
  const next = edges.get(key) ?? [];
  const inside = new Set([...above, key]);
  const longest = next.length === 0 ? 0 : 1 + Math.max(...next.map((one) => longestFrom(one, inside, known)));
  known.set(key, longest);
  return longest;
}

describe("the flow over all paths", () => {
  const first = states.find((state) => state.answers.length === 0);

  it("ends every path at an outcome that policy can decide", () => {
    expect(outcomes.length).toBeGreaterThan(1000);
    for (const { of, answers } of outcomes) {
      expect(decide(FACTS, of, TODAY).route, answers.join(" > ")).not.toBe("clarify");
    }
  });

  it("has no dead end: every question offers answers, and each leads on", () => {
    for (const [key, next] of edges) {
      const isOutcome = key.startsWith('["outcome"');
      expect(next.length > 0, key).toBe(!isOutcome);
    }
  });

  it("has no loop, and asks at most 8 questions on any path", () => {
    const start = JSON.stringify(["what_happened", first?.of, "what_happened"]);
    expect(longestFrom(start)).toBeLessThanOrEqual(8);
  });

  it("asks every question on some path", () => {
    const asked = new Set(states.map((state) => state.node));
    expect([...asked].toSorted()).toEqual([...QUESTION_IDS, "outcome"].toSorted());
  });

  it("never asks what cannot change the outcome", () => {
    const decided = new Map(
      outcomes.map((state) => [nodeKey(state), JSON.stringify(decide(FACTS, state.of, TODAY))]),
    );
    const reachable = new Map<string, ReadonlySet<string>>();
    function outcomesFrom(key: string): ReadonlySet<string> {
      const known = reachable.get(key);
      if (known) return known;
      const own = decided.get(key);
      const found = new Set([
        ...(own ? [own] : []),
        ...(edges.get(key) ?? []).flatMap((one) => [...outcomesFrom(one)]),
      ]);
      reachable.set(key, found);
      return found;
    }
    for (const state of states.filter(({ node }) => node !== "outcome")) {
      expect(outcomesFrom(nodeKey(state)).size, state.answers.join(" > ")).toBeGreaterThan(1);
    }
  });

  it("offers a way on to whoever does not know, at every question", () => {
    for (const id of QUESTION_IDS) {
      expect(
        QUESTIONS[id].options.map(({ value }) => value),
        id,
      ).toContain("dont_know");
    }
  });
});

describe("the decision table in the flow", () => {
  const shortest = new Map<string, number>();
  for (const { of, answers } of outcomes) {
    const { rule } = decide(FACTS, of, TODAY);
    if (rule) shortest.set(rule, Math.min(shortest.get(rule) ?? Number.POSITIVE_INFINITY, answers.length));
  }

  it("reaches all of D1 to D48", () => {
    const all = Array.from({ length: 48 }, (_, n) => `D${n + 1}`);
    expect(all.filter((rule) => !shortest.has(rule))).toEqual([]);
  });

  it("needs at most 4 questions on average over the rules' shortest paths", () => {
    const lengths = [...shortest].filter(([rule]) => rule.startsWith("D")).map(([, length]) => length);
    expect(lengths.reduce((sum, length) => sum + length, 0) / lengths.length).toBeLessThanOrEqual(4);
  });

  it("puts what cannot wait first", () => {
    const [lost, scam, clinic] = QUESTIONS.what_happened.options.map(({ value }) => value);
    expect([lost, scam, clinic]).toEqual(["lost_card", "scam", "at_clinic"]);
    expect(shortest.get("D1")).toBe(1);
    expect(shortest.get("D3")).toBe(1);
    expect(shortest.get("D33")).toBe(2);
  });
});

describe("an answer that is not offered", () => {
  it("is refused and changes nothing", () => {
    for (const state of states.slice(0, 200)) {
      const snapshot = flow.resolveState({ value: state.node, context: state.context });
      expect(snapshot.can({ type: "ANSWER", value: "no_such_answer" })).toBe(false);
    }
  });
});

function nodeKey(state: { node: string; context: { of: unknown; next: unknown } }): string {
  return JSON.stringify([state.node, state.context.of, state.context.next]);
}
