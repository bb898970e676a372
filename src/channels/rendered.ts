import type { AnswerView, Outcome, Reply, Section, Slip, World } from "../assistant/index.ts";
import { type Lang, line, type Line, rubyToText, type Say } from "../language/index.ts";

/** A reply in words, as programs and plain terminals get it: no markup, furigana in brackets or as it is kept. */
export interface RenderedReply {
  readonly node: string;
  /** Notices first, then the question or the outcome. */
  readonly say: readonly string[];
  /** What `say` begins with where the input needs a word, for whoever shows it apart. */
  readonly notices: readonly string[];
  readonly help: string | null;
  readonly picture: { readonly id: string; readonly alt: string } | null;
  readonly choices: readonly { readonly value: string; readonly label: string; readonly short: string }[];
  /** The choice that typed words spoke for; it decides nothing. */
  readonly suggested: string | null;
  readonly answers: readonly RenderedAnswer[];
  /** Reading the card's counters would help here, and has not been done. */
  readonly offersCard: boolean;
  readonly outcome: RenderedOutcome | null;
  /** What somebody has said of the outcome; null: nothing yet. */
  readonly rated: Reply["rated"];
}

/** Somebody to call. */
export interface Phone {
  readonly label: string;
  readonly number: string;
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
  const notices = reply.notices.map(text);
  return {
    node: reply.node,
    say: [...notices, ...(outcome ? paragraphsOf(outcome) : reply.say.map(text))],
    notices,
    help: reply.help && text(reply.help),
    picture: reply.picture && { id: reply.picture, alt: text(line(`picture.${reply.picture}.alt`)) },
    choices: reply.choices.map(({ value, label, short }) => ({
      value,
      label: text(label),
      short: text(short),
    })),
    suggested: reply.suggested,
    answers: reply.answers.map((answer) => ({
      node: answer.node,
      value: answer.value,
      by: answer.by,
      question: text(answer.question),
      label: text(answer.label),
    })),
    offersCard: reply.offersCard,
    outcome,
    rated: reply.rated,
  };
}

type Text = (line: Line) => string;

function worded(say: Say, furigana: Furigana): Text {
  return (line) => FURIGANA[furigana](say(line));
}

/** The free lines about cards: in Japanese, and in other languages. */
const LINES = ["free_dial", "free_dial_foreign_card"] as const;

/** Whom to call where a program cannot be reached; the line that speaks the language comes first. */
export function renderPhones(
  { facts, city }: Pick<World, "facts" | "city">,
  lang: Lang,
  say: Say,
  furigana: Furigana = "brackets",
): readonly Phone[] {
  const text = worded(say, furigana);
  const speaks = (id: (typeof LINES)[number]): boolean =>
    facts.hotlines[id].languages.some((one) => one === lang.split("-")[0]);
  const lines = LINES.toSorted((one, other) => Number(speaks(other)) - Number(speaks(one))).map((id) => ({
    label: text(line(`web.phone.${id}`)),
    number: facts.hotlines[id].number,
  }));
  if (!city.name || city.telephone === undefined) return lines;
  const ofCity = text(line("web.phone.city", { city: cityLine(city.name) }));
  return [...lines, { label: ofCity, number: city.telephone }];
}

/** A city's name, to stand in other lines. */
export function cityLine(name: Readonly<Record<Lang, string>>): Line {
  return { id: "city.name", text: name };
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
