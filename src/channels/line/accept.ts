import { randomUUID } from "node:crypto";
import { readConversation } from "../../assistant/index.ts";
import { reminderOffer } from "../../assistant/reminders.ts";
import { dayInJapan } from "../../assistant/world.ts";
import { type Lang, line } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import type { Announce } from "../card-reports.ts";
import { type Opening, type Surroundings, takeTurn, type Turned } from "../dialogue.ts";
import { type AddressKeys, addressKeyOf, sealAddress } from "./address.ts";
import { isOfTalk, talkOf } from "./button.ts";
import type { LineEvent, Meaning } from "./events.ts";
import { closedMessages, inRequests, type Message, messagesOf } from "./messages.ts";
import { CHANNEL, type Outgoing, toOutbox } from "./outgoing.ts";
import { FIRST_LANG, languageOfWords } from "./profile.ts";
import { remind } from "./remind.ts";

/** What a person said with an event. */
type Said = Exclude<Meaning, { readonly forget: true }> & { readonly closed?: true };

/** What it takes to accept events of LINE. */
export interface AcceptSurroundings extends Surroundings {
  readonly keys: AddressKeys;
  readonly line?: { readonly off?: boolean | undefined };
  /** Where LINE finds our pictures; undefined: nowhere. */
  readonly publicUrl?: string | undefined;
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
    const heard = "text" in means.input ? languageOfWords(means.input.text) : undefined;
    const lang = heard ?? FIRST_LANG;
    const opening = found ? { ...beginning(around, lang), id: found.id } : openingFor(around, userId, lang);
    const meant = around.line?.off ? CLOSED : ofThisTalk(means, found);
    const turned = await takeTurn(tx, around, found, opening, meant.input);
    const notice = meant.remind && (await remind(tx, turned.row.id, meant.remind, now));
    const spoken = found ? readConversation(found.body).lang : FIRST_LANG;
    await send(tx, around, turned, notice ? { ...meant, notice } : meant, {
      replyToken,
      receivedAt: now,
      greeting: !found && heard === undefined,
      ...(turned.conversation.lang !== spoken && { menu: turned.conversation.lang }),
    });
  });
}

/** The channel is switched off: whoever writes is told, and finds everything as it was when it is on again. */
const CLOSED: Said = { input: { show: true }, closed: true };

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

function openingFor(around: AcceptSurroundings, userId: string, lang: Lang): Opening {
  const id = randomUUID();
  return {
    ...beginning(around, lang),
    id,
    addressKey: addressKeyOf(around.keys, userId),
    address: sealAddress(around.keys, id, userId),
  };
}

function beginning({ city }: AcceptSurroundings, lang: Lang): Omit<Opening, "id"> {
  return { channel: CHANNEL, lang, city };
}

/** What a card's report led to is pushed: nobody waits for it with a reply token. */
export function announceOnLine(around: AcceptSurroundings): Announce {
  return (tx, turned) => send(tx, around, turned, {}, { receivedAt: around.now() });
}

/** The first request may answer with the reply token; where there are more, the others are pushed. */
async function send(
  tx: Transaction,
  around: AcceptSurroundings,
  turned: Turned,
  said: Pick<Said, "view" | "notice" | "closed">,
  how: Omit<Outgoing, "messages">,
): Promise<void> {
  for (const [n, messages] of inRequests(messagesFor(around, turned, said)).entries()) {
    const { receivedAt } = how;
    await tx.outbox.add({
      conversation: turned.row.id,
      channel: CHANNEL,
      body: toOutbox(n === 0 ? { ...how, messages } : { receivedAt, messages }),
      now: receivedAt,
    });
  }
}

function messagesFor(
  around: AcceptSurroundings,
  { row, conversation, reply, effects }: Turned,
  { view = "now", notice, closed }: Pick<Said, "view" | "notice" | "closed">,
): readonly Message[] {
  const [say, clerk] = [around.say(conversation.lang), around.say("ja")];
  if (closed) return closedMessages(say, around.worldOf(conversation.city).facts);
  const told = !effects.some(({ type }) => type === "outcome");
  const talk = talkOf(row.id, conversation);
  const reminder = reply.outcome && reminderOffer(reply.outcome, conversation.card);
  const today = dayInJapan(around.now());
  return messagesOf(reply, {
    say,
    clerk,
    talk,
    view,
    notice,
    told,
    pictures: around.publicUrl,
    ...(reminder && { reminder: { ...reminder, today } }),
  });
}
