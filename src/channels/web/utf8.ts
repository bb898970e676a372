import { transcode } from "node:buffer";
import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Hands an answer on as bytes. Japanese as a string is counted twice and then encoded a character at a time
 * on its way to the socket; Node's `transcode` takes many at once, which saves a tenth of a turn.
 */
export function asUtf8(
  _request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  done(null, typeof payload === "string" ? utf8Of(payload) : payload);
}

function utf8Of(text: string): Buffer {
  return transcode(Buffer.from(text.toWellFormed(), "utf16le"), "utf16le", "utf8");
}
