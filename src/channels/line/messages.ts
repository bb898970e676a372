import type { messagingApi } from "@line/bot-sdk";
import type { WithPerson } from "../../assistant/conversation.ts";
import type { Reply, World } from "../../assistant/index.ts";
import { cityPhone } from "../../assistant/person.ts";
import type { Ending } from "../../assistant/reminders.ts";
import { factVars } from "../../assistant/vars.ts";
import { line, type Line, rubyToText, type Say } from "../../language/index.ts";
import { handoffOf, type View } from "./button.ts";
import { choice, flexMessages, headline, prominent, text, way } from "./flex.ts";
import { LIMITS } from "./limits.ts";
import { outcomeMessages } from "./outcome.ts";
import { quickReply, wayBack } from "./quick-reply.ts";
import type { Timing } from "./remind.ts";
import { splitText } from "./text.ts";
import { actionOf, type Labelled, languagesBut, reminderWay, type Voice, waysOn } from "./ways.ts";

/** The messages that we send. */
export type Message = messagingApi.TextMessage | messagingApi.FlexMessage | messagingApi.ImageMessage;

/** How to say a reply. */
export interface Saying {
  /** The conversation's language. */
  readonly say: Say;
  /** Japanese, for what the clerk reads. */
  readonly clerk: Say;
  /** Names the talk, so that its buttons can be told from those of an earlier one. */
  readonly talk: string;
  /** Names the wait for a person or the talk with one, for the same reason. */
  readonly handoff?: string | undefined;
  readonly view: View;
  /** Something to say before the assistant's own notices. */
  readonly notice?: Line | undefined;
  /** The resident has this outcome already, and asked for something else. */
  readonly told: boolean;
  /** What the outcome offers to remind of. */
  readonly reminder?: Voice["reminder"];
  /** The reminders that were just set, and can be taken back. */
  readonly set?: Ending | undefined;
  /** The address of the slip's page; left out, or not HTTPS: it cannot be opened from LINE. */
  readonly slipPage?: string | undefined;
  /** Our public address; left out, or not HTTPS: LINE takes no pictures from there. */
  readonly pictures?: string | undefined;
}

/**
 * A reply as LINE messages: words as text, choices and outcomes as bubbles, whose buttons stay, and quick
 * replies below the last, which are gone with the next message. There may be more of them than fit into one
 * request; `inRequests` divides them.
 */
export function messagesOf(reply: Reply, saying: Saying): readonly Message[] {
  const { say, clerk, talk, handoff, pictures, reminder, slipPage } = saying;
  const words = wordsOf(say);
  const voice: Voice = {
    words,
    clerk: clerk === say ? words : wordsOf(clerk),
    talk,
    handoff,
    pictures: overHttps(pictures),
    slipPage: overHttps(slipPage),
    reminder,
  };
  const notices = [...(saying.notice ? [saying.notice] : []), ...reply.notices].map(voice.words);
  if (reply.person === "talking") return besidePerson(notices, saying.view, voice);
  const whole = (saying.view === "now" || saying.view === "answers") && !isAside(reply, saying);
  const messages = isAside(reply, saying)
    ? aside(reply, notices, voice)
    : inFull(reply, saying, notices, voice);
  const below = quickReply(reply, { view: saying.view, whole }, voice);
  return endingWith(below, messages);
}

function overHttps(address: string | undefined): string | undefined {
  return address?.startsWith("https://") && address.length <= LIMITS.uri ? address : undefined;
}

/** While a person talks the assistant says nothing by itself: often there is nothing to send. */
function besidePerson(notices: readonly string[], view: View, voice: Voice): readonly Message[] {
  const asked = view === "languages" ? languageMessages(voice) : [];
  const unserved = view === "answers" || view === "picture" ? [voice.words(line("handoff.talking"))] : [];
  return endingWith(wayBack("talking", voice), [...textMessages([...notices, ...unserved]), ...asked]);
}

/** What a person of the desk wrote, as it is; the chat names who says it. */
export function personMessages(say: Say, text: string, person: WithPerson | undefined): readonly Message[] {
  const words = wordsOf(say);
  const sender = { name: words(line("line.sender")) };
  const messages = textMessages([text]).map((message) => ({ ...message, sender }));
  return endingWith(wayBack("talking", { words, talk: "", handoff: person && handoffOf(person) }), messages);
}

/** What the house says of a person of the desk. */
export function tellingMessages(
  say: Say,
  lines: readonly Line[],
  person: WithPerson | undefined,
): readonly Message[] {
  const words = wordsOf(say);
  const messages = textMessages(lines.map(words));
  if (!person) return messages;
  return endingWith(wayBack(person.state, { words, talk: "", handoff: handoffOf(person) }), messages);
}

/** Quick replies belong to the last message; those of others are gone when it comes. */
function endingWith(below: messagingApi.QuickReply, messages: readonly Message[]): readonly Message[] {
  return messages.map((message, n) =>
    n === messages.length - 1 ? { ...message, quickReply: below } : message,
  );
}

/** Messages as they fit into one reply or push each. */
export function inRequests<T>(messages: readonly T[]): readonly (readonly T[])[] {
  const requests = Math.ceil(messages.length / LIMITS.messages);
  return Array.from({ length: requests }, (_, n) =>
    messages.slice(n * LIMITS.messages, (n + 1) * LIMITS.messages),
  );
}

/** LINE shows no furigana above words: 漢字(かんじ). */
function wordsOf(say: Say): Voice["words"] {
  return (line) => rubyToText(say(line));
}

