/** Where the plugin tells what went wrong. Never what somebody wrote. */
export interface Log {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** One JSON object a line on standard error. */
export const CONSOLE: Log = {
  warn: (details, message) => console.error(lineOf("warn", details, message)),
  error: (details, message) => console.error(lineOf("error", details, message)),
};

function lineOf(level: string, details: object, message: string): string {
  return JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...details });
}

/** An error's own words. What a platform answers may repeat what was sent to it, so nothing else of it is told. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : typeof error;
}
