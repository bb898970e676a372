import type { messagingApi } from "@line/bot-sdk";

/** LINE's own Messaging API. */
export const LINE_API = "https://api.line.me";

/** What became of a request to send. `why` names status or error, never content. */
export type Sent =
  | { readonly result: "accepted" }
  /** The reply token is used up, too old or unknown. */
  | { readonly result: "token_refused"; readonly why: string }
  /** Certainly not sent, and not because of the message: too many requests, or our access token. */
  | { readonly result: "not_now"; readonly why: string }
  /** It may have been sent or not: no answer in time, the connection broke, an error on LINE's side. */
  | { readonly result: "unsure"; readonly why: string }
  /** LINE will not take this message, now or later. */
  | { readonly result: "rejected"; readonly why: string };

/** How long to wait for LINE, in milliseconds. */
export interface Timeouts {
  readonly reply: number;
  readonly push: number;
}

/** The two calls of LINE that we need. Neither throws: a failure is one of the things a message can come to. */
export interface MessagingApi {
  reply(request: messagingApi.ReplyMessageRequest): Promise<Sent>;
  /** `retryKey`: a UUID. LINE takes on what carries the same key once, for 24 hours. */
  push(request: messagingApi.PushMessageRequest, retryKey: string): Promise<Sent>;
}

/**
 * The two calls of the Messaging API that are used here. The SDK's client cannot be given a time limit, so
 * that a connection that hangs would hold a message for minutes; its types say what goes into a request.
 */
export function messagingApiAt(base: string, accessToken: string, timeouts: Timeouts): MessagingApi {
  async function post(path: string, body: object, timeout: number, retryKey?: string): Promise<Sent> {
    try {
      const response = await fetch(new URL(path, base), {
        method: "POST",
        headers: {
          authorization: `Bearer ${accessToken}`,
          "content-type": "application/json",
          ...(retryKey && { "x-line-retry-key": retryKey }),
        },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(timeout),
      });
      return await readResponse(response);
    } catch (error) {
      return { result: "unsure", why: error instanceof Error ? error.name : "no response" };
    }
  }
  return {
    reply: (request) => post("/v2/bot/message/reply", request, timeouts.reply),
    push: (request, retryKey) => post("/v2/bot/message/push", request, timeouts.push, retryKey),
  };
}

/** These say something of the account or of the moment, and nothing of the message. */
const NOT_NOW: ReadonlySet<number> = new Set([401, 403, 408, 429]);

/** The status decides; the body is read to its end, so that the connection can be used again. */
async function readResponse(response: Response): Promise<Sent> {
  const { status, ok } = response;
  const text = await response.text().catch(() => "");
  const why = `status ${status}`;
  // 409: a push with this retry key was accepted before.
  if (ok || status === 409) return { result: "accepted" };
  if (status >= 500) return { result: "unsure", why };
  if (NOT_NOW.has(status)) return { result: "not_now", why };
  return { result: isTokenRefusal(status, text) ? "token_refused" : "rejected", why };
}

/** The one error that LINE tells apart by its words alone. */
function isTokenRefusal(status: number, text: string): boolean {
  return status === 400 && /"message"\s*:\s*"Invalid reply token"/i.test(text);
}
