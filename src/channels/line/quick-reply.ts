import type { messagingApi } from "@line/bot-sdk";
import { RATINGS, type Reply } from "../../assistant/index.ts";
import { line } from "../../language/index.ts";
import type { View } from "./button.ts";
import { LIMITS } from "./limits.ts";
import { actionOf, ANSWERS, command, type Labelled, languagesBut, type Voice, without } from "./ways.ts";

/** So many choices stand side by side; more would be hidden beyond the edge, and stand in the bubble anyway. */
const IN_SIGHT = 4;

/**
 * The buttons below a reply, at the thumb: its choices where they are few, then the commands. `whole`: the
 * reply stands above them in full.
 */
export function quickReply(
  reply: Reply,
  { view, whole }: { readonly view: View; readonly whole: boolean },
  voice: Voice,
): messagingApi.QuickReply {
  return buttonsBelow(view === "answers" ? answerButtons(reply) : replyButtons(reply, whole, voice), voice);
}

/** Below what a person of the desk says, or is asked to say, there is one way: back to the guide. */
export function wayBack(
  person: "waiting" | "talking",
  voice: Pick<Voice, "words" | "talk" | "handoff">,
): messagingApi.QuickReply {
  return buttonsBelow([without(person, voice.handoff)], voice);
}

function buttonsBelow(
  buttons: readonly Labelled[],
  voice: Pick<Voice, "words" | "talk">,
): messagingApi.QuickReply {
  const items = buttons.slice(0, LIMITS.quickReplies);
  return { items: items.map((one) => ({ type: "action", action: actionOf(one, voice) })) };
}

function replyButtons(
  reply: Reply,
  whole: boolean,
  { handoff }: Pick<Voice, "handoff">,
): readonly Labelled[] {
  const begun = reply.answers.length > 0;
  return [
    ...(whole ? [] : [showAgain(reply)]),
    ...choiceButtons(reply),
    // Before the first answer the one thing to change is the language; afterwards, the answers.
    ...(begun ? [command("back"), command("restart"), ANSWERS] : languagesBut(reply.lang)),
    ...(reply.offersCard ? [command("card")] : []),
    command("human"),
    ...(reply.outcome && reply.rated === null ? RATING_BUTTONS : []),
    ...(reply.person === "waiting" ? [without("waiting", handoff)] : []),
    ...(begun ? languagesBut(reply.lang) : []),
  ];
}

const RATING_BUTTONS: readonly Labelled[] = RATINGS.map((rate) => ({
  button: { rate },
  label: line(`rate.${rate}`),
}));

/** Where the choices are many, only the one that somebody's words spoke for. */
function choiceButtons({ node, choices, suggested }: Reply): readonly Labelled[] {
  const shown = choices.length > IN_SIGHT ? choices.filter(({ value }) => value === suggested) : choices;
  return shown.map(({ value, label, short }) => ({
    button: { choose: value, node },
    label: short,
    says: label,
  }));
}

function showAgain({ outcome }: Reply): Labelled {
  return { button: { view: "now" }, label: line(`line.button.${outcome ? "outcome" : "question"}`) };
}

function answerButtons(reply: Reply): readonly Labelled[] {
  return [showAgain(reply), command("restart")];
}
