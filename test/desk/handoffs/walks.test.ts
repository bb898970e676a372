import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { type Conversation, readConversation } from "../../../src/assistant/index.ts";
import type { ThreadLine } from "../../../src/channels/thread.ts";
import type { Handoff } from "../../../src/store/index.ts";
import { onBothEngines } from "../../store/engines.ts";
import { type Agent, openRoom, type Resident, type Room } from "./room.ts";

/** Something that an agent (0 or 1) or the resident does. `twice`: a network that repeats what it was given. */
type Step =
  | { readonly agent: 0 | 1; readonly deed: Deed; readonly twice?: boolean }
  | { readonly resident: "writes" | "taps" | "asks" | "leaves" | "goes back"; readonly twice?: boolean };

const DEEDS = [
  "take",
  "take over",
  "hold",
  "resume",
  "pass on",
  "put back",
  "say",
  "note",
  "fill in",
  "close",
  "give-back",
] as const;
type Deed = (typeof DEEDS)[number];

const twice = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ agent: fc.constantFrom(0 as const, 1 as const), deed: fc.constantFrom(...DEEDS), twice }),
  fc.record({
    agent: fc.constantFrom(0 as const, 1 as const),
    deed: fc.constantFrom("take" as const, "say" as const),
    twice,
  }),
  fc.record({
    resident: fc.constantFrom(
      "writes" as const,
      "taps" as const,
      "asks" as const,
      "asks" as const,
      "leaves" as const,
      "goes back" as const,
    ),
    twice,
  }),
);
/** Mostly one after the other, sometimes up to three at once. */
const walk = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(step) },
    { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 3 }) },
  ),
  { minLength: 5, maxLength: 20 },
);

/** What is known from outside, before or after a step. */
interface Seen {
  readonly open: readonly Handoff[];
  readonly conversation: Conversation;
  readonly lines: readonly ThreadLine[];
}

let words = 0;
/** Words that mean nothing, and are found again. */
function newWords(): string {
  return Array.from(String(++words), (digit) => "らりるれろわをんやゆ"[Number(digit)]).join("");
}

/** What was done at a step, and what came of it. */
interface Done {
  readonly step: Step;
  readonly status: number;
  readonly text?: string;
}

