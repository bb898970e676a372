import * as v from "valibot";
import { splitText } from "../line/text.ts";
import { DATA_KEY } from "./button.ts";
import { type Message, textOf } from "./plain.ts";
import type { Offer, Said } from "./said.ts";

/** Teams takes messages of about 28 kB with everything in them; a character of Japanese has three bytes. */
const TEXT_LIMIT = 5_000;
/** Version 1.5 is what Teams shows on every device. */
const VERSION = "1.5";

type Element = Readonly<Record<string, unknown>>;

/** A reply as adaptive cards. Each answer is a row of its own, since Teams shows six buttons in a row and hides the rest. */
export function asCards(said: Said): readonly Message[] {
  const texts = splitText(said.parts.map(textOf).join("\n\n"), TEXT_LIMIT);
  const choices: readonly Element[] = [
    ...(said.choices.length > 0 ? [block(said.choose, { weight: "Bolder" })] : []),
    ...said.choices.map((choice, n) => ({
      type: "ActionSet",
      actions: [submit(choice, `${n + 1}. ${choice.label}`)],
    })),
    ...said.ways.map((way) => ({ type: "ActionSet", actions: [submit(way, way.label)] })),
  ];
  return texts.map((text, n) =>
    card([...text.split("\n\n").map((one) => block(one)), ...(n === texts.length - 1 ? choices : [])]),
  );
}

function card(body: readonly Element[]): Message {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: VERSION,
    body,
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }],
  };
}

function block(text: string, style: Element = {}): Element {
  // Teams takes one line break for a space.
  return { type: "TextBlock", wrap: true, text: text.replaceAll("\n", "\n\n"), ...style };
}

function submit({ data }: Offer, title: string): Element {
  return { type: "Action.Submit", title, data: { [DATA_KEY]: data } };
}

const id = v.pipe(v.string(), v.minLength(1));
const ChannelDataSchema = v.looseObject({ tenant: v.optional(v.looseObject({ id: v.optional(id) })) });

/** The organisation that somebody writes from, where the conversation does not name it. */
export function tenantIn(channelData: unknown): string | undefined {
  const read = v.safeParse(ChannelDataSchema, channelData);
  return read.success ? read.output.tenant?.id : undefined;
}

/** As somebody typed it, without the mention of the bot that Teams wants in a channel. */
export function typedOnTeams(text: string): string {
  return text
    .replace(/<at>[^<]*<\/at>/g, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
