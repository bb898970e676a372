import type { Readable, Writable } from "node:stream";
import { createInterface } from "node:readline";
import {
  type Input,
  newConversation,
  type Reply,
  turn,
  type TurnResult,
  type World,
} from "../../assistant/index.ts";
import type { CardReport } from "../../card/report.ts";
import { guardMemory, type Lang, LANGS, line, type Line, rubyToText } from "../../language/index.ts";
import { guarded } from "../hearing.ts";
import { counterState, headingOf } from "../rendered.ts";

/** Single keys beside the numbers of the choices. */
const KEYS: Readonly<Record<string, Input>> = {
  b: { command: "back" },
  r: { command: "restart" },
  p: { command: "human" },
  c: { command: "card" },
};

/** The terminal, and the conversation to have in it. */
export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly world: () => World;
  readonly lang: Lang;
  readonly city: string;
  /** Reads the card in this computer's reader, or says why it cannot. */
  readonly readCard: (lang: Lang) => Promise<{ report: CardReport } | { refused: string }>;
}

/** `tokeru chat`: the conversation in a terminal, answered with number keys. Ends with `q` or the end of input. */
export async function terminalChat({
  input,
  output,
  world,
  lang,
  city,
  readCard,
}: TerminalOptions): Promise<void> {
  const lines = createInterface({ input, terminal: false });
  const memory = guardMemory(Date.now);
  let { conversation, reply } = show(turn(newConversation(lang, city), { show: true }, world()));
  for await (const typed of lines) {
    const key = typed.trim().toLowerCase();
    if (key === "q") break;
    if (key === "h") output.write(`\n${helpOf(reply, world(), conversation.lang)}\n\n> `);
    else ({ conversation, reply } = show(await take(inputOf(key, typed, conversation.lang))));
  }
  lines.close();

  /** A card is read here and now; everywhere else a code would be shown. */
  async function take(step: Input): Promise<TurnResult> {
    const result = turn(conversation, guarded(memory, "resident", step), world());
    if (!result.effects.some(({ type }) => type === "pairing")) return result;
    const read = await readCard(conversation.lang);
    if ("report" in read) return turn(conversation, { card: read.report }, world());
    output.write(`\n${read.refused}\n`);
    return result;
  }

  function show(result: TurnResult): TurnResult {
    const { say } = world();
    const text: Text = (one) => rubyToText(say(result.conversation.lang)(one));
    const parts = [
      ...paragraphs(result.reply, text),
      ...slipText(result.reply, text, say("ja")),
      prompt(result.reply, text),
    ];
    output.write(`\n${parts.join("\n\n")} `);
    return result;
  }
}

function inputOf(key: string, typed: string, lang: Lang): Input {
  return KEYS[key] ?? languageKey(key, lang) ?? { text: typed };
}

/** `l` goes round the languages. */
function languageKey(key: string, lang: Lang): Input | undefined {
  if (key !== "l") return undefined;
  return { command: "language", value: LANGS[(LANGS.indexOf(lang) + 1) % LANGS.length] ?? lang };
}

function helpOf(reply: Reply, world: World, lang: Lang): string {
  return rubyToText(world.say(lang)(reply.help ?? line("terminal.no_help")));
}

type Text = (line: Line) => string;

function paragraphs(reply: Reply, text: Text): readonly string[] {
  const notices = reply.notices.map((notice) => `※ ${text(notice)}`);
  if (reply.outcome) {
    const sections = reply.outcome.sections.map((section) =>
      [`■ ${text(headingOf(section))}`, ...section.lines.map((one) => `  ${text(one)}`)].join("\n"),
    );
    return [...notices, ...sections];
  }
  const choices = reply.choices.map((choice, n) => `${String(n + 1).padStart(4)}  ${text(choice.label)}`);
  return [...notices, ...reply.say.map(text), choices.join("\n")];
}

/** The slip: Japanese for the clerk, the resident's language below each line where it is another. */
function slipText(reply: Reply, text: Text, clerk: Text): readonly string[] {
  const slip = reply.outcome?.slip;
  if (!slip) return [];
  const both = (one: Line): string => {
    const [ja, own] = [rubyToText(clerk(one)), text(one)];
    return ja === own ? `  ${ja}` : `  ${ja}\n    ${own}`;
  };
  const counters = slip.counters.map(
    ({ name, applications, left, concerned }) =>
      `  ${concerned ? "→" : " "} ${clerk(name)}（${applications.join("・")}）: ${clerk(counterState(left))}`,
  );
  return [
    [
      `──── ${clerk(slip.title)} ────`,
      both(slip.request),
      ...slip.facts.map(both),
      ...counters,
      ...(slip.readAt ? [both(slip.readAt)] : []),
      ...slip.bring.map(both),
      `  ${clerk(line("slip.day", { day: slip.day }))}  ${clerk(line("slip.facts_version", { version: slip.factsVersion }))}`,
      ...(slip.notice ? [both(slip.notice)] : []),
    ].join("\n"),
  ];
}

function prompt(reply: Reply, text: Text): string {
  return `${text(line(reply.outcome ? "terminal.keys_at_end" : "terminal.keys"))}\n>`;
}
