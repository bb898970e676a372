import { Readable } from "node:stream";
import type { FastifyPluginAsync } from "fastify";
import type { Context } from "./context.ts";
import { rowIdOf } from "./identity.ts";
import { Refusal } from "./problems.ts";
import { EVENTS } from "./schemas.ts";

/** How a stream goes, in milliseconds. */
export interface Pace {
  /** Between two signs of life, for proxies that cut what is silent. */
  readonly beat: number;
  /** How long it lasts; the client then comes back, perhaps to another replica. */
  readonly life: number;
}

const PACE: Pace = { beat: 25_000, life: 10 * 60_000 };
/** Streams of one conversation: tabs of one person. */
const OF_ONE = 6;
/** Streams of everybody; a connection costs memory. */
const OF_ALL = 10_000;
/** Bytes that wait for somebody who does not read; then the stream ends. */
const UNREAD = 16 * 1024;

/** Tells a client when its conversation has changed, wherever that happened. What it says, the client fetches. */
export function events({ around, visits }: Context, pace: Pace = PACE): FastifyPluginAsync {
  const streams = new Map<string, Set<Stream>>();
  let all = 0;

  /** @throws {Refusal} where there are too many. */
  function follow(row: string): Readable {
    const ofOne = streams.get(row) ?? new Set();
    if (ofOne.size >= OF_ONE || all >= OF_ALL) throw new Refusal("too_many");
    const stream = new Stream(pace, () => {
      unlisten();
      all--;
      ofOne.delete(stream);
      if (ofOne.size === 0) streams.delete(row);
    });
    streams.set(row, ofOne.add(stream));
    all++;
    const look = (): void => {
      around.store.conversations.find(row).then(
        (found) => (found ? stream.changed(found.rev) : stream.gone()),
        // The client comes back, and is told by the answer to its own question what is wrong.
        () => stream.end(),
      );
    };
    const unlisten = around.store.listen(row, (rev) =>
      typeof rev === "number" ? stream.changed(rev) : look(),
    );
    look();
    return stream.body;
  }

  return async (app) => {
    app.get(
      "/conversation/events",
      { schema: EVENTS, exposeHeadRoute: false, config: { embeddable: true } },
      async (request, reply) => {
        const visit = await visits.find(request);
        if (!visit) throw new Refusal("no_conversation");
        const body = follow(rowIdOf(visit.id));
        // A connection of its own, so that a server that stops does not wait for it; and no proxy holds events back.
        return reply
          .type("text/event-stream; charset=utf-8")
          .headers({
            "cache-control": "no-store, no-transform",
            connection: "close",
            "x-accel-buffering": "no",
          })
          .send(body);
      },
    );
    app.addHook("preClose", async () => {
      for (const ofOne of streams.values()) for (const stream of ofOne) stream.end();
    });
  };
}

/** One stream of server-sent events. */
class Stream {
  readonly body: Readable;
  readonly #beating: NodeJS.Timeout;
  readonly #living: NodeJS.Timeout;
  #rev = 0;
  #isOver = false;

  constructor({ beat, life }: Pace, onEnd: () => void) {
    this.body = new Readable({
      read() {},
      destroy: (error, done) => {
        this.#isOver = true;
        clearInterval(this.#beating);
        clearTimeout(this.#living);
        onEnd();
        done(error);
      },
    });
    this.#beating = setInterval(() => this.#write(":\n\n"), beat);
    this.#living = setTimeout(() => this.end(), life);
  }

  /** What is older than what was told, or the same, is passed over: news may come by two ways. */
  changed(rev: number): void {
    if (rev <= this.#rev) return;
    this.#rev = rev;
    this.#write(`event: changed\nid: ${rev}\ndata: {"rev":${rev}}\n\n`);
  }

  gone(): void {
    this.#write("event: gone\ndata: {}\n\n");
    this.end();
  }

  end(): void {
    if (!this.#isOver) this.body.push(null);
    this.#isOver = true;
  }

  #write(text: string): void {
    if (this.#isOver) return;
    this.body.push(text);
    if (this.body.readableLength > UNREAD) this.body.destroy();
  }
}
