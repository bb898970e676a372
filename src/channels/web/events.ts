import type { FastifyPluginAsync } from "fastify";
import { type EventStream, openStream, PACE, type Pace, sendStream } from "../event-stream.ts";
import type { Context } from "./context.ts";
import { rowIdOf } from "./identity.ts";
import { Refusal } from "./problems.ts";
import { EVENTS } from "./schemas.ts";

/** Streams of one conversation: tabs of one person. */
const OF_ONE = 6;
/** Streams of everybody; a connection costs memory. */
const OF_ALL = 10_000;

/** Tells a client when its conversation has changed, wherever that happened. What it says, the client fetches. */
export function events({ around, visits }: Context, pace: Pace = PACE): FastifyPluginAsync {
  const streams = new Map<string, Set<EventStream>>();
  let all = 0;

  /** @throws {Refusal} where there are too many. */
  function follow(row: string): EventStream {
    const ofOne = streams.get(row) ?? new Set();
    if (ofOne.size >= OF_ONE || all >= OF_ALL) throw new Refusal("too_many");
    const stream = openStream(pace, () => {
      unlisten();
      all--;
      ofOne.delete(stream);
      if (ofOne.size === 0) streams.delete(row);
    });
    streams.set(row, ofOne.add(stream));
    all++;
    let told = 0;
    // What is older than what was told, or the same, is passed over: news may come by two ways.
    const changed = (rev: number): void => {
      if (rev <= told) return;
      told = rev;
      stream.send("changed", { rev }, rev);
    };
    const look = (): void => {
      around.store.conversations.find(row).then(
        (found) => (found ? changed(found.rev) : gone(stream)),
        // The client comes back, and is told by the answer to its own question what is wrong.
        () => stream.end(),
      );
    };
    const unlisten = around.store.listen(row, (rev) => (typeof rev === "number" ? changed(rev) : look()));
    look();
    return stream;
  }

  return async (app) => {
    app.get(
      "/conversation/events",
      { schema: EVENTS, exposeHeadRoute: false, config: { embeddable: true } },
      async (request, reply) => {
        const visit = await visits.find(request);
        if (!visit) throw new Refusal("no_conversation");
        return sendStream(reply, follow(rowIdOf(visit.id)));
      },
    );
    app.addHook("preClose", async () => {
      for (const ofOne of streams.values()) for (const stream of ofOne) stream.end();
    });
  };
}

function gone(stream: EventStream): void {
  stream.send("gone", {});
  stream.end();
}
