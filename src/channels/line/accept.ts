import { randomUUID } from "node:crypto";
import { type Conversation, type Input, readConversation } from "../../assistant/index.ts";
import { reminderOffer } from "../../assistant/reminders.ts";
import { dayInJapan } from "../../assistant/world.ts";
import { type Lang, LANGS, line, rubyToText } from "../../language/index.ts";
import type { Conversation as Row, Transaction } from "../../store/index.ts";
import type { Announce } from "../card-reports.ts";
import type { Speak } from "../speak.ts";
import { type Opening, type Surroundings, takeTurn, type Turned } from "../dialogue.ts";
import { DESK_TOPIC } from "../handing-over.ts";
import { slipPath } from "../slip-path.ts";
import { type AddressKeys, addressKeyOf, messageRefOf, sealAddress } from "./address.ts";
import { handoffOf, isOfTalk, talkOf } from "./button.ts";
import { type LineEvent, type Meaning, meaningOfButton } from "./events.ts";
import {
  closedMessages,
  inRequests,
  type Message,
  messagesOf,
  personMessages,
  tellingMessages,
} from "./messages.ts";
import { CHANNEL, type Outgoing, sealMessages, toOutbox } from "./outgoing.ts";
import { FIRST_LANG, languageOfWords } from "./profile.ts";
import { meantThen, reach, type Reached } from "./order.ts";
import { remind, type Reminded, stillStands } from "./remind.ts";
import { typedButton } from "./typed.ts";

/** What a person said with an event. */
type Said = Extract<Meaning, { readonly input: unknown }> & { readonly closed?: true };
/** How to say what a turn led to. */
type Manner = Pick<Said, "view" | "notice" | "closed"> & Pick<Reminded, "set">;

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
  const { means } = event;
  const now = around.now();
  const ref = "message" in means && means.message ? messageRefOf(around.keys, means.message) : undefined;
  await around.store.transaction(async (tx) => {
    const reached = await reach(tx, around.keys, event, ref, now);
    if (!reached) return;
    const { found } = reached;
    if ("forget" in means) return found && forget(tx, around, found, now);
    if ("unsend" in means) return found && takeBack(tx, around, found, means);
    await answer(tx, around, { ...event, ...reached, means, ref, now });
  });
}

/** What somebody said, with what is known of it. */
interface Taken extends Reached, Pick<LineEvent, "userId" | "replyToken"> {
  readonly means: Said;
  /** Finds it again where it is taken back. */
  readonly ref: string | undefined;
  readonly now: number;
}

async function answer(tx: Transaction, around: AcceptSurroundings, taken: Taken): Promise<void> {
  const { found, isLate, userId, replyToken, means, ref, now } = taken;
  // They have left since.
  if (!found && isLate) return;
  // Sealing an address for a conversation that has one would cost as much as the turn itself.
  const heard = "text" in means.input ? languageOfWords(means.input.text) : undefined;
  const lang = heard ?? FIRST_LANG;
  const opening = found ? { ...beginning(around, lang), id: found.id } : openingFor(around, userId, lang);
  const before = found && readConversation(found.body);
  const meant = meantOf(around, taken, before);
  const turned = await takeTurn(tx, around, found, opening, meant.input, ref);
  const reminded = meant.remind && (await remind(tx, turned.row.id, meant.remind, now));
  const menu =
    turned.conversation.lang === (before?.lang ?? FIRST_LANG) ? undefined : turned.conversation.lang;
  // Beside a person the assistant is silent: else nobody would know, and the menu would stay as it is.
  const changed = menu && before?.person?.state === "talking" && { notice: line("line.language_changed") };
  const said = { ...meant, ...reminded, ...changed };
  const sent = await send(tx, around, turned, said, {
    replyToken,
    receivedAt: now,
    ...(!found && heard === undefined && toStranger(around, turned, said)),
    ...(menu && { menu }),
  });
  // A person answers soon: what would answer this costs nothing, and what is pushed does.
  if (sent === 0 && replyToken !== undefined) {
    await tx.handoffs.keepToken(turned.row.id, { token: replyToken, at: now });
  }
}

