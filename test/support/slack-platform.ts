import { createHmac } from "node:crypto";
import { serve } from "./line/http.ts";

export const SIGNING_SECRET = "0123456789abcdef0123456789abcdef";
export const BOT_TOKEN = "xoxb-synthetic-token";
export const TEAM = "T0TOKERU";
export const BOT_USER = "U0BOT";

/** How long a test waits for something that must happen. */
const PATIENCE = 30_000;
/** Slack's own: what is not answered by then is delivered again. */
const ACKNOWLEDGED_WITHIN = 3_000;

/** A message that the bot has posted, as Slack took it. */
export interface Posted {
  readonly channel: string;
  readonly thread: string | undefined;
  readonly text: string;
  readonly blocks: readonly Block[];
}

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly accessory?: Button;
  readonly elements?: readonly Button[];
}
interface Button {
  readonly type: string;
  readonly action_id: string;
  readonly value: string;
  readonly text: { readonly type: string; readonly text: string };
}

/** What the next call of an API method comes to instead of being done. */
export type SlackTrouble = "hang" | "drop" | { readonly status: number } | { readonly error: string };

/** Plays Slack: its Web API over HTTP, with its limits, and the signed requests that it sends to an app. */
export interface SlackPlatform {
  /** Base address of the Web API. */
  readonly url: string;
  /** The methods that were called, in order. */
  readonly calls: readonly string[];
  posted(channel: string): readonly Posted[];
  awaitPosted(channel: string, count: number): Promise<readonly Posted[]>;
  /** Asked at each call of a method; undefined: it is done. */
  trouble(next: (method: string) => SlackTrouble | undefined): void;
  person(webhook: string, user: string, channel: string): SlackPerson;
  /** Sends a body to an app as Slack would; answers with the status. */
  send(webhook: string, body: Sent): Promise<number>;
  /** Throws where a call broke Slack's rules: always a mistake of the caller. */
  stop(): Promise<void>;
}

interface Sent {
  readonly body: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: now, in seconds. */
  readonly at?: number;
  readonly secret?: string;
}

/** Somebody who writes to the bot and presses its buttons. */
export interface SlackPerson {
  /** Types, and waits for what the bot says to it. */
  type(text: string): Promise<readonly Posted[]>;
  /** The event that typing makes, and its delivery, once or again. */
  event(text: string, more?: object): object;
  deliver(event: object, retry?: number): Promise<number>;
  /** Presses the button that chooses a value, in the latest message that has one. */
  choose(value: string): Promise<readonly Posted[]>;
  press(button: Button, thread?: string): Promise<number>;
  /** The buttons of everything that was posted, latest first. */
  buttons(): readonly Button[];
}

/** Characters and counts of the Block Kit reference. */
const LIMITS = { text: 3_000, plain: 75, value: 2_000, actionId: 255, blocks: 50, elements: 25 };

