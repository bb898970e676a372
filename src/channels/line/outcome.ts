import type { messagingApi } from "@line/bot-sdk";
import type { Outcome, Reply, Section } from "../../assistant/index.ts";
import { line, type Line } from "../../language/index.ts";
import { headingOf } from "../rendered.ts";
import { type Contact, contactsIn } from "./contacts.ts";
import { flexMessages, headline, item, note, prominent, section, text } from "./flex.ts";
import { LIMITS } from "./limits.ts";
import { slipMessages } from "./slip.ts";
import { clip } from "./text.ts";
import { type Voice, waysOn } from "./ways.ts";

type Component = messagingApi.FlexComponent;
type Words = (line: Line) => string;

/** What belongs together on one screen: where to go, what to take along, and what this rests on. */
const SCREENS: readonly (readonly Section["id"][])[] = [
  ["answer", "where", "steps"],
  ["bring", "effort", "caveats", "alternatives"],
  ["unknown", "grounds", "sources"],
];

/**
 * An outcome as bubbles below each other, since what has to be swiped aside to be seen is not seen: the
 * answer with its steps, what to take along, what it rests on, and the slip.
 */
export function outcomeMessages(
  reply: Reply,
  { sections, slip }: Outcome,
  notices: readonly string[],
  voice: Voice,
): readonly messagingApi.FlexMessage[] {
  const { words, clerk } = voice;
  const contacts = new Set<string>();
  const screens = SCREENS.map((ids) =>
    sections.filter(({ id }) => ids.includes(id)).flatMap((one) => sectionParts(one, words, contacts)),
  );
  const last = screens.findLastIndex((parts) => parts.length > 0);
  const bubbles = screens.flatMap((parts, n) =>
    flexMessages({
      parts: n === 0 ? [...notices.map((one) => text(one)), ...parts] : parts,
      ways: n === last ? waysOn(reply, voice) : [],
    }),
  );
  return [...bubbles, ...(slip ? slipMessages(slip, words, clerk, voice.slipPage) : [])];
}

/** Each number and page has its button below the line that names it first. */
function sectionParts(one: Section, words: Words, offered: Set<string>): readonly Component[] {
  const parts = one.lines.flatMap((line, n) => {
    const said = words(line);
    const fresh = contactsIn([said]).filter(({ uri }) => !offered.has(uri));
    for (const { uri } of fresh) offered.add(uri);
    return [lineOf(one.id, said, n), ...fresh.map((contact) => contactButton(contact, words))];
  });
  return one.id === "answer" ? parts : section(words(headingOf(one)), parts);
}

function lineOf(id: Section["id"], said: string, n: number): Component {
  if (id === "answer") return headline(said);
  if (id === "sources") return note(`・${said}`);
  return item(id === "steps" ? `${n + 1}.` : "・", said);
}

function contactButton(contact: Contact, words: Words): Component {
  const label = words(
    "number" in contact
      ? line("line.call", { number: contact.number })
      : line("line.open", { host: contact.host }),
  );
  return prominent(label, { type: "uri", label: clip(label, LIMITS.label), uri: contact.uri });
}
