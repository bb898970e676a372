import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/** How a stream goes, in milliseconds. */
export interface Pace {
  /** Between two signs of life, for proxies that cut what is silent. */
  readonly beat: number;
  /** How long it lasts; the client then comes back, perhaps to another replica. */
  readonly life: number;
}

/** As it suits browsers and proxies. */
export const PACE: Pace = { beat: 25_000, life: 10 * 60_000 };

/** Bytes that wait for somebody who does not read; then the stream ends. */
const UNREAD = 16 * 1024;

/** One stream of server-sent events. */
export interface EventStream {
  readonly body: Readable;
  /** Tells an event; `data` is small JSON. Nothing is told after the end. */
  send(event: string, data: unknown, id?: number): void;
  end(): void;
}

/** Opens a stream. `onEnd` is called once it is over, whoever ended it. */
export function openStream({ beat, life }: Pace, onEnd: () => void): EventStream {
  let isOver = false;
  const body = new Readable({
    read() {},
    destroy(error, done) {
      isOver = true;
      clearInterval(beating);
      clearTimeout(living);
      onEnd();
      done(error);
    },
  });
  const write = (text: string): void => {
    if (isOver) return;
    body.push(text);
    if (body.readableLength > UNREAD) body.destroy();
  };
  const end = (): void => {
    if (!isOver) body.push(null);
    isOver = true;
  };
  const beating = setInterval(() => write(":\n\n"), beat);
  const living = setTimeout(end, life);
  return {
    body,
    send(event, data, id) {
      const mark = id === undefined ? "" : `id: ${id}\n`;
      write(`event: ${event}\n${mark}data: ${JSON.stringify(data)}\n\n`);
    },
    end,
  };
}

/** Answers with a stream. */
export function sendStream(reply: FastifyReply, { body }: EventStream): FastifyReply {
  // A connection of its own, so that a server that stops does not wait for it; and no proxy holds events back.
  return reply
    .type("text/event-stream; charset=utf-8")
    .headers({
      "cache-control": "no-store, no-transform",
      connection: "close",
      "x-accel-buffering": "no",
    })
    .send(body);
}
