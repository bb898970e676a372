import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newConversation, turn } from "../../src/assistant/index.ts";
import { type QuestionId, QUESTION_IDS, QUESTIONS } from "../../src/flows/index.ts";
import { worldOf } from "../support/house.ts";
import { allPaths, answeredByAgent, type Step } from "../support/paths.ts";

const world = worldOf();
const paths = allPaths(world);

/** What a conversation has come to, for whoever reads it. */
function outcomeOf(steps: readonly Step[]) {
  const { reply, conversation } = turn(answeredByAgent(steps, world), { show: true }, world);
  return { node: reply.node, outcome: reply.outcome, answers: conversation.answers.map(withoutTime) };
}

function withoutTime({ node, value, by }: { node: QuestionId; value: string; by: string }) {
  return { node, value, by };
}

describe("what an agent answers ahead", { timeout: 240_000 }, () => {
  it("is kept, and used where the flow comes to its question", () => {
    const first = turn(
      newConversation("ja", "default"),
      { choose: "mine", node: "whose_card", by: "agent" },
      world,
    );
    expect(first.reply.node).toBe("what_happened");
    expect(first.reply.answers).toEqual([]);
    const locked = turn(first.conversation, { choose: "locked", by: "agent" }, world);
    expect(locked.reply.node).toBe("screen");
    const told = turn(locked.conversation, { choose: "birth_expiry_code", by: "agent" }, world);
    expect(told.reply.node).toBe("outcome");
    expect(told.reply.answers.map(({ node }) => node)).toEqual(["what_happened", "screen", "whose_card"]);
  });

  it("leads where the same answers lead in order, all paths backwards", () => {
    expect(paths.length).toBeGreaterThan(3000);
    for (const path of paths)
      expect(outcomeOf(path.toReversed()), JSON.stringify(path)).toEqual(outcomeOf(path));
  });

  it("leads where the same answers lead in order, whatever the order", () => {
    const shuffled = fc
      .constantFrom(...paths)
      .chain((path) =>
        fc.tuple(fc.constant(path), fc.shuffledSubarray([...path], { minLength: path.length })),
      );
    fc.assert(
      fc.property(shuffled, ([path, given]) => {
        expect(outcomeOf(given)).toEqual(outcomeOf(path));
      }),
      { numRuns: 500 },
    );
  });

  it("leads there too where each question was first answered otherwise", () => {
    const corrected = fc
      .constantFrom(...paths)
      .chain((path) =>
        fc.tuple(
          fc.constant(path),
          fc.tuple(
            ...path.map(({ node }) => fc.constantFrom(...QUESTIONS[node].options.map(({ value }) => value))),
          ),
        ),
      );
    fc.assert(
      fc.property(corrected, ([path, first]) => {
        const before = path.map(({ node }, n) => ({ node, value: first[n] ?? "" }));
        // In the order of the flow: at an outcome on the way, what comes after it has no place yet.
        const given = path.flatMap((step, n) => [before[n] ?? step, step]);
        expect(outcomeOf(given)).toEqual(outcomeOf(path));
      }),
      { numRuns: 500 },
    );
  });

  it("skips no question: all that was used are the questions of the flow, one after the other", () => {
    const steps = fc.array(
      fc.constantFrom(
        ...QUESTION_IDS.flatMap((node) => QUESTIONS[node].options.map(({ value }) => ({ node, value }))),
      ),
      { minLength: 1, maxLength: 12 },
    );
    const known = new Set(paths.flatMap((path) => path.map((_, n) => keyOf(path.slice(0, n + 1)))));
    fc.assert(
      fc.property(steps, (given) => {
        const { reply } = turn(answeredByAgent(given, world), { show: true }, world);
        const used = reply.answers.map(({ node, value }) => ({ node, value }));
        if (used.length > 0) expect(known).toContain(keyOf(used));
        if (reply.node !== "outcome") expect(reply.choices.length).toBeGreaterThan(1);
      }),
      { numRuns: 500 },
    );
  });

  it("can be changed and taken back, also before it was used", () => {
    const start = newConversation("ja", "default");
    const child = turn(start, { choose: "child", node: "whose_card", by: "agent" }, world).conversation;
    const mine = turn(child, { choose: "mine", node: "whose_card", by: "agent" }, world).conversation;
    expect(mine.answers.map(withoutTime)).toEqual([{ node: "whose_card", value: "mine", by: "agent" }]);
    expect(turn(mine, { change: "whose_card", by: "agent" }, world).conversation.answers).toEqual([]);
  });

  it("changes an answer that was used, in one step", () => {
    const path = [
      { node: "what_happened", value: "locked" },
      { node: "screen", value: "birth_expiry_code" },
      { node: "whose_card", value: "mine" },
    ] as const;
    const told = answeredByAgent(path, world);
    const changed = turn(told, { choose: "child", node: "whose_card", by: "agent" }, world);
    expect(changed.reply.answers.map(({ value }) => value)).toEqual(["locked", "birth_expiry_code", "child"]);
    const outcome = changed.reply.outcome;
    expect(outcome).toEqual(outcomeOf([...path.slice(0, 2), { node: "whose_card", value: "child" }]).outcome);
  });

  it("is refused where it cannot be: no question, no answer of it, or nothing comes any more", () => {
    const start = newConversation("ja", "default");
    const notices = (input: object, conversation = start) =>
      turn(conversation, { choose: "mine", by: "agent", ...input }, world).reply.notices.map(({ id }) => id);
    expect(notices({ node: "no_such" })).toEqual(["error.stale_choice"]);
    expect(notices({ node: "screen" })).toEqual(["error.unknown_choice"]);
    const lost = answeredByAgent([{ node: "what_happened", value: "lost_card" }], world);
    expect(notices({ node: "whose_card" }, lost)).toEqual(["error.stale_choice"]);
  });

  it("is for the desk alone: a resident's old button stays old", () => {
    const start = newConversation("ja", "default");
    const tapped = turn(start, { choose: "mine", node: "whose_card" }, world);
    expect(tapped.conversation).toBe(start);
    expect(tapped.reply.notices.map(({ id }) => id)).toEqual(["error.stale_choice"]);
  });
});

function keyOf(steps: readonly { readonly node: string; readonly value: string }[]): string {
  return steps.map(({ node, value }) => `${node}.${value}`).join("~");
}
