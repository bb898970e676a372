import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import * as v from "valibot";
import type { Line } from "../language/index.ts";
import type { Store } from "../store/index.ts";
import { type Action, isRole, may } from "./access/roles.ts";
import { requires, type Session, signedIn } from "./access/session.ts";
import type { DeskOptions } from "./context.ts";
import { act, type Deed } from "./handoffs/acting.ts";
import { cardOf } from "./handoffs/cards.ts";
import { exportOf } from "./handoffs/export.ts";
import { guardAgent, maskedWord } from "./handoffs/guarding.ts";
import { end, hold, resume, take, transfer } from "./handoffs/having.ts";
import { namesIn } from "./handoffs/names.ts";
import { lookInto } from "./handoffs/opened.ts";
import { openingsIn } from "./handoffs/openings.ts";
import { queueOf } from "./handoffs/queue.ts";
import { SILENT_MS } from "./handoffs/silence.ts";
import { fillIn, type FillingIn, note, say } from "./handoffs/writing.ts";
import { presenceIn } from "./presence.ts";
import { Refusal } from "./problems.ts";
import { DO, HANDOFF, TAKE, TRANSFER, TURN, WRITE } from "./schemas.ts";
import { changeSettings, SettingsSchema } from "./settings.ts";
import type { Colleague, Opened, Settings } from "./view.ts";

const JSON_TYPE = "application/json; charset=utf-8";
/** Larger than any message or turn. */
const BODY_LIMIT = 16 * 1024;
/** Hand-offs that are over, as far back as a lead looks through them. */
const MOST_CLOSED = 200;

interface HandoffRoute {
  readonly Params: { readonly id: number };
}

/** What the schemas let through: each path has its own of these, and one of the flow's turns for `turns`. */
interface Posted {
  readonly id?: string;
  readonly from?: string;
  readonly to?: string | null;
  readonly text?: string;
}

/** Something to do, as a request asks for it: the deed, and what the agent is told of it. */
interface Asked {
  readonly deed: Deed;
  readonly warnings?: () => readonly string[];
}

/** What is done with hand-offs over HTTP, and what their queue looks like. */
export function handoffsApi(desk: DeskOptions): FastifyPluginAsync {
  const { store, now } = desk;
  const nameOf = namesIn(store);
  const room = { desk, nameOf };
  const queue = queueOf(desk);
  const opening = openingsIn(store);
  const isThere = presenceIn(store, now);

  async function look(
    id: number,
    session: Session,
    seeClosed: boolean,
    warnings?: readonly string[],
  ): Promise<Opened> {
    const { conversation, ...opened } = await lookInto(room, id, { seeClosed }, warnings);
    await opening(session, { handoff: id, conversation });
    return opened;
  }

  return async (app) => {
    // Whatever a page asks is a sign of life of whoever has it open.
    app.addHook("onResponse", async (request) => {
      const session = await signedIn(request).catch(() => undefined);
      if (session) isThere(session.user.id);
    });
    app.addHook("onClose", async () => queue.stop());

    /** `POST /desk/api/handoffs/:id/<path>`: does something, and answers with how the hand-off then stands. */
    function doing(
      path: string,
      schema: object,
      action: Action,
      asked: (body: Posted, session: Session, handoff: number) => Asked,
    ): void {
      app.post<HandoffRoute>(
        `/desk/api/handoffs/:id/${path}`,
        { schema, preHandler: requires(action), bodyLimit: BODY_LIMIT },
        async (request, reply) => {
          const { id } = request.params;
          // As the schema holds.
          const body = request.body as Posted;
          const session = await signedIn(request);
          const { deed, warnings } = asked(body, session, id);
          await act(desk, session, { handoff: id, what: path, once: body.id }, deed);
          // Whoever has just ended it sees how it ended; nobody else opens by this what is over.
          return reply.send(await look(id, session, maySeeAfter(path, session), warnings?.()));
        },
      );
    }

    doing("take", TAKE, "handoff.take", ({ from }) => ({ deed: take(from) }));
    doing("hold", DO, "handoff.take", () => ({ deed: hold }));
    doing("resume", DO, "handoff.take", () => ({ deed: resume }));
    doing("close", DO, "handoff.take", () => ({ deed: end("closed") }));
    doing("give-back", DO, "handoff.take", () => ({ deed: end("given_back") }));
    doing("transfer", TRANSFER, "handoff.transfer", ({ to = null }) => ({
      deed: transfer(to),
    }));
    for (const [path, deedOf] of Object.entries({ say, note })) {
      doing(path, WRITE, "handoff.take", (body, { user }, handoff) => {
        const { text, warnings } = guardAgent(desk, `${user.id} ${handoff}`, body.text ?? "");
        return { deed: deedOf(text), warnings: () => warnings };
      });
    }
    doing("turns", TURN, "handoff.take", ({ id: _, ...input }) => {
      let told: readonly Line[] = [];
      return {
        deed: fillIn(input as FillingIn, (notices) => (told = notices)),
        warnings: () => told.map((notice) => inAgentsWords(desk, notice)),
      };
    });

    app.get("/desk/api/queue", { preHandler: requires("handoff.see") }, async (request, reply) =>
      reply.type(JSON_TYPE).send(await queue.of((await signedIn(request)).user.id)),
    );
    app.get<HandoffRoute>(
      "/desk/api/handoffs/:id",
      { schema: HANDOFF, preHandler: requires("handoff.see") },
      async (request, reply) => {
        const session = await signedIn(request);
        const seeClosed = may(session.user.role, "conversation.read_closed");
        return reply.send(await look(request.params.id, session, seeClosed));
      },
    );
    app.get("/desk/api/handoffs/closed", { preHandler: requires("conversation.export") }, async () => ({
      now: now(),
      closed: (await store.handoffs.closed(MOST_CLOSED)).map((one) => cardOf(desk, one)),
    }));
    app.get<HandoffRoute>(
      "/desk/api/handoffs/:id/export",
      { schema: HANDOFF, preHandler: requires("conversation.export") },
      async (request, reply) => {
        const { id } = request.params;
        const exported = await exportOf(room, await signedIn(request), id);
        return reply
          .header("content-disposition", `attachment; filename="tokeru-handoff-${id}.json"`)
          .send(exported);
      },
    );
    app.get("/desk/api/agents", { preHandler: requires("handoff.take") }, () => colleagues(store, now()));
    settingsRoutes(app, desk);
  };
}

