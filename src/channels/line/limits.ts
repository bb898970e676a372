/**
 * What LINE takes in one message. Those in its OpenAPI document (messages, items, data) and those that stand
 * only in its reference (text, label, altText, sizes). Text counts in UTF-16 units, as JavaScript's `length`
 * does; labels count in grapheme clusters, of which there are never more.
 * Source: https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
export const LIMITS = {
  /** Messages in one reply or push. */
  messages: 5,
  text: 5000,
  quickReplies: 13,
  label: 20,
  displayText: 300,
  postbackData: 300,
  /** LINE has raised it since; this is what every account takes. */
  altText: 400,
  uri: 1000,
  /** Bytes of a bubble as JSON; LINE says 30 KB and not of which kind. */
  bubble: 30_000,
} as const;
