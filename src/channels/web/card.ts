import formbody from "@fastify/formbody";
import type { FastifyPluginAsync } from "fastify";
import { acceptReport, type Announcements, REPORT_RESULTS } from "../card-reports.ts";
import { LIFE_MS, type PairingDesk } from "../pairing.ts";
import { pathOf } from "./asking.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { addressOf, PlainForm, readForm } from "./forms.ts";
import { formTokenOf, isFormToken, rowIdOf } from "./identity.ts";
import { cardPage } from "./pages/card.ts";
import { pathOfNode } from "./pages/scene.ts";
import { Refusal } from "./problems.ts";
import { openShownCode, sealShownCode } from "./shown-code.ts";
import type { Visit } from "./visits.ts";

/** The page that shows a code and waits for the card's report. */
export function cardPairing(
  { visits, around }: Context,
  desk: PairingDesk,
  secure: boolean,
): FastifyPluginAsync {
  // "__Host-" as for the conversation's own cookie; it asks for https and for this path.
  const name = secure ? "__Host-tokeru-code" : "tokeru-code";
  const cookie = { path: "/", httpOnly: true, sameSite: "strict", secure } as const;

  return async (app) => {
    app.removeAllContentTypeParsers();
    await app.register(formbody, { bodyLimit: BODY_LIMIT });

    app.post("/card", HIDDEN, async (request, reply) => {
      const { token = "" } = readForm(PlainForm, request.body);
      const visit = await visits.find(request);
      if (visit && !isFormToken(token, visit.id)) throw new Refusal("stale_form");
      const after = visit && (await visits.continue(request, () => [{ command: "card" }]));
      if (after?.code === undefined) return reply.redirect(addressOf("/", { notice: "expired" }), 303);
      const shown = sealShownCode(desk, rowIdOf(after.id), { code: after.code, since: around.now() });
      reply.setCookie(name, shown, { ...cookie, maxAge: LIFE_MS / 1000 });
      return reply.redirect("/card", 303);
    });

    app.get("/card", HIDDEN, async (request, reply) => {
      const visit = await visits.find(request);
      const shown = visit && openShownCode(desk, rowIdOf(visit.id), request.cookies[name]);
      if (!visit || !shown)
        return reply.redirect(visit ? placeOf(visit) : addressOf("/", { notice: "expired" }), 303);
      const isRead = (visit.conversation.card?.at ?? 0) >= shown.since;
      if (isRead || around.now() - shown.since > LIFE_MS) {
        reply.clearCookie(name, cookie);
        return reply.redirect(placeOf(visit), 303);
      }
      const { lang, city } = visit.conversation;
      const scene = { lang, city, path: pathOf(request.url), say: around.say, token: formTokenOf(visit.id) };
      return reply.type("text/html; charset=utf-8").send(cardPage(scene, shown.code, desk, placeOf(visit)));
    });
  };
}

function placeOf({ reply }: Visit): string {
  return pathOfNode(reply.node);
}

const REPORT = {
  summary: "Take in a card's report, for the conversation that shows the code",
  description: "For `tokeru probe --pair`. Needs no cookie: the code names the conversation, once.",
  body: {
    type: "object",
    additionalProperties: false,
    required: ["code", "report"],
    properties: {
      code: { type: "string", maxLength: 100 },
      report: { type: "object", description: "As `tokeru probe --json` prints it (docs/probe.md)." },
    },
  },
  response: {
    "2xx": result(["accepted"]),
    422: result(REPORT_RESULTS.filter((one) => one !== "accepted")),
  },
} as const;

function result(values: readonly string[]) {
  return {
    description: "What became of the report.",
    type: "object",
    required: ["result"],
    properties: { result: { type: "string", enum: values } },
  };
}

/** Guesses from one address in a minute; a person types a code once or twice. */
const REPORTS_A_MINUTE = 10;

/** Where the probe sends a card's report. */
export function cardReports(
  { around }: Context,
  pairing: PairingDesk,
  announce: Announcements,
): FastifyPluginAsync {
  return async (app) => {
    app.post<{ Body: { code: string; report: object } }>(
      "/card-reports",
      {
        schema: REPORT,
        bodyLimit: BODY_LIMIT,
        config: { rateLimit: { max: REPORTS_A_MINUTE, timeWindow: "1 minute" } },
      },
      async (request, reply) => {
        const { code, report } = request.body;
        const result = await acceptReport({ ...around, pairing, announce }, code, report);
        return reply.code(result === "accepted" ? 200 : 422).send({ result });
      },
    );
  };
}
