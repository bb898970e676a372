import { createHash } from "node:crypto";
import * as v from "valibot";
import { type Conversation, readConversation, turn, type World } from "../../assistant/index.ts";
import { dayInJapan } from "../../assistant/world.ts";
import type { Conversation as Row, Handoff, Journey } from "../../store/index.ts";

const minutes = v.nullable(v.number());

/** What became of a conversation. Ids and counts: nothing that somebody wrote. */
const DetailSchema = v.object({
  /** Where it led; null: it was left before. */
  outcome: v.nullable(v.object({ rule: v.string(), route: v.string(), secret: v.string() })),
  /** The question at which it was left; null: it came to its end. */
  left: v.nullable(v.string()),
  questions: v.number(),
  /** From its beginning to its last answer. */
  minutes,
  /** The answer rests on what was read from the card. */
  card: v.boolean(),
  handoff: v.picklist(["none", "asked", "taken"]),
  /** From asking to being taken on. */
  waited: minutes,
  rated: v.nullable(v.picklist(["good", "bad"])),
  /** How often words were understood as what; `none`: not at all. */
  words: v.record(v.string(), v.number()),
});
export type Detail = v.InferOutput<typeof DetailSchema>;

/** Reads what was stored; undefined where another version wrote something else. */
export function readDetail(detail: unknown): Detail | undefined {
  const parsed = v.safeParse(DetailSchema, detail);
  return parsed.success ? parsed.output : undefined;
}

const MINUTE_MS = 60_000;

/** What a conversation has come to so far, as it is counted. */
export function journeyOf(
  row: Pick<Row, "id" | "channel" | "createdAt" | "body">,
  handoffs: readonly Handoff[],
  worldOf: (city: string) => World,
): Journey {
  const conversation = readConversation(row.body);
  const { city, lang, begun = row.createdAt } = conversation;
  const detail = detailOf(conversation, begun, handoffs, worldOf(city));
  return {
    key: keyOf(row.id, conversation.begun),
    day: dayInJapan(begun),
    city,
    channel: row.channel,
    lang,
    detail,
  };
}

/** Nobody finds a conversation by it who does not know the conversation's id already. */
function keyOf(conversation: string, begun: number | "first" = "first"): string {
  return createHash("sha256").update(`journey ${conversation} ${begun}`).digest("base64url");
}

function detailOf(
  conversation: Conversation,
  begun: number,
  handoffs: readonly Handoff[],
  world: World,
): Detail {
  const { reply } = turn(conversation, { show: true }, world);
  const { outcome, node, answers } = reply;
  const last = conversation.answers.at(-1);
  const asked = handoffs.filter(({ askedAt }) => askedAt >= begun);
  const taken = asked.find(({ takenAt }) => takenAt !== null);
  return {
    outcome: outcome && { rule: outcome.rule, route: outcome.route, secret: outcome.diagnosis.secret },
    left: outcome ? null : node,
    questions: answers.length,
    minutes: last ? minutesBetween(begun, last.at) : null,
    card: conversation.card !== undefined,
    handoff: taken ? "taken" : asked.length > 0 ? "asked" : "none",
    waited: taken?.takenAt ? minutesBetween(taken.askedAt, taken.takenAt) : null,
    rated: conversation.rated ?? null,
    words: conversation.words ?? {},
  };
}

function minutesBetween(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) / MINUTE_MS));
}
