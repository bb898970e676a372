import { randomUUID } from "node:crypto";
import type { Activity, BotAdapter, ConversationReference, TurnContext } from "botbuilder";
import type { Botkit, BotkitMessage, BotkitPlugin } from "botkit";
import { line, type Lang, rubyToText } from "../../language/index.ts";
import type { Store } from "../../store/index.ts";
import type { Surroundings } from "../dialogue.ts";
import { renderPhones } from "../rendered.ts";
import { accept } from "./accept.ts";
import { type IdentityKeys, openReference } from "./identity.ts";
import { type Log, reasonOf } from "./log.ts";
import { type Platform, platformOf, type Told } from "./platforms.ts";
import { createSender, type Pace, PACE, type Send, type Sender } from "./sender.ts";
import { sendApart, sendInTurn } from "./sending.ts";
import { settleTurns } from "./settling.ts";
import type { Voice } from "./said.ts";
import { unsafeIn } from "./unsafe.ts";

/** What Botkit calls that which somebody says to a bot, on one platform or another. */
export const LISTENS = [
  "message",
  "direct_message",
  "direct_mention",
  "app_mention",
  "block_actions",
] as const;

/** What the plugin needs of the house. Handed in by the app. */
export interface BotkitSurroundings extends Omit<Surroundings, "store"> {
  /** Opens the store at the first message, or when the bot is asked whether it is ready. */
  readonly openStore: () => Promise<Store>;
  /** Lets go of it when the bot shuts down. */
  readonly closeStore: (store: Store) => Promise<void>;
  readonly keys: IdentityKeys;
  /** Tells this bot from others that share the store. */
  readonly bot: string;
  readonly lang: Lang;
  readonly voice: Voice;
  readonly listens?: readonly string[] | undefined;
  readonly log: Log;
  readonly pace?: Pace;
}

/** What other parts of the bot can ask of the plugin: `controller.plugins.tokeru`. */
export interface TokeruExtension {
  /** Opens the store and sends what an earlier process has left. Rejects where the store cannot be opened. */
  ready(): Promise<void>;
  /** Sends what is under way, and lets go of the store. `controller.shutdown()` does it too. */
  stop(): Promise<void>;
}

/** A store that is open, and the sender on it. */
interface Opened {
  readonly store: Store;
  readonly sender: Sender;
}

/** The plugin for one bot: it translates what a platform tells, and renders the reply. It decides nothing. */
export function tokeruPlugin(around: BotkitSurroundings): (controller: Botkit) => BotkitPlugin {
  const { log, keys, bot, pace = PACE } = around;
  const channel = `botkit ${bot}`;
  const adapters = new Map<string, BotAdapter>();
  let opening: Promise<Opened> | undefined;

  return (controller) => {
    // Thrown here and not in `init`, where Botkit would swallow it.
    const unsafe = unsafeIn(controller);
    if (unsafe !== undefined) throw new Error(unsafe);
    return { name: "tokeru", init };
  };

  function init(controller: Botkit): void {
    settleTurns(controller);
    answerFailures(controller);
    const listens = around.listens ?? LISTENS;
    controller.on([...listens], (_bot, message) => answer(controller, message));
    controller.on("shutdown", stop);
    const extension: TokeruExtension = { ready: async () => void (await opened(controller)), stop };
    controller.addPluginExtension("tokeru", extension);
  }

  /** A store that could not be opened is tried again with the next message. */
  function opened(controller: Botkit): Promise<Opened> {
    opening ??= open(controller).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function open(controller: Botkit): Promise<Opened> {
    const store = await around.openStore();
    const sender = createSender({
      store,
      channel,
      log,
      now: around.now,
      pace,
      apart: ({ conversation }, { platform, to }) => {
        const reference = openReference(keys, conversation, to) as Partial<ConversationReference> | undefined;
        return (message) =>
          reference
            ? sendApart(
                controller,
                adapterFor(controller, platform),
                reference,
                message,
                platformOf(platform),
              )
            : Promise.reject(new Error("where to cannot be read: were the keys replaced?"));
      },
    });
    sender.start();
    return { store, sender };
  }

  /** A bot may speak on several platforms, each with an adapter of its own. */
  function adapterFor(controller: Botkit, platform: string): BotAdapter {
    return adapters.get(platform) ?? controller.adapter;
  }

  /** Botkit prints what a handler throws, stack and all. */
  async function answer(controller: Botkit, message: BotkitMessage): Promise<void> {
    try {
      await hear(controller, message);
    } catch (error) {
      await failed(contextOf(message), error);
    }
  }

  async function hear(controller: Botkit, message: BotkitMessage): Promise<void> {
    const { incoming_message: activity, reference } = message;
    const context = contextOf(message);
    const platform = platformOf(activity.channelId);
    const told = isFromPerson(activity) ? platform.read(activity) : undefined;
    if (!told) return;
    adapters.set(activity.channelId, context.adapter);
    const { store, sender } = await opened(controller);
    const heard = heardIn(activity, told, platform, reference);
    const work = (): Promise<boolean> => accept({ ...around, store, channel }, heard);
    if (platform.apart) {
      await work();
      return;
    }
    const send: Send = (one) => sendInTurn(controller, context, one, platform);
    await sender.during(heard.turn, send, work);
  }

  /** Handlers that are not ours fail too. */
  function answerFailures(controller: Botkit): void {
    const handle = controller.handleTurn.bind(controller);
    controller.handleTurn = (context) => handle(context).catch((error: unknown) => failed(context, error));
  }

  /** Whatever fails in a turn is logged, and whoever waits hears of it. */
  async function failed(context: TurnContext, error: unknown): Promise<void> {
    const { activity } = context;
    log.error({ platform: activity.channelId, why: reasonOf(error) }, "A turn of the bot failed.");
    if (!isFromPerson(activity) || !platformOf(activity.channelId).read(activity)) return;
    try {
      await context.sendActivity({ type: "message", text: apology() });
    } catch (error) {
      log.error({ why: reasonOf(error) }, "Nor could it be said that a turn failed.");
    }
  }

  /** Nothing of it needs the store. */
  function apology(): string {
    const say = around.say(around.lang);
    const phones = renderPhones(around.worldOf(around.city), around.lang, say);
    const lines = phones.map(({ label, number }) => `${label}: ${number}`);
    return [rubyToText(say(line("error.internal"))), ...lines].join("\n");
  }

  async function stop(): Promise<void> {
    const open = await opening?.catch(() => undefined);
    opening = undefined;
    await open?.sender.stop();
    if (open) await around.closeStore(open.store);
  }
}

/** Botkit's message types leave it untyped. */
function contextOf({ context }: BotkitMessage): TurnContext {
  return context;
}

/** A bot that answers a bot goes on for ever, and on some platforms it hears itself. */
function isFromPerson({ from, recipient, conversation }: Partial<Activity>): boolean {
  return Boolean(from?.id && conversation?.id) && from?.role !== "bot" && from?.id !== recipient?.id;
}

function heardIn(
  activity: Activity,
  told: Told,
  platform: Platform,
  reference: Partial<ConversationReference>,
) {
  const { channelId, conversation, from, locale } = activity;
  const { team, thread } = told;
  // Slack's adapter reads this field, of which Bot Framework's types know nothing.
  const inThread =
    thread === undefined ? reference : { ...reference, conversation: { ...conversation, thread_ts: thread } };
  return {
    person: { platform: channelId, team, channel: conversation.id, user: from.id },
    told,
    locale,
    reference: inThread,
    platform,
    turn: randomUUID(),
  };
}
