import { createHash } from "node:crypto";
import type { Conversation } from "../assistant/index.ts";

/** What it was instead, where a slip named the wrong thing: for a clerk who has no time, so in few words. */
export const WAS_INSTEAD = [
  "sign_pw",
  "user_pin",
  "juki_pin",
  "kenmen_pin",
  "code_b",
  "cert",
  "card_body",
  "not_locked",
  "documents",
  "other_office",
  "other",
] as const;
/** One of them. */
export type WasInstead = (typeof WAS_INSTEAD)[number];

/** Two slips have the same only where all answers were given in the same milliseconds; the second is then not judged. */
const ID_CHARACTERS = 12;

/**
 * Tells the slip of a conversation from all others: when its answers were given, and nothing of what they were. It
 * stays the same for as long as they do.
 */
export function slipIdOf({ answers, card, begun }: Conversation): string {
  const times = [begun, ...answers.map(({ at }) => at), card?.at].join(" ");
  return createHash("sha256").update(`slip ${times}`).digest("base64url").slice(0, ID_CHARACTERS);
}
