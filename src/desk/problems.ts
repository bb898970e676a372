import { readFileSync } from "node:fs";
import type { FastifyError } from "fastify";
import { createSay, line, type Messages } from "../language/index.ts";
import type { Person, Problem } from "./view.ts";

/** Why a request was not served, by the HTTP status that tells it. The words are `problem.<code>`. */
const PROBLEMS = {
  invalid_input: 400,
  not_signed_in: 401,
  not_allowed: 403,
  cross_site: 403,
  /** The token against forged requests is missing or old. */
  stale_form: 403,
  not_found: 404,
  /** Somebody else has it. */
  taken: 409,
  /** Only whoever has it may do this. */
  not_yours: 409,
  /** Nobody has it yet. */
  not_taken: 409,
  over: 409,
  /** No slip belongs to this answer, or there is none yet. */
  no_slip: 409,
  stale_choice: 409,
  too_large: 413,
  wrong_type: 415,
  unknown_choice: 422,
  /** Somebody to hand over to who is not there, or may not take it. */
  unknown_person: 422,
  /** Words that would end the talk: there is a button for it. */
  no_person: 422,
  /** Nothing but what must not be sent on. */
  masked_away: 422,
  too_many: 429,
  internal: 500,
} as const satisfies Record<string, number>;

/** What a program knows a problem by. */
export type ProblemCode = keyof typeof PROBLEMS;

/** What is told beside the code. */
interface Beside {
  /** The field of the request that is to blame. */
  readonly field?: string;
  /** Who has it. */
  readonly by?: Person;
}

/** A request at the desk that is not served. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly beside: Beside;
  readonly statusCode: number;
  constructor(code: ProblemCode, beside: Beside = {}) {
    super(code);
    this.name = "Refusal";
    this.code = code;
    this.beside = beside;
    this.statusCode = PROBLEMS[code];
  }
}

/** The desk speaks Japanese alone, so its words are not among those that residents get. */
const FILE = new URL("../../locales/ja/desk/problems.json", import.meta.url);
const say = createSay(JSON.parse(readFileSync(FILE, "utf8")) as Messages, "ja");

/** What whoever sits there is told. `id` finds a mistake of our own in the log. */
export function messageOf({ code, beside }: Refusal, id = ""): string {
  return say(line(`problem.${code}`, { name: beside.by?.name ?? "", id }));
}

/** The same as JSON. */
export function problemBody(refusal: Refusal, id?: string): Problem {
  const { code, beside } = refusal;
  return { error: { code, message: messageOf(refusal, id), ...beside } };
}

/** By the status that Fastify gives to what it refuses itself. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: "invalid_input",
  404: "not_found",
  413: "too_large",
  415: "wrong_type",
  429: "too_many",
};

/** Sorts whatever was thrown; what is not known is our own fault. */
export function refusalOf(error: FastifyError): Refusal {
  if (error instanceof Refusal) return error;
  const code = BY_STATUS[error.statusCode ?? 500];
  if (!code) return new Refusal("internal");
  const field = error.validation?.[0]?.instancePath.slice(1);
  return new Refusal(code, field ? { field } : {});
}
