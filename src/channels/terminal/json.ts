import * as v from "valibot";
import { parseReport } from "../../card/report.ts";
import {
  type Conversation,
  COMMANDS,
  type Input,
  newConversation,
  turn,
  type World,
} from "../../assistant/index.ts";
import { guardMemory, type Lang, type Say } from "../../language/index.ts";
import { guarded } from "../hearing.ts";
import { renderReply, type RenderedReply } from "../rendered.ts";

const InputSchema = v.union([
  v.object({ text: v.pipe(v.string(), v.maxLength(5000)) }),
  v.object({ choose: v.pipe(v.string(), v.maxLength(100)), node: v.optional(v.string()) }),
  v.object({ change: v.pipe(v.string(), v.maxLength(100)) }),
  v.object({ card: v.unknown() }),
  v.object({ command: v.picklist(COMMANDS), value: v.optional(v.string()) }),
]);

/** A line that is no input: what is wrong with it, for the program that wrote it. */
export interface JsonError {
  readonly error: { readonly message: string };
}

/**
 * `tokeru chat --json`: one JSON object in, one out, and the greeting before any input. A line that
 * cannot be read is answered with an error and leaves the conversation as it was.
 */
export function jsonChat(world: () => World, lang: Lang, city: string) {
  const memory = guardMemory(Date.now);
  let conversation: Conversation = newConversation(lang, city);

  function take(input: Input): RenderedReply {
    const around = world();
    const result = turn(conversation, guarded(memory, "resident", input), around);
    conversation = result.conversation;
    const say = (of: Lang): Say => around.say(of);
    return renderReply(result.reply, say(conversation.lang), say("ja"));
  }

  return {
    greeting: (): RenderedReply => take({ show: true }),
    answer(text: string): RenderedReply | JsonError {
      const parsed = v.safeParse(InputSchema, parse(text));
      const input = parsed.success ? toInput(parsed.output) : { refused: EXPECTED };
      return "refused" in input ? { error: { message: input.refused } } : take(input);
    },
  };
}

const EXPECTED =
  'expected one JSON object a line: {"choose": "<value>"}, {"text": "…"}, {"change": "<node>"}, {"card": {…}} or ' +
  `{"command": "${COMMANDS.join('" | "')}"}`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The assistant's input, or why there is none; what a card report held is not repeated. */
function toInput(parsed: v.InferOutput<typeof InputSchema>): Input | { readonly refused: string } {
  if ("card" in parsed) {
    const read = parseReport(parsed.card);
    return "report" in read ? { card: read.report } : read;
  }
  if ("choose" in parsed)
    return { choose: parsed.choose, ...(parsed.node !== undefined && { node: parsed.node }) };
  if ("command" in parsed) {
    return { command: parsed.command, ...(parsed.value !== undefined && { value: parsed.value }) };
  }
  return parsed;
}
