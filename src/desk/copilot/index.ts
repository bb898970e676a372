import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { type Lang, LANGS } from "../../language/index.ts";
import { requires, signedIn } from "../access/session.ts";
import type { DeskOptions } from "../context.ts";
import type { FillingIn } from "../handoffs/writing.ts";
import { TURN_BODY } from "../schemas.ts";
import { callsOf } from "./calls.ts";
import { slipForCaller } from "./slip-of-call.ts";

/** Larger than any turn. */
const BODY_LIMIT = 16 * 1024;

const OPEN = {
  body: {
    type: "object",
    additionalProperties: false,
    required: ["lang"],
    properties: { lang: { enum: LANGS }, city: { type: "string", maxLength: 60 } },
  },
} as const;

/** `/:call`: 256 bits that nobody guesses. */
const CALL = {
  params: {
    type: "object",
    required: ["call"],
    properties: { call: { type: "string", pattern: "^[\\w-]{43}$" } },
  },
} as const;

interface CallRoute {
  readonly Params: { readonly call: string };
}

/** The co-pilot over HTTP: calls that an agent walks through the flow. */
export function copilotRoutes(desk: DeskOptions): FastifyPluginAsync {
  const calls = callsOf(desk);
  const options = { preHandler: requires("call.use"), bodyLimit: BODY_LIMIT };

  function originOf(request: FastifyRequest): string {
    return desk.publicUrl ?? `${request.protocol}://${request.host}`;
  }

  return async (app) => {
    app.post<{ Body: { readonly lang: Lang; readonly city?: string } }>(
      "/desk/api/calls",
      { ...options, schema: OPEN },
      async (request, reply) => {
        const { lang, city = desk.city } = request.body;
        return reply.code(201).send(await calls.open(await signedIn(request), { lang, city }));
      },
    );
    app.get<CallRoute>("/desk/api/calls/:call", { ...options, schema: CALL }, async (request, reply) =>
      reply.send(await calls.look(await signedIn(request), request.params.call)),
    );
    app.post<CallRoute & { Body: { readonly id: string } & FillingIn }>(
      "/desk/api/calls/:call/turns",
      { ...options, schema: { ...CALL, body: TURN_BODY } },
      async (request, reply) => {
        const { id, ...input } = request.body;
        return reply.send(await calls.turn(await signedIn(request), request.params.call, id, input));
      },
    );
    app.delete<CallRoute>("/desk/api/calls/:call", { ...options, schema: CALL }, async (request, reply) => {
      await calls.end(await signedIn(request), request.params.call);
      return reply.code(204).send();
    });
    app.post<CallRoute>(
      "/desk/api/calls/:call/slip-code",
      { ...options, schema: CALL },
      async (request, reply) => {
        const session = await signedIn(request);
        return reply.send(await slipForCaller(desk, session, request.params.call, originOf(request)));
      },
    );
  };
}
