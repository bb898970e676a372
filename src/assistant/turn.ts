import type { Decision } from "../facts/index.ts";
import type { QuestionId } from "../flows/index.ts";
import {
  guard,
  type GuardedKind,
  isLang,
  type Lang,
  LANGS,
  line,
  type Line,
  withoutRuby,
} from "../language/index.ts";
import {
  type Answer,
  type AnsweredBy,
  type Conversation,
  isQuestion,
  type Position,
  type Rating,
  replay,
} from "./conversation.ts";
import type { CardReport } from "../card/report.ts";
import type { Choosing, Command, Input } from "./input.ts";
import { canAnswerAhead, optionsAhead } from "./ahead.ts";
import { isTooOld, readingOf } from "./card.ts";
import { outcomeOf } from "./outcome.ts";
import { askPerson, leavePerson, spoken } from "./person.ts";
import { pictureFor } from "./pictures.ts";
import type { AnswerView, Choice, Outcome, Reply } from "./reply.ts";
import { readCommand, readText } from "./text.ts";
import { factVars, outcomeVars } from "./vars.ts";
import { withoutContradicted } from "./heard.ts";
import { listen, suggestedAt } from "./listen.ts";
import { isNo } from "./short-answers.ts";
import { takenLines } from "./said-back.ts";
import { readWords } from "./words.ts";
import { dayInJapan, timeInJapan, type World } from "./world.ts";

/** What the app has to do besides answering. */
export type Effect =
  /** A person is wanted. Where there is no desk, the reply has said whom to call, and that is all. */
  | { readonly type: "handoff"; readonly node: string }
  /** Guarded words for whoever talks, or will. */
  | { readonly type: "say"; readonly text: string }
  /** A person is no longer wanted. */
  | { readonly type: "withdraw" }
  /** What was said before counts as another conversation. */
  | { readonly type: "begun_anew" }
  /** The resident wants the card to be read: a code is to be shown, or a reader to be used. */
  | { readonly type: "pairing" }
  | { readonly type: "outcome"; readonly rule: string; readonly route: string };

export interface TurnResult {
  readonly conversation: Conversation;
  readonly reply: Reply;
  readonly effects: readonly Effect[];
}

/** What an input makes of a conversation, before anything is said. */
export interface Step {
  readonly conversation: Conversation;
  readonly notices?: readonly Line[];
  readonly effects?: readonly Effect[];
  /** Whether to say which answer the words speak for, where they do. */
  readonly suggests?: true;
}

/** A conversation in which nothing was said yet. */
export function newConversation(lang: Lang, city: string): Conversation {
  return { lang, city, answers: [] };
}

/**
 * One turn: from a conversation and an input to the next conversation, what to say, and what else to do.
 * A pure function of its arguments. Bad input is answered with a notice and leaves the conversation as it
 * was; nothing is thrown.
 */
export function turn(conversation: Conversation, input: Input, world: World): TurnResult {
  const on = dayInJapan(world.now);
  const before = replay(world, conversation, on);
  const beside = conversation.person?.state === "talking" && isOfResident(input);
  const step = (beside ? takeBeside : take)(conversation, before, input, world);
  const after = step.conversation === conversation ? before : replay(world, step.conversation, on);
  return conclude(step, after, world);
}

function take(conversation: Conversation, position: Position, input: Input, world: World): Step {
  if ("choose" in input) return choose(conversation, position, input, world);
  if ("text" in input) return hear(conversation, position, input, world);
  if ("change" in input) return reopen(conversation, position, input);
  if ("card" in input) return ground(conversation, input.card, world.now);
  if ("rate" in input) return rate(conversation, position, input.rate);
  if ("link" in input) return follow(conversation, input.link, world.now);
  if ("command" in input) return obey(conversation, position, input, world);
  return { conversation };
}

function isOfResident(input: Input): boolean {
  return !("by" in input) || input.by === undefined || input.by === "resident";
}

/** While a person talks the assistant keeps silent: what somebody writes or taps is for that person. */
function takeBeside(conversation: Conversation, position: Position, input: Input, world: World): Step {
  if ("text" in input) {
    const { text, warnings } = guarded(input, world);
    const meant = readCommand(text, world.say(conversation.lang));
    if (meant && BESIDE_PERSON.has(meant.command)) return take(conversation, position, meant, world);
    return { ...saying(conversation, text), notices: warnings };
  }
  if ("choose" in input) {
    const { node = position.node, choose: value } = input;
    const isOffered = node === position.node && position.options.some((option) => option.value === value);
    const words = world.say(conversation.lang);
    return isOffered
      ? saying(conversation, withoutRuby(words(line(`option.${node}.${value}`))))
      : { conversation, notices: [line("handoff.talking")] };
  }
  if ("change" in input || "link" in input) return { conversation, notices: [line("handoff.talking")] };
  if (!("command" in input) || BESIDE_PERSON.has(input.command)) {
    return take(conversation, position, input, world);
  }
  return { conversation, notices: [line("handoff.talking")] };
}