/** Paths that end a hand-off: only who has it gets that far, now or, where the request comes again, then. */
const ENDS: ReadonlySet<string> = new Set(["close", "give-back"]);

function maySeeAfter(path: string, { user: { role } }: Session): boolean {
  return ENDS.has(path) || may(role, "conversation.read_closed");
}

/** What a turn said, for an agent: what was masked in their own words concerns nobody's PIN but a resident's. */
function inAgentsWords({ say: words }: DeskOptions, notice: Line): string {
  const kind = (["pin", "password", "my_number", "code_b"] as const).find(
    (one) => notice.id === `warning.${one}`,
  );
  return kind ? maskedWord(kind) : words("ja")(notice);
}

/** Those to whom a conversation can be given; who is there comes first. */
async function colleagues(store: Store, now: number): Promise<readonly Colleague[]> {
  const [users, present] = await Promise.all([store.users.all(), store.presence.since(now - SILENT_MS)]);
  return users
    .filter(({ role, disabledAt }) => disabledAt === null && isRole(role) && may(role, "handoff.take"))
    .map(({ id, name }) => ({ id, name, here: present.has(id) }))
    .toSorted(
      (one, other) => Number(other.here) - Number(one.here) || one.name.localeCompare(other.name, "ja"),
    );
}

function settingsRoutes(app: FastifyInstance, { store, settings }: DeskOptions): void {
  const current = (): Settings => {
    const { notice, off } = settings?.() ?? { notice: null, off: {} };
    return { notice, off: { line: off["line"] ?? false, web: off["web"] ?? false } };
  };
  app.get("/desk/api/settings", { preHandler: requires() }, async () => current());
  app.put(
    "/desk/api/settings",
    { preHandler: requires("settings.change"), bodyLimit: BODY_LIMIT },
    async (request, reply) => {
      const wanted = v.safeParse(SettingsSchema, request.body);
      if (!wanted.success) {
        const field = v.getDotPath(wanted.issues[0]);
        throw new Refusal("invalid_input", field ? { field } : {});
      }
      await changeSettings(store, await signedIn(request), wanted.output);
      return reply.send(wanted.output);
    },
  );
}
