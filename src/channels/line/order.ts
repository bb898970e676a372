import type { Conversation as Row, Transaction } from "../../store/index.ts";
import { type AddressKeys, addressKeyOf } from "./address.ts";
import type { LineEvent, Meaning } from "./events.ts";
import { CHANNEL } from "./outgoing.ts";

/** An event that was taken on. */
export interface Reached {
  /** The conversation that it belongs to; undefined: there is none. */
  readonly found: Row | undefined;
  /** The same person has done something later, of which we know already. */
  readonly isLate: boolean;
}

/**
 * Takes on an event: LINE delivers one again that did not arrive, and by then others have. Undefined: there is nothing
 * to do, since it was taken on before, or is a message that was taken back. `ref` finds such a message.
 */
export async function reach(
  tx: Transaction,
  keys: AddressKeys,
  { id, userId, happenedAt }: LineEvent,
  ref: string | undefined,
  now: number,
): Promise<Reached | undefined> {
  const person = addressKeyOf(keys, userId);
  const find = () => tx.conversations.findByAddress(CHANNEL, person);
  // First the conversation: whoever holds it has nothing else of this person under way beside them.
  const found = await find();
  const event = { id, channel: CHANNEL, person, happenedAt: happenedAt ?? now, message: ref, now };
  const standing = await tx.inbox.acceptOf(event);
  if (!standing || standing.isTakenBack) return undefined;
  const { isLate } = standing;
  // What overtook it may have opened the conversation just now.
  return { found: found ?? (isLate ? await find() : undefined), isLate };
}

/**
 * What a late event still means. What somebody typed, or a command that they gave, was meant for what they saw then, and
 * would answer another question now: it shows them where things stand. A button names its own question, and a person
 * (`talks`) reads what was written when it comes.
 */
export function meantThen<T extends Extract<Meaning, { readonly input: unknown }>>(
  means: T,
  talks: boolean,
): T {
  const { input } = means;
  const isOver = "command" in input || ("text" in input && !talks);
  return isOver ? { ...means, input: { show: true } } : means;
}