/**
 * The language of somebody of whom nothing is known is asked only when the first words to them are sent
 * (completing.ts). A greeting is made then; any other answer is made here in every language.
 */
function toStranger(
  around: AcceptSurroundings,
  turned: Turned,
  said: Said & Manner,
): Pick<Outgoing, "greeting" | "inLanguages"> {
  if (turned.conversation.lang !== FIRST_LANG || isLanguage(said.input)) return {};
  if (isGreeting(said) && turned.reply.notices.length === 0) return { greeting: true };
  const all = LANGS.map((lang) => [lang, messagesFor(around, spokenIn(turned, lang), said)] as const);
  const fits = all.every(([, messages]) => inRequests(messages).length === 1);
  return fits ? { inLanguages: Object.fromEntries(all) } : {};
}

/** Somebody has said themselves which language they want. */
function isLanguage(input: Input): boolean {
  return "command" in input && input.command === "language";
}

function isGreeting({ input, view, notice, closed }: Said & Manner): boolean {
  return "show" in input && view === undefined && notice === undefined && !closed;
}

function spokenIn({ conversation, reply, ...turned }: Turned, lang: Lang): Turned {
  return { ...turned, conversation: { ...conversation, lang }, reply: { ...reply, lang } };
}

/** The channel is switched off: whoever writes is told, and finds everything as it was when it is on again. */
const CLOSED: Said = { input: { show: true }, closed: true };

function meantOf(
  around: AcceptSurroundings,
  { means: said, found, isLate }: Taken,
  before: Conversation | undefined,
): Said {
  const talks = before?.person?.state === "talking";
  const then = isLate ? meantThen(said, talks) : said;
  if (talks) return besidePerson(around, ofThisHandoff(then, before));
  if (around.line?.off) return CLOSED;
  const means = ofThisHandoff(asTapped(around, then, before), before);
  if (means.about && found && stillStands(around, means.about, found)) return { input: { show: true } };
  return ofThisTalk(means, found, before);
}

/** The words of a button that LINE alone has do what a tap on it does. */
function asTapped({ say }: AcceptSurroundings, said: Said, before: Conversation | undefined): Said {
  if (!("text" in said.input)) return said;
  const button = typedButton(said.input.text, say(before?.lang ?? FIRST_LANG));
  return button ? { ...said, ...meaningOfButton({ button, talk: undefined }) } : said;
}

/** What is no text a person is told of, in Japanese; what it shows reaches nobody, and whoever sent it is told so. */
function besidePerson({ say }: AcceptSurroundings, { media, ...means }: Said): Said {
  if (media === undefined) return means;
  const { notice: _, ...rest } = means;
  const text = rubyToText(say("ja")(line(`line.media.${media}`)));
  return {
    ...rest,
    input: { text },
    ...(media !== "sticker" && { notice: line("line.media_not_passed") }),
  };
}

/** A button of an earlier talk, or of one that is forgotten, changes nothing in the present one. */
function ofThisTalk(means: Said, found: Row | undefined, before: Conversation | undefined): Said {
  const { talk } = means;
  if (talk === undefined || (found && before && isOfTalk(talk, found.id, before))) return means;
  return { input: { show: true }, notice: line("line.earlier_talk") };
}

/**
 * A way back that stood there while somebody waited ends no talk that has begun since, and that of an earlier talk ends
 * no later one. One without a name was sent before they had any.
 */
function ofThisHandoff(means: Said, before: Conversation | undefined): Said {
  const { input } = means;
  const person = before?.person;
  const name = "command" in input && input.command === "assistant" ? input.value : undefined;
  if (!person || name === undefined || name === handoffOf(person)) return means;
  return { input: { show: true }, notice: line(`handoff.${person.state}`) };
}

/** Whoever talked with this person sees that they are gone. */
async function forget(tx: Transaction, { count }: AcceptSurroundings, row: Row, now: number): Promise<void> {
  const { id: conversation } = row;
  await count?.(tx, row);
  const open = await tx.handoffs.open(conversation);
  await tx.conversations.delete(conversation);
  if (open) tx.notify(DESK_TOPIC, { handoff: open.id });
  const action = "conversation.deleted";
  await tx.audit.add({ at: now, actor: "resident", action, subject: conversation, detail: {} });
}

