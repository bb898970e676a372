import type { messagingApi } from "@line/bot-sdk";
import type { Slip } from "../../assistant/index.ts";
import { line, type Line } from "../../language/index.ts";
import { counterState } from "../rendered.ts";
import { dayLine } from "./day.ts";
import { flexMessages, headline, item, note, row, section, text, way } from "./flex.ts";
import { LIMITS } from "./limits.ts";
import { clip } from "./text.ts";

type Words = (line: Line) => string;
type Component = messagingApi.FlexComponent;

/** For the clerk in Japanese, and then, where that is another, in the resident's language. */
export function slipMessages(
  slip: Slip,
  own: Words,
  clerk: Words,
  page: string | undefined,
): readonly messagingApi.FlexMessage[] {
  const japanese = slipParts(slip, clerk);
  const beside = own === clerk ? japanese : slipParts(slip, own);
  const same = beside === japanese || JSON.stringify(japanese) === JSON.stringify(beside);
  const toShow = [text(own(line("line.show_at_counter"))), ...japanese];
  const ways = page === undefined ? [] : [pageWay(page, own)];
  if (same) return flexMessages({ parts: toShow, ways });
  return [...flexMessages({ parts: toShow }), ...flexMessages({ parts: beside, ways })];
}

/** To print it, or to show it from another device. */
function pageWay(uri: string, words: Words): Component {
  const label = clip(words(line("line.button.slip")), LIMITS.label);
  return way(words(line("line.slip_page")), { type: "uri", label, uri });
}

function slipParts(slip: Slip, words: Words): readonly Component[] {
  const part = (name: string, lines: readonly Component[]): readonly Component[] =>
    section(words(line(`slip.heading.${name}`)), lines);
  const { bring, day, readAt, factsVersion: version } = slip;
  return [
    headline(words(slip.title)),
    ...(slip.notice ? [note(words(slip.notice))] : []),
    ...part("request", [text(words(slip.request), { weight: "bold" })]),
    ...part("facts", bulleted(slip.facts, words)),
    ...part(
      "counters",
      slip.counters.map((counter) => counterRow(counter, words)),
    ),
    ...(readAt ? [text(words(readAt))] : []),
    ...(bring.length > 0 ? part("bring", bulleted(bring, words)) : []),
    ...part("date", [text(words(line("slip.day", { day: dayLine(day) })))]),
    note(words(line("slip.note"))),
    note(words(line("slip.facts_version", { version }))),
  ];
}

function bulleted(lines: readonly Line[], words: Words): readonly Component[] {
  return lines.map((one) => item("・", words(one)));
}

function counterRow(
  { name, applications, left, concerned }: Slip["counters"][number],
  words: Words,
): Component {
  const mark = concerned ? `【${words(line("slip.counter.concerned"))}】\n` : "";
  return row(`${mark}${words(name)}（${applications.join("・")}）`, words(counterState(left)), concerned);
}
