import type { Reply } from "../../assistant/index.ts";
import { line, type Line } from "../../language/index.ts";
import type { RenderedOutcome, RenderedReply } from "../rendered.ts";
import { bullets, type Part } from "./part.ts";

type Words = (line: Line) => string;

/**
 * A reply for whoever has somebody on the telephone: what to read out, what to listen for, and what nobody may be
 * asked. The wording is `locales/<lang>/script.json`.
 */
export function scriptOf(reply: Reply, rendered: RenderedReply, words: Words): readonly Part[] {
  if (rendered.outcome) return outcomeScript(rendered.outcome, words);
  const opening = reply.answers.length === 0 && reply.notices.length === 0;
  return [
    ...(opening ? [aloud(words(line("script.opening")), words)] : []),
    aloud(words(line(`script.${reply.node}.say`)), words),
    {
      heading: words(line("botkit.script.listen")),
      text: bullets(words(line(`script.${reply.node}.listen`)).split("|")),
    },
    {
      heading: words(line("botkit.script.avoid")),
      text: bullets([words(line(`script.${reply.node}.avoid`)), words(line("script.avoid"))]),
    },
  ];
}

function aloud(text: string, words: Words): Part {
  return { heading: words(line("botkit.script.say")), text: `「${text}」` };
}

/** Every section is led in as one says it; the steps are counted, and the sources are read only where asked for. */
function outcomeScript({ sections, slip }: RenderedOutcome, words: Words): readonly Part[] {
  const parts = sections.map(({ id, heading, lines }): Part => {
    const read = id === "steps" ? counted(lines, words) : bullets(lines);
    return { heading, text: [`「${words(line(`script.outcome.${id}`))}」`, read].join("\n") };
  });
  const request = slip && words(line("script.outcome.clerk", { text: slip.request.ja }));
  return [
    ...parts,
    ...(request === null ? [] : [aloud(request, words)]),
    aloud(words(line("script.closing")), words),
  ];
}

function counted(lines: readonly string[], words: Words): string {
  return lines.map((text, n) => words(line("script.outcome.step", { n: n + 1, text }))).join("\n");
}
