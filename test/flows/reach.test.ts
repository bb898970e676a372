import { describe, expect, it } from "vitest";
import { replay } from "../../src/assistant/conversation.ts";
import { type Decision, FACTS, type RouteId } from "../../src/facts/index.ts";
import { type QuestionId, reach } from "../../src/flows/index.ts";
import { worldOf } from "../support/house.ts";
import { allPaths, type Step } from "../support/paths.ts";
import { TODAY } from "../support/walk.ts";

const world = worldOf();

function positionAfter(steps: readonly Step[]) {
  const answers = steps.map((step) => ({ ...step, by: "agent", at: 0 }) as const);
  return replay(world, { lang: "ja", city: "default", answers }, TODAY);
}

function decisionOf(path: readonly Step[]): Decision {
  const { decision } = positionAfter(path);
  if (!decision) throw new Error("this path has no end");
  return decision;
}

describe("what may still come", { timeout: 240_000 }, () => {
  it("is what lies on all ways on from here, at every place of the flow", () => {
    interface Coming {
      readonly steps: readonly Step[];
      readonly nodes: Set<QuestionId>;
      readonly routes: Set<RouteId>;
    }
    const coming = new Map<string, Coming>();
    for (const path of allPaths(world)) {
      const { route, alternatives } = decisionOf(path);
      for (let n = 0; n < path.length; n += 1) {
        const steps = path.slice(0, n);
        const key = JSON.stringify(steps);
        const place = coming.get(key) ?? { steps, nodes: new Set(), routes: new Set() };
        for (const one of [route, ...alternatives]) place.routes.add(one);
        for (const { node } of path.slice(n + 1)) place.nodes.add(node);
        coming.set(key, place);
      }
    }
    expect(coming.size).toBeGreaterThan(1000);
    for (const [key, { steps, nodes, routes }] of coming) {
      const { node, of } = positionAfter(steps);
      const found = reach(FACTS, node, of, TODAY);
      expect([...found.questions].toSorted(), key).toEqual([...nodes].toSorted());
      expect([...found.routes].toSorted(), key).toEqual([...routes].toSorted());
    }
  });

  it("is no question any more at the outcome", () => {
    const { questions, routes } = reach(
      FACTS,
      "outcome",
      { situation: "lost_card", secret: "card_body" },
      TODAY,
    );
    expect([...questions]).toEqual([]);
    expect([...routes]).toContain("hotline");
  });
});
