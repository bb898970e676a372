import { line, type Line } from "../language/index.ts";
import type { Conversation, Position } from "./conversation.ts";
import type { Step } from "./turn.ts";
import { factVars } from "./vars.ts";
import type { World } from "./world.ts";

/**
 * Somebody wants a person. Where the city has a desk, one is asked for and finds the conversation as it stands; the
 * telephone numbers are told in any case.
 */
export function askPerson(conversation: Conversation, { node }: Position, _: unknown, world: World): Step {
  const { desk, facts, now } = world;
  const phones = line("human.offer", factVars(facts));
  const effects = [{ type: "handoff", node } as const];
  if (!desk) return { conversation, notices: [phones], effects };
  if (conversation.person) return { conversation, notices: [line("handoff.waiting"), phones] };
  return {
    conversation: { ...conversation, person: { state: "waiting", since: now, said: 0 } },
    notices: [line("handoff.asked"), ...standingLines(desk), phones],
    effects,
  };
}

function standingLines({ open, opens }: NonNullable<World["desk"]>): readonly Line[] {
  if (open) return [];
  return [opens ? line("handoff.closed", opens) : line("handoff.closed_unknown")];
}

/** Somebody does without a person, before one came or after. */
export function leavePerson(conversation: Conversation): Step {
  if (!conversation.person) return { conversation };
  return {
    conversation: withoutPerson(conversation),
    notices: [line("handoff.back")],
    effects: [{ type: "withdraw" }],
  };
}

/** A person of the desk has come: the assistant is silent from here. */
export function withPerson(conversation: Conversation, now: number): Conversation {
  return { ...conversation, person: { state: "talking", since: now, said: conversation.person?.said ?? 0 } };
}

/** The person has left, or gives it to somebody else who has yet to come: `wait`. */
export function withoutPerson(
  { person, ...rest }: Conversation,
  wait?: { readonly now: number },
): Conversation {
  return wait ? { ...rest, person: { state: "waiting", since: wait.now, said: person?.said ?? 0 } } : rest;
}

/** Something was written, by whomever. */
export function spoken(conversation: Conversation): Conversation {
  const { person } = conversation;
  return person ? { ...conversation, person: { ...person, said: person.said + 1 } } : conversation;
}
