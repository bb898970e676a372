import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { assertLineMessages, type CheckedMessage } from "./line-limits.ts";

export const CHANNEL_SECRET = "0123456789abcdef0123456789abcdef";
export const ACCESS_TOKEN = "synthetic-access-token-for-tests";

/** LINE takes a reply token for a minute from the delivery of its event. */
const TOKEN_LIFE = 60_000;
const RETRY_KEY_LIFE = 24 * 60 * 60 * 1000;
/** How long a test waits for something that must happen. */
const PATIENCE = 10_000;

/** One request to the Messaging API. */
interface Call {
  readonly via: "reply" | "push";
  readonly status: number;
  readonly retryKey: string | undefined;
}

/** Messages that a person has got. */
interface Delivery {
  readonly via: "reply" | "push";
  readonly messages: readonly CheckedMessage[];
  /** Of which event the reply token was. */
  readonly event: string | undefined;
}

/**
 * How the platform lets a call down. A number answers with that status and sends nothing; `drop` and `hang`
 * send nothing either; the rest send the messages, but the caller does not hear of it.
 */
export type Trouble = number | "drop" | "hang" | "send_and_drop" | "send_and_hang" | "send_and_500";

export interface LineEvent {
  readonly webhookEventId: string;
  readonly type: string;
  readonly source: { readonly type: string; readonly userId?: string };
  readonly [field: string]: unknown;
}

interface TokenState {
  readonly userId: string;
  readonly event: string;
  deliveredAt: number;
  used: boolean;
}

/**
 * Plays the LINE platform on this machine: its Messaging API over HTTP, as strict as the real one, and the
 * webhooks that it sends. It keeps who got what.
 */
export interface LinePlatform {
  /** Base address of the Messaging API. */
  readonly url: string;
  readonly calls: readonly Call[];
  delivered(userId: string): readonly Delivery[];
  /** Waits until a person has got so many deliveries. */
  awaitDeliveries(userId: string, count: number): Promise<readonly Delivery[]>;
  /** Delivers events to a webhook once, as one request; answers with its status, or 0 for no answer. */
  deliver(webhook: string, events: readonly LineEvent[], options?: { redelivery?: boolean }): Promise<number>;
  /** Asked at each call what goes wrong with it; undefined: nothing does. */
  trouble(next: (call: { via: "reply" | "push"; attempt: number }) => Trouble | undefined): void;
  resident(webhook: string): Resident;
  /** Throws where a call broke LINE's rules: always a mistake of the caller. */
  stop(): Promise<void>;
}

/** Somebody with LINE on the phone. */
export interface Resident {
  readonly userId: string;
  /** Each does something and waits for what comes back: the texts, one a bubble. */
  follow(): Promise<readonly string[]>;
  type(text: string): Promise<readonly string[]>;
  /** Taps the button with this label below the last message. */
  tap(label: string): Promise<readonly string[]>;
  /** Taps the button of an answer, by its value. */
  choose(value: string): Promise<readonly string[]>;
  send(event: LineEvent): Promise<readonly string[]>;
  /** Labels of the buttons below the last message. */
  buttons(): readonly string[];
  /** Values of the answers among them. */
  values(): readonly string[];
  textEvent(text: string): LineEvent;
  postbackEvent(data: string): LineEvent;
  event(type: string, fields?: object): LineEvent;
}

/** Signs a webhook's body as LINE does. */
export function signatureOf(body: string | Buffer, secret = CHANNEL_SECRET): string {
  return createHmac("sha256", secret).update(body).digest("base64");
}

