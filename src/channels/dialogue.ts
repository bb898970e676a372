import {
  type Conversation,
  type Effect,
  type Input,
  newConversation,
  readConversation,
  type Reply,
  turn,
} from "../assistant/index.ts";
import { type Lang, line, type Say } from "../language/index.ts";
import { handOver } from "./handing-over.ts";
import { hear, withTakingBack } from "./hearing.ts";
import { inputAfterLoss, tellingLoss, withoutLoss } from "./lost.ts";
import { codeLines, openPairing, type PairingDesk } from "./pairing.ts";
import { standingOf, type Standings, worldAt } from "./settings.ts";
import type { Conversation as Row, Store, Transaction } from "../store/index.ts";

/** What every channel needs of the house. Handed in by the app. */
export interface Surroundings extends Standings {
  readonly store: Store;
  readonly say: (lang: Lang) => Say;
  /** The city of conversations that name none. */
  readonly city: string;
  readonly cities: readonly string[];
  /** Left out: cards cannot be paired here. */
  readonly pairing?: PairingDesk;
  /** Counts a conversation that is about to begin anew or to be forgotten; left out: nobody counts. */
  readonly count?: (tx: Transaction, row: Row) => Promise<void>;
  /** Hears of what was kept of somebody and could not be read, when they begin anew; left out: nobody does. */
  readonly lost?: (row: Row) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Where a new conversation begins. `id` is issued by the server and cannot be guessed. */
export interface Opening {
  readonly id: string;
  readonly channel: string;
  readonly addressKey?: string;
  readonly address?: string;
  readonly lang: Lang;
  readonly city: string;
}

/** A turn that was taken: where the stored conversation stands now, and what to say. */
export interface Turned {
  readonly row: Row;
  readonly conversation: Conversation;
  readonly reply: Reply;
  readonly effects: readonly Effect[];
  /** The code of a pairing that this turn opened; `reply` tells it too. */
  readonly code?: string;
}

/**
 * One turn of a stored conversation, inside the caller's transaction: what the person said, what it led
 * to and what is to be sent are kept together or not at all. `ref` finds what was said again, where it is taken back.
 * @throws {Conflict} where somebody else was first; `store.transaction` then runs everything again.
 */
export async function takeTurn(
  tx: Transaction,
  around: Surroundings,
  found: Row | undefined,
  opening: Opening,
  input: Input,
  ref?: string,
): Promise<Turned> {
  const stored = found ? readConversation(found.body) : newConversation(opening.lang, opening.city);
  const before = withoutLoss(stored);
  const heard = hear(around, opening.id, inputAfterLoss(stored, input));
  const taken = turn(before, heard, worldAt(around, before.city, opening.channel));
  const reply = tellingLoss(stored, withTakingBack(taken.reply, opening.channel));
  const result = { ...taken, reply };
  if (found && stored.lost) around.lost?.(found);
  const isAnew = result.effects.some(({ type }) => type === "begun_anew");
  if (found && isAnew && before.answers.length > 0) await around.count?.(tx, found);
  const row = await keep(tx, around, found, opening, stored, result.conversation);
  if (around.desk) {
    const { lang, city } = result.conversation;
    const shown = result.conversation.person !== undefined && row.rev !== found?.rev;
    const wished = {
      row,
      lang,
      city,
      effects: result.effects,
      shown,
      now: around.now(),
      ...(ref && { ref }),
    };
    await handOver(tx, { ...around.desk, standing: (...at) => standingOf(around, ...at) }, wished);
  }
  const isPairing = result.effects.some(({ type }) => type === "pairing");
  return isPairing ? withCode(tx, around, { row, ...result }) : { row, ...result };
}

/** Carries out the wish to have a card read: the code is told before everything else. */
async function withCode(tx: Transaction, { pairing, now }: Surroundings, turned: Turned): Promise<Turned> {
  const { reply } = turned;
  if (!pairing) {
    return { ...turned, reply: { ...reply, notices: [line("pairing.unavailable"), ...reply.notices] } };
  }
  const code = await openPairing(tx, pairing.key, turned.row.id, now());
  return { ...turned, code, reply: { ...reply, notices: [...codeLines(code, pairing), ...reply.notices] } };
}

/** Looks at a stored conversation without changing it. */
export function lookAt(around: Surroundings, row: Row): Turned {
  const stored = readConversation(row.body);
  const looked = turn(stored, { show: true }, worldAt(around, stored.city, row.channel));
  return { row, ...looked, reply: tellingLoss(stored, looked.reply) };
}

async function keep(
  tx: Transaction,
  around: Surroundings,
  found: Row | undefined,
  opening: Opening,
  before: Conversation,
  after: Conversation,
): Promise<Row> {
  const now = around.now();
  if (found) return before === after ? found : change(tx, found, after, now);
  const { id, channel, addressKey, address } = opening;
  return tx.conversations.insert({
    id,
    channel,
    ...(addressKey !== undefined && { addressKey }),
    ...(address !== undefined && { address }),
    body: after,
    now,
  });
}

/** Whoever looks at the conversation elsewhere is told that it has moved on, and to which revision. */
export async function change(tx: Transaction, found: Row, after: Conversation, now: number): Promise<Row> {
  const row = await tx.conversations.update(found, after, now);
  tx.notify(row.id, row.rev);
  return row;
}
