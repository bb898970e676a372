import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { InferOutput } from "valibot";
import type { Input } from "../../assistant/index.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { addressOf, PlainForm, readForm, WordsForm } from "./forms.ts";
import { isFormToken } from "./identity.ts";
import { pathOfNode } from "./pages/scene.ts";
import { Refusal } from "./problems.ts";
import { namesOf } from "./told.ts";
import type { Visit } from "./visits.ts";

type Posted = InferOutput<typeof PlainForm>;

/** The forms of the page about persons: asking for one, writing to one, and doing without. */
export function talking({ visits, around }: Context): FastifyPluginAsync {
  /**
   * Takes a turn in the sender's conversation; undefined where there is none.
   * @throws {Refusal} where the form was made for another one, or before this one began.
   */
  async function take(
    request: FastifyRequest,
    { token = "", once }: Posted & { readonly once?: string | undefined },
    input: Input,
  ): Promise<Visit | undefined> {
    const visit = await visits.find(request);
    if (visit && !isFormToken(token, visit.id)) throw new Refusal("stale_form");
    return visit && visits.continue(request, () => [input], once);
  }

  function toPerson(reply: FastifyReply, visit: Visit | undefined): FastifyReply {
    const told = visit && namesOf(visit.reply);
    return reply.redirect(addressOf("/person", visit ? { told } : { notice: "expired" }), 303);
  }

  return async (app) => {
    app.removeAllContentTypeParsers();
    await app.register(formbody, { bodyLimit: BODY_LIMIT });

    app.post("/person", HIDDEN, async (request, reply) => {
      const form = readForm(PlainForm, request.body);
      const human: Input = { command: "human" };
      const city = around.cities.includes(form.city) ? form.city : around.city;
      const visit = await take(request, form, human);
      if (!visit) await visits.begin(reply, { lang: form.lang, city }, () => [human]);
      return reply.redirect("/person", 303);
    });

    app.post("/person/words", HIDDEN, async (request, reply) => {
      const form = readForm(WordsForm, request.body);
      return toPerson(reply, await take(request, form, { text: form.text }));
    });

    app.post("/person/leave", HIDDEN, async (request, reply) => {
      const form = readForm(PlainForm, request.body);
      const visit = await take(request, form, { command: "assistant" });
      if (!visit) return reply.redirect(addressOf("/", { notice: "expired" }), 303);
      if (visit.conversation.talked) return toPerson(reply, visit);
      return reply.redirect(addressOf(pathOfNode(visit.reply.node), { told: namesOf(visit.reply) }), 303);
    });
  };
}
