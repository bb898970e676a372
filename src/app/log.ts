import type { PinoLoggerOptions } from "fastify/types/logger.js";
import { requestForLog } from "../channels/web/index.ts";

/** Errors whose message quotes what was read, which may be what a resident said. */
const QUOTING: ReadonlySet<string> = new Set(["ValiError", "SyntaxError"]);
const UNTOLD = "(not told: it quotes what was read)";

/** An error as the log shows it. */
type ErrorForLog = {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly code?: string;
  readonly cause?: ErrorForLog;
};

/**
 * What the log tells of an error: what it is and where it came up. Not its other properties: whoever throws it puts
 * there what it was about, such as the whole conversation that does not fit its schema.
 */
function errorForLog(error: unknown): ErrorForLog {
  if (!(error instanceof Error)) return { type: typeof error, message: "", stack: "" };
  const { name: type, message, cause, stack = "" } = error;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const shown = { type, ...code, ...(cause instanceof Error && { cause: errorForLog(cause) }) };
  return quotes(error) ? { ...shown, message: UNTOLD, stack: framesOf(stack) } : { ...shown, message, stack };
}

/** Where it came up: the stack without the message before it, which may be of several lines. */
function framesOf(stack: string): string {
  return stack
    .split("\n")
    .filter((text) => text.startsWith("    at "))
    .join("\n");
}

function quotes(error: Error): boolean {
  return QUOTING.has(error.name);
}

type LogMethod = NonNullable<NonNullable<PinoLoggerOptions["hooks"]>["logMethod"]>;

/** A line that tells of an error and says nothing itself has the error's message for its own. */
const logMethod: LogMethod = function (args, write) {
  const [details, message]: readonly unknown[] = args;
  const error = typeof details === "object" && details && "err" in details ? details.err : details;
  const repeats =
    error instanceof Error && quotes(error) && (message === undefined || message === error.message);
  write.apply(this, repeats ? [details, UNTOLD] : args);
};

/** How every line of the server's log shows requests and errors. */
export const LOGGING = { serializers: { req: requestForLog, err: errorForLog }, hooks: { logMethod } };