/** What goes on working while a person talks. */
const BESIDE_PERSON: ReadonlySet<Command> = new Set(["assistant", "card", "language"]);

function saying(conversation: Conversation, text: string): Step {
  return { conversation: spoken(conversation), effects: [{ type: "say", text }] };
}

function choose(conversation: Conversation, position: Position, input: Choosing, world: World): Step {
  const node = input.node ?? position.node;
  const isAhead = node !== position.node && input.by === "agent" && canAnswerAhead(position, node);
  if (node !== position.node && !isAhead) return late(conversation, position, node, input.choose);
  const options = isAhead ? optionsAhead(node) : position.options;
  const chosen = options.find(({ value }) => value === input.choose);
  if (!isQuestion(node) || !chosen) {
    return { conversation, notices: [line("error.unknown_choice")] };
  }
  const answer: Answer = { node, value: input.choose, by: input.by ?? "resident", at: world.now };
  const { heard } = conversation;
  const still = heard && { heard: withoutContradicted(heard, chosen, world.facts) };
  const answered = withAnswers({ ...conversation, ...still }, put(conversation.answers, answer));
  // What words told earlier may answer what comes now.
  const { conversation: after, taken } = listen(world, answered);
  const said = input.understood ? [answer, ...taken] : taken;
  return { conversation: after, notices: takenLines(said), suggests: true };
}

/** Nothing reads what somebody typed before it was guarded; what was found is told, with what to do. */
function hear(conversation: Conversation, position: Position, input: Typed, world: World): Step {
  const { text, warnings } = guarded(input, world);
  const step = read(conversation, position, text, world, input.by);
  const notices = [...warnings, ...(step.notices ?? [])];
  // Whoever takes over finds what was written meanwhile.
  const waits = step.conversation.person?.state === "waiting" && isOfResident(input);
  if (!waits || !conversation.person) return { ...step, notices };
  const { conversation: after, effects = [] } = saying(step.conversation, text);
  return { ...step, conversation: after, notices, effects: [...(step.effects ?? []), ...effects] };
}

type Typed = { readonly text: string; readonly found?: readonly GuardedKind[]; readonly by?: AnsweredBy };

function guarded(input: Typed, { facts }: World): { text: string; warnings: readonly Line[] } {
  const { text, found } = guard(input.text);
  const kinds = new Set([...(input.found ?? []), ...found.map(({ kind }) => kind)]);
  return { text, warnings: Array.from(kinds, (kind) => line(`warning.${kind}`, factVars(facts))) };
}

function read(
  conversation: Conversation,
  position: Position,
  text: string,
  world: World,
  by?: AnsweredBy,
): Step {
  const suggested = suggestedAt(position, conversation, world);
  const meant = readText(text, { position, lang: conversation.lang, suggested }, world);
  // A code that leads a card's report into a resident's conversation is for the resident alone.
  const isForResident =
    by === "agent" && meant !== undefined && "command" in meant && meant.command === "card";
  if (meant && !isForResident) return take(conversation, position, by ? { ...meant, by } : meant, world);
  if (suggested !== null && deniesSuggestion(text, world))
    return dropSuggestion(conversation, position, suggested);
  const worded = readWords(text, conversation, world, by);
  if (worded === "person") return take(conversation, position, { command: "human" }, world);
  if (!worded) {
    return missed(counted(conversation, "none"), position, by);
  }
  return { ...worded, conversation: counted(voided(worded.conversation, conversation), worded.as) };
}

/** After so many texts that could not be read a person is offered. */
const MISSES_BEFORE_PERSON = 3;

function missed(conversation: Conversation, position: Position, by?: AnsweredBy): Step {
  const { person, words } = conversation;
  const offersPerson = !person && by !== "agent" && (words?.none ?? 0) >= MISSES_BEFORE_PERSON;
  const notices = [unread(conversation, position, by), ...(offersPerson ? [line("error.ask_person")] : [])];
  return { conversation, notices };
}

/** What becomes of words that were not understood: a person reads them, or nobody does. */
function unread({ person }: Conversation, { node }: Position, by?: AnsweredBy): Line {
  if (person?.state === "waiting" && by !== "agent") return line("handoff.passed_on");
  return line(node === "outcome" ? "error.text_not_understood_here" : "error.text_not_understood");
}

