import formbody from "@fastify/formbody";
import type {
  FastifyError,
  FastifyInstance,
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
} from "fastify";
import * as v from "valibot";
import { audited } from "./audited.ts";
import { enterFromElsewhere } from "./by-oidc.ts";
import { signInByPassword } from "./by-password.ts";
import { newSecret, type Oidc, OidcProblem } from "./oidc.ts";
import { homeOf } from "./pages.ts";
import { Crowded } from "./passwords.ts";
import { isRole } from "./roles.ts";
import {
  type AccessOptions,
  anyone,
  isSecure,
  requires,
  sendCookie,
  sessionIdOf,
  SIGNED_OUT_TOPIC,
  signedIn,
  takeCookieBack,
} from "./session.ts";
import { signInPage, type Told, type Ways } from "./sign-in-page.ts";

/** Larger than any form here. */
const BODY_LIMIT = 16 * 1024;
/** From one address, right or wrong: a call centre at the beginning of its shift is behind one. */
const ATTEMPTS = { max: 60, timeWindow: "1 minute" } as const;
/** From one address, wrong: against one password that is tried on many accounts. */
const FAILURES = { max: 20, timeWindow: "10 minutes" } as const;

/** PostgreSQL takes no text with a zero in it. */
const WITHOUT_ZERO = v.regex(/^[^\0]*$/);
const Form = v.object({ id: v.pipe(v.string(), v.trim(), WITHOUT_ZERO), password: v.string() });

/** The status that goes with what the page tells. */
const STATUS: Readonly<Record<Told, number>> = {
  failed: 401,
  fields_missing: 400,
  too_many: 429,
  crowded: 503,
  cross_site: 403,
  no_role: 403,
  disabled: 403,
  elsewhere_refused: 400,
  elsewhere_unreachable: 503,
};

/** Signing in, by password or elsewhere, and signing out. The pages work without a script. */
export function signingIn(options: AccessOptions, oidc: Oidc | undefined): FastifyPluginAsync {
  return async (app) => {
    await app.register(formbody, { bodyLimit: BODY_LIMIT });
    const page = async (reply: FastifyReply, told?: Told | "signed_out"): Promise<FastifyReply> => {
      const ways = await waysOf(options, oidc);
      const status = told === undefined || told === "signed_out" ? 200 : STATUS[told];
      return reply.code(status).type("text/html; charset=utf-8").send(signInPage(ways, told));
    };
    app.setErrorHandler<FastifyError>(async (error, request, reply) => {
      const told = toldOf(error);
      // The desk's own handler knows what to say.
      if (told === undefined) throw error;
      if (error instanceof OidcProblem) request.log.warn({ reason: error.message }, "OpenID Connect failed");
      return page(reply, told);
    });

    app.get("/desk/sign-in", { preHandler: anyone }, async (request, reply) => {
      const session = await signedIn(request).catch(() => undefined);
      if (session) return reply.redirect(homeOf(session.user.role), 303);
      return page(reply, isSignedOut(request) ? "signed_out" : undefined);
    });
    byPassword(app, options, page);
    if (oidc) elsewhere(app, options, oidc, page);
    app.post("/desk/sign-out", { preHandler: requires() }, async (request, reply) => {
      await signOut(options, request);
      takeCookieBack(reply);
      return reply.redirect("/desk/sign-in?out", 303);
    });
  };
}

type Page = (reply: FastifyReply, told?: Told) => Promise<FastifyReply>;

function byPassword(app: FastifyInstance, options: AccessOptions, page: Page): void {
  const failures = app.createRateLimit(FAILURES);
  app.post(
    "/desk/sign-in",
    { preHandler: anyone, config: { rateLimit: ATTEMPTS } },
    async (request, reply) => {
      const form = v.safeParse(Form, request.body);
      if (!form.success || form.output.id === "" || form.output.password === "") {
        return page(reply, "fields_missing");
      }
      const before = await failures(request, { increment: false });
      if (!before.isAllowed && before.remaining === 0) return page(reply, "too_many");
      const cookie = await signInByPassword(options, form.output);
      if (cookie !== undefined) return enter(options, request, reply, cookie);
      await failures(request);
      return page(reply, "failed");
    },
  );
}

function elsewhere(app: FastifyInstance, options: AccessOptions, oidc: Oidc, page: Page): void {
  const secure = isSecure(options.publicUrl);
  const name = secure ? "__Host-tokeru-desk-start" : "tokeru-desk-start";
  const kept = { path: "/", httpOnly: true, sameSite: "lax", secure, maxAge: 600 } as const;

  app.get("/desk/oidc/start", { preHandler: anyone }, async (_request, reply) => {
    const secret = newSecret();
    const url = await oidc.start(secret);
    return reply.setCookie(name, secret, kept).redirect(url.href, 303);
  });
  app.get("/desk/oidc/callback", { preHandler: anyone }, async (request, reply) => {
    const secret = request.cookies[name];
    // An attempt counts once, however it ends.
    reply.clearCookie(name, kept);
    if (secret === undefined) return page(reply, "elsewhere_refused");
    const query = new URLSearchParams(request.url.split("?")[1] ?? "");
    const entered = await enterFromElsewhere(options, await oidc.finish(query, secret));
    if (typeof entered === "string") return page(reply, entered);
    return enter(options, request, reply, entered.cookie);
  });
}

/** A browser has one session: the one before ends. Everybody begins at the page of what they do. */
async function enter(
  options: AccessOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: string,
): Promise<FastifyReply> {
  await signOut(options, request);
  sendCookie(reply, cookie);
  const opened = await options.store.sessions.find(sessionIdOf(cookie));
  const role = opened?.user.role ?? "";
  return reply.redirect(isRole(role) ? homeOf(role) : "/desk", 303);
}

async function signOut({ store }: AccessOptions, request: FastifyRequest): Promise<void> {
  const session = await signedIn(request).catch(() => undefined);
  if (!session) return;
  await store.transaction(async (tx) => {
    await tx.sessions.close(session.id);
    await audited(tx, session, "signin.ended", session.user.id);
    tx.notify(SIGNED_OUT_TOPIC, { session: session.id });
  });
}

async function waysOf({ store }: AccessOptions, oidc: Oidc | undefined): Promise<Ways> {
  const users = await store.users.all();
  const here = users.some(({ password, disabledAt }) => password !== null && disabledAt === null);
  return { here, elsewhere: oidc !== undefined };
}

function isSignedOut({ query }: FastifyRequest): boolean {
  return typeof query === "object" && query !== null && "out" in query;
}

/** What the page tells of an error; undefined where it is not signing in that went wrong. */
function toldOf(error: FastifyError): Told | undefined {
  if (error instanceof OidcProblem) {
    return error.kind === "unreachable" ? "elsewhere_unreachable" : "elsewhere_refused";
  }
  if (error instanceof Crowded) return "crowded";
  if (error.statusCode === 429) return "too_many";
  return error.code === "cross_site" ? "cross_site" : undefined;
}
