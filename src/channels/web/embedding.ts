import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { languageAskedFor, pathOf } from "./asking.ts";
import { type Context, HIDDEN } from "./context.ts";
import { addressOf, readAddress } from "./forms.ts";
import { type ChatPage, chatPage } from "./pages/chat.ts";
import { demoPage, type DemoVariant } from "./pages/demo.ts";
import { embedPage } from "./pages/embed.ts";
import { problemPage } from "./pages/message.ts";
import type { Scene } from "./pages/scene.ts";
import { messageOf, Refusal } from "./problems.ts";
import { CHAT_POLICY, LIFF_POLICY, policyOf, TRUSTED_TYPES } from "./security.ts";
import type { Widgets } from "./widget.ts";

/** The city of the demonstration, a made-up one. */
const DEMO_CITY = "asagiri";

/** How the widget is offered. */
export interface Embedding {
  readonly widgets: Widgets;
  /** Where residents reach the server; left out: as the request names it. */
  readonly publicUrl?: string | undefined;
  /** Whether the made-up city's page is served. */
  readonly demo: boolean;
  /** The LIFF app in LINE's console whose page `/liff` is; left out: the page works without LINE's part. */
  readonly liffId?: string | undefined;
}

/** Pages with the widget on them: our own, the one for a frame, the one that tells cities how, a demonstration. */
export function embedding(
  { around, origins }: Context,
  { widgets, publicUrl, demo, liffId }: Embedding,
): FastifyPluginAsync {
  const { current } = widgets;

  function sceneOf(request: FastifyRequest): Scene {
    const { lang = languageAskedFor(request), city = around.city } = readAddress(request.query);
    return {
      lang,
      city: around.cities.includes(city) ? city : around.city,
      path: pathOf(request.url),
      say: around.say,
    };
  }

  function chat(
    request: FastifyRequest,
    reply: FastifyReply,
    framed: boolean,
    liff?: ChatPage["liff"],
  ): FastifyReply {
    const scene = sceneOf(request);
    reply.type(HTML);
    if (!current) {
      const refusal = new Refusal("no_widget");
      return reply.code(refusal.statusCode).send(problemPage(scene, messageOf(refusal)));
    }
    const { a: link } = readAddress(request.query);
    const plain = addressOf("/", { lang: scene.lang, city: scene.city, a: link });
    return reply.send(chatPage(scene, { build: current, plain, framed, liff }));
  }

  return async (app) => {
    app.get("/chat", HIDDEN, (request, reply) =>
      chat(request, reply.header(POLICY, policyOf(CHAT_POLICY)), false),
    );

    app.get("/liff", HIDDEN, (request, reply) => {
      const liff = liffId !== undefined && widgets.liff ? { id: liffId, build: widgets.liff } : undefined;
      return chat(request, reply.header(POLICY, policyOf(liff ? LIFF_POLICY : CHAT_POLICY)), false, liff);
    });

    app.get("/frame", HIDDEN, (request, reply) => {
      const ancestors = ["'self'", ...origins.of(sceneOf(request).city)];
      reply
        .header(POLICY, policyOf({ ...CHAT_POLICY, "frame-ancestors": ancestors }))
        .header("cross-origin-resource-policy", "cross-origin")
        // It knows no list of origins; the policy above does.
        .removeHeader("x-frame-options");
      return chat(request, reply, true);
    });

    app.get("/embed", HIDDEN, (request, reply) => {
      const { city } = sceneOf(request);
      const server = publicUrl ?? `${request.protocol}://${request.host}`;
      const pack = around.worldOf(city).city;
      return reply
        .type(HTML)
        .send(embedPage({ server, pack, origins: origins.of(city), build: current, demo }));
    });

    if (!demo) return;
    app.get("/demo", HIDDEN, (request, reply) => {
      const variant = variantOf(request.query);
      const city = around.cities.includes(DEMO_CITY) ? DEMO_CITY : around.city;
      const policy = variant.trustedTypes ? { ...DEMO_POLICY, ...TRUSTED_TYPES } : DEMO_POLICY;
      return reply
        .type(HTML)
        .header(POLICY, policyOf(policy))
        .send(demoPage(variant, city, current));
    });
  };
}

const HTML = "text/html; charset=utf-8";
const POLICY = "content-security-policy";

/** What a careful city allows, and nothing for the widget's sake but where it comes from and whom it asks. */
const DEMO_POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'"],
  "img-src": ["'self'"],
  "connect-src": ["'self'"],
  "frame-src": ["'self'"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "frame-ancestors": ["'none'"],
};

function variantOf(query: unknown): DemoVariant {
  const { mode, "trusted-types": trusted } = query as Readonly<Record<string, unknown>>;
  return { frame: mode === "frame", trustedTypes: trusted === "1" };
}