/** Whoever says no to what was suggested has not said what it is instead. */
function deniesSuggestion(text: string, { say, understand }: World): boolean {
  return (
    understand !== undefined &&
    isNo(
      text,
      LANGS.map((lang) => say(lang)),
    )
  );
}

function dropSuggestion(conversation: Conversation, { options }: Position, suggested: string): Step {
  const denied = options.find(({ value }) => value === suggested)?.sets ?? {};
  const left = Object.entries(conversation.heard ?? {}).filter(([field]) => !(field in denied));
  const notices = [line("heard.choose_other")];
  return { conversation: { ...conversation, heard: Object.fromEntries(left) }, notices };
}

/** More classes than words are understood as; whoever writes on and on fills no row. */
const MOST_CLASSES = 100;

function counted(conversation: Conversation, as: string): Conversation {
  const { words = {} } = conversation;
  if (!(as in words) && Object.keys(words).length >= MOST_CLASSES) return conversation;
  return { ...conversation, words: { ...words, [as]: (words[as] ?? 0) + 1 } };
}

/** A button of an earlier question: a second tap says nothing new, another choice is told how to change. */
function late(conversation: Conversation, position: Position, node: string, value: string): Step {
  const repeated = position.used.some((answer) => answer.node === node && answer.value === value);
  return repeated ? { conversation } : { conversation, notices: [line("error.stale_choice")] };
}

/** Answers stay in the order in which their questions were first answered. */
function put(answers: readonly Answer[], answer: Answer): readonly Answer[] {
  const known = answers.some((one) => one.node === answer.node);
  return known ? answers.map((one) => (one.node === answer.node ? answer : one)) : [...answers, answer];
}

function reopen(
  conversation: Conversation,
  position: Position,
  { change: node, by }: { readonly change: string; readonly by?: AnsweredBy },
): Step {
  const given = by === "agent" ? conversation.answers : position.used;
  if (!given.some((answer) => answer.node === node)) {
    return { conversation, notices: [line("error.stale_choice")] };
  }
  return {
    conversation: withAnswers(
      conversation,
      conversation.answers.filter((answer) => answer.node !== node),
    ),
  };
}

/** A card was read: what was told before rested on less. */
function ground(conversation: Conversation, report: CardReport, at: number): Step {
  if (isTooOld(report, at)) return { conversation, notices: [line("card.too_old")] };
  const { told: _, ...rest } = conversation;
  const card = readingOf(report, at);
  return {
    conversation: { ...rest, card },
    notices: [line("card.read", { day: dayInJapan(card.readAt), time: timeInJapan(card.readAt) })],
  };
}

/** The answer that somebody has before them, and no other. */
function rate(conversation: Conversation, { decision }: Position, rated: Rating): Step {
  if (!decision) return { conversation };
  return { conversation: { ...conversation, rated }, notices: [line("rate.thanks")] };
}

function follow(
  conversation: Conversation,
  answers: readonly { readonly node: QuestionId; readonly value: string }[],
  at: number,
): Step {
  const given = answers.map(({ node, value }): Answer => ({ node, value, by: "link", at }));
  return { conversation: withAnswers(conversation, given) };
}

function obey(
  conversation: Conversation,
  position: Position,
  { command, value }: { readonly command: Command; readonly value?: string },
  world: World,
): Step {
  return COMMAND_STEPS[command](conversation, position, value, world);
}

type Obey = (conversation: Conversation, position: Position, value: string | undefined, world: World) => Step;

const COMMAND_STEPS: Readonly<Record<Command, Obey>> = {
  back(conversation, { used }) {
    const last = used.at(-1);
    const rest = conversation.answers.filter((answer) => answer.node !== last?.node);
    return { conversation: withAnswers(conversation, rest) };
  },
  restart: (conversation, _position, _value, { now }) => {
    const { lang, city, person } = conversation;
    const anew = { ...newConversation(lang, city), begun: now, ...(person && { person }) };
    return { conversation: anew, effects: [{ type: "begun_anew" }] };
  },
  language: (conversation, _, value) =>
    isLang(value)
      ? { conversation: { ...conversation, lang: value } }
      : { conversation, notices: [line("error.unknown_language")] },
  card: (conversation) => ({ conversation, effects: [{ type: "pairing" }] }),
  human: askPerson,
  assistant: leavePerson,
};

/** New answers make void what was told before. */
function withAnswers(conversation: Conversation, answers: readonly Answer[]): Conversation {
  return voided({ ...conversation, answers }, conversation);
}

function voided(after: Conversation, before: Conversation): Conversation {
  if (after.answers === before.answers) return after;
  const { told: _told, rated: _rated, ...rest } = after;
  return rest;
}

