import * as v from "valibot";

/**
 * LINE's rules for the messages of one request, as its platform checks them: those of its OpenAPI document
 * (numbers of messages and items, length of data) and those that it states elsewhere (lengths of texts and
 * labels, what a quick reply needs). Fields that we do not send are refused, so that nothing goes unchecked.
 * Source: https://developers.line.biz/en/reference/messaging-api/
 */
const utf16 = (least: number, most: number) =>
  v.pipe(
    v.string(),
    v.minLength(least),
    v.maxLength(most),
    v.check((text) => text.isWellFormed(), "half a surrogate pair"),
    v.check((text) => !/[｜《》]/.test(text), "furigana that LINE cannot show"),
  );

const PostbackActionSchema = v.strictObject({
  type: v.literal("postback"),
  label: utf16(1, 20),
  data: utf16(1, 300),
  displayText: utf16(1, 300),
});

const QuickReplySchema = v.strictObject({
  items: v.pipe(
    v.array(v.strictObject({ type: v.literal("action"), action: PostbackActionSchema })),
    v.minLength(1),
    v.maxLength(13),
    v.check(
      (items) => new Set(items.map(({ action }) => action.data)).size === items.length,
      "two buttons that do the same",
    ),
  ),
});

const TextMessageSchema = v.strictObject({
  type: v.literal("text"),
  text: v.pipe(
    utf16(1, 5000),
    v.check((text) => text.trim() === text, "white space around the text"),
  ),
  quickReply: v.optional(QuickReplySchema),
});

const MessagesSchema = v.pipe(
  v.array(TextMessageSchema),
  v.minLength(1),
  v.maxLength(5),
  v.check(
    (messages) => messages.slice(0, -1).every(({ quickReply }) => quickReply === undefined),
    "quick replies above the last message are never shown",
  ),
);

export type CheckedMessage = v.InferOutput<typeof TextMessageSchema>;

/**
 * Holds the messages of one reply or push against LINE's limits.
 * @throws {v.ValiError} saying what LINE would refuse.
 */
export function assertLineMessages(messages: unknown): asserts messages is CheckedMessage[] {
  v.assert(MessagesSchema, messages);
}
