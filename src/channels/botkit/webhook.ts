import type { IncomingMessage, ServerResponse } from "node:http";
import type { BotAdapter, TurnContext } from "botbuilder";
import type { Botkit } from "botkit";
import { BODY_LIMIT, bytesOf } from "./line/body.ts";
import { CONSOLE, type Log, reasonOf } from "./log.ts";

/** How a webhook is served. */
export interface WebhookOptions {
  /** The adapter that reads it; left out: the bot's own. */
  readonly adapter?: BotAdapter;
  readonly log?: Log;
}

/** What adapters of Botkit call to have a request handled. */
interface Processing {
  processActivity(
    request: object,
    response: object,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void>;
}

/**
 * A bot's webhook, for any server: `createServer(webhook(controller))`, or `app.post("/api/messages", ...)` of Express,
 * before anything has read the body. In place of Botkit's own web server: the bytes stay as they came, a request has a
 * size limit, whatever goes wrong is answered and logged, and nothing ends the process.
 */
export function webhook(
  controller: Botkit,
  { adapter = controller.adapter, log = CONSOLE }: WebhookOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const { processActivity } = adapter as unknown as Processing;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method !== "POST") return end(response, 405);
      const body = await bytesOf(request, BODY_LIMIT);
      if (body === "too large") return end(response, 413);
      if (body === "decoded") throw new Error("the body was read before; hand on the request unread");
      const asked = asExpress(request, body);
      if (!asked) return end(response, 400);
      // Looked up at each request: the plugin may have come in between.
      const logic = (context: TurnContext): Promise<void> => controller.handleTurn(context);
      await processActivity.call(adapter, asked, likeExpress(response), logic);
      if (!response.writableEnded) end(response, 200);
    } catch (error) {
      log.error({ why: reasonOf(error) }, "A webhook of the bot failed.");
      if (!response.writableEnded) end(response, response.headersSent ? response.statusCode : 500);
    }
  }

  return (request, response) => void serve(request, response);
}

function end(response: ServerResponse, status: number): void {
  // Whoever sends too much is not read to the end.
  if (status === 413) response.setHeader("connection", "close");
  if (!response.headersSent) response.statusCode = status;
  response.end();
}

/** A request as adapters read it; undefined where the body is no object, at which they fall over. */
function asExpress({ headers, method, url }: IncomingMessage, rawBody: Buffer): object | undefined {
  const body = bodyIn(headers["content-type"] ?? "", rawBody.toString("utf8"));
  if (typeof body !== "object" || body === null) return undefined;
  const header = (name: string): unknown => headers[name.toLowerCase()];
  return { headers, method, url, body, rawBody, query: {}, header, get: header };
}

function bodyIn(contentType: string, text: string): unknown {
  if (contentType.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A response with what Express adds to Node's own, as adapters use it. */
function likeExpress(response: ServerResponse): ServerResponse {
  const added = {
    status(code: number) {
      if (!response.headersSent) response.statusCode = code;
      return response;
    },
    header(name: string, value?: string) {
      // Slack's adapter gives name and value as one text, which is no header.
      if (value !== undefined && !response.headersSent) response.setHeader(name, value);
      return response;
    },
    set: (name: string, value?: string) => added.header(name, value),
    send(body?: unknown) {
      if (typeof body === "object" && body !== null) return added.json(body);
      return response.writableEnded ? response : response.end(typeof body === "string" ? body : undefined);
    },
    json(body: unknown) {
      added.header("content-type", "application/json; charset=utf-8");
      return response.writableEnded ? response : response.end(JSON.stringify(body));
    },
  };
  return Object.assign(response, added);
}
