import * as v from "valibot";
import { LANGS } from "../language/index.ts";
import { SECRETS } from "../facts/index.ts";
import { DEFAULT_CITY } from "./city.ts";
import { type Conversation, RATINGS } from "./conversation.ts";
import { QUESTION_IDS } from "../flows/index.ts";

const AnswerSchema = v.object({
  node: v.string(),
  value: v.string(),
  by: v.picklist(["resident", "card", "agent", "link"]),
  at: v.number(),
});

const LangSchema = v.picklist(LANGS);
const PersonSchema = v.object({
  state: v.picklist(["waiting", "talking"]),
  since: v.number(),
  said: v.number(),
});

const ConversationSchema = v.object({
  lang: LangSchema,
  city: v.string(),
  answers: v.array(AnswerSchema),
  card: v.optional(
    v.object({
      at: v.number(),
      readAt: v.number(),
      counters: v.record(v.picklist(SECRETS), v.nullable(v.number())),
      blockedIn: v.optional(v.record(v.picklist(SECRETS), v.array(v.string())), {}),
      userCertEnds: v.nullable(v.string()),
      signCertPresent: v.nullable(v.boolean()),
    }),
  ),
  heard: v.optional(
    v.record(
      v.string(),
      v.object({ value: v.union([v.string(), v.number(), v.boolean()]), sure: v.boolean() }),
    ),
  ),
  told: v.optional(v.object({ rule: v.nullable(v.string()), route: v.string() })),
  person: v.optional(PersonSchema),
  talked: v.optional(v.literal(true)),
  begun: v.optional(v.number()),
  rated: v.optional(v.picklist(RATINGS)),
  words: v.optional(v.record(v.string(), v.number())),
  lost: v.optional(v.literal(true)),
});

/** What is saved of a conversation that cannot be read: how to speak to somebody, and who speaks with them. */
const RemainsSchema = v.fallback(
  v.object({
    lang: v.fallback(LangSchema, "ja"),
    city: v.fallback(v.string(), DEFAULT_CITY),
    person: v.fallback(v.optional(PersonSchema), undefined),
  }),
  { lang: "ja", city: DEFAULT_CITY },
);

const QUESTIONS: ReadonlySet<string> = new Set(QUESTION_IDS);

/**
 * Reads what a store kept, possibly written by an older version: an answer to a question that is gone is
 * left out, everything else holds. What cannot be read at all begins anew: whoever it belongs to would be shut out
 * for as long as it is kept.
 */
export function readConversation(body: unknown): Conversation {
  const read = v.safeParse(ConversationSchema, body);
  return read.success ? whole(read.output) : remainsOf(body);
}

function remainsOf(body: unknown): Conversation {
  const { person, ...rest } = v.parse(RemainsSchema, body);
  return { ...rest, answers: [], ...(person && { person }), lost: true };
}

function whole(read: v.InferOutput<typeof ConversationSchema>): Conversation {
  const { told, card, heard, person, talked, begun, rated, words, lost, answers, ...rest } = read;
  return {
    ...rest,
    answers: answers.filter((answer): answer is Conversation["answers"][number] =>
      QUESTIONS.has(answer.node),
    ),
    ...(card && { card }),
    ...(heard && { heard }),
    ...(told && { told }),
    ...(person && { person }),
    ...(talked && { talked }),
    ...(begun !== undefined && { begun }),
    ...(rated && { rated }),
    ...(words && { words }),
    ...(lost && { lost }),
  };
}
