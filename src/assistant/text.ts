import { isQuestion } from "./conversation.ts";
import { LANGS, line, readingOnly, type Say, withoutRuby } from "../language/index.ts";
import type { Position } from "./conversation.ts";
import { type Command, COMMANDS, type Input } from "./input.ts";

/**
 * Reads what somebody typed instead of tapping: the number of a choice, its words, a command or the name
 * of a language.
 * @returns undefined where it is none of these; the text itself is then forgotten.
 */
export function readText(text: string, position: Position, say: Say): Input | undefined {
  const typed = normalise(text);
  return readChoice(typed, position, say) ?? readCommand(text, say);
}

function readChoice(typed: string, { node, options }: Position, say: Say): Input | undefined {
  if (!isQuestion(node)) return undefined;
  const chosen = options.find(({ value, spoken }, n) => {
    const labels = [`option.${node}.${value}`, `short.${node}.${value}`].map((id) => say(line(id)));
    const words = labels.flatMap((label) => [withoutRuby(label), readingOnly(label)]).map(normalise);
    return (!spoken && typed === String(n + 1)) || words.includes(typed);
  });
  return chosen && { choose: chosen.value, node };
}

/** `words.<command>` lists what people type for it, parted by "|". */
export function readCommand(text: string, say: Say): Extract<Input, { command: Command }> | undefined {
  const typed = normalise(text);
  const isMeant = (id: string): boolean => say(line(id)).split("|").map(normalise).includes(typed);
  const lang = LANGS.find((lang) => isMeant(`words.language.${lang}`));
  if (lang) return { command: "language", value: lang };
  const command = COMMANDS.find((command) => command !== "language" && isMeant(`words.${command}`));
  return command && { command };
}

/** Whether somebody agrees to what was suggested; `words.yes` lists what people say. */
export function isYes(text: string, say: Say): boolean {
  return say(line("words.yes")).split("|").map(normalise).includes(normalise(text));
}

/** Width, case and spaces make no difference. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s。.!！?？]+/gu, "");
}
