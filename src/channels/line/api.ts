import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { messagingApi } from "@line/bot-sdk";

/** LINE's own Messaging API. */
export const LINE_API = "https://api.line.me";

/** What became of a request to send. `why` names status or error, never content. */
export type Sent =
  | { readonly result: "accepted" }
  /** The reply token is used up, too old or unknown. */
  | { readonly result: "token_refused"; readonly why: string }
  /** Certainly not sent, and not because of the message: our access token, for example. */
  | { readonly result: "not_now"; readonly why: string; readonly retryAfter?: number }
  /**
   * Certainly not sent: too many requests, of this moment or of a time that LINE does not name. `retryAfter`: it asks
   * to wait so long, in milliseconds.
   */
  | { readonly result: "too_many"; readonly why: string; readonly retryAfter?: number }
  /** Certainly not sent: the account's plan has no more messages this month. Replies are not counted. */
  | { readonly result: "used_up"; readonly why: string }
  /** Certainly not sent: there was no connection. */
  | { readonly result: "not_reached"; readonly why: string }
  /** LINE says that something went wrong there. Most likely not sent. */
  | { readonly result: "failed"; readonly why: string; readonly retryAfter?: number }
  /** Handed over, but no answer: none in time, or the connection broke. Sent or not. */
  | { readonly result: "no_answer"; readonly why: string }
  /** LINE will not take this message, now or later. */
  | { readonly result: "rejected"; readonly why: string };

/** How long to wait for LINE, in milliseconds. */
export interface Timeouts {
  readonly reply: number;
  readonly push: number;
}

/** The two calls of LINE that send. Neither throws: a failure is one of the things a message can come to. */
export interface MessagingApi {
  reply(request: messagingApi.ReplyMessageRequest): Promise<Sent>;
  /** `retryKey`: a UUID. LINE takes on what carries the same key once, for 24 hours. */
  push(request: messagingApi.PushMessageRequest, retryKey: string): Promise<Sent>;
  /** Lets go of the connections. */
  close(): void;
}

/** How many connections that nobody uses are kept, and how long, in milliseconds: LINE keeps them longer. */
const KEPT = 64;
const IDLE = 15_000;

/**
 * The two calls of the Messaging API that send, over connections that stay open. The SDK's client cannot be given a time limit,
 * so that a connection that hangs would hold a message for minutes; its types say what goes into a request. And
 * `node:http` tells whether there was a connection at all, so whether a message can have been sent.
 */
export function messagingApiAt(base: string, accessToken: string, timeouts: Timeouts): MessagingApi {
  const { protocol, hostname, port, pathname } = new URL(base);
  const secure = protocol === "https:";
  const keeping = { keepAlive: true, maxFreeSockets: KEPT, timeout: IDLE };
  const agent = secure ? new HttpsAgent(keeping) : new HttpAgent(keeping);
  const send = secure ? httpsRequest : httpRequest;
  const root = pathname.replace(/\/$/, "");

  async function post(path: string, body: object, timeout: number, retryKey?: string): Promise<Sent> {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = {
      authorization: `Bearer ${accessToken}`,
      "content-type": "application/json",
      "content-length": bytes.length,
      ...(retryKey && { "x-line-retry-key": retryKey }),
    };
    const options = { agent, hostname, port, method: "POST", path: root + path, headers };
    const answered = await exchange(send, options, bytes, timeout);
    return "status" in answered ? readAnswer(answered) : answered;
  }

  return {
    reply: (request) => post("/v2/bot/message/reply", request, timeouts.reply),
    push: (request, retryKey) => post("/v2/bot/message/push", request, timeouts.push, retryKey),
    close: () => agent.destroy(),
  };
}

/** LINE's answer, before anybody makes sense of it. */
interface Answered {
  readonly status: number;
  readonly text: string;
  readonly retryAfter: string | undefined;
}

/** There is no answer; whether there was a request, depends. */
type Unanswered = Extract<Sent, { result: "not_reached" | "no_answer" }>;

/** LINE's answers are short; what one has beyond that is passed over. */
const ANSWER_LIMIT = 64 * 1024;

/** One exchange, which has `timeout` milliseconds from the first to the last byte. */
function exchange(
  send: typeof httpRequest,
  options: RequestOptions,
  body: Buffer,
  timeout: number,
): Promise<Answered | Unanswered> {
  const { promise, resolve } = Promise.withResolvers<Answered | Unanswered>();
  const request = send(options);
  let connected = false;
  let answer: Answered | undefined;
  const end = (how: Answered | Unanswered) => {
    clearTimeout(timer);
    resolve(how);
  };
  const fail = (why: string) => {
    // That LINE has taken it on is known from the first line, whatever becomes of the rest.
    if (answer && isFine(answer.status)) end(answer);
    else end({ result: connected ? "no_answer" : "not_reached", why });
  };
  const timer = setTimeout(() => {
    fail("no answer in time");
    request.destroy();
  }, timeout);
  request
    .once("socket", (socket) => {
      // One that was kept open, or handed on by another request, is connected. Over one that is not, nothing is sent.
      if (!socket.connecting) connected = true;
      else socket.once(send === httpsRequest ? "secureConnect" : "connect", () => (connected = true));
    })
    .once("response", (response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response;
      const read = { status, text: "", retryAfter: headers["retry-after"] };
      answer = read;
      response
        .setEncoding("utf8")
        .on("data", (part: string) => {
          if (read.text.length < ANSWER_LIMIT) read.text += part;
        })
        .once("end", () => end(read))
        .once("error", (error) => fail(nameOf(error)));
    })
    .once("error", (error) => fail(nameOf(error)))
    .end(body);
  return promise;
}

/** These say something of the message; other refusals of the account or of the moment. */
const NOT_THIS: ReadonlySet<number> = new Set([400, 413, 415]);

const RESULTS: Readonly<Record<number, "failed" | "too_many">> = { 408: "failed", 429: "too_many" };

function readAnswer({ status, text, retryAfter }: Answered): Sent {
  const why = `status ${status}`;
  // 409: a push with this retry key was accepted before.
  if (isFine(status) || status === 409) return { result: "accepted" };
  if (NOT_THIS.has(status)) return { result: isTokenRefusal(text) ? "token_refused" : "rejected", why };
  if (status === 429 && isUsedUp(text))
    return { result: "used_up", why: `${why}, no messages left this month` };
  const result = RESULTS[status] ?? (status >= 500 ? "failed" : "not_now");
  // Seconds; LINE sends no date there.
  const seconds = Number(retryAfter);
  return seconds > 0 ? { result, why, retryAfter: seconds * 1000 } : { result, why };
}

function isFine(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Two errors that LINE tells apart from others by their words alone. */
function isTokenRefusal(text: string): boolean {
  return /"message"\s*:\s*"Invalid reply token"/i.test(text);
}

function isUsedUp(text: string): boolean {
  return /"message"\s*:\s*"You have reached your monthly limit/i.test(text);
}

function nameOf(error: Error): string {
  return "code" in error ? String(error.code) : error.name;
}
