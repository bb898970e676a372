import type { Input, Reply } from "../assistant/index.ts";
import { type GuardMemory, guardMemory, line, type Line } from "../language/index.ts";
import type { Store } from "../store/index.ts";

/** What each process heard lately, in memory alone: a store that is gone takes it along. */
const memories = new WeakMap<Store, GuardMemory>();
/** A transaction that runs again hears the same: nothing counts as said twice. */
const heardBefore = new WeakMap<Input, Input>();

interface Surroundings {
  readonly store: Store;
  readonly now: () => number;
}

/**
 * An input as it may be read: typed words are guarded, together with what the person typed shortly before.
 * What a client's own guard has found is told like what is found here.
 */
export function hear({ store, now }: Surroundings, person: string, input: Input): Input {
  const known = heardBefore.get(input);
  if (known) return known;
  const memory = memories.get(store) ?? guardMemory(now);
  memories.set(store, memory);
  const heard = guarded(memory, person, input);
  heardBefore.set(input, heard);
  return heard;
}

/** The same with a memory of one's own, where there is no store. */
export function guarded(memory: GuardMemory, person: string, input: Input): Input {
  if (!("text" in input)) return input;
  const { text, found } = memory.guard(person, input.text);
  const kinds = new Set([...(input.found ?? []), ...found.map(({ kind }) => kind)]);
  return { ...input, text, found: Array.from(kinds) };
}

/** How somebody takes back what they sent, a channel each, where that can be done. */
const TAKEN_BACK: Readonly<Record<string, Line>> = { line: line("guard.unsend_on_line") };

/** Adds how to take it back to a reply that warns of something in a text. */
export function withTakingBack(reply: Reply, channel: string): Reply {
  const how = TAKEN_BACK[channel];
  const last = reply.notices.findLastIndex(({ id }) => id.startsWith("warning."));
  return how && last >= 0 ? { ...reply, notices: reply.notices.toSpliced(last + 1, 0, how) } : reply;
}
