import type { messagingApi } from "@line/bot-sdk";
import type { Reply } from "../../assistant/index.ts";
import { latestEnd, type ReminderOffer } from "../../assistant/reminders.ts";
import type { IsoDate } from "../../facts/index.ts";
import { type Lang, LANGS, line, type Line } from "../../language/index.ts";
import { type Button, isBoundToTalk, toPostback } from "./button.ts";
import { way } from "./flex.ts";
import { LIMITS } from "./limits.ts";
import { clip } from "./text.ts";

/** How a reply is worded, and to which talk its buttons belong. */
export interface Voice {
  /** The resident's language. */
  readonly words: (line: Line) => string;
  /** Japanese, for what the clerk reads. */
  readonly clerk: (line: Line) => string;
  readonly talk: string;
  /** Names the wait for a person or the talk with one; undefined: there is none. */
  readonly handoff: string | undefined;
  /** Where LINE finds our pictures, over HTTPS; undefined: nowhere. */
  readonly pictures: string | undefined;
  /** Where the slip opens on a page, over HTTPS; undefined: nowhere. */
  readonly slipPage: string | undefined;
  /** What an outcome offers to remind of. */
  readonly reminder: (ReminderOffer & { readonly today: IsoDate }) | undefined;
}

/** A button with its words. */
export interface Labelled {
  readonly button: Button;
  readonly label: Line;
  /** What tapping it says in the chat; left out: its label. */
  readonly says?: Line;
}

/** The same words in the chat as on the button: so the chat reads like a conversation. */
export function actionOf(
  { button, label, says }: Labelled,
  { words, talk }: Pick<Voice, "words" | "talk">,
): messagingApi.PostbackAction {
  return {
    type: "postback",
    label: clip(words(label), LIMITS.label),
    data: toPostback(button, isBoundToTalk(button) ? talk : undefined),
    displayText: clip(words(says ?? label), LIMITS.displayText),
  };
}

/**
 * The ways on that stand in the last bubble for good: LINE on a computer shows no quick replies, and those
 * of a phone are gone with the next message.
 */
export function waysOn(reply: Reply, voice: Voice): readonly messagingApi.FlexComponent[] {
  const ways = waysFrom(reply, voice).map((one) => way(voice.words(one.label), actionOf(one, voice)));
  return reply.outcome && voice.reminder ? [reminderWay(voice.reminder, voice), ...ways] : ways;
}

/** LINE itself asks for the day. What is chosen is not kept, only the days on which to remind. */
export function reminderWay(
  { ending, expiry, today }: NonNullable<Voice["reminder"]>,
  { words }: Voice,
): messagingApi.FlexComponent {
  const label = words(line("line.remind.offer"));
  const max = latestEnd(ending, today);
  return way(words(line(`line.remind.offer_long.${ending}`)), {
    type: "datetimepicker",
    label: clip(label, LIMITS.label),
    data: toPostback({ remind: ending }),
    mode: "date",
    min: today,
    max,
    ...(expiry !== null && expiry > today && expiry <= max && { initial: expiry }),
  });
}

function waysFrom(reply: Reply, { pictures }: Voice): readonly Labelled[] {
  const card = reply.offersCard ? [command("card")] : [];
  const picture = reply.picture !== null && pictures ? [PICTURE] : [];
  if (reply.outcome) return [...picture, ANSWERS, command("restart"), ...card, command("human")];
  const last = reply.answers.at(-1);
  // Going back is to reopen the last question: so an old button can be told from a fresh one.
  const back: readonly Labelled[] = last
    ? [{ button: { change: last.node }, label: line("line.button.back") }, command("restart")]
    : languagesBut(reply.lang);
  return [...picture, ...back, ...card, command("human")];
}

const PICTURE: Labelled = { button: { view: "picture" }, label: line("line.button.picture") };

export const ANSWERS: Labelled = { button: { view: "answers" }, label: line("line.button.answers") };

/** A button for a command. */
export function command(name: "back" | "restart" | "human" | "card"): Labelled {
  return { button: { command: name }, label: line(`line.button.${name}`) };
}

/** The way from a person back to the guide: `talking`, or still waiting for one. It ends this hand-off and no other. */
export function without(person: "waiting" | "talking", handoff: string | undefined): Labelled {
  const label = line(person === "talking" ? "line.button.assistant" : "line.button.unask");
  return { button: { command: "assistant", ...(handoff && { value: handoff }) }, label };
}

/** Each in its own words, for those who cannot read the present ones. */
export function languagesBut(present?: Lang): readonly Labelled[] {
  return LANGS.filter((lang) => lang !== present).map((lang) => ({
    button: { command: "language", value: lang },
    label: line(`ui.language_name.${lang}`),
  }));
}
