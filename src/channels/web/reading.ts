import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { ALERT, type CityPack, fromLink, type Reply, toLink } from "../../assistant/index.ts";
import { deskLines } from "../../assistant/person.ts";
import { line, type Line } from "../../language/index.ts";
import { cityLine } from "../rendered.ts";
import { reminderOffer } from "../../assistant/reminders.ts";
import { worldAt, worldToSee } from "../settings.ts";
import { languageAskedFor, pathOf } from "./asking.ts";
import { type Context, HIDDEN } from "./context.ts";
import { addressOf, readAddress } from "./forms.ts";
import { formTokenOf, rowIdOf } from "./identity.ts";
import { mistakeLine } from "./mistakes.ts";
import { carriedPage } from "./pages/message.ts";
import { personPage } from "./pages/person.ts";
import { talkOf } from "./person.ts";
import { linesOf } from "./told.ts";
import { outcomePage } from "./pages/outcome.ts";
import { questionPage } from "./pages/question.ts";
import { pathOfNode, type Scene } from "./pages/scene.ts";
import { type Beginning, CHANNEL, type Standing, type Visit } from "./visits.ts";

/** Every page, to be looked at: nothing here changes anything. `chats`: the first page can lead to the chat. */
export function reading({ around, visits }: Context, chats: boolean): FastifyPluginAsync {
  function sceneOf(request: FastifyRequest, visit: Visit | undefined, beginning?: Beginning): Scene {
    const city = beginning?.city ?? visit?.conversation.city ?? around.city;
    const { alert } = worldToSee(around, city);
    return {
      lang: beginning?.lang ?? visit?.conversation.lang ?? languageAskedFor(request),
      city,
      path: pathOf(request.url),
      say: around.say,
      ...(alert && { alert: { id: ALERT, text: alert } }),
      ...(visit && { token: formTokenOf(visit.id), pairs: around.pairing !== undefined }),
    };
  }

  /** As the address says, else as the conversation goes, else as the browser asks. */
  function beginningOf(request: FastifyRequest, visit: Visit | undefined): Beginning {
    const { lang, city } = readAddress(request.query);
    const now = sceneOf(request, visit);
    return {
      lang: lang ?? now.lang,
      city: city !== undefined && around.cities.includes(city) ? city : now.city,
    };
  }

  /** A page of the conversation; who has none is told so on the first page. */
  async function conversed(
    request: FastifyRequest,
    reply: FastifyReply,
    show: (visit: Visit, scene: Scene) => string | Elsewhere,
  ) {
    const visit = await visits.find(request);
    if (!visit) return reply.redirect(addressOf("/", { notice: "expired" }), 303);
    if (talks(visit)) return reply.redirect("/person", 303);
    const shown = show(visit, sceneOf(request, visit));
    return typeof shown === "string" ? page(reply, shown) : reply.redirect(shown.path, 303);
  }

  /** A question as it stands now, or as it would if its answer were taken back. */
  function questionOf(visit: Visit, node: string): Standing | undefined {
    if (node === visit.reply.node) return visit;
    return answerTo(visit.reply, node) === undefined ? undefined : visits.suppose(visit, { change: node });
  }

  /** The first question, and the way on for somebody who has answered before. */
  function firstPage(scene: Scene, visit: Visit | undefined, { notice, told }: ToTell): string {
    const first = visits.imagine(scene).reply;
    const here = visit?.conversation.city === scene.city ? visit.reply : undefined;
    return questionPage(scene, {
      reply: here?.node === first.node ? here : first,
      chosen: here && answerTo(here, first.node),
      mistake: mistakeLine(notice),
      told: linesOf(told, around.worldOf(scene.city)),
      waiting: here && here.answers.length > 0 ? here.node : undefined,
      chat: chats ? addressOf("/chat", { lang: scene.lang, city: scene.city }) : undefined,
    });
  }

  /** What a link carries, to be seen before it is taken; undefined where nothing in it can be used. */
  function linkPage(scene: Scene, visit: Visit | undefined, carried: string): string | undefined {
    const { answers } = visits.suppose(visits.imagine(scene), { link: fromLink(carried) }).reply;
    const replaces = visit !== undefined && visit.reply.answers.length > 0;
    return answers.length > 0 ? carriedPage({ ...scene, carried }, answers, replaces) : undefined;
  }

  return async (app) => {
    app.get("/", HIDDEN, async (request, reply) => {
      const visit = await visits.find(request);
      if (visit && talks(visit)) return reply.redirect("/person", 303);
      const scene = sceneOf(request, visit, beginningOf(request, visit));
      const { a: carried, ...toTell } = readAddress(request.query);
      if (carried === undefined) return page(reply, firstPage(scene, visit, toTell));
      const shown = linkPage(scene, visit, carried);
      return shown === undefined
        ? reply.redirect(addressOf("/", { notice: "unreadable_link" }), 303)
        : page(reply, shown);
    });

    app.get<{ Params: { node: string } }>("/q/:node", HIDDEN, (request, reply) =>
      conversed(request, reply, (visit, scene) => {
        const { node } = request.params;
        const asked = questionOf(visit, node);
        if (!asked || asked.reply.outcome) return elsewhere(visit.reply);
        return questionPage(scene, {
          reply: asked.reply,
          chosen: answerTo(visit.reply, node),
          mistake: mistakeLine(readAddress(request.query).notice),
          told: linesOf(readAddress(request.query).told, around.worldOf(scene.city)),
        });
      }),
    );

    app.get("/answer", HIDDEN, (request, reply) =>
      conversed(request, reply, ({ reply: now, conversation }, scene) =>
        now.outcome
          ? outcomePage(scene, {
              reply: now,
              outcome: now.outcome,
              link: toLink(conversation),
              told: linesOf(readAddress(request.query).told, around.worldOf(conversation.city)),
              reminder: reminderOffer(now.outcome, conversation.card),
            })
          : elsewhere(now),
      ),
    );

    app.get("/person", HIDDEN, async (request, reply) => {
      const visit = await visits.find(request);
      const scene = sceneOf(request, visit, beginningOf(request, visit));
      const { notices } = visits.suppose(visits.imagine(scene), { command: "human" }).reply;
      const here = visit?.conversation.city === scene.city ? visit : undefined;
      const world = worldAt(around, scene.city, CHANNEL);
      const told = linesOf(readAddress(request.query).told, world);
      const markup = personPage(scene, {
        phones: [...ofCity(world.city), ...notices.filter(({ id }) => id !== ALERT)],
        back: visit ? pathOfNode(visit.reply.node) : "/",
        desk: world.desk && deskLines(world.desk, world),
        talk: here ? await talkOf(around, CHANNEL, rowIdOf(here.id), here.conversation) : null,
        told,
        now: around.now(),
      });
      return page(reply, markup);
    });
  };
}

/** The city's own number and page. */
function ofCity({ name, telephone, page }: CityPack): readonly Line[] {
  if (!name) return [];
  const city = cityLine(name);
  return [
    ...(telephone === undefined ? [] : [line("web.person.phone", { city, number: telephone })]),
    ...(page === undefined ? [] : [line("web.person.page", { city, page })]),
  ];
}

/** The assistant is silent: what there is to see, is what people write. */
function talks({ reply }: Visit): boolean {
  return reply.person === "talking";
}

/** What the address of a page asks it to tell. */
type ToTell = Pick<ReturnType<typeof readAddress>, "notice" | "told">;

/** Where to go instead. */
interface Elsewhere {
  readonly path: string;
}

function elsewhere(reply: Reply): Elsewhere {
  return { path: pathOfNode(reply.node) };
}

function page(reply: FastifyReply, markup: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").send(markup);
}

function answerTo({ answers }: Reply, node: string): string | undefined {
  return answers.find((answer) => answer.node === node)?.value;
}
