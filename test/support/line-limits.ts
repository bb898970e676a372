import * as v from "valibot";
import { ActionSchema, utf16 } from "./line-actions.ts";
import { assertFlex, type FlexContents } from "./line-flex.ts";

/**
 * LINE's rules for the messages of one request, as its platform checks them: those of its OpenAPI document
 * (numbers of messages and items, length of data) and those that it states elsewhere (lengths of texts and
 * labels, what a quick reply needs). Fields that we do not send are refused, so that nothing goes unchecked.
 * Source: https://developers.line.biz/en/reference/messaging-api/
 */
const QuickReplySchema = v.strictObject({
  items: v.pipe(
    v.array(v.strictObject({ type: v.literal("action"), action: ActionSchema })),
    v.minLength(1),
    v.maxLength(13),
    v.check(
      (items) => new Set(items.map(({ action }) => JSON.stringify(action))).size === items.length,
      "two buttons that do the same",
    ),
  ),
});

/** Who says it, in the place of the account's name; some words, such as LINE, may not stand there. */
const SenderSchema = v.strictObject({ name: v.pipe(utf16(1, 20), v.regex(/^(?!.*LINE)/iu)) });

const TextMessageSchema = v.strictObject({
  type: v.literal("text"),
  text: v.pipe(
    utf16(1, 5000),
    v.check((text) => text.trim() === text, "white space around the text"),
  ),
  quickReply: v.optional(QuickReplySchema),
  sender: v.optional(SenderSchema),
});

/** altText: 400 of old, 1,500 today; what keeps to the older rule keeps to both. */
const FlexMessageSchema = v.strictObject({
  type: v.literal("flex"),
  altText: utf16(1, 400),
  contents: v.custom<FlexContents>(assertFlex, "no Flex that LINE takes"),
  quickReply: v.optional(QuickReplySchema),
});

/** A phone shows the preview, and the original when it is tapped. */
const picture = v.pipe(v.string(), v.maxLength(2000), v.regex(/^https:\/\/[!-~]+\.png$/));
const ImageMessageSchema = v.strictObject({
  type: v.literal("image"),
  originalContentUrl: picture,
  previewImageUrl: picture,
  quickReply: v.optional(QuickReplySchema),
});

const MessagesSchema = v.pipe(
  v.array(v.variant("type", [TextMessageSchema, FlexMessageSchema, ImageMessageSchema])),
  v.minLength(1),
  v.maxLength(5),
  v.check(
    (messages) => messages.slice(0, -1).every(({ quickReply }) => quickReply === undefined),
    "quick replies above the last message are never shown",
  ),
);

export type CheckedMessage = v.InferOutput<typeof MessagesSchema>[number];

/**
 * Holds the messages of one reply or push against LINE's limits.
 * @throws {v.ValiError} saying what LINE would refuse.
 */
export function assertLineMessages(messages: unknown): asserts messages is CheckedMessage[] {
  v.assert(MessagesSchema, messages);
}
