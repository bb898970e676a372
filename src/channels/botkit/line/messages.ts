import type { messagingApi } from "@line/bot-sdk";
import type { Activity, CardAction } from "botbuilder";
import * as v from "valibot";
import { choice, flexMessages, headline, text as words } from "../../line/flex.ts";
import { LIMITS } from "../../line/limits.ts";
import { clip, splitText } from "../../line/text.ts";

type Message = messagingApi.Message;
type Action = messagingApi.Action;

/** Buttons of Bot Framework, wherever they stand. */
type Button = Pick<CardAction, "type" | "title" | "text" | "displayText" | "value">;

/**
 * What an activity says, as LINE messages: its text, its cards and pictures, and its suggested actions below the last
 * of them. `channelData.line`: LINE messages that go out as they are, instead.
 * @throws {Error} saying what it is that LINE does not take.
 */
export function messagesOf(activity: Partial<Activity>): readonly Message[] {
  const own: unknown = activity.channelData?.line;
  if (Array.isArray(own)) return own as readonly Message[];
  const said = textMessages(activity.text ?? "");
  const shown = (activity.attachments ?? []).flatMap(({ contentType, contentUrl, content }) =>
    attachmentMessages(contentType, contentUrl, content),
  );
  const messages = withChoices([...said, ...shown], activity.suggestedActions?.actions ?? []);
  if (messages.length === 0) throw new Error(NOTHING);
  return messages;
}

const NOTHING = [
  "LINE can show nothing of this message: it has no text, no picture at an https address, and no hero, thumbnail or adaptive card.",
  "Give it a text, or LINE messages in channelData.line.",
].join(" ");

function textMessages(text: string): readonly Message[] {
  return splitText(text.toWellFormed(), LIMITS.text).map((piece) => ({ type: "text", text: piece }));
}

/**
 * Quick replies have room for 13 buttons of 20 characters, and only below a message. Whatever needs more becomes a
 * bubble, where every button shows all of its words: a choice that is cut or left out is none.
 */
function withChoices(messages: readonly Message[], buttons: readonly Button[]): readonly Message[] {
  const last = messages.at(-1);
  const actions = distinct(buttons.map(actionOf));
  if (actions.length === 0) return messages;
  const fit = buttons.every(({ title }) => title.length <= LIMITS.label);
  if (!last || !fit || actions.length > LIMITS.quickReplies) {
    return [...messages, ...flexMessages({ parts: choicesOf(buttons) })];
  }
  const quickReply = { items: actions.map((action) => ({ type: "action" as const, action })) };
  return [...messages.slice(0, -1), { ...last, quickReply }];
}

/** Two buttons that do the same are one. */
function distinct(actions: readonly Action[]): readonly Action[] {
  return [...new Map(actions.map((action) => [JSON.stringify(action), action])).values()];
}

function choicesOf(buttons: readonly Button[]): readonly messagingApi.FlexComponent[] {
  return buttons.map((button, n) => choice(`${n + 1}`, button.title.trim(), actionOf(button)));
}

/**
 * What a tap does. What is said for somebody and what comes back are one thing, so that both kinds of button work
 * with the same handler: `imBack` says its value in the chat, `postBack` its words.
 */
function actionOf({ type, title, text, displayText, value }: Button): Action {
  const label = clip(title.trim(), LIMITS.label);
  const data = dataOf(value ?? text ?? title);
  if (OPENS.has(type)) return { type: "uri", label, uri: within(addressOf(data), LIMITS.uri, label) };
  if (type === "call") return { type: "uri", label, uri: data.startsWith("tel:") ? data : `tel:${data}` };
  const says = displayText ?? (type === "imBack" ? data : title.trim());
  const postback = within(data, LIMITS.postbackData, label);
  return { type: "postback", label, data: postback, displayText: clip(says, LIMITS.displayText) };
}

const OPENS: ReadonlySet<string> = new Set([
  "openUrl",
  "showImage",
  "playAudio",
  "playVideo",
  "downloadFile",
  "signin",
]);

/** LINE opens no address with characters that are not encoded. */
function addressOf(data: string): string {
  return URL.canParse(data) ? new URL(data).href : data;
}

function dataOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function within(data: string, limit: number, label: string): string {
  if (data.length <= limit) return data;
  throw new Error(`The value of the button "${label}" has ${data.length} characters; LINE takes ${limit}.`);
}

/** What a card holds that LINE can show. */
interface Card {
  readonly title?: string | undefined;
  readonly texts: readonly string[];
  readonly picture?: string | undefined;
  readonly buttons: readonly Button[];
}

function attachmentMessages(
  contentType: string,
  contentUrl: string | undefined,
  content: unknown,
): readonly Message[] {
  if (/^image\/(\*|png|jpe?g)$/.test(contentType)) return pictureMessages(contentUrl);
  const read = CARDS.get(contentType);
  return read ? cardMessages(read(content)) : [];
}

function pictureMessages(url: string | undefined): readonly Message[] {
  return url?.startsWith("https://")
    ? [{ type: "image", originalContentUrl: url, previewImageUrl: url }]
    : [];
}

function cardMessages({ title, texts, picture, buttons }: Card): readonly Message[] {
  const parts = [
    ...(title ? [headline(title)] : []),
    ...texts.filter((text) => text.trim() !== "").map((text) => words(text.trim())),
    ...choicesOf(buttons),
  ];
  return [...pictureMessages(picture), ...flexMessages({ parts })];
}

const ButtonSchema = v.looseObject({
  type: v.string(),
  title: v.string(),
  text: v.optional(v.string()),
  displayText: v.optional(v.string()),
  value: v.optional(v.unknown()),
});
const HeroSchema = v.looseObject({
  title: v.optional(v.string()),
  subtitle: v.optional(v.string(), ""),
  text: v.optional(v.string(), ""),
  images: v.optional(v.array(v.looseObject({ url: v.string() })), []),
  buttons: v.optional(v.array(ButtonSchema), []),
});

function heroCard(content: unknown): Card {
  const { title, subtitle, text, images, buttons } = v.parse(HeroSchema, content);
  return { title, texts: [subtitle, text], picture: images[0]?.url, buttons: buttons.map(buttonOf) };
}

const AdaptiveSchema = v.looseObject({
  body: v.optional(v.array(v.unknown()), []),
  actions: v.optional(v.array(v.unknown()), []),
});
const BlockSchema = v.looseObject({ type: v.literal("TextBlock"), text: v.string() });
const SubmitSchema = v.looseObject({
  type: v.picklist(["Action.Submit", "Action.Execute"]),
  title: v.string(),
  data: v.optional(v.unknown()),
});
const OpenSchema = v.looseObject({ type: v.literal("Action.OpenUrl"), title: v.string(), url: v.string() });

/** The words and the buttons of an adaptive card, in their order; its layout and its inputs have no like in LINE. */
function adaptiveCard(content: unknown): Card {
  const { body, actions } = v.parse(AdaptiveSchema, content);
  return { texts: everyText(body), buttons: actions.flatMap(adaptiveButton) };
}

function everyText(part: unknown): readonly string[] {
  if (Array.isArray(part)) return part.flatMap(everyText);
  if (v.is(BlockSchema, part)) return [part.text];
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(everyText) : [];
}

function adaptiveButton(action: unknown): readonly Button[] {
  if (v.is(SubmitSchema, action)) {
    return [{ type: "postBack", title: action.title, value: action.data ?? action.title }];
  }
  return v.is(OpenSchema, action) ? [{ type: "openUrl", title: action.title, value: action.url }] : [];
}

function buttonOf({ type, title, text, displayText, value }: v.InferOutput<typeof ButtonSchema>): Button {
  return {
    type,
    title,
    value,
    ...(text !== undefined && { text }),
    ...(displayText !== undefined && { displayText }),
  };
}

const CARDS: ReadonlyMap<string, (content: unknown) => Card> = new Map([
  ["application/vnd.microsoft.card.hero", heroCard],
  ["application/vnd.microsoft.card.thumbnail", heroCard],
  ["application/vnd.microsoft.card.adaptive", adaptiveCard],
]);
