import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Store } from "../../store/index.ts";
import { type Oidc, type OidcSettings, oidcWith } from "./oidc.ts";
import { ACTIONS, may } from "./roles.ts";
import { type AccessOptions as SessionOptions, guard, requires, signedIn } from "./session.ts";
import { serveStyle } from "./sheet.ts";
import { signingIn } from "./sign-in.ts";

/** What signing in needs of the house. */
export interface AccessOptions extends SessionOptions {
  /** Where else people can sign in; needs `publicUrl`. */
  readonly oidc?: OidcSettings | undefined;
}

/**
 * Lets people in at the desk: sessions, the pages for signing in, and who one is. To be called before any route of
 * the desk is added to `app`; each needs `requires(...)` or `anyone` as its `preHandler` from then on. `app` reads
 * cookies and limits requests.
 */
export async function access(app: FastifyInstance, options: AccessOptions): Promise<void> {
  const { store, publicUrl, oidc, now } = options;
  guard(app, options);
  serveStyle(app);
  await app.register(signingIn(options, providerOf(oidc, publicUrl, now)));
  app.get("/desk/api/me", { preHandler: requires() }, (request) => me(request, store));
  // What a page fetches by itself keeps nobody signed in; a hand on the keyboard does.
  app.post("/desk/api/here", { preHandler: requires() }, async (_request, reply) => reply.code(204).send());
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
