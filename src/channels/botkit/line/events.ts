import type { Activity, ChannelAccount } from "botbuilder";
import * as v from "valibot";

/** Bot Framework's name of the channel. */
export const CHANNEL_ID = "line";

/** An event of LINE, as an activity of Bot Framework. */
export interface Heard {
  /** Unique; the same when LINE delivers the event again. */
  readonly eventId: string;
  readonly conversation: string;
  readonly replyToken: string | undefined;
  readonly activity: Partial<Activity>;
}

/** LINE adds events and fields without notice, so nothing is refused for what is new in it. */
const WebhookSchema = v.looseObject({ destination: v.optional(v.string()), events: v.array(v.unknown()) });
const id = v.pipe(v.string(), v.minLength(1));
const MembersSchema = v.looseObject({ members: v.array(v.looseObject({ userId: id })) });
const EventSchema = v.looseObject({
  type: v.string(),
  webhookEventId: id,
  mode: v.optional(v.string()),
  timestamp: v.optional(v.number()),
  source: v.variant("type", [
    v.looseObject({ type: v.literal("user"), userId: id }),
    v.looseObject({ type: v.literal("group"), groupId: id, userId: v.optional(id) }),
    v.looseObject({ type: v.literal("room"), roomId: id, userId: v.optional(id) }),
  ]),
  replyToken: v.optional(v.string()),
  message: v.optional(
    v.looseObject({
      id,
      type: v.string(),
      text: v.optional(v.string()),
      fileName: v.optional(v.string()),
      title: v.optional(v.string()),
      address: v.optional(v.string()),
      latitude: v.optional(v.number()),
      longitude: v.optional(v.number()),
      contentProvider: v.optional(v.looseObject({ originalContentUrl: v.optional(v.string()) })),
    }),
  ),
  postback: v.optional(v.looseObject({ data: v.string() })),
  unsend: v.optional(v.looseObject({ messageId: id })),
  joined: v.optional(MembersSchema),
  left: v.optional(MembersSchema),
});
type Event = v.InferOutput<typeof EventSchema>;
type Message = NonNullable<Event["message"]>;

/**
 * Reads the body of a webhook. Passed over are events in standby mode, where another tool holds the chat, and those
 * of a kind that nobody knows.
 * @returns undefined where it is no webhook at all.
 */
export function readWebhook(body: Buffer, serviceUrl: string): readonly Heard[] | undefined {
  const webhook = v.safeParse(WebhookSchema, parse(body));
  if (!webhook.success) return undefined;
  const { destination = "", events } = webhook.output;
  return events.flatMap((raw) => {
    const event = v.safeParse(EventSchema, raw);
    return event.success ? hear(event.output, destination, serviceUrl) : [];
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function hear(event: Event, destination: string, serviceUrl: string): readonly Heard[] {
  const { type, mode, webhookEventId: eventId, replyToken, timestamp } = event;
  const bot = { id: destination, name: "", role: "bot" };
  const meant = mode === "standby" ? undefined : KINDS.get(type)?.(event, bot);
  if (!meant) return [];
  const conversation = conversationOf(event);
  // The token is the adapter's: what is in channelData lies open in every handler and log.
  const { replyToken: _, ...channelData } = event;
  const activity: Partial<Activity> = {
    id: eventId,
    channelId: CHANNEL_ID,
    serviceUrl,
    conversation,
    // Nobody in particular: a group has taken the bot in.
    from: personOf(event.source.userId ?? conversation.id),
    recipient: bot,
    channelData,
    ...(timestamp !== undefined && { timestamp: new Date(timestamp) }),
    ...meant,
  };
  return [{ eventId, conversation: conversation.id, replyToken, activity }];
}

function conversationOf({ source }: Event) {
  const [id, conversationType] =
    source.type === "user"
      ? [source.userId, "personal"]
      : [source.type === "group" ? source.groupId : source.roomId, source.type];
  return { id, name: "", isGroup: source.type !== "user", conversationType };
}

function personOf(userId: string): ChannelAccount {
  return { id: userId, name: "", role: "user" };
}

type Kind = (event: Event, bot: ChannelAccount) => Partial<Activity> | false | undefined;

/** LINE leaves out who it was in a group with some programs: then nobody can be told from the others, or answered. */
function isNamed({ userId }: Event["source"]): boolean {
  return userId !== undefined;
}

/** What each event of LINE is to Bot Framework. */
const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["message", ({ message, source }) => isNamed(source) && message && said(message)],
  ["messageEdited", ({ message }) => message && { ...said(message), type: "messageUpdate" }],
  ["postback", ({ postback, source }) => isNamed(source) && postback && tapped(postback.data)],
  // The id of a message that is taken back is that under which it came.
  ["unsend", ({ unsend }) => unsend && { type: "messageDelete", id: unsend.messageId }],
  ["follow", ({ source }) => come(source.userId === undefined ? [] : [personOf(source.userId)])],
  ["unfollow", ({ source }) => gone(source.userId === undefined ? [] : [personOf(source.userId)])],
  ["join", (_, bot) => come([bot])],
  ["leave", (_, bot) => gone([bot])],
  ["memberJoined", ({ joined }) => joined && come(joined.members.map(({ userId }) => personOf(userId)))],
  ["memberLeft", ({ left }) => left && gone(left.members.map(({ userId }) => personOf(userId)))],
  ...["accountLink", "beacon", "membership", "videoPlayComplete"].map((name): [string, Kind] => [
    name,
    (event) => ({ type: "event", name: `line/${name}`, value: event[name] }),
  ]),
]);

function come(membersAdded: ChannelAccount[]): Partial<Activity> {
  return { type: "conversationUpdate", membersAdded };
}

function gone(membersRemoved: ChannelAccount[]): Partial<Activity> {
  return { type: "conversationUpdate", membersRemoved };
}

/** A button's value comes back as the text that one would have typed, and as it was given to the button. */
function tapped(data: string): Partial<Activity> {
  const value = readData(data);
  return { type: "message", value, ...(typeof value === "string" && { text: value, textFormat: "plain" }) };
}

/** A value that is more than a text was put on the button as JSON. */
function readData(data: string): unknown {
  if (!/^[[{]/.test(data)) return data;
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

function said(message: Message): Partial<Activity> {
  const { id, text, latitude, longitude } = message;
  const contentType = FILES.get(message.type);
  return {
    type: "message",
    id,
    ...(text !== undefined && { text, textFormat: "plain" }),
    ...(contentType !== undefined && { attachments: [fileOf(message, contentType)] }),
    ...(latitude !== undefined &&
      longitude !== undefined && { entities: [placeOf(message, latitude, longitude)] }),
  };
}

/** LINE does not tell what is in a file before it is fetched. */
const FILES: ReadonlyMap<string, string> = new Map([
  ["image", "image/*"],
  ["video", "video/*"],
  ["audio", "audio/*"],
  ["file", "application/octet-stream"],
]);

/** LINE's own address of a file asks for the channel's access token. */
function fileOf({ id, fileName, contentProvider }: Message, contentType: string) {
  const contentUrl =
    contentProvider?.originalContentUrl ?? `https://api-data.line.me/v2/bot/message/${id}/content`;
  return { contentType, contentUrl, ...(fileName !== undefined && { name: fileName }) };
}

function placeOf({ title, address }: Message, latitude: number, longitude: number) {
  return { type: "Place", name: title, address, geo: { type: "GeoCoordinates", latitude, longitude } };
}
