import type { messagingApi } from "@line/bot-sdk";
import type { AnswerView, Outcome, Reply, Section, Slip } from "../../assistant/index.ts";
import { line, type Line, rubyToText, type Say } from "../../language/index.ts";
import { counterState, headingOf } from "../rendered.ts";
import type { View } from "./button.ts";
import { LIMITS } from "./limits.ts";
import { isPaged, quickReply } from "./quick-reply.ts";
import { splitText } from "./text.ts";

/** How to say a reply. */
export interface Saying {
  /** The conversation's language. */
  readonly say: Say;
  /** Japanese, for what the clerk reads. */
  readonly clerk: Say;
  readonly view: View;
  /** Something to say before the assistant's own notices. */
  readonly notice?: Line | undefined;
  /** The resident has this outcome already, and asked for something else. */
  readonly told: boolean;
}

type Text = (line: Line) => string;

/**
 * A reply as LINE text messages, with the buttons below the last: quick replies of an earlier message are
 * never shown. There may be more of them than fit into one request; `inRequests` divides them.
 */
export function messagesOf(reply: Reply, saying: Saying): readonly messagingApi.TextMessage[] {
  const text = wordsOf(saying.say);
  const notices = [...(saying.notice ? [saying.notice] : []), ...reply.notices].map(text);
  const { view } = saying;
  const whole = !isAside(reply, saying);
  const bubbles = whole
    ? bubblesOf(reply, saying, notices, text)
    : [paragraphs([...notices, ...reply.say.map(text)])];
  const pieces = bubbles.flatMap((bubble) => splitText(bubble, LIMITS.text));
  return pieces.map((piece, n) => ({
    type: "text",
    text: piece,
    ...(n === pieces.length - 1 && { quickReply: quickReply(reply, { view, whole }, text) }),
  }));
}

/** Messages as they fit into one reply or push each. */
export function inRequests<T>(messages: readonly T[]): readonly (readonly T[])[] {
  const requests = Math.ceil(messages.length / LIMITS.messages);
  return Array.from({ length: requests }, (_, n) =>
    messages.slice(n * LIMITS.messages, (n + 1) * LIMITS.messages),
  );
}

/** LINE shows no furigana above words: 漢字(かんじ). */
function wordsOf(say: Say): Text {
  return (line) => rubyToText(say(line));
}

/** A word beside an outcome that stands in the chat already; all of it again would bury that word. */
function isAside({ outcome, notices }: Reply, { told, notice }: Saying): boolean {
  return outcome !== null && told && (notices.length > 0 || notice !== undefined);
}

function bubblesOf(
  reply: Reply,
  { view, clerk }: Saying,
  notices: readonly string[],
  text: Text,
): readonly string[] {
  if (view === "answers") return [paragraphs([...notices, answersText(reply.answers, text)])];
  if (reply.outcome) return outcomeBubbles(reply.outcome, notices, text, wordsOf(clerk));
  // The list of all choices stands above the further pages of their buttons.
  const question = view.page > 0 ? reply.say.map(text) : questionText(reply, text);
  return [paragraphs([...notices, ...question])];
}

/** Where a button had to be shortened, or is on another page, the choices stand in the text too. */
function questionText(reply: Reply, text: Text): readonly string[] {
  const shortened = reply.choices.some(({ label, short }) => text(label) !== text(short));
  const listed = shortened || isPaged(reply);
  return [
    ...reply.say.map(text),
    ...(listed
      ? [numbered(reply.choices.map(({ label }) => text(label))), text(line("line.numbers_do"))]
      : []),
    ...(reply.help ? [text(line("line.hint", { help: reply.help }))] : []),
  ];
}

function answersText(answers: readonly AnswerView[], text: Text): string {
  if (answers.length === 0) return text(line("line.no_answers"));
  const items = answers.map(({ question, label }) => `${text(question)}\n→ ${text(label)}`);
  return paragraphs([text(line("line.answers")), numbered(items)]);
}

/** What belongs together on one screen: where to go, what to take along, and what this rests on. */
const SCREENS: readonly (readonly Section["id"][])[] = [
  ["answer", "where", "steps"],
  ["bring", "effort", "caveats", "alternatives"],
  ["unknown", "grounds", "sources"],
];

function outcomeBubbles(
  { sections, slip }: Outcome,
  notices: readonly string[],
  text: Text,
  clerk: Text,
): readonly string[] {
  const screens = SCREENS.map((ids) =>
    sections.filter(({ id }) => ids.includes(id)).map((section) => sectionText(section, text)),
  );
  const [first = [], ...rest] = screens;
  return [[...notices, ...first], ...rest]
    .filter((screen) => screen.length > 0)
    .map(paragraphs)
    .concat(slip ? slipBubbles(slip, text, clerk) : []);
}

function sectionText(section: Section, text: Text): string {
  const lines = section.lines.map(text);
  if (section.id === "answer") return paragraphs(lines);
  const body = section.id === "steps" ? numbered(lines) : bulleted(lines);
  return `■ ${text(headingOf(section))}\n${body}`;
}

/** For the clerk in Japanese, and then, where that is another, in the resident's language. */
function slipBubbles(slip: Slip, text: Text, clerk: Text): readonly string[] {
  const japanese = slipText(slip, clerk);
  const own = slipText(slip, text);
  const shown = paragraphs([text(line("line.show_at_counter")), japanese]);
  return own === japanese ? [shown] : [shown, own];
}

function slipText(slip: Slip, text: Text): string {
  const part = (name: string, body: string): string => `■ ${text(line(`slip.heading.${name}`))}\n${body}`;
  const { bring, day, readAt, factsVersion: version } = slip;
  return paragraphs([
    `【${text(slip.title)}】`,
    ...(slip.notice ? [text(slip.notice)] : []),
    part("request", text(slip.request)),
    part("facts", bulleted(slip.facts.map(text))),
    part("counters", slip.counters.map((counter) => counterText(counter, text)).join("\n")),
    ...(readAt ? [text(readAt)] : []),
    ...(bring.length > 0 ? [part("bring", bulleted(bring.map(text)))] : []),
    `${text(line("slip.heading.date"))}: ${text(line("slip.day", { day }))}`,
    [text(line("slip.note")), text(line("slip.facts_version", { version }))].join("\n"),
  ]);
}

function counterText({ name, applications, left, concerned }: Slip["counters"][number], text: Text): string {
  const mark = concerned ? `【${text(line("slip.counter.concerned"))}】` : "";
  return `・${mark}${text(name)}（${applications.join("・")}）: ${text(counterState(left))}`;
}

function paragraphs(parts: readonly string[]): string {
  return parts.join("\n\n");
}

function numbered(lines: readonly string[]): string {
  return lines.map((one, n) => `${n + 1}. ${one}`).join("\n");
}

function bulleted(lines: readonly string[]): string {
  return lines.map((one) => `・${one}`).join("\n");
}
