import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { ACCESS_TOKEN } from "./account.ts";

/** One request to the platform. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** What the platform answers. */
export interface Answer {
  readonly status: number;
  readonly body: object | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * How the platform lets a call down. A number answers with that status and does nothing, one with `retryAfter`
 * says for how many seconds; `drop` and `hang` do nothing either; the rest do what was asked, but the caller
 * does not hear of it.
 */
export type Trouble =
  | number
  | { readonly status: number; readonly retryAfter: number }
  | "drop"
  | "hang"
  | "send_and_drop"
  | "send_and_hang"
  | "send_and_500";

/** LINE's answer without content. */
export const FINE: Answer = { status: 200, body: {} };

/** LINE's way of saying no. */
export function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

/** A server on a random port, or on `port`, that `handle` answers for. */
export async function serve(handle: (asked: Asked) => Promise<Handled>, port = 0) {
  const server = createServer((request, response) => {
    respond(handle, request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The platform has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer, and what goes wrong on its way. */
export interface Handled {
  readonly answer: Answer;
  readonly trouble?: Trouble | undefined;
}

async function respond(
  handle: (asked: Asked) => Promise<Handled>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", url = "", headers } = request;
  const body = await buffer(request);
  const { answer, trouble } = await handle({ method, path: url, headers, body, json: parse(body) });
  if (trouble === "hang" || trouble === "send_and_hang") return;
  if (trouble === "drop" || trouble === "send_and_drop") return void request.socket.destroy();
  const told = trouble === "send_and_500" ? refusal(500, "Something went wrong") : answer;
  const isFile = Buffer.isBuffer(told.body);
  response
    .writeHead(told.status, { "content-type": isFile ? "image/png" : "application/json", ...told.headers })
    .end(isFile ? told.body : JSON.stringify(told.body));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Whether a call carries the account's token. */
export function isAuthorised({ headers }: Asked): boolean {
  return headers.authorization === `Bearer ${ACCESS_TOKEN}`;
}

export const UNAUTHORISED = refusal(
  401,
  "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.",
);

/** What LINE answers where it lets a call down without doing it; undefined where it does it. */
export function failureOf(trouble: Trouble | undefined): Answer | undefined {
  if (typeof trouble === "number") return refusal(trouble, "Something went wrong");
  if (typeof trouble === "object") {
    return {
      ...refusal(trouble.status, "The API rate limit has been exceeded. Try again later."),
      headers: { "retry-after": String(trouble.retryAfter) },
    };
  }
  return trouble === "drop" || trouble === "hang" ? refusal(500, "never told") : undefined;
}

/** Connections to webhooks stay open, as LINE's do. */
const agent = new Agent({ keepAlive: true });

/** Posts to a webhook: the status of the answer, or 0 where there was none within so many milliseconds. */
export function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeout: number,
): Promise<number> {
  return new Promise((resolve) => {
    request(url, { agent, method: "POST", headers, signal: AbortSignal.timeout(timeout) })
      .once("error", () => resolve(0))
      .once("response", (response) => {
        response
          .once("error", () => resolve(0))
          .once("end", () => resolve(response.statusCode ?? 0))
          .resume();
      })
      .end(body);
  });
}