export async function startSlackPlatform(): Promise<SlackPlatform> {
  const calls: string[] = [];
  const violations: string[] = [];
  const channels = new Map<string, Posted[]>();
  let next: (method: string) => SlackTrouble | undefined = () => undefined;
  let count = 0;
  const of = (channel: string): Posted[] => {
    const known = channels.get(channel) ?? [];
    channels.set(channel, known);
    return known;
  };

  const METHODS: Readonly<Record<string, (given: URLSearchParams) => object>> = {
    "auth.test": () => ({
      ok: true,
      team: "Tokeru",
      team_id: TEAM,
      user: "bot",
      user_id: BOT_USER,
      bot_id: "B0BOT",
    }),
    "chat.postMessage": (given) => {
      const blocks = JSON.parse(given.get("blocks") ?? "[]") as readonly Block[];
      const [channel, text] = [given.get("channel") ?? "", given.get("text") ?? ""];
      violations.push(...broken(blocks, text));
      if (channel === "") return { ok: false, error: "channel_not_found" };
      of(channel).push({ channel, text, blocks, thread: given.get("thread_ts") ?? undefined });
      return { ok: true, channel, ts: timestamp() };
    },
    // Seen by one person alone, who gets it under channel and name.
    "chat.postEphemeral": (given) => {
      const [channel, text] = [`${given.get("channel")} ${given.get("user")}`, given.get("text") ?? ""];
      of(channel).push({ channel, text, blocks: [], thread: undefined });
      return { ok: true, message_ts: timestamp() };
    },
  };

  const server = await serve(async ({ path, headers, body }) => {
    const method = path.replace(/^\/+/, "");
    calls.push(method);
    const trouble = next(method);
    if (trouble === "hang" || trouble === "drop") return { answer: { status: 200, body: {} }, trouble };
    if (trouble && "status" in trouble) return { answer: { status: trouble.status, body: {} } };
    if (trouble) return { answer: { status: 200, body: { ok: false, error: trouble.error } } };
    if (headers.authorization !== `Bearer ${BOT_TOKEN}`) {
      return { answer: { status: 200, body: { ok: false, error: "invalid_auth" } } };
    }
    const answer = METHODS[method]?.(new URLSearchParams(body.toString("utf8")));
    return { answer: { status: 200, body: answer ?? { ok: false, error: "unknown_method" } } };
  });

  async function send(webhook: string, { body, contentType, headers, at, secret }: Sent): Promise<number> {
    const seconds = at ?? Math.floor(Date.now() / 1000);
    const hash = createHmac("sha256", secret ?? SIGNING_SECRET)
      .update(`v0:${seconds}:${body}`)
      .digest("hex");
    const response = await fetch(webhook, {
      method: "POST",
      headers: {
        "content-type": contentType ?? "application/json",
        "x-slack-request-timestamp": String(seconds),
        "x-slack-signature": `v0=${hash}`,
        ...headers,
      },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.arrayBuffer();
    return response.status;
  }

  async function awaitPosted(channel: string, wanted: number): Promise<readonly Posted[]> {
    const until = Date.now() + PATIENCE;
    while (of(channel).length < wanted) {
      if (Date.now() > until)
        throw new Error(`${of(channel).length} messages in ${channel} instead of ${wanted}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return of(channel);
  }

  function timestamp(): string {
    return `${Math.floor(Date.now() / 1000)}.${String(++count).padStart(6, "0")}`;
  }

  function person(webhook: string, user: string, channel: string): SlackPerson {
    const isPrivate = channel.startsWith("D");
    const buttons = () =>
      of(channel)
        .toReversed()
        .flatMap(({ blocks }) =>
          blocks.flatMap(({ accessory, elements = [] }) => [...(accessory ? [accessory] : []), ...elements]),
        );

    function event(text: string, more: object = {}): object {
      const ts = timestamp();
      const said = { type: "message", user, text, ts, channel, channel_type: isPrivate ? "im" : "channel" };
      return {
        token: "synthetic",
        team_id: TEAM,
        api_app_id: "A0TOKERU",
        type: "event_callback",
        event_id: `Ev${ts}`,
        event_time: Math.floor(Date.now() / 1000),
        authed_users: [BOT_USER],
        event: { ...said, client_msg_id: `m-${ts}`, team: TEAM, event_ts: ts, ...more },
      };
    }

    /** As Slack does, with the number and the reason of a repetition. */
    async function deliver(event: object, retry = 0): Promise<number> {
      const again: Record<string, string> =
        retry > 0 ? { "x-slack-retry-num": String(retry), "x-slack-retry-reason": "http_timeout" } : {};
      const began = performance.now();
      const status = await send(webhook, { body: JSON.stringify(event), headers: again });
      if (performance.now() - began > ACKNOWLEDGED_WITHIN * 3) violations.push("acknowledged late");
      return status;
    }

    async function press(button: Button, thread?: string): Promise<number> {
      const ts = timestamp();
      const payload = {
        type: "block_actions",
        user: { id: user, username: "synthetic", team_id: TEAM },
        team: { id: TEAM, domain: "tokeru" },
        channel: { id: channel, name: "directmessage" },
        container: {
          type: "message",
          message_ts: ts,
          channel_id: channel,
          ...(thread && { thread_ts: thread }),
        },
        trigger_id: `trigger.${ts}`,
        response_url: `${server.url}/response`,
        actions: [{ ...button, block_id: "b", action_ts: ts }],
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      return send(webhook, { body, contentType: "application/x-www-form-urlencoded" });
    }

    /** What the bot says to something that was done: it is over when nothing more has come for a while. */
    async function heard(act: () => Promise<number>): Promise<readonly Posted[]> {
      const before = of(channel).length;
      const status = await act();
      if (status !== 200) throw new Error(`The app answered with ${status}`);
      await awaitPosted(channel, before + 1);
      return of(channel).slice(before);
    }

    return {
      event,
      deliver,
      press,
      buttons,
      type: (text) => heard(() => deliver(event(text))),
      async choose(value) {
        const button = buttons().find(({ value: data }) => new URLSearchParams(data).get("v") === value);
        if (!button) throw new Error(`No button says ${value}`);
        return heard(() => press(button));
      },
    };
  }

  return {
    url: `${server.url}/`,
    calls,
    posted: of,
    awaitPosted,
    trouble: (how) => void (next = how),
    person,
    send,
    async stop() {
      await server.stop();
      if (violations.length > 0) throw new Error(`Slack would refuse: ${violations.join("; ")}`);
    },
  };
}

/** What Slack would refuse with `invalid_blocks`. */
function broken(blocks: readonly Block[], text: string): readonly string[] {
  const all = blocks.flatMap(({ accessory, elements = [] }) => [
    ...(accessory ? [accessory] : []),
    ...elements,
  ]);
  const ids = blocks.flatMap(({ elements = [] }) => [elements.map(({ action_id }) => action_id)]);
  return [
    ...(text === "" ? ["no text for the notification"] : []),
    ...(blocks.length > LIMITS.blocks ? [`${blocks.length} blocks`] : []),
    ...blocks
      .filter(({ text }) => text && (text.text === "" || text.text.length > LIMITS.text))
      .map(() => "text of a block"),
    ...blocks.filter(({ elements = [] }) => elements.length > LIMITS.elements).map(() => "too many elements"),
    ...blocks
      .filter(({ type, elements }) => type === "actions" && elements?.length === 0)
      .map(() => "no elements"),
    ...all
      .filter(({ text }) => text.text === "" || text.text.length > LIMITS.plain)
      .map(() => "text of a button"),
    ...all.filter(({ value }) => value.length > LIMITS.value).map(() => "value of a button"),
    ...all.filter(({ action_id }) => action_id.length > LIMITS.actionId).map(() => "action_id"),
    ...ids.filter((of) => new Set(of).size < of.length).map(() => "the same action_id twice"),
  ];
}
