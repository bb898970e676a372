import { BOT_USER_ID, signatureOf } from "./line/account.ts";
import {
  type Asked,
  failureOf,
  type Handled,
  isAuthorised,
  post,
  serve,
  type Trouble,
  UNAUTHORISED,
} from "./line/http.ts";
import { createResident, type LineEvent, type Resident } from "./line/resident.ts";
import { createSending, type Delivery, type Via } from "./line/sending.ts";
import { type Account, createSettings, newAccount } from "./line/settings.ts";

export { ACCESS_TOKEN, BOT_USER_ID, CHANNEL_ID, CHANNEL_SECRET, signatureOf } from "./line/account.ts";
export type { Trouble } from "./line/http.ts";
export type { LineEvent, Resident } from "./line/resident.ts";

/** How long a test waits for something that must happen. */
const PATIENCE = 30_000;

/** One request to send something. */
interface Call {
  readonly via: Via;
  readonly status: number;
  readonly retryKey: string | undefined;
}

/**
 * Plays the LINE platform on this machine: its Messaging API over HTTP, as strict as the real one, and the
 * webhooks that it sends. It keeps who got what.
 */
export interface LinePlatform {
  /** Base address of the Messaging API, and of the one for files. */
  readonly url: string;
  /** How the account is set up. */
  readonly account: Account;
  readonly calls: readonly Call[];
  delivered(userId: string): readonly Delivery[];
  /** Waits until a person has got so many deliveries. */
  awaitDeliveries(userId: string, count: number): Promise<readonly Delivery[]>;
  /** Delivers events to a webhook once, as one request; answers with its status, or 0 for no answer. */
  deliver(
    webhook: string,
    events: readonly LineEvent[],
    options?: { redelivery?: boolean; destination?: string },
  ): Promise<number>;
  /** Asked at each reply and push what goes wrong with it; undefined: nothing does. */
  trouble(next: (call: { via: Via; attempt: number }) => Trouble | undefined): void;
  resident(webhook: string): Resident;
  /** Throws where a call broke LINE's rules: always a mistake of the caller. */
  stop(): Promise<void>;
}

const PATHS: Readonly<Record<string, Via>> = {
  "/v2/bot/message/reply": "reply",
  "/v2/bot/message/push": "push",
};

/** Calls about tokens carry none in their header. */
const OAUTH = /^\/(v2\/oauth|oauth2)\//;

/**
 * Starts the platform on a random port. `now`: its clock, epoch milliseconds. With `forgets` it only counts what
 * somebody has got, so that a bench does not stop to collect what 50,000 messages leave behind.
 */
export async function startLinePlatform(
  now: () => number = Date.now,
  { forgets = false }: { forgets?: boolean } = {},
): Promise<LinePlatform> {
  const calls: Call[] = [];
  const watchers = new Map<string, Set<() => void>>();
  const attempts = { reply: 0, push: 0 };
  let next: Parameters<LinePlatform["trouble"]>[0] = () => undefined;
  const told = (userId: string) => watchers.get(userId)?.forEach((look) => look());
  const account = newAccount();
  const sending = createSending(now, told, account, forgets);
  const known = new Set<string>();
  const settings = createSettings(
    account,
    (endpoint) => deliver(account.leadsTo.get(endpoint) ?? endpoint, []),
    (userId) => known.has(userId),
  );

  function send(via: Via, asked: Asked): Handled {
    const trouble = next({ via, attempt: ++attempts[via] });
    const retryKey = asked.headers["x-line-retry-key"];
    const answer = isAuthorised(asked) ? (failureOf(trouble) ?? sending.send(via, asked)) : UNAUTHORISED;
    if (!forgets) {
      calls.push({
        via,
        status: answer.status,
        retryKey: retryKey === undefined ? undefined : String(retryKey),
      });
    }
    return { answer, trouble };
  }

  const server = await serve(async (asked) => {
    const via = asked.method === "POST" ? PATHS[asked.path] : undefined;
    if (via) return send(via, asked);
    const open = isAuthorised(asked) || OAUTH.test(asked.path);
    return { answer: open ? await settings(asked) : UNAUTHORISED };
  });

  async function deliver(
    webhook: string,
    events: readonly LineEvent[],
    { redelivery = false, destination = BOT_USER_ID }: { redelivery?: boolean; destination?: string } = {},
  ): Promise<number> {
    for (const { replyToken } of events) sending.delivering(replyToken);
    const body = JSON.stringify({
      destination,
      events: events.map((event) => ({ ...event, deliveryContext: { isRedelivery: redelivery } })),
    });
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "x-line-signature": signatureOf(body),
    };
    return post(webhook, headers, body, PATIENCE);
  }

  async function awaitDeliveries(userId: string, count: number): Promise<readonly Delivery[]> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      if (sending.of(userId).length >= count) resolve();
    };
    const late = () => reject(new Error(`${sending.of(userId).length} deliveries instead of ${count}`));
    const timer = setTimeout(late, PATIENCE);
    const ofPerson = watchers.get(userId) ?? new Set();
    watchers.set(userId, ofPerson.add(look));
    look();
    try {
      await promise;
      return sending.of(userId);
    } finally {
      clearTimeout(timer);
      ofPerson.delete(look);
    }
  }

  return {
    url: server.url,
    account,
    calls,
    delivered: (userId) => sending.of(userId),
    awaitDeliveries,
    deliver,
    trouble(how) {
      next = how;
      attempts.reply = attempts.push = 0;
    },
    resident(webhook) {
      const resident = createResident({
        now,
        tokenFor: sending.tokenFor,
        deliveries: sending.of,
        awaitDeliveries,
        deliver: (events) => deliver(webhook, events),
      });
      known.add(resident.userId);
      sending.of(resident.userId);
      return resident;
    },
    async stop() {
      await server.stop();
      if (sending.violations.length > 0) {
        throw new Error(`LINE would refuse: ${sending.violations.join("; ")}`);
      }
    },
  };
}
