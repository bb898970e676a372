import type { FastifyReply, FastifyRequest } from "fastify";
import type { Surroundings } from "../dialogue.ts";
import { Refusal } from "./problems.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Pages of other origins may ask here; the route itself looks at where a request comes from. */
    embeddable?: true;
  }
}

/** Which pages may talk to the server: its own, and those that a city's pack names. */
export interface Origins {
  /**
   * For a change by cookie: lets it through only from our own pages, or from a program that is no browser. Every
   * browser names the site or the origin that a change comes from.
   * @throws {Refusal} where it comes from another site.
   */
  requireOwn(request: FastifyRequest): void;
  /**
   * For a conversation by token: lets it through from our own pages, from those that the city names, and from a
   * program that is no browser.
   * @throws {Refusal} where it comes from any other page.
   */
  requireEmbedder(request: FastifyRequest, city: string): void;
  /** Lets pages that some city names read our answers. No cookie ever travels with their requests. */
  share(request: FastifyRequest, reply: FastifyReply): void;
  /** Where a city's chat may be embedded, as a policy writes it: besides the origins, patterns of this machine. */
  of(city: string): readonly string[];
}

/** Pages of this very machine, for whoever tries things out: never on a server that is published with https. */
const LOCAL = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;
const LOCAL_PATTERNS = ["http://localhost:*", "http://127.0.0.1:*"];

/** The origins of a server and its cities. */
export function originsOf({ cities, worldOf }: Surroundings, publicUrl: string | undefined): Origins {
  const published = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  const isTrial = !published?.startsWith("https://");
  const byCity = new Map(cities.map((code) => [code, new Set(worldOf(code).city.origins)]));
  const known = new Set([...byCity.values()].flatMap((origins) => [...origins]));

  function isOwn(request: FastifyRequest, origin: string): boolean {
    return origin === published || origin === `${request.protocol}://${request.host}`;
  }
  function isLocal(origin: string): boolean {
    return isTrial && LOCAL.test(origin);
  }

  return {
    requireOwn(request) {
      const site = request.headers["sec-fetch-site"];
      const { origin } = request.headers;
      const isFromOwn = origin === undefined || isOwn(request, origin);
      const allowed = site === undefined ? isFromOwn : site === "same-origin" || site === "none";
      if (!allowed) throw new Refusal("cross_site");
    },
    requireEmbedder(request, city) {
      const { origin } = request.headers;
      const allowed =
        origin === undefined || isOwn(request, origin) || isLocal(origin) || byCity.get(city)?.has(origin);
      if (!allowed) throw new Refusal("origin_not_allowed");
    },
    share(request, reply) {
      const { origin } = request.headers;
      reply.header("vary", "Origin");
      if (origin !== undefined && (known.has(origin) || isLocal(origin))) {
        reply.header("access-control-allow-origin", origin);
        reply.header("access-control-expose-headers", "Retry-After");
      }
    },
    of(city) {
      return [...(byCity.get(city) ?? []), ...(isTrial ? LOCAL_PATTERNS : [])];
    },
  };
}

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/** Guards every change that does not guard itself. */
export function sameOriginOnly(origins: Origins) {
  return async (request: FastifyRequest): Promise<void> => {
    if (READING.has(request.method) || request.routeOptions.config.embeddable) return;
    origins.requireOwn(request);
  };
}
