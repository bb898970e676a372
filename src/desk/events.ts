import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import * as v from "valibot";
import { type EventStream, openStream, PACE, sendStream } from "../channels/event-stream.ts";
import { DESK_TOPIC } from "../channels/handing-over.ts";
import { requires, SIGNED_OUT_TOPIC, signedIn, stillSignedIn } from "./access/session.ts";
import type { DeskOptions } from "./context.ts";
import { Refusal } from "./problems.ts";

/** Streams of one person: their tabs. */
const OF_ONE = 8;
/** Streams of everybody: more than a desk has people. */
const OF_ALL = 1_000;
/**
 * Whatever else happens, every page is told to ask for the queue so often: what it asks is a sign of life
 * (handoffs/silence.ts), shows who has become silent, and makes good what was missed.
 */
const LOOK_MS = 30_000;
/** Changes of the queue within so long are told together. */
const TOGETHER_MS = 500;
/** That something was said is told at once to whoever has it open; in the queue it only counts, and may take so long. */
const SAID_MS = 3_000;
/** So many hand-offs are told of one by one when something may have been missed. */
const MOST = 500;

/** A page of the desk that listens. */
interface Page {
  readonly user: string;
  readonly session: string;
  readonly request: FastifyRequest;
  readonly stream: EventStream;
}

/** Tells the desk's pages what has changed, wherever that happened. What it is, they fetch. */
export function deskEvents({ store, pace = PACE }: DeskOptions): FastifyPluginAsync {
  const pages = new Set<Page>();
  const tellAll = (event: "queue" | "handoff", data: object): void => {
    for (const { stream } of pages) stream.send(event, data);
  };
  const tellQueue = (): void => tellAll("queue", {});
  const queueSoon = together(tellQueue, TOGETHER_MS);
  const queueLater = together(tellQueueInTurn, SAID_MS);

  /** One page after the other, so that not all of them ask in the same moment, and messages pass between. */
  function tellQueueInTurn(): void {
    for (const [n, { stream }] of [...pages].entries()) {
      setTimeout(() => stream.send("queue", {}), (n * SAID_MS) / pages.size).unref();
    }
  }

  /** Everything may have changed. */
  async function look(to: Iterable<Page>): Promise<void> {
    const queue = await store.handoffs.queue(MOST);
    for (const { stream } of to) {
      stream.send("queue", {});
      for (const { id } of queue) stream.send("handoff", { id });
    }
  }
  /** A page that cannot be told comes back, and learns by its own question what is wrong. */
  function lookOrEnd(to: readonly Page[]): void {
    look(to).catch(() => to.forEach(({ stream }) => stream.end()));
  }

  /** @throws {Refusal} where there are too many. */
  function follow(request: FastifyRequest, user: string, session: string): EventStream {
    const own = [...pages].filter((page) => page.user === user);
    if (own.length >= OF_ONE || pages.size >= OF_ALL) throw new Refusal("too_many");
    const stream = openStream(pace, () => {
      clearInterval(looking);
      pages.delete(page);
    });
    const page: Page = { user, session, request, stream };
    const looking = setInterval(() => void lookAfter(page), LOOK_MS);
    pages.add(page);
    lookOrEnd([page]);
    return stream;
  }

  return async (app) => {
    const unlisten = [
      store.listen(DESK_TOPIC, (payload) => {
        const { handoff: id, said } = changeIn(payload);
        if (id === undefined) return lookOrEnd([...pages]);
        tellAll("handoff", { id });
        (said ? queueLater : queueSoon).ring();
      }),
      store.listen(SIGNED_OUT_TOPIC, (payload) => {
        for (const page of pages) {
          if (payload === null) void lookAfter(page);
          else if (isOf(page, payload)) page.stream.end();
        }
      }),
    ];
    app.get(
      "/desk/api/events",
      { preHandler: requires("handoff.see"), exposeHeadRoute: false },
      async (request, reply) => {
        const { user, id } = await signedIn(request);
        return sendStream(reply, follow(request, user.id, id));
      },
    );
    app.addHook("preClose", async () => {
      queueSoon.stop();
      queueLater.stop();
      unlisten.forEach((stop) => stop());
      for (const { stream } of pages) stream.end();
    });
  };
}

/** Ends the stream of whoever is no longer signed in, and has the others ask for the queue. */
async function lookAfter({ request, stream }: Page): Promise<void> {
  if (await stillSignedIn(request)) stream.send("queue", {});
  else stream.end();
}

/** Which hand-off a notice is about; undefined where it says no more than that it is time to look. */
function changeIn(payload: unknown): { readonly handoff?: number; readonly said?: boolean } {
  const change = v.safeParse(ChangeSchema, payload);
  return change.success ? change.output : {};
}

const ChangeSchema = v.object({ handoff: v.number(), said: v.optional(v.boolean(), false) });

function isOf({ user, session }: Page, payload: unknown): boolean {
  if (typeof payload !== "object" || payload === null) return false;
  if ("user" in payload) return payload.user === user;
  return "session" in payload && payload.session === session;
}

/** Rings at once, and then not again within `pause`; what was rung meanwhile is rung after it. */
function together(tell: () => void, pause: number) {
  let resting: NodeJS.Timeout | undefined;
  let isRung = false;
  function ring(): void {
    isRung = true;
    if (resting) return;
    isRung = false;
    tell();
    resting = setTimeout(() => {
      resting = undefined;
      if (isRung) ring();
    }, pause);
  }
  return { ring, stop: () => clearTimeout(resting) };
}
