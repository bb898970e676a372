import { readFileSync } from "node:fs";
import { hear } from "../../channels/hearing.ts";
import { createSay, type GuardedKind, line, type Messages } from "../../language/index.ts";
import type { DeskOptions } from "../context.ts";

const FILE = new URL("../../../locales/ja/desk/handoffs.json", import.meta.url);
const say = createSay(JSON.parse(readFileSync(FILE, "utf8")) as Messages, "ja");

/** What somebody of the desk wrote, as it may be kept and sent, and what they are told of it. */
export interface Guarded {
  readonly text: string;
  readonly warnings: readonly string[];
}

/**
 * Masks what must not be kept: a PIN that a resident told on the telephone is as secret when an agent types it.
 * `writer` is who writes where, since what is split over several messages is found too.
 */
export function guardAgent(desk: DeskOptions, writer: string, text: string): Guarded {
  const heard = hear(desk, writer, { text });
  if (!("text" in heard)) return { text, warnings: [] };
  return { text: heard.text, warnings: (heard.found ?? []).map(maskedWord) };
}

/** What an agent is told when something was masked. */
export function maskedWord(kind: GuardedKind): string {
  return say(line(`masked.${kind}`));
}
