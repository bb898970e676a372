import swagger from "@fastify/swagger";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import { type Command, fromLink, type Input, toLink } from "../../assistant/index.ts";
import type { Lang } from "../../language/index.ts";
import { renderReply } from "../rendered.ts";
import type { Announcements } from "../card-reports.ts";
import { languageAskedFor } from "./asking.ts";
import { cardReports } from "./card.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { mistakeIn } from "./mistakes.ts";
import { problemBody, Refusal } from "./problems.ts";
import { BEGIN, COMPONENTS, LOOK, OPENAPI, TURN } from "./schemas.ts";
import { sentAnswers } from "./sent.ts";
import type { Standing } from "./visits.ts";

interface BeginBody {
  readonly lang?: Lang;
  readonly city?: string;
  readonly link?: string;
}

/** Exactly one of these, as the schema holds. */
type TurnBody =
  | { readonly choose: string; readonly node?: string }
  | { readonly text: string }
  | { readonly change: string }
  | { readonly command: Command; readonly value?: Lang };

const JSON_TYPE = "application/json; charset=utf-8";

/** The JSON API: the same turns as the page takes, for a program that shows them itself. */
export function api(context: Context, announce: Announcements): FastifyPluginAsync {
  const { around, visits } = context;
  const bytesOf = sentAnswers(around.now);

  function render({ reply, conversation }: Standing) {
    const { lang, city } = conversation;
    const said = renderReply(reply, around.say(lang), around.say("ja"));
    return { lang, city, ...said, link: toLink(conversation) };
  }

  /** A choice that was not taken is a problem, told together with where the conversation stands. */
  function answer(reply: FastifyReply, at: Standing): FastifyReply {
    const mistake = mistakeIn(at.reply);
    if (!mistake) {
      return reply.type(JSON_TYPE).send(bytesOf(at, () => reply.serialize(render(at))));
    }
    const refusal = new Refusal(mistake);
    const problem = problemBody(refusal, around.say(at.conversation.lang));
    return reply.code(refusal.statusCode).send({ ...problem, conversation: render(at) });
  }

  return async (app) => {
    app.removeContentTypeParser("text/plain");
    COMPONENTS.forEach((component) => app.addSchema(component));
    await app.register(swagger, { openapi: OPENAPI, refResolver: BY_ID });

    app.post<{ Body: BeginBody }>(
      "/conversations",
      { schema: BEGIN, bodyLimit: BODY_LIMIT },
      async (request, reply) => {
        const { lang = languageAskedFor(request), city = around.city, link } = request.body;
        if (!around.cities.includes(city)) throw new Refusal("invalid_input", "city");
        const first: Input = link === undefined ? { show: true } : { link: fromLink(link) };
        return answer(reply.code(201), await visits.begin(reply, { lang, city }, () => [first]));
      },
    );

    app.get("/conversation", { schema: LOOK }, async (request, reply) => {
      const visit = await visits.find(request);
      if (!visit) throw new Refusal("no_conversation");
      return answer(reply, visit);
    });

    app.post<{ Body: TurnBody }>(
      "/conversation/turns",
      { schema: TURN, bodyLimit: BODY_LIMIT },
      async (request, reply) => {
        const visit = await visits.continue(request, () => [request.body]);
        if (!visit) throw new Refusal("no_conversation");
        return answer(reply, visit);
      },
    );

    if (around.pairing) await app.register(cardReports(context, around.pairing, announce));

    app.get("/openapi.json", HIDDEN, (_request, reply) => reply.send(app.swagger()));
  };
}

/** Names the document's components as the schemas are named. */
const BY_ID = {
  buildLocalReference: (json: { $id?: unknown }, _base: unknown, _fragment: unknown, n: number): string =>
    typeof json.$id === "string" ? json.$id : `Schema${n}`,
};