/** Starts the platform on a random port. `now`: its clock, epoch milliseconds. */
export async function startLinePlatform(now: () => number = Date.now): Promise<LinePlatform> {
  const tokens = new Map<string, TokenState>();
  const retryKeys = new Map<string, number>();
  const deliveries = new Map<string, Delivery[]>();
  const calls: Call[] = [];
  const violations: string[] = [];
  const watchers = new Set<() => void>();
  const attempts = { reply: 0, push: 0 };
  let next: Parameters<LinePlatform["trouble"]>[0] = () => undefined;

  /** Carries a call out; returns status and body of the answer. */
  function carryOut(via: "reply" | "push", request: IncomingMessage, body: Record<string, unknown>): Answer {
    const { messages } = body;
    const retryKey = request.headers["x-line-retry-key"];
    try {
      assertLineMessages(messages);
    } catch (error) {
      return violation(error instanceof Error ? error.message : "messages");
    }
    if (via === "reply") {
      if (retryKey !== undefined) return violation("a retry key on a reply");
      const token = tokens.get(String(body["replyToken"]));
      const fresh = token && !token.used && now() - token.deliveredAt <= TOKEN_LIFE;
      if (!fresh) return { status: 400, body: { message: "Invalid reply token" } };
      token.used = true;
      return hand(token.userId, { via, messages, event: token.event });
    }
    const to = body["to"];
    if (typeof to !== "string" || !deliveries.has(to)) return violation("push to somebody unknown");
    if (typeof retryKey !== "string" || !UUID.test(retryKey))
      return violation("a push without a UUID as retry key");
    const seen = retryKeys.get(retryKey);
    if (seen !== undefined && now() - seen < RETRY_KEY_LIFE) {
      return { status: 409, body: { message: "The retry key is already accepted" } };
    }
    retryKeys.set(retryKey, now());
    return hand(to, { via, messages, event: undefined });
  }

  function violation(what: string): Answer {
    violations.push(what);
    return { status: 400, body: { message: "The request body has 1 error(s)" } };
  }

  function hand(userId: string, delivery: Delivery): Answer {
    deliveriesOf(userId).push(delivery);
    for (const watcher of watchers) watcher();
    return { status: 200, body: { sentMessages: delivery.messages.map(() => ({ id: randomUUID() })) } };
  }

  function deliveriesOf(userId: string): Delivery[] {
    const known = deliveries.get(userId) ?? [];
    deliveries.set(userId, known);
    return known;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const via = PATHS[request.url ?? ""];
    const body = await bodyOf(request);
    if (!via || request.method !== "POST")
      return end(response, { status: 404, body: { message: "Not found" } });
    const retryKey = request.headers["x-line-retry-key"];
    const trouble = next({ via, attempt: ++attempts[via] });
    const refused = request.headers.authorization !== `Bearer ${ACCESS_TOKEN}`;
    const sends = typeof trouble !== "number" && trouble !== "drop" && trouble !== "hang" && !refused;
    const outcome = sends ? carryOut(via, request, JSON.parse(body)) : undefined;
    const answered = refused ? UNAUTHORIZED : (outcome ?? failure(trouble));
    calls.push({
      via,
      status: answered.status,
      retryKey: retryKey === undefined ? undefined : String(retryKey),
    });
    if (trouble === "hang" || trouble === "send_and_hang") return;
    if (trouble === "drop" || trouble === "send_and_drop") return void request.socket.destroy();
    end(response, trouble === "send_and_500" ? failure(500) : answered);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The platform has no port.");

  function tokenFor(userId: string, event: string): string {
    const token = randomBytes(16).toString("hex");
    tokens.set(token, { userId, event, deliveredAt: now(), used: false });
    return token;
  }

  async function deliver(
    webhook: string,
    events: readonly LineEvent[],
    { redelivery = false }: { redelivery?: boolean } = {},
  ): Promise<number> {
    for (const { replyToken } of events) {
      const token = tokens.get(String(replyToken));
      if (token) token.deliveredAt = now();
    }
    const body = JSON.stringify({
      destination: "U00000000000000000000000000000000",
      events: events.map((event) => ({ ...event, deliveryContext: { isRedelivery: redelivery } })),
    });
    try {
      const response = await fetch(webhook, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", "x-line-signature": signatureOf(body) },
        body,
        signal: AbortSignal.timeout(PATIENCE),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  async function awaitDeliveries(userId: string, count: number): Promise<readonly Delivery[]> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      if (deliveriesOf(userId).length >= count) resolve();
    };
    const late = () => reject(new Error(`${deliveriesOf(userId).length} deliveries instead of ${count}`));
    const timer = setTimeout(late, PATIENCE);
    watchers.add(look);
    look();
    try {
      await promise;
      return deliveriesOf(userId);
    } finally {
      clearTimeout(timer);
      watchers.delete(look);
    }
  }

  function resident(webhook: string): Resident {
    const userId = `U${randomBytes(16).toString("hex")}`;
    deliveriesOf(userId);

    const event: Resident["event"] = (type, fields = {}) => {
      const webhookEventId = `01TEST${randomBytes(10).toString("hex").toUpperCase()}`;
      const answerable = ["message", "postback", "follow"].includes(type);
      return {
        type,
        webhookEventId,
        mode: "active",
        timestamp: now(),
        source: { type: "user", userId },
        ...(answerable && { replyToken: tokenFor(userId, webhookEventId) }),
        ...fields,
      };
    };

    const last = () => deliveriesOf(userId).at(-1)?.messages.at(-1)?.quickReply?.items ?? [];
    const tapWhere = (matches: (action: QuickAction) => boolean, wanted: string) => {
      const item = last().find(({ action }) => matches(action));
      if (!item)
        throw new Error(
          `No button ${wanted} among ${last()
            .map(({ action }) => action.label)
            .join(" | ")}`,
        );
      return self.send(self.postbackEvent(item.action.data));
    };

    const self: Resident = {
      userId,
      event,
      textEvent: (text) =>
        event("message", { message: { type: "text", id: "1", quoteToken: "q", markAsReadToken: "m", text } }),
      postbackEvent: (data) => event("postback", { postback: { data } }),
      async send(one) {
        const before = deliveriesOf(userId).length;
        const status = await deliver(webhook, [one]);
        if (status !== 200) throw new Error(`The webhook answered ${status}`);
        const all = await awaitDeliveries(userId, before + 1);
        return all.slice(before).flatMap(({ messages }) => messages.map(({ text }) => text));
      },
      follow: () => self.send(event("follow", { follow: { isUnblocked: false } })),
      type: (text) => self.send(self.textEvent(text)),
      tap: (label) => tapWhere((action) => action.label === label, label),
      choose: (value) => tapWhere((action) => answerOf(action) === value, value),
      buttons: () => last().map(({ action }) => action.label),
      values: () => last().flatMap(({ action }) => answerOf(action) ?? []),
    };
    return self;
  }

  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    delivered: (userId) => deliveriesOf(userId),
    awaitDeliveries,
    deliver,
    trouble(how) {
      next = how;
      attempts.reply = attempts.push = 0;
    },
    resident,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (violations.length > 0) throw new Error(`LINE would refuse: ${violations.join("; ")}`);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

type QuickAction = NonNullable<CheckedMessage["quickReply"]>["items"][number]["action"];

/** The answer that a button stands for; undefined for a command. */
function answerOf({ data }: QuickAction): string | undefined {
  const fields = new URLSearchParams(data);
  return fields.has("n") ? (fields.get("v") ?? undefined) : undefined;
}

const PATHS: Readonly<Record<string, "reply" | "push">> = {
  "/v2/bot/message/reply": "reply",
  "/v2/bot/message/push": "push",
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UNAUTHORIZED: Answer = { status: 401, body: { message: "Authentication failed" } };

function failure(trouble: Trouble | undefined): Answer {
  const status = typeof trouble === "number" ? trouble : 500;
  return { status, body: { message: "Something went wrong" } };
}

function end(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
