import type { messagingApi } from "@line/bot-sdk";
import type { Reply } from "../../assistant/index.ts";
import { LANGS, line, type Line } from "../../language/index.ts";
import { type Button, FIRST_PAGE, toPostback, type View } from "./button.ts";
import { LIMITS } from "./limits.ts";
import { clip } from "./text.ts";

/** A button below the last message. */
interface Labelled {
  readonly button: Button;
  readonly label: Line;
  /** What tapping it says in the chat; left out: its label. */
  readonly says?: Line;
}

/**
 * The buttons below a reply: its choices, then the commands. Where the choices do not fit beside those
 * commands that must be there, they go round in pages, the last page leading to the first. `whole`: the
 * reply stands above them in full.
 */
export function quickReply(
  reply: Reply,
  { view, whole }: { readonly view: View; readonly whole: boolean },
  text: (line: Line) => string,
): messagingApi.QuickReply {
  const buttons = view === "answers" ? answerButtons(reply) : replyButtons(reply, view.page, whole);
  return { items: buttons.slice(0, LIMITS.quickReplies).map((labelled) => itemOf(labelled, text)) };
}

/** Whether more than one page is needed for the choices. */
export function isPaged(reply: Reply): boolean {
  return reply.choices.length > roomForChoices(reply);
}

function roomForChoices(reply: Reply): number {
  return LIMITS.quickReplies - wayBack(reply).length;
}

function replyButtons(reply: Reply, page: number, whole: boolean): readonly Labelled[] {
  return [
    ...(whole ? [] : [showAgain(reply)]),
    ...choiceButtons(reply, page),
    ...wayBack(reply),
    ...whereRoomIs(reply),
  ];
}

function choiceButtons(reply: Reply, page: number): readonly Labelled[] {
  const all = reply.choices.map(({ value, label, short }): Labelled => {
    return { button: { choose: value, node: reply.node }, label: short, says: label };
  });
  if (!isPaged(reply)) return all;
  const size = roomForChoices(reply) - 1;
  const pages = Math.ceil(all.length / size);
  const shown = page % pages;
  const more: Labelled = { button: { view: { page: (shown + 1) % pages } }, label: line("line.button.more") };
  return [...all.slice(shown * size, (shown + 1) * size), more];
}

/** Before the first answer the one thing to change is the language; afterwards, the answers. */
function wayBack(reply: Reply): readonly Labelled[] {
  return reply.answers.length === 0 ? languages(reply) : [command("back"), command("restart")];
}

function whereRoomIs(reply: Reply): readonly Labelled[] {
  const begun = reply.answers.length > 0;
  const card = reply.offersCard ? [command("card")] : [];
  return [...(begun ? [ANSWERS] : []), ...card, command("human"), ...(begun ? languages(reply) : [])];
}

const ANSWERS: Labelled = { button: { view: "answers" }, label: line("line.button.answers") };

function showAgain({ outcome }: Reply): Labelled {
  return { button: { view: FIRST_PAGE }, label: line(`line.button.${outcome ? "outcome" : "question"}`) };
}

function command(name: "back" | "restart" | "human" | "card"): Labelled {
  return { button: { command: name }, label: line(`line.button.${name}`) };
}

/** Each in its own words, for those who cannot read the present ones. */
function languages(reply: Reply): readonly Labelled[] {
  return LANGS.filter((lang) => lang !== reply.lang).map((lang) => ({
    button: { command: "language", value: lang },
    label: line(`ui.language_name.${lang}`),
  }));
}

function answerButtons(reply: Reply): readonly Labelled[] {
  const changes = reply.answers.map(({ node }, n): Labelled => {
    return { button: { change: node }, label: line("line.button.change", { n: n + 1 }) };
  });
  return [showAgain(reply), ...changes, command("restart")];
}

function itemOf(
  { button, label, says }: Labelled,
  text: (line: Line) => string,
): messagingApi.QuickReplyItem {
  const action: messagingApi.PostbackAction = {
    type: "postback",
    label: clip(text(label), LIMITS.label),
    data: toPostback(button),
    displayText: clip(text(says ?? label), LIMITS.displayText),
  };
  return { type: "action", action };
}
