import type { AnswerView, Outcome, Reply, Section, Slip } from "../assistant/index.ts";
import { line, type Line, rubyToText, type Say } from "../language/index.ts";

/** A reply in words, as programs and plain terminals get it: no markup, furigana in brackets or as it is kept. */
export interface RenderedReply {
  readonly node: string;
  readonly say: readonly string[];
  readonly help: string | null;
  readonly picture: { readonly id: string; readonly alt: string } | null;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly short: string }[];
  readonly answers: readonly RenderedAnswer[];
  readonly outcome: RenderedOutcome | null;
}

/** An answer so far, with its question. */
export interface RenderedAnswer extends Pick<AnswerView, "node" | "value" | "by"> {
  readonly question: string;
  readonly label: string;
}

/** A part of the outcome, in words. */
export interface RenderedSection {
  readonly id: Section["id"];
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The outcome with its sections and its slip in words. */
export interface RenderedOutcome extends Omit<Outcome, "sections" | "slip"> {
  readonly sections: readonly RenderedSection[];
  readonly slip: RenderedSlip | null;
}

/** Every text of the slip in Japanese for the clerk, and beside it in the resident's language. */
export interface RenderedSlip {
  readonly fallback: boolean;
  readonly title: Beside;
  readonly request: Beside;
  readonly facts: readonly Beside[];
  readonly counters: readonly {
    readonly secret: string;
    readonly name: Beside;
    readonly applications: readonly string[];
    readonly left: number | null;
    readonly state: Beside;
    readonly concerned: boolean;
  }[];
  readonly readAt: Beside | null;
  readonly bring: readonly Beside[];
  readonly day: string;
  readonly factsVersion: string;
  readonly notice: Beside | null;
}

/** The same text in Japanese and in the resident's own language. */
export interface Beside {
  readonly ja: string;
  readonly own: string;
}

/** What becomes of the Aozora notation in which furigana is kept. */
export const FURIGANA = {
  brackets: rubyToText,
  /** For a client that makes its own `<ruby>`. */
  notation: (text: string): string => text,
} as const satisfies Record<string, (text: string) => string>;
/** One of these forms, by name. */
export type Furigana = keyof typeof FURIGANA;

/** Renders a reply. `say` speaks the conversation's language, `clerk` Japanese. */
export function renderReply(
  reply: Reply,
  say: Say,
  clerk: Say,
  furigana: Furigana = "brackets",
): RenderedReply {
  const text = worded(say, furigana);
  const outcome = reply.outcome && renderOutcome(reply.outcome, text, worded(clerk, furigana));
  return {
    node: reply.node,
    say: [...reply.notices.map(text), ...(outcome ? paragraphsOf(outcome) : reply.say.map(text))],
    help: reply.help && text(reply.help),
    picture: reply.picture && { id: reply.picture, alt: text(line(`picture.${reply.picture}.alt`)) },
    choices: reply.choices.map(({ value, label, short }) => ({
      value,
      label: text(label),
      short: text(short),
    })),
    answers: reply.answers.map((answer) => ({
      node: answer.node,
      value: answer.value,
      by: answer.by,
      question: text(answer.question),
      label: text(answer.label),
    })),
    outcome,
  };
}

type Text = (line: Line) => string;

function worded(say: Say, furigana: Furigana): Text {
  return (line) => FURIGANA[furigana](say(line));
}

/** One paragraph a section; the first, the answer itself, stands without a heading. */
function paragraphsOf({ sections }: RenderedOutcome): readonly string[] {
  return sections.map(({ heading, lines }, n) =>
    n === 0 ? lines.join("\n") : [heading, ...lines.map((one) => `- ${one}`)].join("\n"),
  );
}

/** The heading above a section of the outcome. */
export function headingOf(section: Section): Line {
  return line(`section.${section.id}`);
}

function renderOutcome(outcome: Outcome, text: Text, clerk: Text): RenderedOutcome {
  return {
    ...outcome,
    sections: outcome.sections.map((section) => ({
      id: section.id,
      heading: text(headingOf(section)),
      lines: section.lines.map(text),
    })),
    slip: outcome.slip && renderSlip(outcome.slip, (line) => ({ ja: clerk(line), own: text(line) })),
  };
}

function renderSlip(slip: Slip, beside: (line: Line) => Beside): RenderedSlip {
  return {
    ...slip,
    title: beside(slip.title),
    request: beside(slip.request),
    facts: slip.facts.map(beside),
    counters: slip.counters.map((counter) => ({
      ...counter,
      name: beside(counter.name),
      state: beside(counterState(counter.left)),
    })),
    readAt: slip.readAt && beside(slip.readAt),
    bring: slip.bring.map(beside),
    notice: slip.notice && beside(slip.notice),
  };
}

/** "Not checked" is never shown as "not locked". */
export function counterState(left: number | null): Line {
  return left === null ? line("slip.counter.not_checked") : line("slip.counter.left", { left });
}
