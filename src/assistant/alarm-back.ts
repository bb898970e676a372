import { takesAlarmBack } from "../language/clauses.ts";
import { QUESTIONS } from "../flows/index.ts";
import type { Heard } from "./heard.ts";
import type { Answer, Conversation, Position } from "./conversation.ts";

/**
 * The conversation without the alarm that somebody takes back: "it is not lost after all", "there it is".
 * @returns undefined where no alarm was raised, or it stands
 */
export function withoutAlarm(
  conversation: Conversation,
  { used }: Position,
  text: string,
  isBack: boolean,
): Conversation | undefined {
  const alarm = used.find(raisesAlarm);
  if (!alarm || !(isBack || takesAlarmBack(text))) return undefined;
  const { heard: _, ...rest } = conversation;
  return { ...rest, answers: conversation.answers.filter(({ node }) => node !== alarm.node) };
}

/** Whether somebody who corrects an alarm says what has happened instead. */
export function saysOtherwise({ situation }: Heard): boolean {
  return situation !== undefined && !ALARMS.has(situation.value);
}

const ALARMS: ReadonlySet<unknown> = new Set(["lost_card", "scam_suspect", "phone_lost"]);

function raisesAlarm({ node, value }: Answer): boolean {
  const chosen = QUESTIONS[node].options.find((option) => option.value === value);
  return ALARMS.has(chosen?.sets.situation);
}
