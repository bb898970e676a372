import { line, type Line } from "../language/index.ts";
import type { Conversation, Position } from "./conversation.ts";
import { span } from "./offices.ts";
import type { Step } from "./turn.ts";
import { clock, factVars } from "./vars.ts";
import { dayInJapan, type DeskStanding, type World } from "./world.ts";

/**
 * Somebody wants a person. Where the city has a desk, one is asked for and finds the conversation as it stands; the
 * telephone numbers are told in any case.
 */
export function askPerson(conversation: Conversation, { node }: Position, _: unknown, world: World): Step {
  const { desk, facts, now } = world;
  const phones = line("human.offer", factVars(facts));
  const effects = [{ type: "handoff", node } as const];
  if (!desk) return { conversation, notices: [phones], effects };
  const isAgain = conversation.person !== undefined;
  const notices = [...expectations(desk, world, isAgain), ...cityPhone(world), phones];
  if (isAgain) return { conversation, notices };
  return {
    conversation: { ...conversation, person: { state: "waiting", since: now, said: 0 } },
    notices,
    effects,
  };
}

/** What somebody who asked for a person may expect: who answers when, who reads what, and how to take it back. */
export function expectations(desk: DeskStanding, world: World, isAgain = false): readonly Line[] {
  const asked = desk.open
    ? [line(isAgain ? "handoff.waiting" : "handoff.asked")]
    : [opensLine("closed", desk, world), ...hoursLines(world)];
  return [...asked, line("handoff.privacy"), line("handoff.cancel")];
}

/** Whether a person can be had here now, for somebody who has not asked yet. */
export function deskLines(desk: DeskStanding, world: World): readonly Line[] {
  const now = desk.open ? line("handoff.open_now") : opensLine("shut", desk, world);
  return [now, ...hoursLines(world)];
}

function opensLine(id: "closed" | "shut", { opens }: DeskStanding, { now }: World): Line {
  return opens ? line(`handoff.${id}`, { when: whenLine(opens, now) }) : line(`handoff.${id}_unknown`);
}

function hoursLines({ city: { desk } }: World): readonly Line[] {
  return (desk?.hours ?? []).map(({ days, from, to }) =>
    line("handoff.hours", {
      ...span(days),
      from: clock(from),
      to: clock(to),
      holidays: desk?.holidays ?? "open",
    }),
  );
}

/** A day and a time as people say them: 11月24日（火）8:30. */
function whenLine({ day, time }: NonNullable<DeskStanding["opens"]>, now: number): Line {
  const [month = "", date = ""] = day
    .split("-")
    .slice(1)
    .map((part) => String(Number(part)));
  return line("handoff.when", {
    near: nearness(day, now),
    month: line(`handoff.month.${month}`),
    date,
    weekday: line(`handoff.weekday.${WEEK[new Date(day).getUTCDay()] ?? "sun"}`),
    time: clock(time),
  });
}

function nearness(day: string, now: number): "today" | "tomorrow" | "other" {
  if (day === dayInJapan(now)) return "today";
  return day === dayInJapan(now + DAY_MS) ? "tomorrow" : "other";
}

const WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The city's own number, for what cannot wait. */
export function cityPhone({ city: { name, telephone } }: World): readonly Line[] {
  if (!name || telephone === undefined) return [];
  return [line("handoff.phone", { city: { id: "city.name", text: name }, number: telephone })];
}

/** Somebody does without a person, before one came or after. */
export function leavePerson(conversation: Conversation): Step {
  const { person } = conversation;
  if (!person) return { conversation };
  return {
    conversation: withoutPerson(conversation),
    notices: [line(person.state === "talking" ? "handoff.back" : "handoff.cancelled")],
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
  const said = person?.said ?? 0;
  if (wait) return { ...rest, person: { state: "waiting", since: wait.now, said } };
  return said > 0 ? { ...rest, talked: true } : rest;
}

/** Something was written, by whomever. */
export function spoken(conversation: Conversation): Conversation {
  const { person } = conversation;
  return person ? { ...conversation, person: { ...person, said: person.said + 1 } } : conversation;
}
