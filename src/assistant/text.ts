import { LANGS, type Say } from "../language/index.ts";
import { type Position, RATINGS } from "./conversation.ts";
import { type Command, COMMANDS, type Input } from "./input.ts";
import { numberIn } from "./numbers.ts";
import { bare, wordsOf } from "./typed.ts";
import { readChoice, type Reading, type Typing } from "./typed-choice.ts";

export { normalise } from "./typed.ts";

/**
 * Reads what somebody typed instead of tapping: a choice, what any other button says, a command or the name of a
 * language.
 * @returns undefined where it is none of these; the text itself is then forgotten.
 */
export function readText(text: string, typing: Typing, reading: Reading): Input | undefined {
  const say = reading.say(typing.lang);
  return (
    readChoice(text, typing, reading) ?? readCommand(text, say) ?? readButton(text, typing.position, say)
  );
}

/** `words.<command>` lists what people type for it, parted by "|". */
export function readCommand(text: string, say: Say): Extract<Input, { command: Command }> | undefined {
  const typed = bare(text);
  const isMeant = (id: string): boolean => wordsOf(id, say).has(typed);
  const lang = LANGS.find((lang) => isMeant(`words.language.${lang}`));
  if (lang) return { command: "language", value: lang };
  const command = COMMANDS.find((command) => command !== "language" && isMeant(`words.${command}`));
  return command && { command };
}

/** What else can be tapped: an answer to be changed, a judgement of the outcome, the present place. */
function readButton(text: string, { used, decision }: Position, say: Say): Input | undefined {
  const typed = bare(text);
  if (wordsOf("words.show", say).has(typed)) return { show: true };
  const rate = decision && RATINGS.find((rating) => wordsOf(`rate.${rating}`, say).has(typed));
  if (rate) return { rate };
  const answer = used[(numberIn(text, "words.change", say) ?? 0) - 1];
  return answer && { change: answer.node };
}
