import { describe, expect, it } from "vitest";
import { replay } from "../../src/assistant/conversation.ts";
import { FACTS } from "../../src/facts/index.ts";
import { type QuestionId, reachable } from "../../src/flows/index.ts";
import { worldOf } from "../support/house.ts";
import { allPaths, type Step } from "../support/paths.ts";
import { TODAY } from "../support/walk.ts";

const world = worldOf();

describe("the questions that may still come", { timeout: 240_000 }, () => {
  it("are those of all ways on from here, at every place of the flow", () => {
    const coming = new Map<string, { readonly steps: readonly Step[]; readonly nodes: Set<QuestionId> }>();
    for (const path of allPaths(world)) {
      for (let n = 0; n < path.length; n += 1) {
        const steps = path.slice(0, n);
        const key = JSON.stringify(steps);
        const place = coming.get(key) ?? { steps, nodes: new Set() };
        for (const { node } of path.slice(n + 1)) place.nodes.add(node);
        coming.set(key, place);
      }
    }
    expect(coming.size).toBeGreaterThan(1000);
    for (const [key, { steps, nodes }] of coming) {
      const answers = steps.map((step) => ({ ...step, by: "agent", at: 0 }) as const);
      const { node, of } = replay(world, { lang: "ja", city: "default", answers }, TODAY);
      expect([...reachable(FACTS, node, of, TODAY)].toSorted(), key).toEqual([...nodes].toSorted());
    }
  });

  it("are none at the outcome", () => {
    expect(reachable(FACTS, "outcome", { situation: "unclear", secret: "unknown" }, TODAY).size).toBe(0);
  });
});
