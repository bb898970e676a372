import { connect, type Socket } from "node:net";

/** An answer as it came over the wire. */
export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: Buffer;
}

const END_OF_HEAD = "\r\n\r\n";
/** No answer for so long ends the measurement, in milliseconds. */
const PATIENCE_MS = 20_000;

/**
 * One keep-alive connection, one request at a time. It knows as much HTTP as the servers here speak, so that
 * asking costs far less than answering.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: PromiseWithResolvers<Answer> | undefined;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("The server closed the connection.")));
    this.#socket.setTimeout(PATIENCE_MS, () => this.#fail(new Error("The server does not answer.")));
  }

  /** Posts JSON. `headers`: further lines, each with its line end. */
  post(path: string, json: string, headers = ""): Promise<Answer> {
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting = waiting;
    const length = Buffer.byteLength(json);
    this.#socket.write(
      `POST ${path} HTTP/1.1\r\nhost: ${this.#host}\r\ncontent-type: application/json\r\n` +
        `content-length: ${length}\r\n${headers}\r\n${json}`,
    );
    return waiting.promise;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#received.toString("latin1", 0, end + 2);
    const start = end + END_OF_HEAD.length;
    const whole = start + contentLength(head);
    if (this.#received.length < whole) return;
    const body = this.#received.subarray(start, whole);
    this.#received = this.#received.subarray(whole);
    this.#waiting?.resolve({ status: Number(head.slice(9, 12)), head, body });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#socket.destroy();
  }
}

function contentLength(head: string): number {
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`An answer without a length:\n${head}`);
  return Number(length);
}
