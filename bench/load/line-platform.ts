import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text as bodyOf } from "node:stream/consumers";

/** How long a reply may take to arrive, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Plays LINE's Messaging API on this machine: takes replies, and says when each has arrived. */
export class LinePlatform {
  readonly #server: Server;
  readonly #awaited = new Map<string, (said: string) => void>();

  constructor(port: number) {
    this.#server = createServer((request, response) => void this.#take(request, response));
    this.#server.keepAliveTimeout = PATIENCE_MS;
    this.#server.listen(port, "127.0.0.1");
  }

  /**
   * The body of the reply to an event, once it has arrived.
   * @throws {Error} where none comes.
   */
  reply(token: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => reject(new Error("An event was never answered.")), PATIENCE_MS);
    this.#awaited.set(token, (said) => {
      clearTimeout(timer);
      resolve(said);
    });
    return promise;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (request.method === "GET") return void response.writeHead(404).end();
    response.setHeader("content-type", "application/json").end('{"sentMessages":[]}');
    const token = /"replyToken":"([^"]+)"/.exec(body)?.[1] ?? "";
    const tell = this.#awaited.get(token);
    // A push, or the same reply again, would not be what was asked for.
    if (!tell) throw new Error(`The Messaging API got something unexpected: ${body.slice(0, 200)}`);
    this.#awaited.delete(token);
    tell(body);
  }
}
