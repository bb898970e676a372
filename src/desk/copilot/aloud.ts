import type { Outcome, Section } from "../../assistant/index.ts";
import { SLIP_CODE_LENGTH } from "../../channels/slip-code.ts";
import { line, type Line, type Say } from "../../language/index.ts";
import type { Voice } from "./script.ts";

/** In the order in which a caller can follow: where to, with what, and only then how. */
const ORDER = [
  "answer",
  "where",
  "bring",
  "steps",
  "effort",
  "caveats",
  "alternatives",
  "unknown",
] as const satisfies readonly Section["id"][];

/** An outcome as it is read aloud: each part with words that lead to it, one sentence of the page after the other. */
export function aloudOf(outcome: Outcome, { caller, clerk, isCall }: Voice): readonly string[] {
  const { slip } = outcome;
  return [
    ...ORDER.flatMap((id) => partOf(id, outcome, caller)),
    ...(slip ? [caller(clerkLine(clerk(slip.request)))] : []),
    ...(slip && isCall ? [caller(line("script.code.offer", { count: SLIP_CODE_LENGTH }))] : []),
    ...partOf("grounds", outcome, caller),
    caller(line("script.outcome.sources")),
    ...(isCall ? [caller(line("script.closing"))] : []),
  ];
}

function partOf(id: Section["id"], { sections }: Outcome, caller: Say): readonly string[] {
  const section = sections.find((one) => one.id === id);
  if (!section) return [];
  const texts = section.lines.map((message) => readable(caller(message)));
  const isCounted = id === "steps" && texts.length > 1;
  const told = isCounted ? texts.map((text, n) => caller(stepLine(n + 1, text))) : texts;
  return [caller(line(`script.outcome.${id}`)), ...told];
}

function stepLine(n: number, text: string): Line {
  return line("script.outcome.step", { n, text });
}

/** The counter understands Japanese, whatever the caller speaks. */
function clerkLine(request: string): Line {
  return line("script.outcome.clerk", { text: request });
}

/** Nobody reads an address of a page aloud that stands in brackets. */
function readable(text: string): string {
  return text.replace(/\s*[（(][^（()）]*https?:\/\/[^（()）]*[)）]/g, "").trim();
}
