import { randomUUID } from "node:crypto";
import { readConversation } from "../../assistant/index.ts";
import { line } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import type { Announce } from "../card-reports.ts";
import { type Opening, type Surroundings, takeTurn, type Turned } from "../dialogue.ts";
import { type AddressKeys, addressKeyOf, sealAddress } from "./address.ts";
import { isOfTalk, talkOf } from "./button.ts";
import type { LineEvent, Meaning } from "./events.ts";
import { inRequests, messagesOf } from "./messages.ts";
import { CHANNEL, toOutbox } from "./outgoing.ts";

/** Until somebody says otherwise: LINE does not tell a person's language in an event. */
const FIRST_LANG = "ja";

/** What a person said with an event. */
type Said = Exclude<Meaning, { readonly forget: true }>;

/** What it takes to accept events of LINE. */
export interface AcceptSurroundings extends Surroundings {
  readonly keys: AddressKeys;
}

/**
 * Takes on one event. That it was seen, what it changed and what is to be sent are kept in one transaction;
 * only then may LINE be told that it has arrived. An event that was seen before changes nothing.
 * @throws {StoreError} where nothing could be kept; LINE will deliver the event again.
 */
export async function accept(around: AcceptSurroundings, event: LineEvent): Promise<void> {
  const { id, userId, replyToken, means } = event;
  const now = around.now();
  await around.store.transaction(async (tx) => {
    if (!(await tx.inbox.accept(id, CHANNEL, now))) return;
    const found = await tx.conversations.findByAddress(CHANNEL, addressKeyOf(around.keys, userId));
    if ("forget" in means) {
      if (found) await forget(tx, found.id, now);
      return;
    }
    // Sealing an address for a conversation that has one would cost as much as the turn itself.
    const opening = found ? { ...beginning(around), id: found.id } : openingFor(around, userId);
    const meant = ofThisTalk(means, found);
    const turned = await takeTurn(tx, around, found, opening, meant.input);
    await send(tx, around, turned, meant, replyToken, now);
  });
}

/** A button of an earlier talk, or of one that is forgotten, changes nothing in the present one. */
function ofThisTalk(means: Said, found: Row | undefined): Said {
  const { talk } = means;
  if (talk === undefined || (found && isOfTalk(talk, found.id, readConversation(found.body)))) return means;
  return { input: { show: true }, notice: line("line.earlier_talk") };
}

async function forget(tx: Transaction, conversation: string, now: number): Promise<void> {
  await tx.conversations.delete(conversation);
  const action = "conversation.deleted";
  await tx.audit.add({ at: now, actor: "resident", action, subject: conversation, detail: {} });
}

function openingFor(around: AcceptSurroundings, userId: string): Opening {
  const id = randomUUID();
  return {
    ...beginning(around),
    id,
    addressKey: addressKeyOf(around.keys, userId),
    address: sealAddress(around.keys, id, userId),
  };
}

function beginning({ city }: AcceptSurroundings): Omit<Opening, "id"> {
  return { channel: CHANNEL, lang: FIRST_LANG, city };
}

/** What a card's report led to is pushed: nobody waits for it with a reply token. */
export function announceOnLine(around: AcceptSurroundings): Announce {
  return (tx, turned) => send(tx, around, turned, {}, undefined, around.now());
}

/** The first request may answer with the reply token; where there are more, the others are pushed. */
async function send(
  tx: Transaction,
  around: AcceptSurroundings,
  { row, conversation, reply, effects }: Turned,
  { view = "now", notice }: Pick<Said, "view" | "notice">,
  replyToken: string | undefined,
  now: number,
): Promise<void> {
  const told = !effects.some(({ type }) => type === "outcome");
  const [say, clerk] = [around.say(conversation.lang), around.say("ja")];
  const talk = talkOf(row.id, conversation);
  const requests = inRequests(messagesOf(reply, { say, clerk, talk, view, notice, told }));
  for (const [n, messages] of requests.entries()) {
    const token = n === 0 ? replyToken : undefined;
    await tx.outbox.add({
      conversation: row.id,
      channel: CHANNEL,
      body: toOutbox({ messages, replyToken: token, receivedAt: now }),
      now,
    });
  }
}
