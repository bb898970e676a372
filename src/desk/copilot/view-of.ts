import { type Conversation, type Position, replay } from "../../assistant/conversation.ts";
import { ALERT, type World } from "../../assistant/index.ts";
import { factVars } from "../../assistant/vars.ts";
import { dayInJapan } from "../../assistant/world.ts";
import { SECRETS } from "../../facts/index.ts";
import type { Turned } from "../../channels/dialogue.ts";
import { cityLine, renderReply } from "../../channels/rendered.ts";
import { QUESTION_IDS, type QuestionId, QUESTIONS, reach } from "../../flows/index.ts";
import { GUARDED_KINDS, line, type Line, type Say, withoutRuby } from "../../language/index.ts";
import { maskedWord } from "../handoffs/guarding.ts";
import type { View, ViewCard, ViewQuestion } from "../view.ts";
import { aloudOf } from "./aloud.ts";
import { scriptFor } from "./script.ts";
import { statementsOf } from "./statements.ts";

/** The channel of a call: nobody but the agent sees it. */
export const CHANNEL = "desk";

/**
 * A conversation as the agent sees it who walks it with somebody: what is said to the caller stands in the caller's
 * language, what is for the agent in Japanese, and nothing carries furigana, for it is read aloud.
 */
export function viewOf(
  { row, conversation, reply }: Pick<Turned, "row" | "conversation" | "reply">,
  world: World,
): View {
  const caller = plain(world.say(conversation.lang));
  const clerk = plain(world.say("ja"));
  const position = replay(world, conversation, dayInJapan(world.now));
  const rendered = renderReply({ ...reply, notices: [] }, caller, clerk);
  const notices = reply.notices.map((notice) => inAgentsWords(notice, caller, clerk));
  const { outcome } = reply;
  const isCall = row.channel === CHANNEL;
  return {
    ...rendered,
    say: [...notices, ...rendered.say],
    notices,
    lang: conversation.lang,
    city: conversation.city,
    script: scriptFor(reply, { caller, clerk, vars: factVars(world.facts), isCall }),
    questions: questionsOf(conversation, position, world, clerk),
    card: cardOf(conversation, clerk),
    statements: outcome ? statementsOf(outcome, world, caller, sourceOfCity(world, clerk)) : [],
    aloud: outcome ? aloudOf(outcome, { caller, clerk, isCall }) : [],
  };
}

/**
 * What became of an input is for the agent, who gave it; what everybody is to know is for the caller. Words that were
 * masked are somebody else's secret that the agent typed.
 */
function inAgentsWords(notice: Line, caller: Say, clerk: Say): string {
  const masked = GUARDED_KINDS.find((kind) => notice.id === `warning.${kind}`);
  if (masked) return maskedWord(masked);
  return notice.id === ALERT ? caller(notice) : clerk(notice);
}

/** The counters in the order in which they are named elsewhere. */
function cardOf({ card }: Conversation, clerk: Say): ViewCard | null {
  if (!card) return null;
  const counters = SECRETS.flatMap((secret) => {
    const left = card.counters[secret];
    return left === undefined ? [] : [{ name: clerk(line(`secret.${secret}.official`)), left }];
  });
  return { readAt: card.readAt, counters };
}

/** Furigana helps who reads, and stumbles who reads aloud. */
function plain(say: Say): Say {
  return (message) => withoutRuby(say(message));
}

/** What was answered, in the order of asking; then where the caller stands; then what may still come. */
function questionsOf(
  { answers }: Conversation,
  { node, of, used, options }: Position,
  world: World,
  clerk: Say,
): readonly ViewQuestion[] {
  const coming = reach(world.facts, node, of, dayInJapan(world.now)).questions;
  const passed = new Set<string>([node, ...used.map((answer) => answer.node)]);
  const ahead = QUESTION_IDS.filter((id) => coming.has(id) && !passed.has(id));
  const offered = new Set(options.map(({ value }) => value));
  const question = (id: QuestionId, value?: string, state?: "here"): ViewQuestion => ({
    node: id,
    title: clerk(line(`asked.${id}`)),
    state: state ?? (value === undefined ? "open" : "answered"),
    ...(value !== undefined && { value, label: clerk(line(`option.${id}.${value}`)) }),
    choices: QUESTIONS[id].options
      .filter((option) => !option.spoken && (state !== "here" || offered.has(option.value)))
      .map((option) => ({ value: option.value, label: clerk(line(`option.${id}.${option.value}`)) })),
  });
  return [
    ...used.map((answer) => question(answer.node, answer.value)),
    ...(node === "outcome" ? [] : [question(node, undefined, "here")]),
    ...ahead.map((id) => question(id, answers.find((answer) => answer.node === id)?.value)),
  ];
}

/** What a city sets itself rests on the city's own word. */
function sourceOfCity({ city }: World, clerk: Say) {
  const title = city.name ? clerk(line("script.source.city", { city: cityLine(city.name) })) : city.code;
  return { id: `city.${city.code}`, title, url: city.page ?? null, checked: null };
}
