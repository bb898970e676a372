import { type Conversation, newConversation, turn, type World } from "../../src/assistant/index.ts";
import { replay } from "../../src/assistant/conversation.ts";
import { dayInJapan } from "../../src/assistant/world.ts";
import type { QuestionId } from "../../src/flows/index.ts";

/** One answer on a way through the flow. */
export interface Step {
  readonly node: QuestionId;
  readonly value: string;
}

/** Every way through the flow, from the first question to an outcome: some thousands. */
export function allPaths(world: World): readonly (readonly Step[])[] {
  const paths: (readonly Step[])[] = [];
  const on = dayInJapan(world.now);
  const walk = (steps: readonly Step[]): void => {
    const { node, options } = replay(world, conversationOf(steps, world), on);
    if (node === "outcome") paths.push(steps);
    else for (const { value } of options) walk([...steps, { node, value }]);
  };
  walk([]);
  return paths;
}

/** A conversation in which these answers were given in this order, one turn each, by the desk. */
export function answeredByAgent(steps: readonly Step[], world: World): Conversation {
  return steps.reduce<Conversation>(
    (conversation, { node, value }) =>
      turn(conversation, { choose: value, node, by: "agent" }, world).conversation,
    newConversation("ja", "default"),
  );
}

function conversationOf(steps: readonly Step[], world: World): Conversation {
  const answers = steps.map((step) => ({ ...step, by: "agent", at: world.now }) as const);
  return { ...newConversation("ja", "default"), answers };
}
