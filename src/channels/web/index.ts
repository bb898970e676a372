import cookie from "@fastify/cookie";
import rateLimit from "@fastify/rate-limit";
import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { Lang } from "../../language/index.ts";
import type { Announcements } from "../card-reports.ts";
import type { Surroundings } from "../dialogue.ts";
import { answering } from "./answering.ts";
import { api } from "./api.ts";
import { furiganaAskedFor, languageAskedFor, pathOf } from "./asking.ts";
import { assets } from "./assets.ts";
import { calendar } from "./calendar.ts";
import { cardPairing } from "./card.ts";
import { type Context, HIDDEN } from "./context.ts";
import { embedding } from "./embedding.ts";
import type { Pace } from "../event-stream.ts";
import { addressOf } from "./forms.ts";
import { problemPage } from "./pages/message.ts";
import { pictures } from "./pictures.ts";
import { messageOf, problemBody, Refusal, refusalOf } from "./problems.ts";
import { reading } from "./reading.ts";
import { originsOf, sameOriginOnly } from "./origins.ts";
import { headersFor, securityHeaders } from "./security.ts";
import { slips } from "./slip.ts";
import { spokenSlips } from "./spoken-slip.ts";
import { talking } from "./talking.ts";
import { visitsOf } from "./visits.ts";
import { NO_WIDGETS, widgetFiles, type Widgets } from "./widget.ts";

export { requestForLog } from "./asking.ts";
export { loadWidgets, type Widgets } from "./widget.ts";

/** What the channel needs of the house. Handed in by the app. */
export interface WebOptions extends Surroundings {
  /** Where residents reach the server, without a slash at the end; with https the cookie is bound to it. */
  readonly publicUrl?: string | undefined;
  /** Requests a minute from one address; default 1200, for a classroom or a city hall shares one. */
  readonly requestsPerMinute?: number;
  /** Channels to be told when a card's report arrives for one of their conversations. */
  readonly announce?: Announcements;
  /** The builds of `<tokeru-chat>`; left out: there is none, and the pages that need one say so. */
  readonly widgets?: Widgets;
  /** Whether the made-up city's page is served at `/demo`. */
  readonly demo?: boolean;
  /** The LIFF app whose page `/liff` is. */
  readonly liffId?: string | undefined;
  /** How streams of events go, where a test cannot wait for it. */
  readonly pace?: Pace;
}

const REQUESTS_PER_MINUTE = 1200;

/**
 * The web channel as a Fastify plugin: a page that works without a script, and the same as a JSON API
 * under `/api`. Both translate input and render replies; who decides is the assistant.
 */
export function webChannel(around: WebOptions): FastifyPluginAsync {
  const { publicUrl, requestsPerMinute: max = REQUESTS_PER_MINUTE, announce = {}, pace } = around;
  const { widgets = NO_WIDGETS, demo = false, liffId } = around;
  const secure = isSecure(publicUrl);
  const origins = originsOf(around, publicUrl);
  const context: Context = { around, origins, visits: visitsOf(around, secure, origins) };

  return async (app) => {
    app.addHook("onRequest", securityHeaders(secure));
    await app.register(cookie);
    await app.register(rateLimit, { max, timeWindow: "1 minute", ipv6Subnet: 64, ...QUIET });
    app.addHook("onRequest", sameOriginOnly(origins));

    app.setErrorHandler<FastifyError>((error, request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.code === "internal") request.log.error({ err: error }, "The request failed");
      return refuse(context, refusal, request, reply);
    });
    app.setNotFoundHandler({ preHandler: app.rateLimit() }, (request, reply) =>
      refuse(context, new Refusal("not_found"), request, reply),
    );

    app.get("/health", HIDDEN, (_request, reply) => health(around, reply));
    await app.register(assets);
    await app.register(pictures(around));
    await app.register(widgetFiles(widgets));
    await app.register(embedding(context, { widgets, publicUrl, demo, liffId }));
    await app.register(reading(context, widgets.current !== undefined));
    await app.register(slips(context, publicUrl));
    await app.register(calendar(context));
    await app.register(answering(context));
    await app.register(talking(context));
    await app.register(api(context, announce, pace), { prefix: "/api" });
    if (around.pairing) await app.register(cardPairing(context, around.pairing, secure));
    if (around.pairing) await app.register(spokenSlips(context, around.pairing));
  };
}

function isSecure(publicUrl: string | undefined): boolean {
  return publicUrl?.startsWith("https://") ?? false;
}

/** Nobody needs to see how far they are from a limit that they are not meant to meet. */
const QUIET = {
  addHeaders: { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false },
  addHeadersOnExceeding: {
    "x-ratelimit-limit": false,
    "x-ratelimit-remaining": false,
    "x-ratelimit-reset": false,
  },
};

/**
 * For Fastify's `frameworkErrors`: what it refuses before any route or hook, such as an address that is no
 * text (`/%ff`), is told in our words too.
 */
export function refuseUnroutable({ publicUrl, ...around }: WebOptions) {
  const headers = headersFor(isSecure(publicUrl));
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): void => {
    const standing = { lang: languageAskedFor(request), city: around.city };
    void tell(around, refusalOf(error), standing, request, reply.headers(headers));
  };
}

/** Tells what went wrong in the language of the conversation. */
async function refuse(
  { around, visits }: Context,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // An old form leads to a new one: the first page, which also shows the way on.
  if (refusal.code === "stale_form") return reply.redirect(addressOf("/", { notice: "stale_form" }), 303);
  const visit = await visits.find(request).catch(() => undefined);
  const standing = visit?.conversation ?? { lang: languageAskedFor(request), city: around.city };
  return tell(around, refusal, standing, request, reply);
}

/** As JSON or as a page. */
function tell(
  around: Surroundings,
  refusal: Refusal,
  { lang, city }: { readonly lang: Lang; readonly city: string },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.code(refusal.statusCode);
  if (pathOf(request.url).startsWith("/api/")) {
    return reply.send(problemBody(refusal, around.say(lang), furiganaAskedFor(request)));
  }
  const scene = { lang, city, path: "/", say: around.say };
  const id = refusal.code === "internal" ? request.id : undefined;
  return reply.type("text/html; charset=utf-8").send(problemPage(scene, messageOf(refusal), id));
}

/** For operators and load balancers: whether the store answers, and with which facts. */
async function health({ store, worldOf, city }: Surroundings, reply: FastifyReply): Promise<FastifyReply> {
  const { facts } = worldOf(city);
  const answers = await store.conversations.find("health").then(
    () => true,
    () => false,
  );
  return reply
    .code(answers ? 200 : 503)
    .send({ status: answers ? "ok" : "unavailable", store: store.engine, facts: facts.version });
}
