import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyRequest } from "fastify";
import { securityHeaders } from "../../channels/web/security.ts";
import type { Store } from "../../store/index.ts";
import { messageOf, refusalOf } from "../problems.ts";
import { auditPages } from "./audit-page.ts";
import { type Oidc, type OidcSettings, oidcWith } from "./oidc.ts";
import { passwordPage } from "./password-page.ts";
import { ACTIONS, may } from "./roles.ts";
import { type AccessOptions as SessionOptions, guard, isSecure, requires, signedIn } from "./session.ts";
import { problemSheet, serveStyle } from "./sheet.ts";
import { signingIn } from "./sign-in.ts";
import { userPages } from "./users-page.ts";

/** What signing in needs of the house. */
export interface AccessOptions extends SessionOptions {
  /** Where else people can sign in; needs `publicUrl`. */
  readonly oidc?: OidcSettings | undefined;
}

/** From one address: a call centre whose pages fetch whenever something happens is behind one. */
const REQUESTS_PER_MINUTE = 6000;

/** Nobody needs to see how far they are from a limit that they are not meant to meet. */
const QUIET = { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false };

/**
 * Lets people in at the desk: headers, limits, sessions and the pages for signing in. To be called before any route
 * of the desk is added to `app`; each needs `requires(...)` or `anyone` as its `preHandler` from then on.
 */
export async function access(app: FastifyInstance, options: AccessOptions): Promise<void> {
  const { store, publicUrl, oidc, now } = options;
  app.addHook("onRequest", securityHeaders(isSecure(publicUrl)));
  await app.register(cookie);
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE,
    timeWindow: "1 minute",
    ipv6Subnet: 64,
    addHeaders: QUIET,
    addHeadersOnExceeding: QUIET,
  });
  guard(app, options);
  serveStyle(app);
  await app.register(signingIn(options, providerOf(oidc, publicUrl, now)));
  await app.register(ownPages(options));
  app.get("/desk/api/me", { preHandler: requires() }, (request) => me(request, store));
  // What a page fetches by itself keeps nobody signed in; a hand on the keyboard does.
  app.post("/desk/api/here", { preHandler: requires() }, async (_request, reply) => reply.code(204).send());
}

/** Pages that are drawn here and work without a script; what goes wrong on them is told as a page. */
function ownPages(options: AccessOptions): FastifyPluginAsync {
  return async (app) => {
    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.code === "internal") request.log.error({ err: error }, "The request failed");
      return reply
        .code(refusal.statusCode)
        .type("text/html; charset=utf-8")
        .send(problemSheet(messageOf(refusal, request.id)));
    });
    auditPages(app, options);
    await app.register(userPages(options));
    await app.register(passwordPage(options));
  };
}

/** Who somebody is, what they may do, and what their changes have to carry. */
async function me(request: FastifyRequest, store: Store) {
  const { user, csrf } = await signedIn(request);
  return { user, may: ACTIONS.filter((action) => may(user.role, action)), csrf, store: store.engine };
}

function providerOf(
  oidc: OidcSettings | undefined,
  publicUrl: string | undefined,
  now: () => number,
): Oidc | undefined {
  return oidc && publicUrl !== undefined ? oidcWith(oidc, publicUrl, now) : undefined;
}
