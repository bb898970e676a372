import { setTimeout as wait } from "node:timers/promises";
import formbody from "@fastify/formbody";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { line, type Line } from "../../language/index.ts";
import { attemptsOf } from "../attempts.ts";
import type { PairingDesk } from "../pairing.ts";
import { findSlip, normaliseSlipCode, SLIP_CODE_LENGTH, SLIP_CODE_PATH } from "../slip-code.ts";
import { languageAskedFor } from "./asking.ts";
import { BODY_LIMIT, type Context, HIDDEN } from "./context.ts";
import { readAddress, readForm, SlipCodeForm } from "./forms.ts";
import { formTokenOf } from "./identity.ts";
import { spokenSlipPage } from "./pages/spoken-slip.ts";

/** What somebody is told whose code opens nothing, with its HTTP status. */
const MISTAKES = {
  length: { status: 422, told: line("web.spoken.length", { count: SLIP_CODE_LENGTH }) },
  unknown: { status: 422, told: line("web.spoken.unknown") },
  later: { status: 429, told: line("web.spoken.later") },
} as const satisfies Record<string, { readonly status: number; readonly told: Line }>;

/**
 * `/s`: opens the slip whose code somebody was told on the telephone, on any device. The code stands in no address;
 * what it leads to is the slip's own.
 */
export function spokenSlips({ around, visits }: Context, desk: PairingDesk): FastifyPluginAsync {
  const { store, now, say } = around;
  const attempts = attemptsOf(now);

  async function page(
    request: FastifyRequest,
    reply: FastifyReply,
    told?: Line,
    asked = readAddress(request.query),
  ) {
    const visit = await visits.find(request);
    const lang = asked.lang ?? visit?.conversation.lang ?? languageAskedFor(request);
    const city = visit?.conversation.city ?? around.city;
    const token = visit && { token: formTokenOf(visit.id) };
    const scene = { lang, city, path: SLIP_CODE_PATH, say, ...token };
    return reply.type("text/html; charset=utf-8").send(spokenSlipPage(scene, told));
  }

  /** Where the slip opens, or why nothing does. Only what could be a code counts as a try. */
  async function open(address: string, typed: string): Promise<keyof typeof MISTAKES | { path: string }> {
    if (normaliseSlipCode(typed).length !== SLIP_CODE_LENGTH) return "length";
    const admission = attempts.admit(address);
    if (admission === "later") return "later";
    if (admission.afterMs > 0) await wait(admission.afterMs);
    const path = await findSlip(store.slipCodes, desk, typed, now());
    if (path === undefined) return "unknown";
    attempts.right(address);
    return { path };
  }

  return async (app) => {
    app.removeAllContentTypeParsers();
    await app.register(formbody, { bodyLimit: BODY_LIMIT });
    app.addHook("onRequest", async (_request, reply) => void reply.header("x-robots-tag", "noindex"));

    app.get(SLIP_CODE_PATH, HIDDEN, (request, reply) => page(request, reply));
    app.post(SLIP_CODE_PATH, HIDDEN, async (request, reply) => {
      const form = readForm(SlipCodeForm, request.body);
      const opened = await open(request.ip, form.code);
      if (typeof opened === "object") return reply.redirect(opened.path, 303);
      const { status, told } = MISTAKES[opened];
      return page(request, reply.code(status), told, form);
    });
  };
}