/**
 * What was taken back is shown to nobody any more, also where it comes only after this. Of what never went to a person,
 * nothing was kept.
 */
async function takeBack(
  tx: Transaction,
  { keys, now }: AcceptSurroundings,
  { id }: Row,
  { unsend }: { readonly unsend: string },
): Promise<void> {
  const ref = messageRefOf(keys, unsend);
  await tx.inbox.takeBack(CHANNEL, ref, now());
  const wasKept = await tx.messages.remove(id, ref);
  const entry = { at: now(), actor: "resident", subject: id, detail: {} };
  if (wasKept) await tx.audit.add({ ...entry, action: "message.taken_back" });
  const open = wasKept ? await tx.handoffs.open(id) : undefined;
  if (open) tx.notify(DESK_TOPIC, { handoff: open.id });
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
  return async (tx, turned) => {
    await send(tx, around, turned, {}, { receivedAt: around.now() });
  };
}

/**
 * What a person of the desk says, or what is said of them. Where what they answer came within the minute, it is
 * answered with its reply token; else it is pushed.
 */
export function speakOnLine(around: AcceptSurroundings): Speak {
  return async (tx, { row, conversation, handoff, ...spoken }) => {
    const now = around.now();
    const kept = await tx.handoffs.takeToken(handoff);
    const how = kept ? { replyToken: kept.token, receivedAt: kept.at } : { receivedAt: now };
    if ("over" in spoken) {
      await send(tx, around, spoken.over, {}, how);
      return;
    }
    const say = around.say(conversation.lang);
    if ("text" in spoken) {
      const messages = personMessages(say, spoken.text, conversation.person);
      await post(tx, row.id, messages, how, now, (some) => sealMessages(around.keys, row.id, some));
    } else {
      await post(tx, row.id, tellingMessages(say, spoken.lines, conversation.person), how, now);
    }
  };
}

/** Says how many requests it takes; none where there is nothing to say. */
function send(
  tx: Transaction,
  around: AcceptSurroundings,
  turned: Turned,
  said: Manner,
  how: Omit<Outgoing, "messages">,
): Promise<number> {
  return post(tx, turned.row.id, messagesFor(around, turned, said), how, around.now());
}

/**
 * The first request may answer with the reply token; where there are more, the others are pushed. `kept`: how they lie
 * in the outbox; left out: as they are.
 */
async function post(
  tx: Transaction,
  conversation: string,
  messages: readonly Message[],
  how: Omit<Outgoing, "messages">,
  now: number,
  kept: (messages: readonly Message[]) => Outgoing["messages"] = (messages) => messages,
): Promise<number> {
  const requests = inRequests(messages);
  for (const [n, request] of requests.entries()) {
    const messages = kept(request);
    const body = toOutbox(n === 0 ? { ...how, messages } : { receivedAt: how.receivedAt, messages });
    const presses = n === 0 && how.replyToken !== undefined;
    await tx.outbox.add({ conversation, channel: CHANNEL, body, now, presses });
  }
  return requests.length;
}

function messagesFor(
  around: AcceptSurroundings,
  { row, conversation, reply, effects }: Turned,
  { view = "now", notice, closed, set }: Manner,
): readonly Message[] {
  const [say, clerk] = [around.say(conversation.lang), around.say("ja")];
  if (closed) return closedMessages(say, around.worldOf(conversation.city), conversation.answers.length > 0);
  const told = !effects.some(({ type }) => type === "outcome");
  const talk = talkOf(row.id, conversation);
  const reminder = reply.outcome && reminderOffer(reply.outcome, conversation.card);
  const today = dayInJapan(around.now());
  const slip = reply.outcome?.slip;
  const path = slip && around.publicUrl && slipPath(around.pairing, conversation, slip);
  return messagesOf(reply, {
    say,
    clerk,
    talk,
    handoff: conversation.person && handoffOf(conversation.person),
    view,
    notice,
    set,
    told,
    pictures: around.publicUrl,
    ...(path && { slipPage: `${around.publicUrl}${path}` }),
    ...(reminder && { reminder: { ...reminder, today } }),
  });
}