/** A word beside an outcome that stands in the chat already; all of it again would bury that word. */
function isAside({ outcome, notices }: Reply, { told, notice, view }: Saying): boolean {
  return view !== "reminder" && outcome !== null && told && (notices.length > 0 || notice !== undefined);
}

function aside(reply: Reply, notices: readonly string[], { words }: Voice): readonly Message[] {
  return textMessages([...notices, ...reply.say.map(words)]);
}

function inFull(
  reply: Reply,
  { view, set }: Saying,
  notices: readonly string[],
  voice: Voice,
): readonly Message[] {
  if (view === "answers") return [...textMessages(notices), ...answersMessages(reply, voice)];
  if (view === "languages") return [...textMessages(notices), ...languageMessages(voice)];
  if (view === "reminder") return remindedMessages(notices, set, voice);
  if (view === "picture") return pictureMessages(reply, notices, voice);
  if (reply.outcome) return outcomeMessages(reply, reply.outcome, notices, voice);
  return questionMessages(reply, notices, voice);
}

/** The question as text, which can be copied and read out everywhere; its answers as buttons that stay. */
function questionMessages(reply: Reply, notices: readonly string[], voice: Voice): readonly Message[] {
  const { words } = voice;
  const hint = reply.help ? [words(line("line.hint", { help: reply.help }))] : [];
  const choices = reply.choices.map(({ value, label, short }, n) => {
    const button: Labelled = { button: { choose: value, node: reply.node }, label: short, says: label };
    return choice(`${n + 1}.`, words(label), actionOf(button, voice), value === reply.suggested);
  });
  return [
    ...textMessages([...notices, ...reply.say.map(words), ...hint]),
    ...flexMessages({
      parts: [headline(words(line("line.choose"))), ...choices],
      ways: waysOn(reply, voice),
    }),
  ];
}

/** Every language in its own words, the present one too: nobody need know which that is. */
function languageMessages(voice: Voice): readonly Message[] {
  const choices = languagesBut().map((one) => way(voice.words(one.label), actionOf(one, voice)));
  return flexMessages({ parts: [headline(voice.words(line("ui.language"))), ...choices] });
}

/** What was set, with the button that takes it back; or that nothing is, with the calendar to choose again. */
function remindedMessages(
  notices: readonly string[],
  set: Ending | undefined,
  voice: Voice,
): readonly Message[] {
  const offer = voice.reminder ? [reminderWay(voice.reminder, voice)] : [];
  const ways = set === undefined ? offer : [cancelWay(set, voice)];
  return flexMessages({ parts: notices.map((one) => text(one)), ways });
}

/** A reminder whose time has come. `more`: another one of the same ending will. */
export function reminderMessages(
  say: Say,
  { ending, timing, more }: { readonly ending: Ending; readonly timing: Timing; readonly more: boolean },
): readonly Message[] {
  const voice = { words: wordsOf(say), talk: "" };
  const { words } = voice;
  const guidance: Labelled = { button: { about: ending }, label: line("line.remind.see") };
  return flexMessages({
    parts: [
      headline(words(line(`line.remind.due.${ending}`, { timing }))),
      text(words(line("line.remind.done_already"))),
      prominent(words(guidance.label), actionOf(guidance, voice)),
    ],
    ways: more ? [cancelWay(ending, voice)] : [],
  });
}

function cancelWay(ending: Ending, voice: Pick<Voice, "words" | "talk">): messagingApi.FlexComponent {
  const cancel: Labelled = { button: { remind: "off", of: ending }, label: line("line.remind.cancel") };
  return way(voice.words(cancel.label), actionOf(cancel, voice));
}

/** The drawing, which can be opened and made larger, and in words for whoever cannot see it. */
function pictureMessages(reply: Reply, notices: readonly string[], voice: Voice): readonly Message[] {
  const { picture, lang } = reply;
  if (picture === null || voice.pictures === undefined)
    return textMessages([...notices, ...reply.say.map(voice.words)]);
  const url = `${voice.pictures}/pictures/${lang}/${picture}.png`;
  const alt = textMessages([...notices, voice.words(line(`picture.${picture}.alt`))]);
  const image: Message = { type: "image", originalContentUrl: url, previewImageUrl: url };
  return [...alt, image];
}

/** Each answer is the button that reopens its question. */
function answersMessages(reply: Reply, voice: Voice): readonly Message[] {
  const { words } = voice;
  if (reply.answers.length === 0) return textMessages([words(line("line.no_answers"))]);
  const answers = reply.answers.map(({ node, question, label }, n) => {
    const change: Labelled = { button: { change: node }, label: line("line.button.change", { n: n + 1 }) };
    return choice(`${n + 1}.`, `${words(question)}\n→ ${words(label)}`, actionOf(change, voice));
  });
  return flexMessages({ parts: [headline(words(line("line.answers"))), ...answers] });
}

/** What there is to say while the channel is switched off: whom to call. `begun`: there are answers to go on from. */
export function closedMessages(say: Say, world: World, begun: boolean): readonly Message[] {
  const lines = [
    line("line.closed"),
    ...cityPhone(world),
    line("line.closed_hotline", factVars(world.facts)),
    ...(begun ? [line("line.closed_kept")] : []),
  ];
  return textMessages(lines.map(wordsOf(say)));
}

function textMessages(paragraphs: readonly string[]): readonly messagingApi.TextMessage[] {
  return splitText(paragraphs.join("\n\n"), LIMITS.text).map((text) => ({ type: "text", text }));
}
