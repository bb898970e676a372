import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import type { InferOutput } from "valibot";
import { fromLink, type Input } from "../../assistant/index.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import {
  addressOf,
  AnswerForm,
  CarriedForm,
  LanguageForm,
  PlainForm,
  readForm,
  WordsForm,
  RatingForm,
} from "./forms.ts";
import { isFormToken } from "./identity.ts";
import { mistakeIn } from "./mistakes.ts";
import { pathOfNode } from "./pages/scene.ts";
import { Refusal } from "./problems.ts";
import { namesOf } from "./told.ts";
import type { Beginning, Standing, Visit } from "./visits.ts";

type Posted = InferOutput<typeof PlainForm>;

/** Every form of the page. Each is answered with a redirect, so that a reload repeats nothing. */
export function answering({ visits, around }: Context): FastifyPluginAsync {
  /**
   * The sender's conversation.
   * @throws {Refusal} where the form was made for another one, or before this one began.
   */
  async function visitOf(request: FastifyRequest, { token = "" }: Posted): Promise<Visit | undefined> {
    const visit = await visits.find(request);
    if (visit && !isFormToken(token, visit.id)) throw new Refusal("stale_form");
    return visit;
  }

  /** A conversation keeps to one city: an answer on another city's page begins a new one. */
  function isHere(visit: Visit | undefined, { city }: Posted): visit is Visit {
    return visit?.conversation.city === city;
  }

  function beginningOf({ lang, city }: Posted): Beginning {
    return { lang, city: around.cities.includes(city) ? city : around.city };
  }

  async function firstAnswer(reply: FastifyReply, form: InferOutput<typeof AnswerForm>): Promise<string> {
    const { node, choose } = form;
    const beginning = beginningOf(form);
    if (node !== visits.imagine(beginning).reply.node) return addressOf("/", { notice: "expired" });
    if (choose === undefined) return addressOf("/", { ...beginning, notice: "none_chosen" });
    return pathAfter(await visits.begin(reply, beginning, () => [{ choose, node }]));
  }

  async function nextAnswer(request: FastifyRequest, form: InferOutput<typeof AnswerForm>): Promise<string> {
    const { node, choose } = form;
    if (choose === undefined) return addressOf(`/q/${encodeURIComponent(node)}`, { notice: "none_chosen" });
    return pathAfter(
      await visits.continue(request, (at) => [...inLanguage(at, form), ...toAnswer(at, node, choose)]),
    );
  }

  /**
   * An answer to the question that stands open, or a new answer to an earlier one, as people give it who
   * went back with their browser. A value that the question does not offer changes nothing.
   */
  function toAnswer(at: Standing, node: string, choose: string): readonly Input[] {
    const given = at.reply.answers.find((answer) => answer.node === node);
    if (!given || given.value === choose) return [{ choose, node }];
    const reopened = visits.suppose(at, { change: node }).reply;
    const offered = reopened.choices.some(({ value }) => value === choose);
    return offered ? [{ change: node }, { choose, node }] : [{ choose, node }];
  }

  return async (app) => {
    app.removeAllContentTypeParsers();
    await app.register(formbody, { bodyLimit: BODY_LIMIT });

    app.post("/answers", HIDDEN, async (request, reply) => {
      const form = readForm(AnswerForm, request.body);
      const here = isHere(await visitOf(request, form), form);
      return reply.redirect(await (here ? nextAnswer(request, form) : firstAnswer(reply, form)), 303);
    });

    app.post("/words", HIDDEN, async (request, reply) => {
      const form = readForm(WordsForm, request.body);
      const words: Input = { text: form.text };
      const after = isHere(await visitOf(request, form), form)
        ? visits.continue(request, (at) => [...inLanguage(at, form), words], form.once)
        : visits.begin(reply, beginningOf(form), () => [words]);
      return reply.redirect(pathAfterWords(await after), 303);
    });

    app.post("/carried", HIDDEN, async (request, reply) => {
      const form = readForm(CarriedForm, request.body);
      const link: Input = { link: fromLink(form.a) };
      const after = isHere(await visitOf(request, form), form)
        ? visits.continue(request, (at) => [...inLanguage(at, form), link])
        : visits.begin(reply, beginningOf(form), () => [link]);
      return reply.redirect(pathAfter(await after), 303);
    });

    app.post("/language", HIDDEN, async (request, reply) => {
      const form = readForm(LanguageForm, request.body);
      const { to, path, a } = form;
      const here = isHere(await visitOf(request, form), form);
      if (here) await visits.continue(request, () => [{ command: "language", value: to }]);
      const { city } = beginningOf(form);
      return reply.redirect(addressOf(path, here ? { a } : { lang: to, city, a }), 303);
    });

    app.post("/rating", HIDDEN, async (request, reply) => {
      const form = readForm(RatingForm, request.body);
      const rated: Input = { rate: form.rate };
      const here = isHere(await visitOf(request, form), form);
      const after = here
        ? await visits.continue(request, (at) => [...inLanguage(at, form), rated])
        : undefined;
      return reply.redirect(`${pathAfter(after)}#rating`, 303);
    });

    app.post("/restart", HIDDEN, async (request, reply) => {
      const visit = await visitOf(request, readForm(PlainForm, request.body));
      if (visit) await visits.continue(request, () => [{ command: "restart" }]);
      return reply.redirect("/", 303);
    });
  };
}

/** A page in another language than its conversation was opened elsewhere: the last one used counts. */
function inLanguage({ conversation }: Standing, { lang }: Posted): readonly Input[] {
  return conversation.lang === lang ? [] : [{ command: "language", value: lang }];
}

/** Where words led: to a person, to the open question or to the outcome, with what became of them. */
function pathAfterWords(visit: Visit | undefined): string {
  if (visit?.reply.notices.some(({ id }) => id === "human.offer")) return "/person";
  if (visit?.reply.person === "talking") return pathAfter(visit);
  const told = visit && namesOf(visit.reply);
  return visit && told !== undefined ? addressOf(pathOfNode(visit.reply.node), { told }) : pathAfter(visit);
}

/** Where a turn led. Without one, the conversation was deleted in the meantime. */
function pathAfter(visit: Visit | undefined): string {
  if (!visit) return addressOf("/", { notice: "expired" });
  if (visit.reply.person === "talking") return addressOf("/person", { told: namesOf(visit.reply) });
  return addressOf(pathOfNode(visit.reply.node), { notice: mistakeIn(visit.reply) });
}
