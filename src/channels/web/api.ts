import swagger from "@fastify/swagger";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { ALERT, type Command, fromLink, type Input, type Rating, toLink } from "../../assistant/index.ts";
import type { GuardedKind, Lang, Line } from "../../language/index.ts";
import type { Announcements } from "../card-reports.ts";
import type { Pace } from "../event-stream.ts";
import { LIFE_MS } from "../pairing.ts";
import { slipPath } from "../slip-path.ts";
import { cityLine, FURIGANA, type Furigana, renderPhones, renderReply } from "../rendered.ts";
import { worldToSee } from "../settings.ts";
import { furiganaAskedFor, languageAskedFor } from "./asking.ts";
import { cardReports } from "./card.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { events } from "./events.ts";
import { rowIdOf } from "./identity.ts";
import { mistakeIn } from "./mistakes.ts";
import { type Talk, talkOf } from "./person.ts";
import { problemBody, Refusal } from "./problems.ts";
import { BEGIN, COMPONENTS, LOOK, OPENAPI, TURN } from "./schemas.ts";
import { sentAnswers } from "./sent.ts";
import { CHANNEL, type Visit } from "./visits.ts";

interface BeginBody {
  readonly lang?: Lang;
  readonly city?: string;
  readonly link?: string;
  readonly keep?: "cookie" | "token";
}

/** Exactly one of these, as the schema holds. */
type TurnBody = { readonly id?: string } & (
  | { readonly choose: string; readonly node?: string }
  | { readonly text: string; readonly found?: readonly GuardedKind[] }
  | { readonly change: string }
  | { readonly rate: Rating }
  | { readonly command: Command; readonly value?: Lang }
);

const JSON_TYPE = "application/json; charset=utf-8";

/** The JSON API: the same turns as the page takes, for a program that shows them itself. */
export function api(context: Context, announce: Announcements, pace?: Pace): FastifyPluginAsync {
  const { around, visits, origins } = context;
  const bytesOf = sentAnswers(around);

  function render({ rev, reply, conversation, code }: Visit, talk: Talk | null, furigana: Furigana) {
    const { lang, city } = conversation;
    const say = around.say(lang);
    const world = worldToSee(around, city);
    const { pairing } = around;
    const words = (line: Line): string => FURIGANA[furigana](say(line));
    return {
      rev,
      lang,
      city,
      cityName: world.city.name && words(cityLine(world.city.name)),
      alert: world.alert ? words({ id: ALERT, text: world.alert }) : null,
      ...renderReply(reply, say, around.say("ja"), furigana),
      person: talk && { ...talk, about: talk.about.map(words) },
      canPair: pairing !== undefined,
      pairing:
        pairing && code !== undefined
          ? { code, server: pairing.server, expiresAt: around.now() + LIFE_MS }
          : null,
      phone: renderPhones(world, lang, say, furigana),
      link: toLink(conversation),
      slipPath: reply.outcome?.slip ? slipPath(pairing, conversation, reply.outcome.slip) : null,
    };
  }

  /** A choice that was not taken is a problem, told together with where the conversation stands. */
  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    at: Visit,
    token?: string,
  ): Promise<FastifyReply> {
    const furigana = furiganaAskedFor(request);
    const talk = await talkOf(around, CHANNEL, rowIdOf(at.id), at.conversation);
    const mistake = mistakeIn(at.reply);
    if (!mistake) {
      const rest = bytesOf(at, furigana, () => withoutRev(reply.serialize(render(at, talk, furigana))));
      return reply.type(JSON_TYPE).send(Buffer.concat([Buffer.from(headOf(at.rev, token)), rest]));
    }
    const refusal = new Refusal(mistake);
    const problem = problemBody(refusal, around.say(at.conversation.lang), furigana);
    return reply.code(refusal.statusCode).send({ ...problem, conversation: render(at, talk, furigana) });
  }

  return async (app) => {
    app.removeContentTypeParser("text/plain");
    COMPONENTS.forEach((component) => app.addSchema(component));
    await app.register(swagger, { openapi: OPENAPI, refResolver: BY_ID });
    app.addHook("onRequest", async (request, reply) => {
      if (request.routeOptions.config.embeddable) origins.share(request, reply);
    });

    app.post<{ Body: BeginBody }>(
      "/conversations",
      { schema: BEGIN, bodyLimit: BODY_LIMIT, config: { embeddable: true } },
      async (request, reply) => {
        const { lang = languageAskedFor(request), city = around.city, link, keep } = request.body;
        if (keep !== "token") origins.requireOwn(request);
        if (!around.cities.includes(city)) throw new Refusal("invalid_input", "city");
        const beginning = { lang, city };
        const wish = (): readonly Input[] => [link === undefined ? { show: true } : { link: fromLink(link) }];
        reply.code(201);
        if (keep !== "token") return answer(request, reply, await visits.begin(reply, beginning, wish));
        origins.requireEmbedder(request, city);
        const visit = await visits.open(beginning, wish);
        return answer(request, reply, visit, visit.id);
      },
    );

    app.get("/conversation", { schema: LOOK, config: { embeddable: true } }, async (request, reply) => {
      const visit = await visits.find(request);
      if (!visit) throw new Refusal("no_conversation");
      return answer(request, reply, visit);
    });

    app.post<{ Body: TurnBody }>(
      "/conversation/turns",
      { schema: TURN, bodyLimit: BODY_LIMIT, config: { embeddable: true } },
      async (request, reply) => {
        const { id, ...input } = request.body;
        const visit = await visits.continue(request, () => [input], id);
        if (!visit) throw new Refusal("no_conversation");
        return answer(request, reply, visit);
      },
    );

    await app.register(events(context, pace));
    for (const path of ["/conversations", "/conversation", "/conversation/turns", "/conversation/events"]) {
      app.options(path, { ...HIDDEN, config: { embeddable: true } }, preflight);
    }

    if (around.pairing) await app.register(cardReports(context, around.pairing, announce));

    app.get("/openapi.json", HIDDEN, (_request, reply) => reply.send(app.swagger()));
  };
}

/** What may differ between visitors who see the same stands before the rest, which they share. */
function headOf(rev: number, token: string | undefined): string {
  return token === undefined ? `{"rev":${rev},` : `{"token":"${token}","rev":${rev},`;
}

/** Of `{"rev":1,"lang":…}`, what comes after the revision. Its type allows serialisers that give bytes; ours does not. */
function withoutRev(json: string | ArrayBuffer | Buffer): string {
  if (typeof json !== "string") throw new TypeError("JSON is text here");
  return json.slice(json.indexOf(",") + 1);
}

/** A browser asks for another origin's page whether it may; who may not, gets no header that says so. */
function preflight(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (reply.getHeader("access-control-allow-origin") === undefined) throw new Refusal("origin_not_allowed");
  return reply
    .code(204)
    .headers({
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "Authorization, Content-Type",
      "access-control-max-age": "7200",
    })
    .send();
}

/** Names the document's components as the schemas are named. */
const BY_ID = {
  buildLocalReference: (json: { $id?: unknown }, _base: unknown, _fragment: unknown, n: number): string =>
    typeof json.$id === "string" ? json.$id : `Schema${n}`,
};