function conclude(step: Step, position: Position, world: World): TurnResult {
  const { conversation } = step;
  const { decision } = position;
  const moved = hasMoved(conversation, decision) ? [line("notice.answer_changed")] : [];
  const suggested = suggestedAt(position, conversation, world);
  const notices = [
    ...moved,
    ...(step.notices ?? []),
    ...(step.suggests ? suggestion(position, suggested) : []),
  ];
  const told = outcomeEffects(conversation, decision);
  const reply = replyOf(conversation, position, decision, notices, world);
  const isNew = told.length > 0 || (reply.answers.length === 0 && notices.length === 0);
  return {
    conversation: settled(conversation, position, decision),
    reply: { ...reply, suggested, notices: [...(isNew ? alertLines(reply, world) : []), ...notices] },
    effects: [...(step.effects ?? []), ...told],
  };
}

/** What everybody is to know stands before the greeting and before each answer; a person tells it themselves. */
function alertLines({ person }: Pick<Reply, "person">, { alert }: World): readonly Line[] {
  return alert && person !== "talking" ? [{ id: ALERT, text: alert }] : [];
}

/** Names the notice, for channels that show it in a place of its own. */
export const ALERT = "alert";

/** Nothing is decided by what words say unsurely: it is asked. */
function suggestion({ node }: Position, suggested: string | null): readonly Line[] {
  if (suggested === null) return [];
  return [line("heard.suggested", { answer: line(`option.${node}.${suggested}`) })];
}

/** After an upgrade, or on another day, the same answers may lead elsewhere: the resident is told. */
function hasMoved({ told }: Conversation, decision: Decision | null): boolean {
  if (!told) return false;
  return decision === null || told.rule !== decision.rule || told.route !== decision.route;
}

function outcomeEffects(conversation: Conversation, decision: Decision | null): readonly Effect[] {
  if (!decision || (conversation.told && !hasMoved(conversation, decision))) return [];
  return [{ type: "outcome", rule: decision.rule ?? "", route: decision.route }];
}

/**
 * At the outcome the answers that were not used are dropped; on the way there they may still hold.
 * A conversation that did not change is returned as it was.
 */
function settled(conversation: Conversation, position: Position, decision: Decision | null): Conversation {
  if (decision === null) {
    if (!conversation.told) return conversation;
    const { told: _, ...rest } = conversation;
    return rest;
  }
  const isTold = conversation.told && !hasMoved(conversation, decision);
  if (isTold && !conversation.heard) return conversation;
  const { heard: _, ...rest } = conversation;
  if (isTold) return rest;
  return {
    ...rest,
    answers: position.used,
    told: { rule: decision.rule, route: decision.route },
  };
}

function replyOf(
  conversation: Conversation,
  position: Position,
  decision: Decision | null,
  notices: readonly Line[],
  world: World,
): Omit<Reply, "suggested"> {
  const { node, used, options } = position;
  // Who has been answered already need not be greeted again.
  const isFirst = used.length === 0 && notices.length === 0;
  const outcome = decision && outcomeOf(world, position.of, decision, conversation.card);
  return {
    node,
    lang: conversation.lang,
    notices,
    say: decision
      ? [line(`rule.${decision.rule}`, outcomeVars(world, decision))]
      : [...(isFirst ? [line("greeting")] : []), line(`question.${node}`)],
    help: decision ? null : line(`help.${node}`, factVars(world.facts)),
    picture: pictureFor(node, decision?.route),
    offersCard: !conversation.card && cardHelps(node, outcome),
    choices: options.filter(({ spoken }) => !spoken).map(({ value }): Choice => choiceOf(node, value)),
    answers: used.map((answer) => viewOf(answer)),
    outcome,
    rated: (decision && conversation.rated) ?? null,
    person: conversation.person?.state ?? null,
  };
}

/** Questions that a card's counters or dates may answer. */
const ANSWERED_BY_CARD: ReadonlySet<string> = new Set<QuestionId>([
  "screen",
  "screen_says",
  "service",
  "what_ends",
  "user_pin_works",
  "knows_sign_pw",
  "knows_kenmen_pin",
]);

/** Reading the card helps where it can spare a question, or where a clerk will look at the counters. */
function cardHelps(node: string, outcome: Outcome | null): boolean {
  return outcome ? outcome.slip !== null : ANSWERED_BY_CARD.has(node);
}

function choiceOf(node: string, value: string): Choice {
  return { value, label: line(`option.${node}.${value}`), short: line(`short.${node}.${value}`) };
}

function viewOf({ node, value, by }: Answer): AnswerView {
  return { node, value, by, question: line(`asked.${node}`), label: line(`option.${node}.${value}`) };
}
