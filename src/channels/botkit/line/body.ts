import { IncomingMessage } from "node:http";

/** LINE's webhooks have a few kilobytes. */
export const BODY_LIMIT = 256 * 1024;

/**
 * Reads the bytes of a request as they came.
 * @returns undefined where there are more than `limit`; the rest is left unread.
 */
export async function readBody(
  request: IncomingMessage,
  limit: number = BODY_LIMIT,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left open, so that whoever sends too much can be told.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** A request as the common servers hand it on: Node's own, that of Express or restify, that of Fastify. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** The bytes of a webhook: those that the server kept, or those of a request that nobody has read. */
export async function bytesOf(
  request: WebhookRequest,
  limit: number,
): Promise<Buffer | "too large" | "decoded"> {
  const kept = [request.rawBody, request.body].find((one) => one instanceof Uint8Array);
  if (kept) {
    return kept.length > limit ? "too large" : Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
  }
  if (!(request instanceof IncomingMessage) || request.readableDidRead) return "decoded";
  return (await readBody(request, limit)) ?? "too large";
}

/** What is wrong, and what to do. */
export const GONE = [
  "LINE's signature is over the bytes of a webhook, and this server has decoded them before the LINE adapter saw them:",
  "a character that arrives in two parts is lost, and LINE's own webhooks are refused.",
  "Botkit's own web server does so: set disable_webserver: true and use a server that keeps the bytes.",
  "Express: express.json({ verify: (request, _response, bytes) => { request.rawBody = bytes } }).",
  "Fastify: addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body)).",
  "node:http: hand on the request unread.",
].join(" ");
