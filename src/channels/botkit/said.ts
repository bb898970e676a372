import type { Reply } from "../../assistant/index.ts";
import { type Lang, LANGS, line, type Line, rubyToText, type Say } from "../../language/index.ts";
import { type Beside, renderReply, type RenderedReply, type RenderedSlip } from "../rendered.ts";
import { type Button, dataOf } from "./button.ts";
import { bullets, type Part } from "./part.ts";
import { scriptOf } from "./script.ts";

/** A reply in words, before a platform gives it a form. */
export interface Said {
  readonly parts: readonly Part[];
  /** The answers to choose from, in the order of their numbers. */
  readonly choices: readonly Offer[];
  /** Above the choices. */
  readonly choose: string;
  /** What else can be done. */
  readonly ways: readonly Offer[];
  /** What to type where there are no buttons. */
  readonly hint: string;
}

/** Something to press, in full and in at most 20 characters, and what pressing it says to us. */
export interface Offer {
  readonly label: string;
  readonly short: string;
  readonly data: string;
}

/** Who reads a reply: the person with the card, or whoever has that person on the telephone. */
export type Voice = "resident" | "agent";

/** How to say a reply. */
export interface Saying {
  readonly say: Say;
  /** Japanese, for what the clerk reads. */
  readonly clerk: Say;
  readonly voice: Voice;
  /** Names the talk, so that its buttons can be told from those of others. */
  readonly talk: string;
  /** Something to say before the assistant's own notices. */
  readonly notice?: Line | undefined;
  /** The person has this outcome already, and asked for something else. */
  readonly told: boolean;
  /** What to look at; left out: where things stand. */
  readonly view?: View;
}

/** Where things stand, or the answers so far. */
export type View = "now" | "answers";

/** A reply in words. An outcome that was told already is not told again where there is something else to say. */
export function saidOf(reply: Reply, saying: Saying): Said {
  const { say, clerk, notice, told, view = "now" } = saying;
  const words = (one: Line): string => rubyToText(say(one));
  const rendered = renderReply(reply, say, clerk);
  const notices = [...(notice ? [words(notice)] : []), ...rendered.notices];
  const aside = reply.outcome !== null && told && notices.length > 0;
  const first = notices.map((text): Part => ({ text }));
  const offer = offering(words, saying.talk);
  const hint = words(line(reply.outcome ? "botkit.hint_at_end" : "botkit.hint"));
  const frame = { choose: words(line("line.choose")), hint };
  if (view === "answers") return { ...frame, ...answersSaid(first, rendered, words, offer) };
  const body = aside
    ? reply.say.map((one) => ({ text: words(one) }))
    : bodyOf(reply, rendered, saying, words);
  return {
    ...frame,
    parts: [...first, ...body],
    choices: rendered.choices.map(({ value, label, short }) => ({
      label,
      short,
      data: dataOf({ choose: value, node: reply.node }, saying.talk),
    })),
    ways: waysOn(reply, aside).map(offer),
  };
}

type Words = (line: Line) => string;

function bodyOf(reply: Reply, rendered: RenderedReply, saying: Saying, words: Words): readonly Part[] {
  const slip = rendered.outcome?.slip;
  const clerk: Words = (one) => rubyToText(saying.clerk(one));
  const paper = slip ? [slipPart(slip, words, clerk)] : [];
  if (saying.voice === "agent") return [...scriptOf(reply, rendered, words), ...paper];
  if (rendered.outcome) return [...outcomeParts(rendered.outcome.sections), ...paper];
  const help = rendered.help === null ? [] : [{ text: words(line("line.hint", { help: rendered.help })) }];
  return [...reply.say.map((one) => ({ text: words(one) })), ...help];
}

/** The first section, the answer itself, stands without a heading. */
function outcomeParts(
  sections: readonly { readonly heading: string; readonly lines: readonly string[] }[],
): readonly Part[] {
  return sections.map(({ heading, lines }, n) =>
    n === 0 ? { text: lines.join("\n") } : { heading, text: bullets(lines) },
  );
}

/** What to show the clerk: Japanese, and below each line the person's own language where that is another. */
function slipPart(slip: RenderedSlip, words: Words, clerk: Words): Part {
  const both = ({ ja, own }: Beside): string => (ja === own ? ja : `${ja}\n   ${own}`);
  const counters = slip.counters.map(
    ({ name, applications, state, concerned }) =>
      `${concerned ? "→" : "・"} ${name.ja}（${applications.join("・")}）: ${state.ja}`,
  );
  const lines = [
    words(line("botkit.show_at_counter")),
    both(slip.request),
    ...slip.facts.map(both),
    ...counters,
    ...[slip.readAt, ...slip.bring, slip.notice].filter((one) => one !== null).map(both),
    `${clerk(line("slip.day", { day: slip.day }))}  ${clerk(line("slip.facts_version", { version: slip.factsVersion }))}`,
  ];
  return { heading: slip.title.ja, text: lines.join("\n") };
}

function answersSaid(
  first: readonly Part[],
  { answers }: RenderedReply,
  words: Words,
  offer: (way: Way) => Offer,
): Pick<Said, "parts" | "choices" | "ways"> {
  const listed = answers.map(({ question, label }, n) => `${n + 1}. ${question} → ${label}`);
  const text = answers.length > 0 ? words(line("line.answers")) : words(line("line.no_answers"));
  return {
    parts: [...first, { text: [text, ...listed].join("\n") }],
    choices: [],
    ways: [
      ...answers.map(({ node }, n) =>
        offer({ button: { change: node }, label: line("line.button.change", { n: n + 1 }) }),
      ),
      offer({ button: { view: "now" }, label: line("botkit.go_on") }),
    ],
  };
}

interface Way {
  readonly button: Button;
  readonly label: Line;
}

function offering(words: Words, talk: string): (way: Way) => Offer {
  return ({ button, label }) => {
    const text = words(label);
    return { label: text, short: text, data: dataOf(button, talk) };
  };
}

/** Before the first answer the one thing to change is the language; afterwards, the answers. */
function waysOn({ outcome, answers, lang }: Reply, aside: boolean): readonly Way[] {
  const restart: Way = { button: { command: "restart" }, label: line("line.button.restart") };
  const change: Way = { button: { view: "answers" }, label: line("line.button.answers") };
  const human: Way = { button: { command: "human" }, label: line("line.button.human") };
  const again: Way = { button: { view: "now" }, label: line("line.button.outcome") };
  if (outcome) return [...(aside ? [again] : []), change, restart, human];
  const last = answers.at(-1);
  if (!last) return [...languagesBut(lang), human];
  // Going back is to reopen the last question: so an old button can be told from a fresh one.
  return [{ button: { change: last.node }, label: line("line.button.back") }, restart, human];
}

/** Each in its own words, for those who cannot read the present ones. */
function languagesBut(present: Lang): readonly Way[] {
  return LANGS.filter((lang) => lang !== present).map((lang) => ({
    button: { command: "language", value: lang },
    label: line(`ui.language_name.${lang}`),
  }));
}
