import type { FastifyError, FastifyPluginAsync } from "fastify";
import { access } from "./access/index.ts";
import type { OidcSettings } from "./access/oidc.ts";
import { anyone, requires } from "./access/session.ts";
import { handoffsApi } from "./api.ts";
import type { DeskOptions } from "./context.ts";
import { copilotRoutes } from "./copilot/index.ts";
import { deskEvents } from "./events.ts";
import { insightRoutes } from "./insights/routes.ts";
import { deskFiles, loadDeskScript, sendDesk } from "./page.ts";
import { problemBody, Refusal, refusalOf } from "./problems.ts";

export type { DeskOptions } from "./context.ts";
export { count, countFinished } from "./insights/counting.ts";
export { hoursToMend, standingsOf } from "./hours.ts";
export { type DeskSettings, followSettings } from "./settings.ts";

/** What it takes to let people in, too. */
export interface DeskRoomOptions extends DeskOptions {
  /** Where else people can sign in; needs `publicUrl`. */
  readonly oidc?: OidcSettings | undefined;
}

/**
 * The desk as a Fastify plugin: the page of those who talk with residents, and what it asks, all below `/desk`. Every
 * route says who may use it, or the server does not start.
 */
export function deskRoom(desk: DeskRoomOptions): FastifyPluginAsync {
  const { store, publicUrl, oidc, now } = desk;
  const script = loadDeskScript();
  return async (app) => {
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.code === "internal") request.log.error({ err: error }, "The request failed");
      return reply.code(refusal.statusCode).send(problemBody(refusal, request.id));
    });
    await access(app, { store, publicUrl, oidc, now });
    await app.register(deskFiles(script));
    app.get("/desk", { preHandler: requires() }, (_request, reply) => sendDesk(reply, script));
    await app.register(handoffsApi(desk));
    await app.register(copilotRoutes(desk));
    await app.register(deskEvents(desk));
    insightRoutes(app, desk);
    app.all("/desk/api/*", { preHandler: anyone }, () => {
      throw new Refusal("not_found");
    });
  };
}
