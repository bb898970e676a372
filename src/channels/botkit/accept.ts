import { randomUUID } from "node:crypto";
import type { ConversationReference } from "botbuilder";
import { type Input, readConversation } from "../../assistant/index.ts";
import { isLang, type Lang, line, type Line } from "../../language/index.ts";
import type { Conversation as Row } from "../../store/index.ts";
import { type Opening, type Surroundings, takeTurn, type Turned } from "../dialogue.ts";
import { languageOfWords } from "../line/profile.ts";
import { type Button, isCurrent, readButton, talkOf } from "./button.ts";
import { eventKey, type IdentityKeys, type Person, personKey, sealReference } from "./identity.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Message } from "./plain.ts";
import type { Platform, Told } from "./platforms.ts";
import { type Said, saidOf, type View, type Voice } from "./said.ts";

/** What it takes to accept what somebody says to a bot. */
export interface AcceptSurroundings extends Surroundings {
  readonly keys: IdentityKeys;
  /** The name of this bot in the store. */
  readonly channel: string;
  /** The language of the first words where nothing tells another. */
  readonly lang: Lang;
  readonly voice: Voice;
}

/** Something said to the bot. */
export interface Heard {
  readonly person: Person;
  readonly told: Told;
  /** As the platform tells it, such as `en-US`. */
  readonly locale: string | undefined;
  /** Where to answer. */
  readonly reference: Partial<ConversationReference>;
  readonly platform: Platform;
  /** Names the turn in the outbox. */
  readonly turn: string;
}

/** What somebody meant, and what is to be said of it besides. */
interface Meant {
  readonly input: Input;
  readonly notice?: Line;
  readonly view?: View;
}

/** More than anybody types; whatever is longer was pasted. */
const LONGEST_TEXT = 4_000;

const SHOW: Input = { show: true };

/**
 * Takes on what somebody said. That it was seen, what it changed and what is to be sent are kept in one transaction.
 * @returns false where it was seen before, and there is nothing to send.
 */
export async function accept(around: AcceptSurroundings, heard: Heard): Promise<boolean> {
  const { keys, channel, store } = around;
  const { person, told, turn, platform, reference } = heard;
  const now = around.now();
  return store.transaction(async (tx) => {
    const event = told.event && eventKey(keys, person, told.event);
    if (event && !(await tx.inbox.accept(event, channel, now))) return false;
    const addressKey = personKey(keys, person);
    const found = await tx.conversations.findByAddress(channel, addressKey);
    const meant = meaningOf(told, found, around.voice);
    const opening: Opening = {
      id: found?.id ?? randomUUID(),
      channel,
      addressKey,
      lang: firstLanguage(around, heard),
      city: around.city,
    };
    const turned = await takeTurn(tx, around, found, opening, meant.input);
    const outgoing: Outgoing = {
      turn,
      platform: person.platform,
      to: sealReference(keys, turned.row.id, reference),
      messages: messagesFor(platform, sayingOf(around, turned, meant)),
    };
    await tx.outbox.add({ conversation: turned.row.id, channel, body: outgoing, now });
    return true;
  });
}

/** A message that is tried again keeps its name. */
function messagesFor({ show, named }: Platform, said: Said): readonly Message[] {
  const messages = show(said);
  return named
    ? messages.map((one) => ({ ...one, channelData: { ...one.channelData, retryKey: randomUUID() } }))
    : messages;
}

function meaningOf({ data, text }: Told, found: Row | undefined, voice: Voice): Meant {
  const by = voice === "agent" ? ({ by: "agent" } as const) : {};
  if (data !== undefined) {
    const read = readButton(data);
    // Buttons stay in a chat for ever, and in a channel others see them.
    if (!read || !isCurrent(read.talk, found)) return { input: SHOW, notice: line("botkit.not_this_talk") };
    return pressed(read.button, by);
  }
  if (text.length > LONGEST_TEXT) return { input: SHOW, notice: line("error.too_large") };
  // Somebody who sends a picture or only our name gets the question.
  if (text === "") return { input: SHOW, ...(found && { notice: line("botkit.only_words") }) };
  return { input: { text, ...by } };
}

function pressed(button: Button, by: { readonly by?: "agent" }): Meant {
  if ("view" in button) return { input: SHOW, view: button.view === "answers" ? "answers" : "now" };
  // Reminders are LINE's.
  if ("remind" in button || "about" in button) return { input: SHOW };
  return { input: { ...button, ...by } };
}

/** The language of the first words, or of the platform's account; for an agent, that of the installation. */
function firstLanguage({ lang, voice }: AcceptSurroundings, { told, locale }: Heard): Lang {
  if (voice === "agent") return lang;
  const [ofAccount = ""] = (locale ?? "").toLowerCase().split("-");
  return languageOfWords(told.text) ?? (isLang(ofAccount) ? ofAccount : lang);
}

function sayingOf(
  { say, voice }: AcceptSurroundings,
  { row, conversation, reply, effects }: Turned,
  { notice, view }: Meant,
) {
  return saidOf(reply, {
    say: say(conversation.lang),
    clerk: say("ja"),
    voice,
    talk: talkOf(row.id, readConversation(row.body)),
    notice,
    told: view === undefined && !effects.some(({ type }) => type === "outcome"),
    ...(view && { view }),
  });
}
