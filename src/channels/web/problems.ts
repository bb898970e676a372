import type { FastifyError } from "fastify";
import { line, type Line, type Say } from "../../language/index.ts";
import { FURIGANA, type Furigana } from "../rendered.ts";

/** Why a request was not served: its HTTP status, and the message that tells the resident. */
interface Problem {
  readonly status: number;
  readonly message: string;
}

const PROBLEMS = {
  invalid_input: { status: 400, message: "web.error.invalid_input" },
  wrong_type: { status: 415, message: "web.error.invalid_input" },
  cross_site: { status: 403, message: "web.error.cross_site" },
  origin_not_allowed: { status: 403, message: "web.error.origin_not_allowed" },
  not_found: { status: 404, message: "web.error.not_found" },
  no_conversation: { status: 404, message: "error.expired_conversation" },
  stale_choice: { status: 409, message: "error.stale_choice" },
  unknown_choice: { status: 422, message: "error.unknown_choice" },
  stale_form: { status: 409, message: "web.error.stale_form" },
  too_large: { status: 413, message: "error.too_large" },
  too_many: { status: 429, message: "web.error.too_many" },
  no_widget: { status: 503, message: "web.error.no_widget" },
  internal: { status: 500, message: "error.internal" },
} as const satisfies Record<string, Problem>;

/** What a program knows a problem by. */
export type ProblemCode = keyof typeof PROBLEMS;

/** All of them, for the API document. */
export const PROBLEM_CODES = Object.keys(PROBLEMS);

/** A request that is not served, and where it is known, the field that is to blame. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly field: string | undefined;
  readonly statusCode: number;
  constructor(code: ProblemCode, field?: string) {
    super(field === undefined ? code : `${code}: ${field}`);
    this.name = "Refusal";
    this.code = code;
    this.field = field;
    this.statusCode = PROBLEMS[code].status;
  }
}

/** By the status that Fastify gives to what it refuses itself. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: "invalid_input",
  404: "not_found",
  413: "too_large",
  415: "wrong_type",
  429: "too_many",
};

/** What the resident is told. */
export function messageOf({ code }: Refusal): Line {
  return line(PROBLEMS[code].message);
}

/** The same as JSON. */
export function problemBody(refusal: Refusal, say: Say, furigana: Furigana = "brackets") {
  const { code, field } = refusal;
  const message = FURIGANA[furigana](say(messageOf(refusal)));
  return { error: { code, message, ...(field !== undefined && { field }) } };
}

/** Sorts whatever was thrown; what is not known is our own fault. */
export function refusalOf(error: FastifyError): Refusal {
  if (error instanceof Refusal) return error;
  const code = BY_STATUS[error.statusCode ?? 500];
  return code ? new Refusal(code, fieldOf(error.validation)) : new Refusal("internal");
}

/** The first field that the schema found wrong or missing. */
function fieldOf(validation: FastifyError["validation"]): string | undefined {
  const first = validation?.[0];
  if (!first) return undefined;
  const missing = first.params["missingProperty"];
  return first.instancePath.slice(1) || (typeof missing === "string" ? missing : undefined);
}