onBothEngines((bench) => {
  let room: Room;
  afterEach(() => room.close());

  it("whatever two agents and a resident do, in whatever order, nothing of it is lost, doubled or somebody else's", async () => {
    room = await openRoom(await bench.open());
    const agents = [await room.agent("hana"), await room.agent("ken", "lead")] as const;
    const runs = room.store.engine === "sqlite" ? 60 : 20;
    await fc.assert(
      fc.asyncProperty(walk, async (rounds) => {
        const [resident, bystander] = [await room.resident(), await room.resident()];
        const done: Done[] = [];
        for (const round of rounds) {
          const before = await look(room, resident);
          const now = await Promise.all(round.map((one) => take(one, before, agents, resident)));
          done.push(...now);
          const after = await look(room, resident);
          agrees(after);
          keeps(after.lines, done);
          const [only] = now;
          if (now.length === 1 && only) follows(only, before, after, agents);
        }
        expect((await look(room, bystander)).lines).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  }, 300_000);
});

async function look(room: Room, { row }: Resident): Promise<Seen> {
  const found = await room.store.conversations.find(row);
  const queue = await room.store.handoffs.queue(10_000);
  return {
    open: queue.filter(({ conversation }) => conversation === row),
    conversation: readConversation(found?.body),
    lines: await room.thread.read(room.store.messages, row),
  };
}

let ids = 0;

/** Does something, perhaps twice under one id, and says with which status it was answered. */
async function take(
  step: Step,
  before: Seen,
  agents: readonly [Agent, Agent],
  resident: Resident,
): Promise<Done> {
  const id = `client-id-${++ids}`;
  const text = newWords();
  const send =
    "agent" in step ? deed(step.agent, step.deed) : () => resident.turn({ ...input(step.resident), id });
  const answers = await Promise.all([send(), ...(step.twice ? [send()] : [])]);
  const statuses = answers.map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  // Of a pair under one id, whichever was second is answered as the first was, or finds that it was done.
  return { step, status: Math.min(...statuses), text };

  function deed(n: 0 | 1, name: Deed) {
    const [own, other] = [agents[n], agents[n === 0 ? 1 : 0]];
    const handoff = before.open[0]?.id ?? 1_000_000;
    const bodies: Partial<Record<Deed, object>> = {
      "take over": { from: other.id },
      "pass on": { to: other.id },
      "put back": { to: null },
      say: { text },
      note: { text },
      "fill in": { command: "back" },
    };
    const paths: Partial<Record<Deed, string>> = {
      "take over": "take",
      "pass on": "transfer",
      "put back": "transfer",
      "fill in": "turns",
    };
    return () => own.act(handoff, paths[name] ?? name, { ...bodies[name], id });
  }
  function input(what: Extract<Step, { resident: string }>["resident"]): object {
    if (what === "writes") return { text };
    if (what === "taps") return { choose: "locked" };
    return { command: what === "asks" ? "human" : what === "leaves" ? "assistant" : "back" };
  }
}

/** Conversation and hand-off agree on who talks; one at most is open, with one agent at most. */
function agrees({ open, conversation }: Seen): void {
  expect(open.length).toBeLessThanOrEqual(1);
  const [handoff] = open;
  const state = handoff?.state === "held" ? "talking" : handoff?.state;
  expect(conversation.person?.state).toBe(state);
  if (handoff) expect(handoff.agent === null).toBe(handoff.state === "waiting");
}

/** What was taken on stands there once, in the name of whoever wrote it; what was refused does not. */
function keeps(lines: readonly ThreadLine[], done: readonly Done[]): void {
  for (const { step, status, text } of done) {
    const [line, ...again] = lines.filter((one) => one.text === text);
    expect(again).toEqual([]);
    if ("resident" in step) {
      if (line) expect([step.resident, line.author, line.agent]).toEqual(["writes", "resident", null]);
      continue;
    }
    const writes = step.deed === "say" || step.deed === "note";
    expect([step.deed, line !== undefined]).toEqual([step.deed, writes && status === 200]);
    if (line)
      expect([line.author, line.agent]).toEqual([
        step.deed === "say" ? "agent" : "note",
        step.agent === 0 ? "hana" : "ken",
      ]);
  }
  expect(lines.map(({ id }) => id)).toEqual(lines.map(({ id }) => id).toSorted((a, b) => a - b));
}

/** Of one step alone it is known what must come of it. */
function follows(
  { step, status, text }: Done,
  before: Seen,
  after: Seen,
  agents: readonly [Agent, Agent],
): void {
  const [held] = before.open;
  const isTalking = before.conversation.person?.state === "talking";
  if ("resident" in step) {
    const heard = after.lines.some((line) => line.text === text);
    expect(heard).toBe(step.resident === "writes" && before.conversation.person !== undefined);
    // Beside a person the assistant takes nothing of what the resident does, and says nothing to it.
    if (isTalking) expect(after.conversation.answers).toEqual(before.conversation.answers);
    return;
  }
  const own = held?.agent === agents[step.agent].id;
  if (!held) return expect(status).toBe(404);
  const isLead = step.agent === 1;
  const allowed: Record<Deed, boolean> = {
    take: held.agent === null || own,
    "take over": held.agent === null || own || isLead,
    hold: own,
    resume: own,
    "pass on": own || isLead,
    "put back": own || isLead,
    say: own,
    note: true,
    "fill in": own,
    close: own,
    "give-back": own,
  };
  return expect([step.deed, status === 200]).toEqual([step.deed, allowed[step.deed]]);
}
