import type { Activity } from "botbuilder";
import * as v from "valibot";
import { DATA_KEY, readButton } from "./button.ts";
import { asText, type Message, withSuggestions } from "./plain.ts";
import type { Said } from "./said.ts";
import { asBlocks, readSlackEvent, typedOnSlack } from "./slack.ts";
import { asCards, tenantIn, typedOnTeams } from "./teams.ts";

/** What somebody has done, as a platform tells it. */
export interface Told {
  /** Slack's team or Teams' tenant; empty where a platform has none. */
  readonly team: string;
  /** The same where the platform delivers it again; undefined: it cannot be told from others. */
  readonly event: string | undefined;
  readonly text: string;
  /** What a button of ours says. */
  readonly data: string | undefined;
  /** The thread that it belongs to, where the adapter has lost it. */
  readonly thread?: string | undefined;
}

/** What sets a platform apart. All else is the same everywhere. */
export interface Platform {
  /** Reads an activity; undefined where it is not said to us. */
  readonly read: (activity: Partial<Activity>) => Told | undefined;
  readonly show: (said: Said) => readonly Message[];
  /**
   * Whether an answer is sent apart from the webhook's own turn. Slack delivers again what is not acknowledged
   * within three seconds.
   */
  readonly apart?: true;
  /** Whether the adapter hides failures, and shows success by answering with an id. */
  readonly confirms?: true;
  /** Whether the adapter takes a name for a message (`channelData.retryKey`) and sends what bears it once. */
  readonly named?: true;
}

const slack: Platform = {
  read({ channelData, id, text, conversation }) {
    const event = readSlackEvent(channelData);
    if (!event || event.bot_id || event.subtype === "bot_message") return undefined;
    const { type, channel_type: where, team = "", actions = [], files = [], container, message } = event;
    const [action] = actions;
    if (type === "block_actions") {
      const thread = container?.thread_ts ?? message?.thread_ts;
      const name = action?.action_ts ?? event.trigger_id;
      return { team, event: name && `action ${name}`, text: "", data: action?.value ?? "", thread };
    }
    // In a channel the talk of others is none of our business.
    if (type === "message" && where !== "im" && !isAddressed(channelData)) return undefined;
    const typed = text ?? event.text ?? "";
    // One message may come twice under two names, such as "message" and "app_mention"; its time and place are its own.
    const name = event.ts ?? id;
    return {
      team,
      event: name && `message ${conversation?.id ?? ""} ${name}`,
      text: files.length > 0 && typed === "" ? "" : typedOnSlack(typed),
      data: undefined,
    };
  },
  show: asBlocks,
  apart: true,
  confirms: true,
};

/** What SlackMessageTypeMiddleware makes of a message that begins with our name. */
function isAddressed(channelData: unknown): boolean {
  return v.is(
    v.looseObject({ botkitEventType: v.picklist(["direct_message", "direct_mention"]) }),
    channelData,
  );
}

const DataSchema = v.looseObject({ [DATA_KEY]: v.string() });

/** On Bot Framework's channels a button's value comes as it was given, as an object, or as if typed. */
function dataIn({ value, text = "" }: Partial<Activity>): string | undefined {
  const given = v.is(DataSchema, value) ? value[DATA_KEY] : typeof value === "string" ? value : text;
  return readButton(given) && given;
}

const msteams: Platform = {
  read(activity) {
    const { channelData, id, text = "", conversation } = activity;
    const team = conversation?.tenantId ?? tenantIn(channelData) ?? "";
    return { team, event: id, text: typedOnTeams(text), data: dataIn(activity) };
  },
  show: asCards,
};

/** A platform of Bot Framework, with buttons below a message where it has them. `limit`: characters of a message. */
function other(limit: number, show: typeof asText = asText): Platform {
  return {
    read(activity) {
      const { id, text = "", conversation } = activity;
      return { team: conversation?.tenantId ?? "", event: id, text: text.trim(), data: dataIn(activity) };
    },
    show: (said) => show(said, limit),
  };
}

const LineDataSchema = v.looseObject({ webhookEventId: v.string() });
const onLine = other(4_500, withSuggestions);

/** With our own adapter (line-adapter.ts). */
const line: Platform = {
  ...onLine,
  named: true,
  read(activity) {
    const { type, channelData, conversation, membersAdded } = activity;
    // What people say in a group is not said to us, and whoever leaves is not answered.
    if (conversation?.isGroup || (type === "conversationUpdate" && !membersAdded?.length)) return undefined;
    const told = onLine.read(activity);
    return told && v.is(LineDataSchema, channelData) ? { ...told, event: channelData.webhookEventId } : told;
  },
};

/** By Bot Framework's name of the channel. */
const PLATFORMS: Readonly<Record<string, Platform>> = {
  slack,
  msteams,
  webchat: other(4_000, withSuggestions),
  directline: other(4_000, withSuggestions),
  emulator: other(4_000, withSuggestions),
  telegram: other(4_000, withSuggestions),
  line,
  facebook: other(2_000, withSuggestions),
  webex: other(2_000),
  "twilio-sms": other(1_500),
};
const UNKNOWN = other(1_500);

/** What is known of a platform; words and numbers do on any other. */
export function platformOf(channelId: string | undefined): Platform {
  return PLATFORMS[channelId ?? ""] ?? UNKNOWN;
}
