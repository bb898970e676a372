import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { isLang, type Lang } from "../../language/index.ts";
import type { Surroundings } from "../dialogue.ts";
import { type DrawingId, drawingOf, DRAWINGS, hashOf, pngOf, svgOf } from "../pictures.ts";
import { HIDDEN } from "./context.ts";
import { Refusal } from "./problems.ts";

/** A drawing as it is sent. */
interface Sent {
  readonly type: string;
  readonly etag: string;
  readonly content: string | Buffer;
  /** Seconds for which nobody need ask again. */
  readonly maxAge: number;
}

const HOUR_S = 3600;
/** LINE keeps an image anyway. */
const WEEK_S = 7 * 24 * HOUR_S;

/** Our drawings, `/pictures/<lang>/<id>.svg`, `.json` or `.png`: anybody may show them, LINE and every embedding page. */
export function pictures({ worldOf, city, say }: Surroundings): FastifyPluginAsync {
  const made = new Map<string, Sent>();

  function make(lang: Lang, id: DrawingId, form: string): Sent {
    if (form === "png") return sent("image/png", pngOf(id, lang), WEEK_S);
    const shape = drawingOf(id, { lang, say: say(lang), facts: worldOf(city).facts });
    return form === "svg"
      ? sent("image/svg+xml", svgOf(shape), HOUR_S)
      : sent("application/json; charset=utf-8", JSON.stringify(shape), HOUR_S);
  }

  /** @throws {Refusal} where there is no such drawing */
  function find(lang: string, file: string): Sent {
    const path = `${lang}/${file}`;
    const known = made.get(path);
    if (known) return known;
    const [, name, form] = /^(\w+)\.(svg|json|png)$/.exec(file) ?? [];
    const id = DRAWINGS.find((one) => one === name);
    if (!isLang(lang) || !id || !form) throw new Refusal("not_found");
    const drawn = make(lang, id, form);
    made.set(path, drawn);
    return drawn;
  }

  return async (app) => {
    app.get<{ Params: { lang: string; file: string } }>(
      "/pictures/:lang/:file",
      HIDDEN,
      async (request, reply) => send(request, reply, find(request.params.lang, request.params.file)),
    );
  };
}

function sent(type: string, content: string | Buffer, maxAge: number): Sent {
  return { type, content, maxAge, etag: `"${hashOf(content)}"` };
}

function send(request: FastifyRequest, reply: FastifyReply, { type, content, etag, maxAge }: Sent) {
  reply.headers({
    etag,
    "cache-control": `public, max-age=${maxAge}`,
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
  });
  return request.headers["if-none-match"] === etag ? reply.code(304).send() : reply.type(type).send(content);
}
