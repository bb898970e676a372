import { serve } from "./line/http.ts";

/** How long a test waits for something that must happen. */
const PATIENCE = 30_000;

/** A message of the bot, as it arrives at a channel of Bot Framework. */
export interface Arrived {
  readonly text?: string;
  readonly attachments?: readonly { readonly contentType: string; readonly content: Card }[];
  readonly suggestedActions?: {
    readonly actions: readonly { readonly title: string; readonly value: string }[];
  };
}

/** The parts of an adaptive card that ours are made of. */
interface Card {
  readonly body: readonly {
    readonly type: string;
    readonly text?: string;
    readonly actions?: readonly { readonly title: string; readonly data: Readonly<Record<string, string>> }[];
  }[];
}

/** Plays a channel of Bot Framework: it hands activities to a bot over HTTP and takes what the bot says to it. */
export interface BotConnector {
  person(webhook: string, who: { channelId: string; user: string; tenant?: string }): ChannelPerson;
  /** What goes wrong with the next answers of the bot; undefined: nothing. */
  trouble(next: () => number | undefined): void;
  stop(): Promise<void>;
}

/** Somebody who talks to the bot. */
export interface ChannelPerson {
  /** Sends an activity, and waits for what the bot says to it. */
  say(activity: object): Promise<readonly Arrived[]>;
  /** Sends an activity; answers with the status. */
  send(activity: object): Promise<number>;
  /** Everything that the bot has said. */
  heard(): readonly Arrived[];
  awaitHeard(count: number): Promise<readonly Arrived[]>;
}

export async function startBotConnector(): Promise<BotConnector> {
  const arrived = new Map<string, Arrived[]>();
  let next: () => number | undefined = () => undefined;
  let count = 0;
  const server = await serve(async ({ path, json }) => {
    const conversation = decodeURIComponent(/\/v3\/conversations\/([^/]+)\/activities/.exec(path)?.[1] ?? "");
    const status = next();
    if (status !== undefined)
      return { answer: { status, body: { error: { code: "ServiceError", message: "no" } } } };
    of(conversation).push(json as Arrived);
    return { answer: { status: 200, body: { id: `a${++count}` } } };
  });

  function of(conversation: string): Arrived[] {
    const known = arrived.get(conversation) ?? [];
    arrived.set(conversation, known);
    return known;
  }

  return {
    trouble: (how) => void (next = how),
    stop: () => server.stop(),
    person(webhook, { channelId, user, tenant }) {
      const conversation = `${channelId}:${user}`;

      async function send(activity: object): Promise<number> {
        const whole = {
          type: "message",
          id: `in${++count}`,
          channelId,
          serviceUrl: server.url,
          from: { id: user, name: "Synthetic" },
          recipient: { id: "bot", name: "bot" },
          conversation: { id: conversation, ...(tenant && { tenantId: tenant }) },
          ...activity,
        };
        const response = await fetch(webhook, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(whole),
          signal: AbortSignal.timeout(PATIENCE),
        });
        await response.arrayBuffer();
        return response.status;
      }

      async function awaitHeard(wanted: number): Promise<readonly Arrived[]> {
        const until = Date.now() + PATIENCE;
        while (of(conversation).length < wanted) {
          if (Date.now() > until) throw new Error(`${of(conversation).length} messages instead of ${wanted}`);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return of(conversation);
      }

      return {
        send,
        awaitHeard,
        heard: () => of(conversation),
        async say(activity) {
          const before = of(conversation).length;
          const status = await send(activity);
          if (status >= 300) throw new Error(`The bot answered with ${status}`);
          await awaitHeard(before + 1);
          return of(conversation).slice(before);
        },
      };
    },
  };
}
