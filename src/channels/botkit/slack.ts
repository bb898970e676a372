import * as v from "valibot";
import { clip, splitText } from "../line/text.ts";
import type { Message } from "./plain.ts";
import type { Part } from "./part.ts";
import type { Offer, Said } from "./said.ts";

/** Slack's limits (Block Kit reference): characters of a text, of a button and of a notification, blocks of a message. */
const LIMITS = { text: 3_000, button: 75, notification: 150, blocks: 50, actions: 25 };

type Block = Readonly<Record<string, unknown>>;

/** A reply as blocks. Each answer stands in full beside its button, for a button shows few characters on a phone. */
export function asBlocks(said: Said): readonly Message[] {
  const choices = said.choices.map((offer, n) => ({
    ...section(`${n + 1}. ${offer.label}`),
    accessory: button(offer, "choice", n),
  }));
  const blocks: readonly Block[] = [
    ...said.parts.flatMap(blocksOf),
    ...(choices.length > 0 ? [section(said.choose)] : []),
    ...choices,
    ...(said.ways.length > 0
      ? [
          {
            type: "actions",
            elements: said.ways.slice(0, LIMITS.actions).map((way, n) => button(way, "way", n)),
          },
        ]
      : []),
  ];
  return portions(blocks, LIMITS.blocks).map((portion) => ({
    type: "message",
    // What a notification and a screen reader say; Slack shows the blocks.
    text: clip(escaped(firstWords(said)), LIMITS.notification),
    channelData: { blocks: portion },
  }));
}

function firstWords({ parts, choose }: Said): string {
  return parts[0]?.text ?? choose;
}

function blocksOf({ heading, text }: Part): readonly Block[] {
  const whole = heading === undefined ? escaped(text) : `*${escaped(heading)}*\n${escaped(text)}`;
  return splitText(whole, LIMITS.text).map((piece) => ({
    type: "section",
    text: { type: "mrkdwn", text: piece },
  }));
}

function section(text: string): Block {
  return { type: "section", text: { type: "mrkdwn", text: clip(escaped(text), LIMITS.text) } };
}

function button({ short, data }: Offer, kind: string, n: number): Block {
  return {
    type: "button",
    action_id: `tokeru_${kind}_${n}`,
    text: { type: "plain_text", text: clip(short, LIMITS.button), emoji: false },
    value: data,
  };
}

/** Slack's three control characters. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function portions<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

const id = v.pipe(v.string(), v.minLength(1));
const team = v.union([
  id,
  v.pipe(
    v.looseObject({ id }),
    v.transform((one) => one.id),
  ),
]);

/** What the adapter leaves of an event of Slack. Its `event_id` it throws away. */
const EventSchema = v.looseObject({
  type: v.string(),
  team: v.optional(team),
  channel_type: v.optional(v.string()),
  subtype: v.optional(v.string()),
  bot_id: v.optional(v.nullable(v.string())),
  text: v.optional(v.nullable(v.string())),
  ts: v.optional(id),
  trigger_id: v.optional(id),
  actions: v.optional(v.array(v.looseObject({ value: v.optional(v.string()), action_ts: v.optional(id) }))),
  container: v.optional(v.looseObject({ thread_ts: v.optional(id) })),
  message: v.optional(v.looseObject({ thread_ts: v.optional(id) })),
  files: v.optional(v.array(v.unknown())),
});
/** An event of Slack, as far as it matters here. */
export type SlackEvent = v.InferOutput<typeof EventSchema>;

/** Reads what the adapter has put into `channelData`; undefined where it is nothing of Slack's. */
export function readSlackEvent(channelData: unknown): SlackEvent | undefined {
  const read = v.safeParse(EventSchema, channelData);
  return read.success ? read.output : undefined;
}

/** As somebody typed it: without mentions, with the words of links in place of their addresses. */
export function typedOnSlack(text: string): string {
  return text
    .replace(/<[@#!][^>]*>/g, "")
    .replace(/<([^>|]*)\|([^>]*)>/g, "$2")
    .replace(/<([^>]*)>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
